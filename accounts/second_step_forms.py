"""The forms that ask for a code: tries are counted where every process sees them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.instants import redress_now
from accounts.tries import forget_tries, take_try

if TYPE_CHECKING:
    Counted = forms.Form
else:
    Counted = object

CODE = forms.CharField(
    label=_("Code"),
    max_length=20,
    help_text=_("Six digits from your authenticator app, or one of your recovery codes."),
    widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric", "dir": "ltr"}),
    error_messages={"required": _("Type the code.")},
)


class CountedTries(Counted):
    """Five tries in fifteen minutes, like a password's: six digits are soon guessed otherwise."""

    def clean_code(self) -> str:
        """The code as typed, without spaces, if it is right."""
        name = f"second step of {self.user.get_username()}"
        if not take_try(name, now=redress_now()):
            raise forms.ValidationError(_("There were too many tries. Wait 15 minutes, then try again."), code="too_many")
        self.cleaned_data["code"] = self.cleaned_data["code"].replace(" ", "")
        code: str = super().clean_code()  # type: ignore[misc]
        forget_tries(name)
        return code


class CodeForm(CountedTries, AuthenticateForm):
    """Asks for the code at sign-in."""

    code = CODE


class CodeAgainForm(CountedTries, ReauthenticateForm):
    """Asks for a code again before something that matters."""

    code = CODE
