"""The form of an appeal that reached us by letter, mail or phone."""

from __future__ import annotations

from datetime import datetime, time
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from appeals.actions.elsewhere import Arrived
from appeals.actions.filing_rules import LONGEST_LANGUAGE
from appeals.actions.receipts import RECORDED
from appeals.actions.wording import LONGEST_STATEMENT
from appeals.authority import ways_to_appeal
from appeals.authority.law import zone_of_case
from appeals.console.acts import ActForm
from appeals.console.forms.fields import DayField, answer_field, pick
from appeals.console.wording import CHANNELS, word
from appeals.models import Channel, SubjectKind
from appeals.web.files import ACCEPT
from appeals.web.texts import WordsField

if TYPE_CHECKING:
    from collections.abc import Mapping

    from appeals.authority import Target
    from appeals.models import Suspension

LEVELS = {"1": _("a first review"), "2": _("a second review"), "reinstatement": _("to come back")}
SUBJECTS = {SubjectKind.SUSPENSION: _("The measure"), SubjectKind.CLOSURE: _("The closure"), SubjectKind.HOLD: _("Held money")}
NAMES: Mapping[str, str] = {"received_at": "arrived_on", "original": "file", "subject.reference": "about", "level": "about"}


class ElsewhereForm(ActForm):
    """What came, how and when. An empty file is no error here: taking it in says what to do about it."""

    channel = pick(_("How did it reach us?"), {str(one): word(CHANNELS, one) for one in Channel if one in RECORDED})
    arrived_on = DayField(label=_("On which day?"), help_text=_("Its dates count from that day, not from today."))
    language = WordsField(most=LONGEST_LANGUAGE, label=_("Its language"), help_text=_("As in en, es or ar."))
    statement = WordsField(
        lines=True,
        most=LONGEST_STATEMENT,
        label=_("The person's own words"),
        help_text=_("As they stand, without mending. Nobody here can change them afterwards; the person can add to them."),
        widget=forms.Textarea(attrs={"rows": 10, "dir": "auto"}),
        error_messages={"required": _("Write down what the person says.")},
    )
    late_reason = answer_field(
        _("Why does it come late?"), rows=2, required=False, help_text=_("Only where the last day is over: what the person says of it.")
    )
    file = forms.FileField(
        label=_("The original"),
        required=False,
        allow_empty_file=True,
        help_text=_("The letter or mail as it came: JPG, PNG, HEIC, WebP, PDF or plain text, up to 15 MB. Not needed after a call."),
        widget=forms.FileInput(attrs={"accept": ACCEPT}),
    )

    def __init__(self, *args: Any, case: Suspension, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.case = case
        # What was sent is named even if the way is shut meanwhile: the verb says why, and a second click gets its answer.
        ways = list(enumerate(ways_to_appeal(case)))
        self.targets = {str(place): way.target for place, way in ways if self.is_bound or way.refused is None}
        about = pick(_("What is it about?"), {key: _named(target) for key, target in self.targets.items()})
        self.fields = {"once": self.fields["once"], "about": about, **self.fields}
        self.initial.setdefault("language", case.account.language)
        if len(self.targets) == 1:
            self.initial.setdefault("about", next(iter(self.targets)))

    def arrived(self) -> Arrived:
        """What was typed, for the verb. A day counts from its beginning where the person lives, never before the measure."""
        given = self.cleaned_data
        began = datetime.combine(given["arrived_on"], time(), tzinfo=zone_of_case(self.case))
        same_day = given["arrived_on"] == self.case.starts_at.astimezone(began.tzinfo).date()
        return Arrived(
            target=self.targets[given["about"]],
            channel=given["channel"],
            received_at=max(began, self.case.starts_at) if same_day else began,
            language=given["language"],
            statement=given["statement"],
            late_reason=given["late_reason"],
        )


def _named(target: Target) -> str:
    named = [str(SUBJECTS[SubjectKind(target.kind)]), str(LEVELS[target.level])]
    if target.closure is not None:
        named.append(target.closure.reference)
    if target.hold is not None:
        named.append(f"{target.hold.amount.normalize():f} {target.hold.currency}")
    return " · ".join(named)
