"""What can be appealed now, at which level, and why not: one answer for buttons, for pages and for the check."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from accounts.instants import redress_now
from appeals.authority.law import rules_of, zone_of_case
from appeals.deadlines import local_date, reinstatement_from
from appeals.errors import IllegalTransition
from appeals.models import (
    Appeal,
    Clock,
    ClockKind,
    Closure,
    Decision,
    Hold,
    HoldOutcome,
    Level,
    Notice,
    Outcome,
    SubjectKind,
    Suspension,
)
from appeals.workflow import OPEN_APPEAL, AppealState, ClosureState, SuspensionState

if TYPE_CHECKING:
    from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """What an appeal is about, and at which level. `closure` or `hold` is set exactly where the kind says so."""

    kind: str = SubjectKind.SUSPENSION
    level: str = Level.FIRST
    closure: Closure | None = None
    hold: Hold | None = None

    def is_of(self, appeal: Appeal) -> bool:
        """Whether an appeal is about this subject, at any level."""
        closure = None if self.closure is None else self.closure.pk
        hold = None if self.hold is None else self.hold.pk
        return (appeal.subject_kind, appeal.closure_id, appeal.hold_id) == (self.kind, closure, hold)


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """One way to appeal: open where `refused` is None. `opens_at` is when it opens, `draft` what is begun already."""

    target: Target
    draft: Appeal | None = None
    refused: IllegalTransition | None = None
    opens_at: datetime | None = None


def ways_to_appeal(case: Suspension) -> list[Way]:
    """Every subject of a case at every level that makes sense for it, in the order a person reads them."""
    targets = [Target(level=Level.FIRST), Target(level=Level.SECOND)]
    for closure in sorted(case.closures.all(), key=lambda one: one.pk):
        if closure.state in {ClosureState.REFUSED, ClosureState.WITHDRAWN}:
            continue
        targets += [Target(kind=SubjectKind.CLOSURE, level=level, closure=closure) for level in (Level.FIRST, Level.SECOND)]
        if closure.state == ClosureState.EFFECTED:
            targets.append(Target(kind=SubjectKind.CLOSURE, level=Level.REINSTATEMENT, closure=closure))
    for hold in sorted(case.holds.all(), key=lambda one: one.pk):
        targets += [Target(kind=SubjectKind.HOLD, level=level, hold=hold) for level in (Level.FIRST, Level.SECOND)]
    appeals = list(case.appeals.all())
    now = redress_now()
    return [_way(case, target, appeals, now) for target in targets]


def way_to_appeal(case: Suspension, target: Target, *, now: datetime | None = None) -> Way:
    """One way to appeal, for the check under the case's lock. A list hands in `now` and rows that are fetched already."""
    return _way(case, target, list(case.appeals.all()), now or redress_now())


def subject_refusal(case: Suspension, target: Target) -> IllegalTransition | None:
    """Why there is nothing left to dispute about this subject; None where there is."""
    if target.kind == SubjectKind.SUSPENSION:
        ended = case.state in {SuspensionState.RECORDED, SuspensionState.OVERTURNED}
        return IllegalTransition("This measure was taken back: there is nothing left to appeal.", state=case.state) if ended else None
    if target.closure is not None:
        over = target.closure.state in {ClosureState.REFUSED, ClosureState.WITHDRAWN}
        detail = "Your account is not going to be closed: there is nothing left to appeal."
        return IllegalTransition(detail, state=target.closure.state) if over else None
    paid = target.hold is not None and target.hold.outcome == HoldOutcome.RELEASE
    return IllegalTransition("This money was released: there is nothing left to appeal.", state="ended") if paid else None


def _way(case: Suspension, target: Target, appeals: list[Appeal], now: datetime) -> Way:
    same = [one for one in appeals if target.is_of(one)]
    here = sorted((one for one in same if one.level == target.level), key=lambda one: one.pk)
    draft = next((one for one in here if one.state == AppealState.DRAFT), None)
    refused = subject_refusal(case, target)
    if refused is not None:
        return Way(target=target, draft=draft, refused=refused)
    sent = next((one for one in same if one.state in OPEN_APPEAL), None)
    if sent is not None:
        detail = f"The appeal {sent.reference} about this is open already. You can add to it."
        return Way(target=target, draft=draft, refused=IllegalTransition(detail, state=sent.state))
    decided = sorted((one for one in same if one.state == AppealState.DECIDED), key=lambda one: one.decided_at or now)
    if target.level == Level.REINSTATEMENT:
        refused, opens_at = _reinstatement(case, target, decided, now)
        return Way(target=target, draft=draft, refused=refused, opens_at=opens_at)
    refused = _first(case, target, decided) if target.level == Level.FIRST else _second(case, decided, now)
    return Way(target=target, draft=draft, refused=refused)


def _first(case: Suspension, target: Target, decided: list[Appeal]) -> IllegalTransition | None:
    """A first appeal is decided once for each statement: what was newly decided since can be appealed again."""
    last = next((one for one in reversed(decided) if one.level in {Level.FIRST, Level.SECOND}), None)
    if last is None or last.decided_at is None or _restated_since(case, target, last.decided_at):
        return None
    return IllegalTransition(f"We decided this in {last.reference} already.", state=last.state)


def _second(case: Suspension, decided: list[Appeal], now: datetime) -> IllegalTransition | None:
    """A second review follows a first decision that did not overturn, once, until its last day."""
    last = decided[-1] if decided else None
    if last is None or last.level != Level.FIRST:
        done = last is not None and last.level == Level.SECOND
        detail = "A second review was made already." if done else "A second review follows a first decision; there is none."
        return IllegalTransition(detail, state=last.state if last else case.state)
    if Decision.objects.filter(appeal=last, outcome=Outcome.OVERTURNED).exists():
        return IllegalTransition("The first decision was for you: there is nothing left to review.", state=last.state)
    until = last_day_of_second_review(last)
    if until is not None and until < now:
        return IllegalTransition("The last day to ask for a second review is over. Ways outside are still open.", state=last.state)
    return None


def last_day_of_second_review(decided: Appeal) -> datetime | None:
    """Until when a second review may be asked for, in UTC; None while the decision has not reached the person."""
    told = Notice.objects.filter(case_id=decided.case_id, about=decided.subject, kind__startswith="decision_")
    if not told.filter(delivered_at__isnull=False).exists():
        return None
    clock = Clock.objects.filter(case_id=decided.case_id, about=decided.subject, kind=ClockKind.LAST_DAY).order_by("-id").first()
    return None if clock is None else clock.due_at


def _restated_since(case: Suspension, target: Target, decided_at: datetime) -> bool:
    if target.hold is not None:
        # Moving a date or ending a hold is a decision of its own, with a letter that says it can be disputed.
        told = Notice.objects.filter(case=case, about=target.hold.subject, kind__in=["hold_changed", "hold_ended"])
        return told.filter(created_at__gt=decided_at).exists()
    closure = None if target.closure is None else target.closure.pk
    return any(one.closure_id == closure and one.issued_at > decided_at for one in case.statements.all())


def _reinstatement(
    case: Suspension, target: Target, decided: list[Appeal], now: datetime
) -> tuple[IllegalTransition | None, datetime | None]:
    """Asking to come back opens after the cooling-off time, counted anew from an earlier such request."""
    closed_at = target.closure.effected_at if target.closure else None
    if closed_at is None or case.state != SuspensionState.CLOSED:
        return IllegalTransition("Asking to come back is for an account that was closed for good.", state=case.state), None
    asked = [one.decided_at for one in decided if one.level == Level.REINSTATEMENT and one.decided_at]
    zone = zone_of_case(case)
    opens_at = reinstatement_from(max([closed_at, *asked]), zone=zone, rules=rules_of(case))
    if now >= opens_at:
        return None, opens_at
    day = local_date(opens_at, zone)
    detail = f"You can ask to come back from {day.day} {day:%B %Y} on. Until its last day you can appeal the closing itself."
    return IllegalTransition(detail, state=case.state), opens_at
