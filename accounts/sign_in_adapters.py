"""How django-allauth opens our doors: who may come in, what a session holds then, and what is written down."""

from __future__ import annotations

import time
from base64 import urlsafe_b64encode
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import get_authentication_records
from allauth.core import context
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter, _build_apps_from_settings
from cryptography.fernet import Fernet, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.contrib import messages
from django.http import HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.instants import redress_now
from accounts.models import User, UserKind
from accounts.reauth import mark_fresh
from accounts.sessions import begin
from accounts.sign_in_service import NotKnownHereError, person_behind

if TYPE_CHECKING:
    from allauth.mfa.models import Authenticator
    from allauth.socialaccount.models import SocialApp, SocialLogin
    from django.http import HttpRequest, HttpResponse

# Whoever has just signed in is not asked again before setting up a second step.
FRESH_SECONDS = 5 * 60
_PURPOSE = b"redress second step v1"


class StaffAdapter(DefaultAccountAdapter):  # type: ignore[misc] # allauth brings no types
    """Nobody signs up by themselves, and a session of the staff ends."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002
        """An administrator adds people, or the sign-in service vouches for them."""
        return False

    def login(self, request: HttpRequest, user: User) -> None:
        """Open the session, under a new key, for an idle half hour and a working day."""
        super().login(request, user)
        begin(request.session, idle=settings.STAFF_SESSION_IDLE, longest=settings.STAFF_SESSION_LONGEST)
        mark_fresh(request.session, now=redress_now())

    def pre_login(self, request: HttpRequest, user: User, **kwargs: Any) -> HttpResponse | None:
        """Software has keys and no console; whoever left has neither."""
        if user.kind != UserKind.HUMAN:
            return self.respond_user_inactive(request, user)
        refused: HttpResponse | None = super().pre_login(request, user, **kwargs)
        return refused

    def respond_user_inactive(self, request: HttpRequest, user: User) -> HttpResponse:  # noqa: ARG002
        """The same words as for everybody who may not come in."""
        return _back_to_sign_in(request)

    def add_message(self, request: HttpRequest, level: int, message_template: str | None = None, *args: Any, **kwargs: Any) -> None:
        """What changed in one's second step is said; that one is signed in, the page shows."""
        if message_template is None or not message_template.startswith("account/messages/"):
            super().add_message(request, level, message_template, *args, **kwargs)

    def is_reauthentication_required(self, *, app: str) -> bool:  # noqa: ARG002
        """Whoever showed who they are within five minutes is not asked again."""
        records = get_authentication_records(context.request, context.request.user)
        return not records or time.time() - records[-1]["at"] > FRESH_SECONDS


class SecondStepAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """Secrets of authenticator apps and recovery codes are stored encrypted."""

    def encrypt(self, text: str) -> str:
        """The secret as it is stored."""
        return _box().encrypt(text.encode()).decode("ascii")

    def decrypt(self, encrypted_text: str) -> str:
        """The secret itself; keys in SECRET_KEY_FALLBACKS open too."""
        return _box().decrypt(encrypted_text.encode()).decode()

    def build_totp_svg(self, url: str) -> str:
        """The picture to scan, to stand in a page, with a name for who cannot see it."""
        drawn: str = super().build_totp_svg(url)
        return drawn[drawn.index("<svg") :].replace("<svg", f'<svg role="img" aria-label="{_("The secret as a picture to scan")}"', 1)

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        """The last second step stays: first another one is set up."""
        others = type(authenticator).objects.filter(user_id=authenticator.user_id).exclude(pk=authenticator.pk)
        return not settings.STAFF_SECOND_STEP or others.exclude(type="recovery_codes").exists()


class ServiceAdapter(DefaultSocialAccountAdapter):  # type: ignore[misc]
    """The sign-in service says who somebody is, by `sub`, and what they may do, by their groups."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: SocialLogin) -> bool:  # noqa: ARG002
        """Whoever comes in is written down by `pre_social_login`, or is not let in."""
        return False

    def list_apps(self, request: HttpRequest, provider: str | None = None, client_id: str | None = None) -> list[SocialApp]:  # noqa: ARG002
        """The service of the settings; none is kept in the database."""
        named = _build_apps_from_settings(provider=provider, client_id=client_id)
        return [app for apps in named.values() for app in apps]

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        """Find or write down the person behind a signed token, with the roles of their groups."""
        try:
            user = person_behind(sociallogin.account.extra_data.get("id_token") or {})
        except NotKnownHereError:
            raise ImmediateHttpResponse(_back_to_sign_in(request)) from None
        if sociallogin.is_existing and sociallogin.user != user:
            raise ImmediateHttpResponse(_back_to_sign_in(request))
        if not sociallogin.is_existing:
            # Not by the library's own way: it would write every column of the person, and the product's role may not.
            sociallogin.user = sociallogin.account.user = user
            sociallogin.account.save(force_insert=True)

    def on_authentication_error(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:  # noqa: ARG002
        """A token that is not good, or a service that does not answer: back to the sign-in."""
        raise ImmediateHttpResponse(_back_to_sign_in(request))


def _back_to_sign_in(request: HttpRequest) -> HttpResponse:
    messages.error(request, _("The sign-in did not work, or this person cannot sign in here."))
    return HttpResponseRedirect(reverse("console:sign_in"), status=303)


def _box() -> MultiFernet:
    return MultiFernet([_lock(key) for key in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)])


@lru_cache(maxsize=8)
def _lock(secret_key: str) -> Fernet:
    derived = HKDF(algorithm=SHA256(), length=32, salt=None, info=_PURPOSE).derive(secret_key.encode())
    return Fernet(urlsafe_b64encode(derived))
