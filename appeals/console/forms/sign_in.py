"""Name and password."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

LONGEST_PASSWORD = 1024


class SignInForm(forms.Form):
    """What a member of the staff signs in with; browsers and password managers know both fields."""

    username = forms.CharField(
        label=_("User name"),
        max_length=150,
        widget=forms.TextInput(attrs={"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false", "dir": "ltr"}),
        error_messages={"required": _("Type your user name.")},
    )
    password = forms.CharField(
        label=_("Password"),
        max_length=LONGEST_PASSWORD,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password", "dir": "ltr"}),
        error_messages={"required": _("Type your password.")},
    )
