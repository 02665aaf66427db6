"""The letter of a decision: the result, the reason, an answer to each point, who decided, and where to go on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from appeals.actions.closure_moves import measure_that_stays
from appeals.actions.notices import tell
from appeals.models import Effect, Outcome, Review, SubjectKind
from appeals.queries.redress import second_review_until, ways_outside
from appeals.queries.rules import contact_for, rules_of
from appeals.queries.standing import standing_of
from appeals.workflow import HoldState, SuspensionState

if TYPE_CHECKING:
    from appeals.actions.deciding_draft import DecisionDraft
    from appeals.models import Appeal, Decision, Event


def tell_decision(appeal: Appeal, decision: Decision, draft: DecisionDraft, event: Event, *, subject: str) -> None:
    """Tell the person what was decided and why. `subject` is what it was called before the decision changed it."""
    values = _always(appeal, decision, draft) | {"subject": subject} | _by_outcome(appeal, draft)
    until = values.get("second_review_until")
    tell(event, f"decision_{decision.outcome}", values, about=appeal, by=until)


def _always(appeal: Appeal, decision: Decision, draft: DecisionDraft) -> dict[str, Any]:
    titles = {row.position: row.section_version.title for row in appeal.case.citations.select_related("section_version")}
    decided_at = decision.decided_at
    return {
        "reference": appeal.reference,
        "decided_at": decided_at,
        "summary": draft.summary,
        "findings": [{"title": titles[at], "finding": finding, "answer": answer} for at, finding, answer in draft.findings],
        "arguments": [{"point": point, "answer": answer} for point, answer in draft.arguments],
        "second_person": decision.second_review_id is not None,
        "independent": True,
        "certified_by": certifier(decision),
        "contact": contact_for(appeal.case),
        "second_review_until": second_review_until(appeal, draft.outcome, decided_at),
        "routes": [{"kind": way.kind, "name": way.name, "until": way.until} for way in ways_outside(appeal.case, decided_at)],
    }


def certifier(decision: Decision) -> str | None:
    """Who stands for the answer by name, where the case's law wants that: the last of those who signed, else None.

    Everywhere else the person reads a number and never a name.
    """
    if not rules_of(decision.case).certified_answer:
        return None
    signed = (review for review in (decision.second_review_id, decision.review_id) if review is not None)
    last = Review.objects.filter(pk=next(signed, 0)).select_related("reviewer").first()
    return str(last.reviewer.display_name) if last is not None else "The second person, who signs after reading this,"


def _by_outcome(appeal: Appeal, draft: DecisionDraft) -> dict[str, Any]:
    kinds = Effect.objects.filter(appeal=appeal).order_by("id").values_list("kind", flat=True)
    effects = list(dict.fromkeys(kinds))
    lighter = [{"measure": measure, "why_not": why_not} for measure, why_not in draft.lighter_measures]
    if draft.outcome == Outcome.OVERTURNED:
        others = any(one.pk != appeal.case_id for one in standing_of(appeal.case.account).in_force)
        stays = appeal.case.state == SuspensionState.IN_FORCE and appeal.subject_kind == SubjectKind.CLOSURE
        goes_on = measure_that_stays(appeal.case) if stays else {}
        return {"cause": draft.cause, **goes_on, "effects": effects, "others_in_force": others}
    if draft.outcome == Outcome.CHANGED:
        after = None if draft.measure_after is None else draft.measure_after.measure
        return {"measure": after, **_end(appeal, changed=True), "effects": effects, "lighter": lighter}
    if draft.outcome == Outcome.UPHELD:
        return {**_end(appeal), "lighter": lighter}
    return _end(appeal)


def _end(appeal: Appeal, *, changed: bool = False) -> dict[str, Any]:
    """When what goes on ends, or is looked at again; nothing where it is over or has no end."""
    subject: Any = None
    if appeal.hold is not None:
        appeal.hold.refresh_from_db()
        subject = appeal.hold if appeal.hold.state == HoldState.HELD else None
    elif appeal.case.state == SuspensionState.IN_FORCE and (changed or appeal.subject_kind == SubjectKind.SUSPENSION):
        subject = appeal.case
    if subject is None:
        return {}
    return {"ends_at": subject.ends_at, "review_on": None if subject.ends_at else subject.review_on}
