"""What a person finds in a document."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from appeals.console.acts import ActForm
from appeals.console.forms.fields import pick, select
from appeals.evidence.checks import CHECKS, RESULT_LABELS, Result

BY_PEOPLE = {code: check for code, check in CHECKS.items() if code != "opens"}


class CheckForm(ActForm):
    """One check with its result; a reason exactly where it is not accepted. The person reads the reason's sentences."""

    code = select(_("Check"), {code: check.label for code, check in BY_PEOPLE.items()})
    result = pick(_("Result"), {str(one): RESULT_LABELS[one] for one in Result})
    reason = forms.ChoiceField(
        label=_("Why is it not accepted?"),
        required=False,
        choices=[
            ("", "\u2013"),
            *((check.label, [(f"{code}:{one.code}", one.text) for one in check.reasons]) for code, check in BY_PEOPLE.items()),
        ],
        help_text=_("The person reads exactly this."),
    )

    def clean(self) -> dict[str, Any] | None:
        """A reason belongs to its own check."""
        code, _colon, reason = str(self.cleaned_data.get("reason", "")).partition(":")
        if reason and code != self.cleaned_data.get("code"):
            self.add_error("reason", _("This reason belongs to another check."))
        self.cleaned_data["reason"] = reason
        return super().clean()
