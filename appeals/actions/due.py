"""What a passed clock does: it alerts, escalates, lifts what nobody confirmed. It never closes, rejects or decides."""

from __future__ import annotations

import logging
from datetime import datetime
from time import monotonic
from typing import TYPE_CHECKING

from django.db import connection, transaction

from accounts.actors import SYSTEM
from accounts.instants import redress_now
from appeals.actions import carry, deciding, effects, filing, holds, information, lateness, measures, messages, sending_again
from appeals.actions.closures import release_closure
from appeals.actions.notices import tell_staff, tell_staff_all
from appeals.actions.perform import perform
from appeals.actions.transition import Entry, lock_case, record
from appeals.errors import IllegalTransition
from appeals.models import (
    Appeal,
    Audience,
    CaseMessage,
    Clock,
    ClockKind,
    ClockState,
    Closure,
    Effect,
    Hold,
    HoldOutcome,
    InformationRequest,
    OnPass,
    Suspension,
)
from appeals.queries.staffing import seniors
from appeals.queries.subjects import row_of
from appeals.workflow import SuspensionState

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from accounts.actors import Actor
    from appeals.authority import Anything

log = logging.getLogger(__name__)

HOLD_OVER = "The date until which we held it has come."
# At which parts of its time a clock that escalates tells the seniors; the whole comes when it passes.
PARTS = (50, 80)
WHOLE = 100
# How long the other sweepers leave a clock to the one that took it; after each failure twice as long, up to an hour.
TURN_SECONDS = 30
LONGEST_SECONDS = 3600
BATCH = 20

_TAKE = """
UPDATE appeals_clock SET
    failures = LEAST(failures + 1, 30000),
    next_at = redress_now() + LEAST(%s * 2 ^ LEAST(failures, 10), %s) * interval '1 second'
WHERE id IN (
    SELECT id FROM appeals_clock WHERE state = 'running' AND next_at <= redress_now()
    ORDER BY next_at, id LIMIT %s FOR NO KEY UPDATE SKIP LOCKED
)
RETURNING id
"""


def due_clock_ids(limit: int = 100) -> list[int]:
    """The clocks that something must be done about now, the longest due first. Reads one partial index."""
    due = Clock.objects.filter(state=ClockState.RUNNING, next_at__lte=redress_now()).order_by("next_at", "id")
    return list(due.values_list("pk", flat=True)[:limit])


def take_due(limit: int = BATCH) -> list[int]:
    """Take due clocks for this sweeper: each is handed to nobody else for half a minute, or longer after it failed."""
    with connection.cursor() as cursor:
        cursor.execute(_TAKE, [TURN_SECONDS, LONGEST_SECONDS, limit])
        return sorted(pk for (pk,) in cursor.fetchall())


def sweep(*, seconds: float | None = None) -> int:
    """Handle what is due until nothing is, or `seconds` are over; how many. One that fails comes back later."""
    end = None if seconds is None else monotonic() + seconds
    done = 0
    while taken := take_due():
        for clock_id in taken:
            try:
                done += handle_due(clock_id)
            except Exception:  # one poisoned clock must not hold up the others
                log.exception("The due clock %s could not be handled.", clock_id)
        if end is not None and monotonic() >= end:
            break
    return done


def handle_due(clock_id: int) -> bool:
    """Do what one due clock asks for, in a transaction of its own; False where another did, or it is not due any more."""
    return bool(perform(_handle, SYSTEM, clock_id=clock_id))


def _handle(actor: Actor, *, clock_id: int) -> bool:
    known = Clock.objects.values_list("case_id", flat=True).get(pk=clock_id)
    case = lock_case(known)
    clock = Clock.objects.select_for_update(no_key=True).get(pk=clock_id)
    clock.case = case
    if clock.state != ClockState.RUNNING:
        return False
    now = redress_now()
    if clock.due_at <= now:
        _passes(clock, now, actor)
        return True
    return _escalates(clock, now, actor)


def _escalates(clock: Clock, now: datetime, actor: Actor) -> bool:
    """Half or most of its time is over: seniors hear of it once for each part, and the clock runs on."""
    points = [datetime.fromisoformat(written) for written in clock.escalations]
    ahead = [point for point in points if point > now]
    told = len(ahead) < len(points)
    if told:
        _tell_seniors(clock, PARTS[len(PARTS) - len(ahead) - 1], actor)
    clock.escalations = [point.isoformat() for point in ahead]
    clock.next_at, clock.failures = (ahead or [clock.due_at])[0], 0
    clock.save(update_fields=["escalations", "next_at", "failures"])
    return told


def _passes(clock: Clock, now: datetime, actor: Actor) -> None:
    clock.state, clock.settled_at, clock.failures = ClockState.PASSED, now, 0
    clock.save(update_fields=["state", "settled_at", "failures"])
    about = row_of(clock.about)
    if not isinstance(about, Suspension):
        about.case = clock.case
    try:
        with transaction.atomic():
            tells = ON_PASS[OnPass(clock.on_pass)](clock.case, about, clock)
    except IllegalTransition:
        # Its subject has moved on: what the clock was for is settled already.
        tells = False
    if tells:
        # What was due at once is an alarm, not a date that somebody missed.
        late = clock.due_at > clock.started_at
        _tell_seniors(clock, WHOLE, actor, late=late, told=clock.on_pass == OnPass.TELL_LATE)
    else:
        _note(clock, WHOLE, actor)


def _note(clock: Clock, part: int, actor: Actor) -> int:
    body = {"clock": clock.kind, "about": clock.about, "due_at": clock.due_at, "part": part}
    return record(clock.case_id, Entry("clock.passed", body, Audience.STAFF), actor, subject=clock.about).seq


def _tell_seniors(clock: Clock, part: int, actor: Actor, *, late: bool = False, told: bool = False) -> None:
    """A mail to each senior without any personal data. All of a transaction's go together: their streams are shared."""
    seq = _note(clock, part, actor)
    if clock.kind != ClockKind.NEXT_UPDATE:
        clock.told = part
        clock.save(update_fields=["told"])
    values = {"due_at": clock.due_at, "late": late, "told": told}
    tell_staff_all(seniors(), "staff_due", clock.case, values, dedupe_key=f"due:{clock.case.reference}:{seq}")


def _nothing(_case: Suspension, _about: Anything, _clock: Clock) -> bool:
    return False


def _escalate(_case: Suspension, _about: Anything, _clock: Clock) -> bool:
    return True


def _alert(_case: Suspension, about: Anything, _clock: Clock) -> bool:
    if isinstance(about, Effect):
        effects.mark_overdue(SYSTEM, effect=about)
    return True


def _lift(case: Suspension, _about: Anything, _clock: Clock) -> bool:
    if case.state == SuspensionState.IN_FORCE:
        measures.lift_suspension(SYSTEM, case=case)
    return True


def _expire(case: Suspension, _about: Anything, _clock: Clock) -> bool:
    measures.expire_suspension(SYSTEM, case=case)
    return False


def _end_hold(_case: Suspension, about: Anything, _clock: Clock) -> bool:
    if isinstance(about, Hold):
        holds.end_hold(SYSTEM, hold=about, outcome=HoldOutcome.RELEASE, reason=HOLD_OVER)
    return False


def _back_to_review(_case: Suspension, about: Anything, _clock: Clock) -> bool:
    if isinstance(about, InformationRequest):
        information.leave_unanswered(SYSTEM, request=about)
    return False


def _remind(_case: Suspension, about: Anything, _clock: Clock) -> bool:
    if isinstance(about, InformationRequest):
        information.remind(SYSTEM, request=about)
    return False


def _release_claim(case: Suspension, about: Anything, clock: Clock) -> bool:
    """Back to the queue, and whoever held it hears of that."""
    if not isinstance(about, Appeal | Closure):
        return False
    held_by = about.assignee
    if isinstance(about, Appeal):
        deciding.release_appeal(SYSTEM, appeal=about)
    else:
        release_closure(SYSTEM, closure=about)
    if held_by is not None and held_by.is_active:
        key = f"released:{about.reference}:{clock.pk}:{clock.due_at.isoformat()}"
        tell_staff(held_by, "staff_released", case, {"released_at": clock.settled_at}, dedupe_key=key)
    return False


def _send_message(_case: Suspension, about: Anything, _clock: Clock) -> bool:
    if isinstance(about, CaseMessage):
        messages.send_message(SYSTEM, message=about)
    return False


def _lapse(_case: Suspension, about: Anything, _clock: Clock) -> bool:
    if isinstance(about, Appeal):
        filing.lapse_appeal(SYSTEM, appeal=about)
    return False


def _tell_late(_case: Suspension, about: Anything, clock: Clock) -> bool:
    if isinstance(about, Closure):
        return lateness.tell_late_closure(about, clock)
    return not isinstance(about, Appeal) or lateness.tell_late(about, clock)


def _queue_review(_case: Suspension, about: Anything, _clock: Clock) -> bool:
    if isinstance(about, Closure):
        carry.queue_review(about)
        return False
    return True


def _request_effect(_case: Suspension, about: Anything, _clock: Clock) -> bool:
    if isinstance(about, Closure):
        carry.ask_for_effect(about)
    return False


def _send_again(case: Suspension, _about: Anything, _clock: Clock) -> bool:
    sending_again.send_again(case)
    return False


# Everything a clock can do by itself; each answers whether seniors are told. Nothing here closes, rejects or decides.
ON_PASS: Mapping[OnPass, Callable[[Suspension, Anything, Clock], bool]] = {
    OnPass.NOTHING: _nothing,
    OnPass.ALERT: _alert,
    OnPass.ESCALATE: _escalate,
    OnPass.LIFT: _lift,
    OnPass.EXPIRE: _expire,
    OnPass.END_HOLD: _end_hold,
    OnPass.BACK_TO_REVIEW: _back_to_review,
    OnPass.REMIND: _remind,
    OnPass.RELEASE_CLAIM: _release_claim,
    OnPass.LAPSE: _lapse,
    OnPass.TELL_LATE: _tell_late,
    OnPass.QUEUE_REVIEW: _queue_review,
    OnPass.REQUEST_EFFECT: _request_effect,
    OnPass.SEND_AGAIN: _send_again,
    OnPass.SEND_MESSAGE: _send_message,
}
