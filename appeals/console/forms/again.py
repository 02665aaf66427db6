"""Showing once more who one is, with a reason where one is wanted."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from appeals.console.forms.sign_in import LONGEST_PASSWORD
from appeals.web.texts import WordsField

PASSWORD, REASON, GOES_ON = "again_password", "again_reason", "again_get"


class AgainForm(forms.Form):
    """The fields have names of their own: they travel beside the form that somebody was about to send."""

    again_reason = WordsField(
        label=_("Why?"), help_text=_("Kept with your name. Seniors read it."), error_messages={"required": _("Say why.")}
    )
    again_password = forms.CharField(
        label=_("Your password"),
        max_length=LONGEST_PASSWORD,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password", "dir": "ltr"}),
        error_messages={"required": _("Type your password.")},
    )
    again_get = forms.CharField(widget=forms.HiddenInput, required=False, max_length=1)

    def __init__(self, *args: Any, wants_reason: bool, has_password: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not wants_reason:
            del self.fields[REASON]
        if not has_password:
            # Still sent, empty: by its name the answer is known from the form that waits.
            self.fields[PASSWORD] = forms.CharField(widget=forms.HiddenInput, required=False)
