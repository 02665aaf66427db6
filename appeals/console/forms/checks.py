"""What a person finds in a document: every check of it on one form, and what the document proves."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils import translation
from django.utils.translation import gettext as _, gettext_lazy

from appeals.actions.proofs import NewProof
from appeals.console.acts import ActForm
from appeals.console.forms.fields import DayField, pick, select
from appeals.evidence.checks import CHECKS, RESULT_LABELS, Checked, Result

if TYPE_CHECKING:
    from collections.abc import Iterable

    from appeals.evidence.checks import Check
    from appeals.evidence.countries import Country
    from appeals.models import EvidenceCheck

BY_PEOPLE = {code: check for code, check in CHECKS.items() if code != "opens"}
SEEN = "seen"


class ChecksForm(ActForm):
    """One choice for each check: passed, or one of its reasons; beside each reason stands what the person will read."""

    seen = forms.CharField(widget=forms.HiddenInput, required=False, max_length=64)
    proves = select(
        gettext_lazy("What does it prove?"),
        {},
        required=False,
        help_text=gettext_lazy("Only when the name matches and no check is open. Then nobody asks for it again until its last day."),
    )
    expires_on = DayField(
        label=gettext_lazy("Valid until"), required=False, help_text=gettext_lazy("The day on the document. Empty: it has none.")
    )
    field_order = ("once", SEEN, *BY_PEOPLE, "proves", "expires_on")

    def __init__(self, *args: Any, written: Iterable[EvidenceCheck], seen: str, country: Country, language: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        now = {one.code: one for one in written}
        for code, check in BY_PEOPLE.items():
            self.fields[code] = _choice(check, now.get(code), language)
        proves = self.fields["proves"]
        assert isinstance(proves, forms.ChoiceField)  # noqa: S101 - tells the type checker
        proves.choices = [("", _("Nothing to remember")), *((kind.code, kind.label) for kind in country.kinds)]
        self.fields[SEEN].initial = seen
        self.order_fields(self.field_order)

    def checks(self) -> list[Checked]:
        """What was found, of those checks for which something is chosen."""
        found = {code: self.cleaned_data[code].partition(":") for code in BY_PEOPLE if self.cleaned_data[code]}
        return [Checked(code, Result(result), reason) for code, (result, _colon, reason) in found.items()]

    def proof(self) -> NewProof | None:
        """What the document proves, where something was chosen."""
        kind = self.cleaned_data["proves"]
        return NewProof(kind, self.cleaned_data["expires_on"]) if kind else None

    def look_again(self, seen: str) -> None:
        """Somebody else wrote something down meanwhile: what was typed stays, and is sent on top of what stands there now."""
        self.data = {**dict(self.data.items()), SEEN: seen}


def _choice(check: Check, written: EvidenceCheck | None, language: str) -> forms.ChoiceField:
    """One check as radio buttons, with what holds now chosen, and under each reason the text in the person's language."""
    refused = {f"{Result.NOT_ACCEPTED}:{reason.code}": reason for reason in check.reasons}
    choices = [
        (str(Result.PASSED), RESULT_LABELS[Result.PASSED]),
        *((value, _("Not accepted: %(why)s") % {"why": reason.says}) for value, reason in refused.items()),
        *((str(one), RESULT_LABELS[one]) for one in (Result.WAITING, Result.NOT_NEEDED)),
    ]
    field = pick(check.label, choices, required=False)
    with translation.override(language):
        texts = {value: reason.text for value, reason in refused.items()}
    field.choice_hints = {value: _("They read: “%(text)s”") % {"text": text} for value, text in texts.items()}  # type: ignore[attr-defined]
    if written is not None:
        field.initial = f"{written.result}:{written.reason}" if written.reason else written.result
    return field
