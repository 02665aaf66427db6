"""Withheld money: placing it, the second person, moving its date, ending it."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from accounts.instants import redress_now
from appeals.actions import clocks, effects, statements
from appeals.actions.notices import tell
from appeals.actions.recording_rules import money_errors
from appeals.actions.transition import Entry, create, enter, take
from appeals.actions.wording import LONGEST_STATEMENT, outgoing
from appeals.deadlines import hold_cap, last_day_to_appeal
from appeals.errors import Invalid, NotIndependent
from appeals.letters import Amount
from appeals.models import (
    ClockKind,
    ClockOwner,
    EffectKind,
    Hold,
    HoldKind,
    HoldOutcome,
    OnPass,
    Suspension,
    new_public_id,
)
from appeals.queries.rules import rules_of, zone_of_case
from appeals.workflow import Action

if TYPE_CHECKING:
    from datetime import datetime

    from accounts.actors import Actor
    from appeals.actions.drafts import HoldDraft
    from appeals.models import Appeal, Event

ALONE = timedelta(days=30)
EARNED = frozenset({HoldKind.APPROVED_WORK, HoldKind.PENDING_WITHDRAWAL})
DATE_KINDS = (ClockKind.HOLD_ENDS, ClockKind.HOLD_REVIEW)
EFFECT_OF = {
    HoldOutcome.RELEASE: EffectKind.RELEASE,
    HoldOutcome.REFUND_TO_CLIENT: EffectKind.REFUND,
    HoldOutcome.SET_OFF: None,
    HoldOutcome.SURRENDER_BY_LAW: None,
}


def place(case: Suspension, actor: Actor, draft: HoldDraft, *, seen_by_statement: bool = False) -> Hold:
    """Withhold money on a locked case. Earned money, or longer than 30 days, runs 72 hours until a second person signs.

    With `seen_by_statement` the case's statement and letter speak of it, so no letter of its own is sent.
    """
    now = redress_now()
    capped = draft.kind in EARNED or draft.ends_at is None or draft.ends_at > now + ALONE
    public_id = new_public_id("hld")
    body = {"hold": public_id, "kind": draft.kind, "amount": draft.amount, "currency": draft.currency}
    hold, event = create(
        Hold,
        actor,
        Entry("hold.placed", body),
        public_id=public_id,
        case=case,
        external_id=draft.external_id,
        kind=draft.kind,
        amount=draft.amount,
        currency=draft.currency,
        reason=draft.reason,
        basis=draft.basis,
        ends_at=hold_cap(now) if capped else draft.ends_at,
        proposed_ends_at=draft.ends_at if capped else None,
        review_on=None if capped else draft.review_on,
        proposed_review_on=draft.review_on if capped else None,
        confirmed_at=None if capped else now,
        placed_by_id=actor.user_id or case.decided_by_id,
    )
    _start_dates(hold)
    if capped:
        clocks.start(hold, ClockKind.HOLD_CONFIRM, hold_cap(now), owner=ClockOwner.STAFF, on_pass=OnPass.ESCALATE, escalates=True)
    if not seen_by_statement:
        dates = statements.dates_if_delivered(case, event.occurred_at)
        tell(event, "hold_placed", {"holds": [statements.letter_hold(hold)], **dates}, about=hold)
    return hold


def place_hold(actor: Actor, *, case: Suspension, draft: HoldDraft) -> Hold:
    """Withhold money on a case that is in force, and tell the person. Raises Invalid for a date or amount that is off."""
    locked = enter(actor, Action.PLACE_HOLD, case)
    wrong = list(money_errors(draft))
    if wrong:
        raise Invalid(wrong)
    if (draft.ends_at is None) == (draft.review_on is None):
        raise Invalid.one("ends_at", "one_of", "Give exactly one: when it ends, or when it is looked at again.")
    last = draft.ends_at or draft.review_on
    if last is not None and last <= redress_now():
        raise Invalid.one("ends_at" if draft.ends_at else "review_on", "in_the_past", "The date is in the past.")
    _check_reason(locked, draft.reason, "Say why the money is held. The person reads it.")
    hold = place(locked, actor, draft)
    effects.request(locked, EffectKind.HOLD, actor, hold=hold)
    return hold


def confirm_hold(actor: Actor, *, hold: Hold) -> Hold:
    """A second person signs a hold, which then runs as proposed. Raises NotIndependent for whoever placed it."""
    locked = enter(actor, Action.CONFIRM, hold)
    if locked.case.decided_by_id == actor.user_id:
        raise NotIndependent("You decided the measure that this hold belongs to.")
    event = take(
        locked,
        Action.CONFIRM,
        actor,
        Entry("hold.changed", {"hold": locked.public_id, "confirmed": True}),
        ends_at=locked.proposed_ends_at,
        review_on=locked.proposed_review_on,
        proposed_ends_at=None,
        proposed_review_on=None,
        confirmed_at=redress_now(),
        confirmed_by_id=actor.user_id,
    )
    clocks.met(locked, ClockKind.HOLD_CONFIRM)
    _start_dates(locked)
    _tell_changed(locked, event, "A second person looked at this hold and agreed to it.")
    return locked


def move_hold_date(actor: Actor, *, hold: Hold, until: datetime, reason: str) -> Hold:
    """Move the end or review of a hold, twice at most, and say why.

    One that nobody signed beside whoever placed it is made longer than 30 days only by another person, who signs it so.
    """
    locked = enter(actor, Action.MOVE_DATE, hold)
    _check_reason(locked.case, reason, "Say why the date moves. The person reads it.")
    if until <= redress_now():
        raise Invalid.one("until", "in_the_past", "The new date is in the past.")
    name = "ends_at" if locked.ends_at is not None else "review_on"
    changes: dict[str, Any] = {name: until, "moved": locked.moved + 1}
    if until > locked.placed_at + ALONE and locked.confirmed_by_id is None:
        if actor.user_id in {locked.placed_by_id, locked.case.decided_by_id}:
            raise NotIndependent("Money is held longer than 30 days only with a second person. Somebody else moves this date.")
        changes["confirmed_by_id"] = actor.user_id
    event = take(locked, Action.MOVE_DATE, actor, Entry("hold.changed", {"hold": locked.public_id, name: until}), **changes)
    _start_dates(locked)
    _tell_changed(locked, event, reason)
    return locked


def shorten(hold: Hold, actor: Actor, *, until: datetime) -> Event:
    """Let a locked hold end earlier, as a decision says; its letter speaks of it. What waited for a signature is settled."""
    entry = Entry("hold.changed", {"hold": hold.public_id, "ends_at": until})
    settled: dict[str, Any] = {"review_on": None, "proposed_ends_at": None, "proposed_review_on": None}
    if hold.confirmed_at is None:
        settled |= {"confirmed_at": redress_now(), "confirmed_by_id": actor.user_id}
    event = take(hold, Action.MOVE_DATE, actor, entry, ends_at=until, **settled)
    clocks.stop(hold, ClockKind.HOLD_CONFIRM)
    _start_dates(hold)
    return event


def end_hold(actor: Actor, *, hold: Hold, outcome: str, reason: str) -> Hold:
    """End a hold with one of the four outcomes and ask the platform to do it. Approved work is paid, or law takes it."""
    locked = enter(actor, Action.END, hold)
    _check_reason(locked.case, reason, "Say why. The person reads it.")
    return end(locked, actor, outcome=outcome, reason=reason)


def _check_reason(case: Suspension, reason: str, required: str) -> None:
    """Raise Invalid for a reason that is missing, or that uses words no letter may use."""
    errors = list(outgoing("reason", reason.strip(), language=case.account.language, longest=LONGEST_STATEMENT, required=required))
    if errors:
        raise Invalid(errors)


def end(hold: Hold, actor: Actor, *, outcome: str, reason: str, appeal: Appeal | None = None) -> Hold:
    """End a locked hold, perhaps by a decision on `appeal`. Raises Invalid for an outcome that this money cannot have."""
    if outcome not in HoldOutcome.values:
        raise Invalid.one("outcome", "unknown", "Say how the hold ends.")
    allowed = {HoldOutcome.RELEASE, HoldOutcome.SURRENDER_BY_LAW}
    if hold.kind == HoldKind.APPROVED_WORK and outcome not in allowed:
        raise Invalid.one("outcome", "approved_work", "Money for approved work is paid, or handed over by law.")
    if not reason.strip():
        raise Invalid.one("reason", "required", "Say why. The person reads it.")
    now = redress_now()
    event = take(
        hold,
        Action.END,
        actor,
        Entry("hold.ended", {"hold": hold.public_id, "outcome": outcome}),
        outcome=outcome,
        outcome_reason=reason,
        ended_at=now,
    )
    clocks.stop(hold)
    kind = EFFECT_OF[HoldOutcome(outcome)]
    if kind is not None:
        effects.request(hold.case, kind, actor, hold=hold, appeal=appeal)
    values = {
        "amount": Amount(hold.amount, hold.currency),
        "kind": hold.kind,
        "outcome": outcome,
        "ended_at": now,
        "reasons": reason,
        "last_day_to_appeal": last_day_to_appeal(now, zone=zone_of_case(hold.case), rules=rules_of(hold.case)),
    }
    tell(event, "hold_ended", values, about=hold)
    return hold


def _start_dates(hold: Hold) -> None:
    clocks.stop(hold, *DATE_KINDS)
    if hold.ends_at is not None:
        clocks.start(hold, ClockKind.HOLD_ENDS, hold.ends_at, owner=ClockOwner.PLATFORM, on_pass=OnPass.END_HOLD)
    if hold.review_on is not None:
        clocks.start(hold, ClockKind.HOLD_REVIEW, hold.review_on, owner=ClockOwner.STAFF, on_pass=OnPass.ESCALATE, escalates=True)


def _tell_changed(hold: Hold, event: Event, reasons: str) -> None:
    zone, rules = zone_of_case(hold.case), rules_of(hold.case)
    values = {
        "amount": Amount(hold.amount, hold.currency),
        "kind": hold.kind,
        "reasons": reasons,
        "ends_at": hold.ends_at,
        "review_on": hold.review_on,
        "last_day_to_appeal": last_day_to_appeal(event.occurred_at, zone=zone, rules=rules),
    }
    tell(event, "hold_changed", values, about=hold)
