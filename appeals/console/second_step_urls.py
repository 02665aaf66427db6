"""The addresses of the second step and of the sign-in service. Their views are django-allauth's, which knows these names."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.urls import path
from django.utils.module_loading import import_string

from appeals.console.views import sessions

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse


def when_asked(place: str) -> Callable[..., HttpResponse]:
    """A view of the library, loaded when somebody first comes there: passkeys bring much that no other page needs."""

    def view(request: HttpRequest, **kwargs: Any) -> HttpResponse:
        answer: HttpResponse = import_string(f"allauth.{place}")(request, **kwargs)
        # Secrets stand on some of these pages, and no page of the console is kept.
        answer["Cache-Control"] = "no-store"
        return answer

    return view


urlpatterns = [
    path("sign-in/", sessions.sign_in, name="account_login"),
    path("sign-out/", sessions.sign_out, name="account_logout"),
    path("sign-in/code/", when_asked("mfa.base.views.authenticate"), name="mfa_authenticate"),
    path("second-step/", when_asked("mfa.base.views.index"), name="mfa_index"),
    # After a key is removed the library comes back to "the list", which is the page of everything.
    path("second-step/", when_asked("mfa.base.views.index"), name="mfa_list_webauthn"),
    path("second-step/again/", when_asked("account.views.reauthenticate"), name="account_reauthenticate"),
    path("second-step/again/code/", when_asked("mfa.base.views.reauthenticate"), name="mfa_reauthenticate"),
    path("second-step/again/passkey/", when_asked("mfa.webauthn.views.reauthenticate_webauthn"), name="mfa_reauthenticate_webauthn"),
    path("second-step/app/", when_asked("mfa.totp.views.activate_totp"), name="mfa_activate_totp"),
    path("second-step/app/remove/", when_asked("mfa.totp.views.deactivate_totp"), name="mfa_deactivate_totp"),
    path("second-step/passkeys/new/", when_asked("mfa.webauthn.views.add_webauthn"), name="mfa_add_webauthn"),
    path("second-step/passkeys/<int:pk>/remove/", when_asked("mfa.webauthn.views.remove_webauthn"), name="mfa_remove_webauthn"),
    path("second-step/codes/", when_asked("mfa.recovery_codes.views.view_recovery_codes"), name="mfa_view_recovery_codes"),
    path("second-step/codes/new/", when_asked("mfa.recovery_codes.views.generate_recovery_codes"), name="mfa_generate_recovery_codes"),
]

if apps.is_installed("allauth.socialaccount.providers.openid_connect"):
    from appeals.console.views.sign_in_service import back_from_service, to_service

    urlpatterns += [
        path("sign-in/service/<slug:provider_id>/", to_service, name="openid_connect_login"),
        path("sign-in/service/<slug:provider_id>/back/", back_from_service, name="openid_connect_callback"),
    ]
