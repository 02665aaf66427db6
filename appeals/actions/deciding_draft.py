"""What a door hands to the deciding of an appeal, and how it is kept for the second person."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import Any

from appeals.actions.measures import MeasureAfter
from appeals.actions.wording import composed


@dataclass(frozen=True, slots=True)
class DecisionDraft:
    """A decision as written, not yet checked.

    `findings` are (position of the citation, finding, answer), `arguments` (the person's point, our answer),
    `lighter_measures` (measure, why not), `evidence_used` (public id, used, note), `money` (public id of the hold,
    outcome, reason). `hold_until` is the new end of a disputed hold. `evidence_rev` is the number of the evidence that
    the page showed; None leaves it unasked.
    """

    outcome: str
    summary: str
    findings: tuple[tuple[int, str, str], ...] = ()
    arguments: tuple[tuple[str, str], ...] = ()
    cause: str | None = None
    inadmissible_code: str | None = None
    lighter_measures: tuple[tuple[str, str], ...] = ()
    evidence_used: tuple[tuple[str, bool, str], ...] = ()
    measure_after: MeasureAfter | None = None
    hold_until: datetime | None = None
    money: tuple[tuple[str, str, str], ...] = ()
    language: str | None = None
    evidence_rev: int | None = None


def tidied(draft: DecisionDraft) -> DecisionDraft:
    """The draft with every text in one form."""
    return replace(
        draft,
        summary=composed(draft.summary),
        findings=tuple((at, finding, composed(answer)) for at, finding, answer in draft.findings),
        arguments=tuple((composed(point), composed(answer)) for point, answer in draft.arguments),
        lighter_measures=tuple((measure, composed(why)) for measure, why in draft.lighter_measures),
        evidence_used=tuple((one, used, composed(note)) for one, used, note in draft.evidence_used),
        money=tuple((hold, outcome, composed(reason)) for hold, outcome, reason in draft.money),
    )


def as_stored(draft: DecisionDraft) -> dict[str, Any]:
    """The draft as plain values for the review that proposes it."""
    values = asdict(draft)
    after = values["measure_after"]
    if after is not None:
        values["measure_after"] = measure_as_stored(draft.measure_after)
    values["hold_until"] = _written(draft.hold_until)
    return values


def measure_as_stored(after: MeasureAfter | None) -> dict[str, Any] | None:
    """A lighter measure as plain values: instants in ISO 8601."""
    if after is None:
        return None
    return {
        "measure": after.measure,
        "removes": list(after.removes),
        "ends_at": _written(after.ends_at),
        "review_on": _written(after.review_on),
    }


def from_stored(values: dict[str, Any]) -> DecisionDraft:
    """The draft that `as_stored` wrote."""
    after = values["measure_after"]
    return DecisionDraft(
        outcome=values["outcome"],
        summary=values["summary"],
        findings=tuple((int(at), finding, answer) for at, finding, answer in values["findings"]),
        arguments=tuple((point, answer) for point, answer in values["arguments"]),
        cause=values["cause"],
        inadmissible_code=values["inadmissible_code"],
        lighter_measures=tuple((measure, why) for measure, why in values["lighter_measures"]),
        evidence_used=tuple((one, bool(used), note) for one, used, note in values["evidence_used"]),
        measure_after=None
        if after is None
        else MeasureAfter(
            measure=after["measure"],
            removes=tuple(after["removes"]),
            ends_at=_read(after["ends_at"]),
            review_on=_read(after["review_on"]),
        ),
        hold_until=_read(values["hold_until"]),
        money=tuple((hold, outcome, reason) for hold, outcome, reason in values["money"]),
        language=values["language"],
        evidence_rev=values["evidence_rev"],
    )


def _written(instant: datetime | None) -> str | None:
    return None if instant is None else instant.isoformat()


def _read(written: str | None) -> datetime | None:
    return None if written is None else datetime.fromisoformat(written)
