"""The forms that ask for a code: tries are counted where every process sees them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from allauth.account.forms import ReauthenticateForm as AskAgainForm
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.totp.forms import ActivateTOTPForm
from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.instants import redress_now
from accounts.reauth import Answer, prove
from accounts.tries import forget_tries, take_try

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

    from accounts.models import User

    Counted = forms.Form
else:
    Counted = object


def _code(help_text: _StrPromise) -> forms.CharField:
    return forms.CharField(
        label=_("Code"),
        max_length=20,
        help_text=help_text,
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric", "dir": "ltr"}),
        error_messages={"required": _("Type the code.")},
    )


FROM_APP = _code(_("Six digits from your authenticator app."))
CODE = _code(_("Six digits from your authenticator app, or one of your recovery codes."))


class CountedTries(Counted):
    """Five tries in fifteen minutes, like a password's: six digits are soon guessed otherwise."""

    user: User

    def clean_code(self) -> str:
        """The code as typed, without spaces, if it is right."""
        name = f"second step of {self.user.get_username()}"
        if not take_try(name, now=redress_now()):
            raise forms.ValidationError(_("There were too many tries. Wait 15 minutes, then try again."), code="too_many")
        self.cleaned_data["code"] = self.cleaned_data["code"].replace(" ", "")
        code: str = super().clean_code()  # type: ignore[misc]
        forget_tries(name)
        return code


class CodeForm(CountedTries, AuthenticateForm):  # type: ignore[misc]
    """Asks for the code at sign-in."""

    code = CODE


class CodeAgainForm(CountedTries, ReauthenticateForm):  # type: ignore[misc]
    """Asks for a code again before something that matters."""

    code = CODE


class FirstCodeForm(CountedTries, ActivateTOTPForm):  # type: ignore[misc]
    """Asks for the first code, which shows that the app holds the secret."""

    code = FROM_APP


class PasswordAgainForm(AskAgainForm):  # type: ignore[misc] # allauth brings no types
    """Asks for the password again before the second step changes."""

    password = forms.CharField(
        label=_("Password"),
        max_length=1024,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password", "dir": "ltr"}),
        error_messages={"required": _("Type your password.")},
    )

    def clean_password(self) -> str:
        """The password, if it is right; it takes one of the tries that a sign-in has as well."""
        typed: str = self.cleaned_data["password"]
        answer = prove(self.user, typed, now=redress_now())
        if answer is Answer.WAIT:
            raise forms.ValidationError(_("There were too many tries. Wait 15 minutes, then try again."), code="too_many")
        if answer is not Answer.RIGHT:
            raise forms.ValidationError(_("This is not your password."), code="wrong")
        return typed
