"""Who must act on a case now, what, and by when: one answer for the person's page, the list and the API."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from appeals.models import EffectKind, Level, SubjectKind
from appeals.workflow import OPEN_APPEAL, PENDING_CLOSURE, AppealState, ClosureState, EffectState, SuspensionState

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from appeals.authority import Way
    from appeals.models import Appeal, Closure, Effect, InformationRequest, Suspension

WAITING = frozenset({EffectState.REQUESTED, EffectState.OVERDUE, EffectState.REFUSED})
# What gives something back to the person.
GIVING_BACK = frozenset(
    {
        EffectKind.REOPEN,
        EffectKind.RELEASE,
        EffectKind.RESTORE_BADGE,
        EffectKind.RESTORE_VISIBILITY,
        EffectKind.RESTORE_REVIEWS,
        EffectKind.TELL_COUNTERPARTIES,
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """What a case is made of when the question is asked."""

    case: Suspension
    appeals: Sequence[Appeal]
    closures: Sequence[Closure]
    ways: Sequence[Way]
    request: InformationRequest | None
    effects: Sequence[Effect]
    now: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class NextStep:
    """`who` is `appellant`, `staff`, `platform` or `nobody`; `what` a code; `by` in UTC, None where nothing runs.

    `way` is the way to appeal that the step is about, `appeal` and `closure` what it concerns. A step of the appellant
    that is only a right, such as a second review, has `may` set: nothing is asked of them.
    """

    who: str
    what: str
    by: datetime | None = None
    way: Way | None = None
    appeal: Appeal | None = None
    closure: Closure | None = None
    may: bool = False


def next_step(parts: Parts) -> NextStep:
    """The step a case waits for: what the person is asked comes before what we owe, and rights come last."""
    return _asked(parts) or _owed(parts) or _open_to_person(parts) or NextStep(who="nobody", what="nothing")


def _asked(parts: Parts) -> NextStep | None:
    """A question, or a plan to close that has no answer yet and whose time to answer still runs."""
    if parts.request is not None:
        return NextStep(who="appellant", what="answer_question", by=parts.request.due_at, appeal=parts.request.appeal)
    closure = next((one for one in parts.closures if one.state in PENDING_CLOSURE), None)
    way = _way(parts, SubjectKind.CLOSURE) if closure else None
    if closure is None or way is None:
        return None
    over = closure.state == ClosureState.APPROVED or (closure.answer_by is not None and closure.answer_by <= parts.now)
    if over and way.draft is None:
        return None
    what = "finish_draft" if way.draft else "answer_closure"
    return NextStep(who="appellant", what=what, by=_ahead(closure.answer_by, parts.now), way=way, appeal=way.draft, closure=closure)


def _owed(parts: Parts) -> NextStep | None:
    """An appeal that we must decide, a closure that we must review, or one that the marketplace was asked to carry out."""
    sent = next((one for one in reversed(parts.appeals) if one.state in OPEN_APPEAL), None)
    if sent is not None:
        what = "second_check" if sent.state == AppealState.SECOND_CHECK else "review_appeal"
        return NextStep(who="staff", what=what, by=sent.decide_by, appeal=sent)
    closure = next((one for one in parts.closures if one.state in PENDING_CLOSURE), None)
    if closure is None:
        return None
    if closure.state == ClosureState.APPROVED:
        asked = next((one for one in parts.effects if one.state in WAITING and one.kind == EffectKind.CLOSE), None)
        return NextStep(who="platform", what="close_account", by=asked.due_at if asked else None, closure=closure)
    return NextStep(who="staff", what="review_closure", by=closure.review_by, closure=closure)


def _open_to_person(parts: Parts) -> NextStep | None:
    """A draft to finish, an appeal to start, something the marketplace still has to do, or a further right."""
    begun = next((way for way in parts.ways if way.draft is not None and way.refused is None), None)
    if begun is not None:
        return NextStep(who="appellant", what="finish_draft", by=_until(parts, begun), way=begun, appeal=begun.draft)
    if parts.case.state == SuspensionState.CLOSED:
        return _after_closure(parts)
    first = _way(parts, SubjectKind.SUSPENSION)
    if first is not None and parts.case.state == SuspensionState.IN_FORCE:
        return NextStep(who="appellant", what="appeal", by=_until(parts, first), way=first)
    return _after_decision(parts, first)


def _after_decision(parts: Parts, first: Way | None) -> NextStep | None:
    """What the marketplace must still put right, then the further ways."""
    effect = next((one for one in parts.effects if one.state in WAITING and one.kind in GIVING_BACK), None)
    if effect is not None:
        return NextStep(who="platform", what="put_right", by=effect.due_at)
    second = _way(parts, SubjectKind.SUSPENSION, Level.SECOND)
    if second is not None:
        return NextStep(who="appellant", what="second_review", way=second, may=True)
    if first is not None:
        return NextStep(who="appellant", what="appeal_ended", by=parts.case.last_day_to_appeal, way=first, may=True)
    return None


def _after_closure(parts: Parts) -> NextStep | None:
    """A closed account: its closing can be appealed until its last day; later one can ask to come back."""
    for level in (Level.FIRST, Level.SECOND):
        way = _way(parts, SubjectKind.CLOSURE, level)
        if way is not None:
            by = way.target.closure.last_day_to_appeal if way.target.closure and level == Level.FIRST else None
            return NextStep(who="appellant", what="appeal_closure", by=by, way=way, closure=way.target.closure, may=True)
    back = _way(parts, SubjectKind.CLOSURE, Level.REINSTATEMENT)
    return NextStep(who="appellant", what="come_back", way=back, closure=back.target.closure, may=True) if back else None


def _way(parts: Parts, kind: str, level: str = Level.FIRST) -> Way | None:
    return next((way for way in parts.ways if way.target.kind == kind and way.target.level == level and way.refused is None), None)


def _until(parts: Parts, way: Way) -> datetime | None:
    """The date that matters first: the one to answer by while it lies ahead, then the last day."""
    if way.target.kind == SubjectKind.SUSPENSION and way.target.level == Level.FIRST:
        return _ahead(parts.case.answer_by, parts.now) or parts.case.last_day_to_appeal
    if way.target.closure is not None:
        return _ahead(way.target.closure.answer_by, parts.now) or way.target.closure.last_day_to_appeal
    return None


def _ahead(at: datetime | None, now: datetime) -> datetime | None:
    return at if at is not None and at > now else None
