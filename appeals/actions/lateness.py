"""Being late, and saying so: the person is told of each date that we missed, once, with a new one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from accounts.actors import SYSTEM
from accounts.instants import redress_now
from appeals.actions import promises
from appeals.actions.notices import tell
from appeals.actions.transition import Entry, record
from appeals.models import ClockKind
from appeals.workflow import PENDING_CLOSURE, AppealState, ClosureState

if TYPE_CHECKING:
    from datetime import datetime

    from appeals.models import Appeal, Clock, Closure, Event

OUR_TURN = frozenset({AppealState.SUBMITTED, AppealState.IN_REVIEW, AppealState.SECOND_CHECK})


def tell_late(appeal: Appeal, clock: Clock) -> bool:
    """A date that we promised on a locked appeal has passed; True where seniors must hear of it.

    While the decision is not late yet, only the next word is: the person reads a new date for it in the portal. Once
    it is late, a letter says which date we missed and gives a new one. While we wait for the person nothing is late.
    """
    if appeal.state not in OUR_TURN or appeal.decide_by is None:
        return False
    now = redress_now()
    if appeal.decide_by > now:
        _say(appeal, _next_word(appeal, now), late=False)
        return False
    if clock.kind == ClockKind.DECIDE_BY and appeal.late_told_at is not None and appeal.late_told_at >= appeal.decide_by:
        return True
    promised = clock.due_at if appeal.late_told_at is not None else appeal.decide_by
    new_date = _next_word(appeal, now)
    appeal.late_told_at = now
    appeal.save(update_fields=["late_told_at"])
    event = _say(appeal, new_date, late=True)
    tell(event, "date_changed", {"promised": promised, "new_date": new_date, "escalated": True}, about=appeal)
    return True


def tell_late_closure(closure: Closure, clock: Clock) -> bool:
    """The review of a locked plan to close is late: the person reads so once, with a new date. Nothing is closed by it."""
    if closure.state not in PENDING_CLOSURE - {ClosureState.APPROVED}:
        return False
    new_date = promises.next_word_of_closure(closure, redress_now())
    body = {"closure": closure.reference, "next_update_by": new_date}
    event = record(closure.case_id, Entry("closure.date_changed", body), SYSTEM, subject=closure.subject)
    tell(event, "date_changed", {"promised": clock.due_at, "new_date": new_date, "escalated": True}, about=closure)
    return True


def _next_word(appeal: Appeal, now: datetime) -> datetime:
    promises.next_word(appeal)
    return appeal.case.next_update_by or now


def _say(appeal: Appeal, new_date: datetime, *, late: bool) -> Event:
    body = {"appeal": appeal.reference, "next_update_by": new_date, "late": late}
    return record(appeal.case_id, Entry("appeal.date_changed", body), SYSTEM, subject=appeal.subject)
