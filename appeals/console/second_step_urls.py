"""The addresses of the second step and of the sign-in service. Their views are django-allauth's; they know these names."""

from __future__ import annotations

from allauth.account.views import reauthenticate
from allauth.mfa.base import views as steps
from allauth.mfa.recovery_codes import views as codes
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as keys
from allauth.socialaccount.providers.openid_connect.views import login as to_service
from django.urls import path

from appeals.console.views import second_step, sessions

urlpatterns = [
    path("sign-in/", sessions.sign_in, name="account_login"),
    path("sign-out/", sessions.sign_out, name="account_logout"),
    path("sign-in/code/", steps.authenticate, name="mfa_authenticate"),
    path("sign-in/service/<slug:provider_id>/", to_service, name="openid_connect_login"),
    path("sign-in/service/<slug:provider_id>/back/", second_step.back_from_service, name="openid_connect_callback"),
    path("second-step/", steps.index, name="mfa_index"),
    path("second-step/again/", reauthenticate, name="account_reauthenticate"),
    path("second-step/again/code/", steps.reauthenticate, name="mfa_reauthenticate"),
    path("second-step/again/passkey/", keys.reauthenticate_webauthn, name="mfa_reauthenticate_webauthn"),
    path("second-step/app/", totp.activate_totp, name="mfa_activate_totp"),
    path("second-step/app/remove/", totp.deactivate_totp, name="mfa_deactivate_totp"),
    # After a key is removed the library comes back to "the list", which is the page of everything.
    path("second-step/", steps.index, name="mfa_list_webauthn"),
    path("second-step/passkeys/new/", keys.add_webauthn, name="mfa_add_webauthn"),
    path("second-step/passkeys/<int:pk>/remove/", keys.remove_webauthn, name="mfa_remove_webauthn"),
    path("second-step/codes/", codes.view_recovery_codes, name="mfa_view_recovery_codes"),
    path("second-step/codes/new/", codes.generate_recovery_codes, name="mfa_generate_recovery_codes"),
]
