"""A new date for what we promised: before we are late or after it, with a reason that the person reads."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from accounts.instants import redress_now
from appeals.actions import clocks, promises
from appeals.actions.notices import tell
from appeals.actions.transition import Entry, enter, take
from appeals.actions.wording import LONGEST_STATEMENT, composed, outgoing
from appeals.deadlines import latest_promise
from appeals.errors import FieldError, Invalid
from appeals.models import ClockKind, ClockOwner, OnPass
from appeals.workflow import Action

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from accounts.actors import Actor
    from appeals.models import Appeal

# One move goes no further than this: whoever needs more says so again, and the person hears why.
FURTHEST = timedelta(days=30)


def move_promise(actor: Actor, *, appeal: Appeal, until: datetime, reason: str) -> Appeal:
    """Promise the decision for a later date, and tell the person why. `until` is in UTC.

    Never beyond the law's limit, nor so late that a measure with an end has run before it is decided. Nothing of the
    person's gets shorter, and no measure longer. Raises Invalid.
    """
    locked = enter(actor, Action.MOVE_DATE, appeal)
    why = composed(reason)
    now = redress_now()
    wrong = [*_off(locked, until, now), *_unsayable(locked, why)]
    if wrong:
        raise Invalid(wrong)
    promised = locked.decide_by or now
    clocks.stop(locked, ClockKind.DECIDE_BY)
    clocks.start(locked, ClockKind.DECIDE_BY, until, owner=ClockOwner.STAFF, on_pass=OnPass.TELL_LATE, pausable=True, escalates=True)
    promises.next_word(locked)
    body = {"appeal": locked.reference, "next_update_by": locked.case.next_update_by, "late": False, "decide_by": until}
    event = take(locked, Action.MOVE_DATE, actor, Entry("appeal.date_changed", body), decide_by=until)
    tell(event, "date_changed", {"promised": promised, "new_date": until, "reasons": why}, about=locked)
    return locked


def _off(appeal: Appeal, until: datetime, now: datetime) -> Iterator[FieldError]:
    """What is wrong with a date; the law's limit first, because nothing moves that one."""
    latest = latest_promise(ceiling_at=appeal.ceiling_at, ends_at=promises.end_of_subject(appeal), now=now)
    if appeal.ceiling_at is not None and until > appeal.ceiling_at:
        yield FieldError("until", "beyond_the_law", "The law sets the last day for this answer, and nobody moves it.")
    elif latest is not None and until > latest:
        yield FieldError("until", "after_the_end", "The measure ends before that. Decide at least 24 hours before its end.")
    elif appeal.decide_by is not None and until <= max(appeal.decide_by, now):
        yield FieldError("until", "not_later", "The new date lies after the one we promised, and ahead of us.")
    elif until > now + FURTHEST:
        yield FieldError("until", "too_far", "One move goes 30 days ahead at most.")


def _unsayable(appeal: Appeal, reason: str) -> Iterator[FieldError]:
    required = "Say why we need more time. The person reads it."
    yield from outgoing("reason", reason, language=appeal.case.account.language, longest=LONGEST_STATEMENT, required=required)
