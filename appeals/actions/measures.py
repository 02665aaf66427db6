"""A measure's life after its start: confirmed, changed, lifted, expired, overturned, reopened, closed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from accounts.actors import Actor, ActorKind
from accounts.instants import redress_now
from appeals.actions import clocks, effects, statements
from appeals.actions.arrivals import measure_ends
from appeals.actions.notices import tell
from appeals.actions.recording import start_clocks
from appeals.actions.standing import standing_kept
from appeals.actions.transition import Entry, enter, take
from appeals.actions.wording import LONGEST_STATEMENT, outgoing
from appeals.deadlines import measure_review_by, warning_counts_until
from appeals.errors import FieldError, Invalid
from appeals.models import ABILITIES, ClockKind, EffectKind, Measure, Suspension
from appeals.queries.ladder import WEIGHT
from appeals.queries.rules import rules_of, zone_of_case
from appeals.queries.standing import standing_of
from appeals.workflow import Action

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from appeals.models import Appeal, Event

MEASURE_CLOCKS = (
    ClockKind.ENDS,
    ClockKind.REVIEW_MEASURE,
    ClockKind.COUNTS_UNTIL,
    ClockKind.CONFIRM_BY,
    ClockKind.HUMAN_REVIEW,
    ClockKind.ANSWER_BY,
    ClockKind.REASON_DUE,
    ClockKind.DISCLOSURE_REVIEW,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class MeasureAfter:
    """A lighter measure to go on with; exactly one of `ends_at` and `review_on`, none for a warning."""

    measure: str
    removes: tuple[str, ...] = ()
    ends_at: datetime | None = None
    review_on: datetime | None = None


def confirm_suspension(actor: Actor, *, case: Suspension) -> Suspension:
    """A second person confirms what was proposed: a new statement and notice, and the last day to appeal starts again.

    Raises NotIndependent for whoever decided or recorded it, IllegalTransition when nothing waits.
    """
    locked = enter(actor, Action.CONFIRM, case)
    now = redress_now()
    clocks.met(locked, ClockKind.CONFIRM_BY, ClockKind.HUMAN_REVIEW)
    locked.ends_at, locked.review_on = locked.proposed_ends_at, locked.proposed_review_on
    statement_entry = Entry("suspension.confirmed", {"ends_at": locked.ends_at, "review_on": locked.review_on})
    event = take(
        locked,
        Action.CONFIRM,
        actor,
        statement_entry,
        ends_at=locked.ends_at,
        review_on=locked.review_on,
        proposed_ends_at=None,
        proposed_review_on=None,
        confirmed_at=now,
        confirmed_by_id=actor.user_id,
    )
    statements.issue(locked, actor)
    clocks.stop(locked, ClockKind.ENDS, ClockKind.REVIEW_MEASURE)
    start_clocks(locked)
    dates = statements.dates_if_delivered(locked, event.occurred_at)
    values = {
        "measure": locked.measure,
        "confirmed_at": now,
        "ends_at": locked.ends_at,
        "review_on": locked.review_on,
        **dates,
    }
    tell(event, "measure_confirmed", values, about=locked, by=dates["answer_by"])
    return locked


def change_suspension(actor: Actor, *, case: Suspension, after: MeasureAfter, reason: str) -> Suspension:
    """Make a measure lighter, with a new statement and notice. Raises Invalid for one that is not lighter."""
    locked = enter(actor, Action.CHANGE, case)
    change(locked, actor, after=after, reason=reason)
    return locked


def change(case: Suspension, actor: Actor, *, after: MeasureAfter, reason: str, told: bool = True, appeal: Appeal | None = None) -> Event:
    """Make a locked measure lighter. With `told` false another letter (a decision on `appeal`) speaks of it."""
    check_lighter(case, after, reason)
    before = case.measure
    event = _go_on_with(case, actor, Action.CHANGE, after, before=before)
    effects.request(case, EffectKind.CHANGE, actor, appeal=appeal)
    if told and after.measure != Measure.WARNING:
        dates = statements.dates_if_delivered(case, event.occurred_at)
        values = {
            "before": before,
            "measure": case.measure,
            "changed_at": event.occurred_at,
            "reasons": reason,
            "ends_at": case.ends_at,
            "review_on": case.review_on,
            "removes": case.removes,
            **dates,
        }
        tell(event, "measure_changed", values, about=case, by=dates["answer_by"])
    return event


def _go_on_with(case: Suspension, actor: Actor, action: Action, after: MeasureAfter, *, before: str) -> Event:
    """Let a locked measure go on as another one: a new statement, and its clocks from now."""
    zone, rules = zone_of_case(case), rules_of(case)
    warning = after.measure == Measure.WARNING
    changes: dict[str, Any] = {
        "measure": after.measure,
        "removes": list(after.removes),
        "ends_at": after.ends_at,
        "review_on": after.review_on,
        "proposed_ends_at": None,
        "proposed_review_on": None,
        "counts_until": warning_counts_until(redress_now(), zone=zone, rules=rules) if warning else None,
    }
    with standing_kept(case, actor):
        event = take(case, action, actor, Entry("suspension.changed", {"before": before, **changes}), ended_at=None, **changes)
    statements.issue(case, actor)
    clocks.stop(case, ClockKind.ENDS, ClockKind.REVIEW_MEASURE, ClockKind.CONFIRM_BY, ClockKind.HUMAN_REVIEW)
    start_clocks(case)
    return event


def reopen(case: Suspension, actor: Actor, *, after: MeasureAfter, appeal: Appeal | None = None) -> Event:
    """Open a locked, closed account again with a measure that goes on; the decision's letter speaks of it.

    The decision's row stands already: the database opens a closed account by nothing else. Raises Invalid for a measure
    that is heavier than the one before the closing.
    """
    check_reopened(case, after)
    event = _go_on_with(case, actor, Action.REOPEN, after, before="closed")
    effects.request(case, EffectKind.REOPEN, actor, appeal=appeal)
    if after.measure != Measure.WARNING:
        effects.request(case, EffectKind.CHANGE, actor, appeal=appeal)
    return event


def check_reopened(case: Suspension, after: MeasureAfter) -> None:
    """Raise Invalid unless `after` is whole, and no heavier than what was in force before the account was closed."""
    if after.measure not in Measure.values:
        raise Invalid.one("measure", "unknown", "There is no such measure.")
    errors = list(_whole(after))
    if WEIGHT[Measure(after.measure)] > WEIGHT[Measure(case.measure)] or set(after.removes) - set(case.removes):
        errors.append(FieldError("measure", "not_lighter", "This is heavier than what was in force before."))
    if errors:
        raise Invalid(errors)


def check_lighter(case: Suspension, after: MeasureAfter, reason: str) -> None:
    """Raise Invalid unless `after` is a whole, lighter measure than the one in force."""
    if after.measure not in Measure.values:
        raise Invalid.one("measure", "unknown", "There is no such measure.")
    errors = list(_whole(after))
    errors += _reason(case, reason)
    if not _is_lighter(case, after):
        errors.append(FieldError("measure", "not_lighter", "This is not lighter than what is in force."))
    if errors:
        raise Invalid(errors)


def _reason(case: Suspension, reason: str) -> Iterator[FieldError]:
    """What keeps a reason from going to the person: nothing said, or words that no letter may use."""
    required = "Say why. The person reads it."
    yield from outgoing("reason", reason.strip(), language=case.account.language, longest=LONGEST_STATEMENT, required=required)


def _whole(after: MeasureAfter) -> Iterator[FieldError]:
    if set(after.removes) - set(ABILITIES):
        yield FieldError("removes", "unknown", "One of these abilities does not exist.")
    if after.measure == Measure.WARNING:
        if after.removes or after.ends_at or after.review_on:
            yield FieldError("measure", "warning_takes_nothing", "A warning has no end and removes nothing.")
    elif (after.ends_at is None) == (after.review_on is None):
        yield FieldError("ends_at", "one_of", "Give exactly one: when it ends, or when it is looked at again.")
    else:
        yield from _dated(after)


def _dated(after: MeasureAfter) -> Iterator[FieldError]:
    """What goes on ends in the future, or is looked at again within 90 days from now."""
    now = redress_now()
    date = after.ends_at or after.review_on
    if date is not None and date <= now:
        yield FieldError("ends_at" if after.ends_at else "review_on", "in_the_past", "The date is in the past.")
    elif after.review_on is not None and after.review_on > measure_review_by(now):
        yield FieldError("review_on", "out_of_range", "A person looks at it again within 90 days.")


def _is_lighter(case: Suspension, after: MeasureAfter) -> bool:
    given, now = WEIGHT[Measure(after.measure)], WEIGHT[Measure(case.measure)]
    narrower = set(after.removes) <= set(case.removes)
    ends_now = case.proposed_ends_at or case.ends_at
    longer = ends_now is not None and (after.ends_at is None or after.ends_at > ends_now)
    if after.measure == Measure.WARNING:
        return case.measure != Measure.WARNING
    if not narrower or longer:
        return False
    if given != now:
        return given < now
    return set(after.removes) < set(case.removes) or after.ends_at != ends_now


def lift_suspension(actor: Actor, *, case: Suspension, reason: str = "", our_mistake: bool = False) -> Suspension:
    """End a measure early. Whoever suspended may do this too; the system does it to what nobody confirmed."""
    locked = enter(actor, Action.LIFT, case)
    unconfirmed = actor.kind is ActorKind.SYSTEM
    errors = [] if unconfirmed else list(_reason(locked, reason))
    if errors:
        raise Invalid(errors)
    now = redress_now()
    entry = Entry("suspension.lifted", {"unconfirmed": unconfirmed, "our_mistake": our_mistake})
    measure_ends(locked)
    with standing_kept(locked, actor):
        event = take(locked, Action.LIFT, actor, entry, ended_at=now)
    _ended(locked, actor)
    values = {
        "measure": locked.measure,
        "lifted_at": now,
        "reasons": reason,
        "unconfirmed": unconfirmed,
        "our_mistake": our_mistake,
        "others_in_force": bool(standing_of(locked.account).in_force),
    }
    tell(event, "measure_lifted", values, about=locked)
    return locked


def expire_suspension(actor: Actor, *, case: Suspension) -> Suspension:
    """End a measure on the day its statement named (a warning: when it stops counting). The system alone does this."""
    locked = enter(actor, Action.EXPIRE, case)
    now = redress_now()
    measure_ends(locked)
    with standing_kept(locked, actor):
        event = take(locked, Action.EXPIRE, actor, Entry("suspension.expired", {}), ended_at=now)
    _ended(locked, actor)
    others = bool(standing_of(locked.account).in_force)
    tell(event, "measure_expired", {"measure": locked.measure, "ended_at": now, "others_in_force": others}, about=locked)
    return locked


def _ended(case: Suspension, actor: Actor) -> None:
    clocks.stop(case, *MEASURE_CLOCKS)
    if case.measure != Measure.WARNING:
        effects.cancel(case, actor, kind=EffectKind.APPLY, reason="ended")
        effects.request(case, EffectKind.END, actor)


def overturn(case: Suspension, actor: Actor, *, cause: str, appeal: Appeal | None = None) -> Event:
    """Take a locked measure back as wrong: it ends, never counts as history, and what it did is put right.

    The decision's letter speaks of it and is written by the caller.
    """
    was_running = case.state == "in_force"
    was_closed = case.state == "closed"
    measure_ends(case)
    with standing_kept(case, actor):
        event = take(
            case,
            Action.OVERTURN,
            actor,
            Entry("suspension.overturned", {"cause": cause}),
            ended_at=case.ended_at or redress_now(),
        )
    clocks.stop(case, *MEASURE_CLOCKS)
    effects.cancel(case, actor, kind=EffectKind.APPLY, reason="overturned")
    if (was_running or was_closed) and case.measure != Measure.WARNING:
        effects.request(case, EffectKind.REOPEN, actor, appeal=appeal)
    if case.measure != Measure.WARNING:
        effects.request(case, EffectKind.RESTORE_BADGE, actor, appeal=appeal)
        if "visible" in case.removes:
            effects.request(case, EffectKind.RESTORE_VISIBILITY, actor, appeal=appeal)
        if case.counterparties.exists():
            effects.request(case, EffectKind.TELL_COUNTERPARTIES, actor, appeal=appeal)
    return event
