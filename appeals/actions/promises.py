"""What we promise on an appeal: until when we decide, until when the person hears from us, and when that rests."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from accounts.instants import redress_now
from appeals import deadlines
from appeals.actions import clocks
from appeals.authority.law import merged, pinned_regimes, zone_of_case
from appeals.deadlines.spans import Span, Unit
from appeals.deadlines.vocabulary import filled
from appeals.models import Appeal, ClockKind, ClockOwner, OnPass, SubjectKind
from appeals.workflow import OPEN_APPEAL, SuspensionState

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from appeals.models import Closure, Regime, Suspension

# The house's own rules: a promise, but no law that could limit how long it rests.
OWN_RULES = "baseline"
# From the end of the person's time to the second signature (design).
REVIEW_TIME = Span(5, Unit.BUSINESS_DAYS)
PROMISES = (ClockKind.DECIDE_BY, ClockKind.CEILING, ClockKind.NEXT_UPDATE, ClockKind.CLAIM_IDLE)


@dataclass(frozen=True, slots=True)
class Promised:
    """Until when an appeal is decided, and the law's own limit where there is one; in UTC."""

    decide_by: datetime
    ceiling_at: datetime | None


def promise(appeal: Appeal, received_at: datetime, now: datetime) -> Promised:
    """The dates of an appeal that arrived at `received_at`, in UTC.

    One that was written down so late that its date is over already is decided as fast as a short measure; the law's
    limit still counts from its arrival.
    """
    case = appeal.case
    regimes = pinned_regimes(case)
    zone, rules = zone_of_case(case), merged(case, regimes)
    ends_at = end_of_subject(appeal)
    short = appeal.subject_kind == SubjectKind.SUSPENSION and deadlines.is_short(case.starts_at, ends_at)
    due = deadlines.decide_by(received_at, ends_at=ends_at, zone=zone, rules=rules, under_seven_days=short)
    if due <= now:
        due = deadlines.decide_by(now, ends_at=ends_at, zone=zone, rules=rules, under_seven_days=True)
    limits = list(_limits(regimes))
    ceiling = rules.earliest(received_at, limits, zone=zone) if limits else None
    return Promised(due, ceiling)


def _limits(regimes: Iterable[Regime]) -> Iterable[Span]:
    for regime in regimes:
        values = filled(regime.data)
        if regime.key != OWN_RULES and "decide_by" in values:
            yield Span.from_json(values["decide_by"])


def end_of_subject(appeal: Appeal) -> datetime | None:
    """When what is disputed ends by itself; None where it does not, or is over."""
    if appeal.subject_kind == SubjectKind.HOLD and appeal.hold is not None:
        return appeal.hold.ends_at if appeal.hold.state == "held" else None
    if appeal.subject_kind == SubjectKind.SUSPENSION and appeal.case.state == SuspensionState.IN_FORCE:
        return appeal.case.ends_at
    return None


def start(appeal: Appeal, promised: Promised, now: datetime) -> None:
    """Start the clocks of an appeal that has just been sent. The case is locked."""
    decide = clocks.Plan(
        kind=ClockKind.DECIDE_BY,
        due_at=promised.decide_by,
        owner=ClockOwner.STAFF,
        on_pass=OnPass.TELL_LATE,
        pausable=True,
        escalates=True,
    )
    word = clocks.Plan(kind=ClockKind.NEXT_UPDATE, due_at=_word_due(appeal, now), owner=ClockOwner.STAFF, on_pass=OnPass.TELL_LATE)
    plans = [decide, word]
    if promised.ceiling_at is not None:
        limit = promised.ceiling_at
        plans.append(clocks.Plan(kind=ClockKind.CEILING, due_at=limit, owner=ClockOwner.STAFF, on_pass=OnPass.ESCALATE, escalates=True))
    clocks.start_first(appeal, plans, now=now)
    say_next_update(appeal.case, word.due_at)


def next_word(appeal: Appeal) -> None:
    """The person hears from us again by the end of the third local working day from now."""
    due = _word_due(appeal, redress_now())
    clocks.start(appeal, ClockKind.NEXT_UPDATE, due, owner=ClockOwner.STAFF, on_pass=OnPass.TELL_LATE)
    say_next_update(appeal.case, due)


def _word_due(appeal: Appeal, now: datetime) -> datetime:
    account = appeal.case.account
    return deadlines.next_update_by(now, zone=zone_of_case(appeal.case), country=account.country, subdivision=account.subdivision)


def rest(appeal: Appeal, until: datetime) -> None:
    """While we wait for the person our promise rests, and the next word is due when their date has come. The law's limit does not rest."""
    clocks.pause(appeal, ClockKind.DECIDE_BY)
    clocks.stop(appeal, ClockKind.NEXT_UPDATE, ClockKind.CLAIM_IDLE)
    say_next_update(appeal.case, until)


def go_on(appeal: Appeal) -> datetime | None:
    """Let the promise run again, moved by the time it rested, but never beyond the law's limit; answers the new date."""
    moved = clocks.go_on(appeal, ClockKind.DECIDE_BY).get(ClockKind.DECIDE_BY)
    due = appeal.decide_by if moved is None else moved
    if moved is not None and appeal.ceiling_at is not None and moved > appeal.ceiling_at:
        due = appeal.ceiling_at
        clocks.start(appeal, ClockKind.DECIDE_BY, due, owner=ClockOwner.STAFF, on_pass=OnPass.TELL_LATE, pausable=True, escalates=True)
    next_word(appeal)
    return due


def claimed(appeal: Appeal) -> None:
    """A claim ends when nobody touches it for four hours; called again at every touch."""
    due = deadlines.claim_until(redress_now())
    clocks.start(appeal, ClockKind.CLAIM_IDLE, due, owner=ClockOwner.STAFF, on_pass=OnPass.RELEASE_CLAIM)


def unclaimed(appeal: Appeal) -> None:
    """Nobody holds the appeal as its reviewer now."""
    clocks.stop(appeal, ClockKind.CLAIM_IDLE)


def end(appeal: Appeal, *, kept: bool) -> None:
    """The appeal is over: `kept` says that it was answered, in time or not, and not taken back."""
    if kept:
        clocks.met(appeal, ClockKind.DECIDE_BY, ClockKind.CEILING)
    clocks.stop(appeal)
    say_next_update(appeal.case, None)


def say_of_closure(closure: Closure, due: datetime | None) -> None:
    """The same for a plan to close, where no open appeal of the case says more."""
    if not Appeal.objects.filter(case=closure.case, state__in=list(OPEN_APPEAL)).exists():
        say_next_update(closure.case, due)


def review_due(answered_by: datetime) -> datetime:
    """Until when a plan to close is reviewed whose time to answer ends at that instant, in UTC."""
    return deadlines.add_span(answered_by, REVIEW_TIME, zone=deadlines.zone_of("UTC"))


def next_word_of_closure(closure: Closure, now: datetime) -> datetime:
    """The person hears of the plan again by the end of the third local working day; answers that date."""
    account = closure.case.account
    zone = zone_of_case(closure.case)
    due = deadlines.next_update_by(now, zone=zone, country=account.country, subdivision=account.subdivision)
    say_of_closure(closure, due)
    return due


def say_next_update(case: Suspension, due: datetime | None) -> None:
    """Write on a locked case until when the person hears from us again."""
    if case.next_update_by != due:
        case.next_update_by = due
        case.save(update_fields=["next_update_by"])
