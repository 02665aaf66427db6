"""Writing a decision: a finding for each point, an answer to each argument, what each document was worth, what follows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from appeals.actions.deciding_draft import DecisionDraft
from appeals.actions.deciding_rules import INADMISSIBLE
from appeals.authority.law import zone_of_case
from appeals.console.forms.closing import JudgedForm
from appeals.console.forms.fields import DayField, answer_field, end_of, pick, select
from appeals.console.forms.measuring import measure_after, measure_fields
from appeals.console.wording import CAUSES, FINDINGS, HOLD_OUTCOMES, MEASURES, OUTCOMES, word
from appeals.models import HoldKind, HoldOutcome, Level, Measure, Outcome, SubjectKind
from appeals.queries.ladder import WEIGHT
from appeals.web.texts import WordsField

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from appeals.models import Evidence, Exhibit, Hold
    from appeals.queries.console_appeals import ToDecide

MOST_ARGUMENTS = 20
FIRST_ARGUMENTS = 1


class DecideForm(JudgedForm):
    """The whole decision on one page. Its rows follow the case: points, documents, holds."""

    outcome = pick(_("Result"), OUTCOMES)
    summary = WordsField(
        lines=True,
        label=_("The reason, in a few sentences"),
        help_text=_("The first words the person reads after the result. Write to this person; a text that fits another case is refused."),
        widget=forms.Textarea(attrs={"rows": 5, "lang": "en"}),
        error_messages={"required": _("Write the reason in a few sentences.")},
    )
    cause = select(_("What was wrong? (only if you overturn it)"), CAUSES, required=False)
    inadmissible_code = select(_("Why can we not look at it? (only then)"), INADMISSIBLE, required=False)
    rows = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=FIRST_ARGUMENTS, max_value=MOST_ARGUMENTS)
    seen = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0)

    def __init__(self, *args: Any, what: ToDecide, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.what = what
        # Money has a track of its own: what the measure was for is not judged by the way.
        self.citations = [] if what.appeal.subject_kind == SubjectKind.HOLD else list(what.citations)
        self.zone = zone_of_case(what.case)
        self.considered: list[Evidence | Exhibit] = [*what.evidence, *_exhibits(what)]
        self.arguments = self._argument_count()
        if what.appeal.level == Level.REINSTATEMENT:
            self._only({Outcome.CHANGED, Outcome.UPHELD, Outcome.INADMISSIBLE})
        self._add_points()
        self._add_arguments()
        self._add_documents()
        self._add_consequences()

    def _argument_count(self) -> int:
        """How many rows for arguments were shown, or are to be shown."""
        typed = str(self.data.get("rows", "")) if self.is_bound else str(self.initial.get("rows", FIRST_ARGUMENTS))
        shown = int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 4 else FIRST_ARGUMENTS
        return max(FIRST_ARGUMENTS, min(shown, MOST_ARGUMENTS))

    def _only(self, outcomes: set[Outcome]) -> None:
        field = self.fields["outcome"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - tells the type checker
        field.choices = [(code, label) for code, label in OUTCOMES.items() if code in outcomes]

    def _add_points(self) -> None:
        for citation in self.citations:
            self.fields[f"finding_{citation.position}"] = pick(_("Finding"), FINDINGS, required=False)
            self.fields[f"answer_{citation.position}"] = answer_field(_("What led to this finding?"), rows=3, required=False)

    def _add_arguments(self) -> None:
        for place in range(self.arguments):
            self.fields[f"point_{place}"] = answer_field(_("What the person says, in short"), rows=2, required=False)
            self.fields[f"reply_{place}"] = answer_field(_("Our answer"), rows=3, required=False)

    def _add_documents(self) -> None:
        for place, _item in enumerate(self.considered):
            self.fields[f"used_{place}"] = forms.BooleanField(label=_("We used it"), required=False)
            self.fields[f"note_{place}"] = answer_field(_("What it was worth, or why not used"), rows=2, required=False)

    def _add_consequences(self) -> None:
        case = self.what.case
        for measure in self.lighter:
            same = measure == case.measure
            question = _("%(measure)s, but shorter or narrower: why not?") if same else _("%(measure)s: why is it not enough?")
            label = question % {"measure": word(MEASURES, measure)}
            self.fields[f"why_not_{measure}"] = answer_field(label, rows=2, required=False)
        if self.what.appeal.subject_kind == SubjectKind.HOLD:
            self.fields["hold_until"] = DayField(label=_("The money is held until"), required=False)
        else:
            self.fields |= measure_fields(case, required=False)
        for place, hold in enumerate(self.what.holds):
            allowed = (HoldOutcome.RELEASE, HoldOutcome.SURRENDER_BY_LAW) if hold.kind == HoldKind.APPROVED_WORK else HoldOutcome
            choices = [(str(one), word(HOLD_OUTCOMES, one)) for one in allowed]
            self.fields[f"money_{place}"] = select(_("What happens to it?"), choices, required=False)
            self.fields[f"why_money_{place}"] = answer_field(_("Why?"), rows=2, required=False)

    @property
    def lighter(self) -> list[Measure]:
        """The measures that could have been considered instead."""
        if self.what.appeal.subject_kind == SubjectKind.HOLD:
            return []
        now = WEIGHT[Measure(self.what.case.measure)]
        return [one for one in Measure if WEIGHT[one] <= now] if now else []

    # What the template walks over.

    def points(self) -> Iterator[dict[str, Any]]:
        """Each cited point with its two fields."""
        for citation in self.citations:
            disputed = not self.what.appeal.disputes or citation.position in self.what.appeal.disputes
            yield {
                "citation": citation,
                "number": citation.position + 1,
                "disputed": disputed,
                "finding": self[f"finding_{citation.position}"],
                "answer": self[f"answer_{citation.position}"],
            }

    def argument_rows(self) -> Iterator[dict[str, Any]]:
        """Each row for an argument and its answer."""
        for place in range(self.arguments):
            yield {"number": place + 1, "point": self[f"point_{place}"], "reply": self[f"reply_{place}"]}

    def document_rows(self) -> Iterator[dict[str, Any]]:
        """Each document or link with its two fields."""
        for place, item in enumerate(self.considered):
            yield {"item": item, "used": self[f"used_{place}"], "note": self[f"note_{place}"]}

    def lighter_rows(self) -> list[forms.BoundField]:
        """One field for each lighter measure."""
        return [self[f"why_not_{measure}"] for measure in self.lighter]

    def measure_rows(self) -> list[forms.BoundField]:
        """The fields of what goes on where something is changed."""
        names = ("hold_until", "measure", "removes", "ends_on", "review_day")
        return [self[name] for name in names if name in self.fields]

    def money_rows(self) -> Iterator[dict[str, Any]]:
        """Each open hold with its two fields."""
        for place, hold in enumerate(self.what.holds):
            yield {"hold": hold, "outcome": self[f"money_{place}"], "why": self[f"why_money_{place}"]}

    # What the verb takes.

    def draft(self) -> DecisionDraft:
        """What was typed, for the verb."""
        given = self.cleaned_data
        return DecisionDraft(
            outcome=given["outcome"],
            summary=given["summary"],
            findings=tuple((at, given[f"finding_{at}"], given[f"answer_{at}"]) for at in self._answered()),
            arguments=tuple((given[f"point_{at}"], given[f"reply_{at}"]) for at in self._argued()),
            cause=given["cause"] or None,
            inadmissible_code=given["inadmissible_code"] or None,
            lighter_measures=tuple((str(one), given[f"why_not_{one}"]) for one in self._weighed()),
            evidence_used=tuple(
                (item.public_id, given[f"used_{place}"], given[f"note_{place}"]) for place, item in enumerate(self.considered)
            ),
            measure_after=measure_after(given, self.zone),
            hold_until=end_of(given.get("hold_until"), self.zone),
            money=tuple((hold.public_id, given[f"money_{at}"], given[f"why_money_{at}"]) for at, hold in self._paid()),
            evidence_rev=given["evidence_rev"],
        )

    def _answered(self) -> list[int]:
        places = [citation.position for citation in self.citations]
        return [at for at in places if self.cleaned_data[f"finding_{at}"] or self.cleaned_data[f"answer_{at}"]]

    def _argued(self) -> list[int]:
        return [at for at in range(self.arguments) if self.cleaned_data[f"point_{at}"] or self.cleaned_data[f"reply_{at}"]]

    def _weighed(self) -> list[Measure]:
        return [one for one in self.lighter if self.cleaned_data[f"why_not_{one}"]]

    def _paid(self) -> list[tuple[int, Hold]]:
        return [(at, hold) for at, hold in enumerate(self.what.holds) if self.cleaned_data[f"money_{at}"]]

    def names(self) -> Mapping[str, str]:
        """Where the verb's complaints belong on the page."""
        found = {
            "findings": next((f"finding_{one.position}" for one in self.citations), ""),
            "arguments": "point_0",
            "evidence_used": "note_0",
            "lighter_measures": next((f"why_not_{one}" for one in self.lighter), ""),
            "measure_after": "measure",
            "measure_after.measure": "measure",
            "measure_after.removes": "removes",
            "measure_after.ends_at": "ends_on",
            "measure_after.review_on": "review_day",
        }
        if self.is_valid():
            found |= dict(self._row_names())
        return found

    def _row_names(self) -> Iterator[tuple[str, str]]:
        for place, at in enumerate(self._answered()):
            yield f"findings[{place}].finding", f"finding_{at}"
            yield f"findings[{place}].answer", f"answer_{at}"
        for place, at in enumerate(self._argued()):
            yield f"arguments[{place}].point", f"point_{at}"
            yield f"arguments[{place}].answer", f"reply_{at}"
        for place, _item in enumerate(self.considered):
            yield f"evidence_used[{place}].note", f"note_{place}"
        for place, one in enumerate(self._weighed()):
            yield f"lighter_measures[{place}].why_not", f"why_not_{one}"
        for place, (at, _hold) in enumerate(self._paid()):
            yield f"money[{place}].outcome", f"money_{at}"
            yield f"money[{place}].reason", f"why_money_{at}"


def _exhibits(what: ToDecide) -> Sequence[Exhibit]:
    """What the platform relies on is considered with the measure and with its closing; money has a track of its own."""
    return () if what.appeal.subject_kind == SubjectKind.HOLD else what.exhibits


def decision_as_typed(draft: DecisionDraft, what: ToDecide) -> dict[str, Any]:
    """A proposal that came back, as the initial values of its form."""
    values: dict[str, Any] = {
        "outcome": draft.outcome,
        "summary": draft.summary,
        "cause": draft.cause or "",
        "inadmissible_code": draft.inadmissible_code or "",
        "rows": max(FIRST_ARGUMENTS, len(draft.arguments)),
    }
    for at, finding, answer in draft.findings:
        values |= {f"finding_{at}": finding, f"answer_{at}": answer}
    for at, (point, reply) in enumerate(draft.arguments):
        values |= {f"point_{at}": point, f"reply_{at}": reply}
    noted = {public_id: (used, note) for public_id, used, note in draft.evidence_used}
    considered: list[Evidence | Exhibit] = [*what.evidence, *_exhibits(what)]
    for at, item in enumerate(considered):
        used, note = noted.get(item.public_id, (False, ""))
        values |= {f"used_{at}": used, f"note_{at}": note}
    values |= {f"why_not_{measure}": why for measure, why in draft.lighter_measures}
    paid = {public_id: (outcome, reason) for public_id, outcome, reason in draft.money}
    for at, hold in enumerate(what.holds):
        outcome, reason = paid.get(hold.public_id, ("", ""))
        values |= {f"money_{at}": outcome, f"why_money_{at}": reason}
    return values | _measure_as_typed(draft, what)


def _measure_as_typed(draft: DecisionDraft, what: ToDecide) -> dict[str, Any]:
    zone = zone_of_case(what.case)
    days = {"hold_until": draft.hold_until}
    values: dict[str, Any] = {}
    if draft.measure_after is not None:
        values = {"measure": draft.measure_after.measure, "removes": list(draft.measure_after.removes)}
        days |= {"ends_on": draft.measure_after.ends_at, "review_day": draft.measure_after.review_on}
    return values | {name: at.astimezone(zone).date() for name, at in days.items() if at is not None}
