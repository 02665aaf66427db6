"""What the platform must do and confirm: requested, confirmed, refused, overdue, cancelled."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from accounts.actors import Actor, ActorKind
from accounts.instants import redress_now
from appeals.actions import clocks
from appeals.actions.notices import tell
from appeals.actions.transition import Entry, create, lock_case, settle
from appeals.deadlines import effect_due
from appeals.errors import IllegalTransition, Invalid, NotAllowed
from appeals.models import ClockKind, ClockOwner, Effect, EffectKind, OnPass, new_public_id
from appeals.queries.rules import rules_of, zone_of_case
from appeals.queries.standing import standing_of
from appeals.workflow import EffectState

if TYPE_CHECKING:
    from datetime import datetime

    from appeals.models import Appeal, Closure, Hold, Suspension

SCOPE = "effects:write"
WAITING = (EffectState.REQUESTED, EffectState.OVERDUE)
# Effects whose confirmation is good news that the person is told at once.
TOLD_WHEN_DONE = frozenset({EffectKind.REOPEN, EffectKind.RELEASE})
REFUSAL_CODES = frozenset({"account_gone", "other_legal_duty", "payout_method_failed", "technical"})
# Until then nobody is alarmed: what is refused for longer is for a person to look at now.
LONGEST_RETRY = timedelta(days=90)
# A platform may act a little before the instant that it names as the start of a measure.
EARLIEST_DONE = timedelta(days=1)


def request(
    case: Suspension,
    kind: EffectKind,
    actor: Actor,
    *,
    appeal: Appeal | None = None,
    closure: Closure | None = None,
    hold: Hold | None = None,
    already_done_at: datetime | None = None,
) -> Effect:
    """Ask the platform for one thing, with a clock; or note that it was done already. The case is locked."""
    now = redress_now()
    due = None if already_done_at else effect_due(str(kind), now, zone=zone_of_case(case), rules=rules_of(case))
    state = EffectState.CONFIRMED if already_done_at else EffectState.REQUESTED
    public_id = new_public_id("eff")
    effect, _ = create(
        Effect,
        actor,
        Entry(f"effect.{state}", {"effect": public_id, "kind": str(kind)}),
        public_id=public_id,
        case=case,
        kind=kind,
        state=state,
        appeal=appeal,
        closure=closure,
        hold=hold,
        due_at=due,
        confirmed_at=now if already_done_at else None,
        done_at=already_done_at,
    )
    if due is not None:
        plan = clocks.Plan(kind=ClockKind.EFFECT_DUE, due_at=due, owner=ClockOwner.PLATFORM, on_pass=OnPass.ALERT)
        clocks.start_first(effect, [plan], now=now)
    return effect


def confirm_effect(actor: Actor, *, effect: Effect, done_at: datetime, note: str = "") -> Effect:
    """The platform reports that it did it. A second report of the same effect changes nothing.

    Raises IllegalTransition for a cancelled effect and Invalid for an instant that cannot be.
    """
    locked = enter_effect(actor, effect)
    if locked.state == EffectState.CONFIRMED:
        return locked
    if locked.state not in {*WAITING, EffectState.REFUSED}:
        raise IllegalTransition("This is no longer asked for.", state=locked.state)
    check_done_at(locked.case, done_at)
    now = redress_now()
    event = settle(
        locked,
        EffectState.CONFIRMED,
        actor,
        Entry("effect.confirmed", {"effect": locked.public_id, "kind": locked.kind, "done_at": done_at}),
        confirmed_at=now,
        done_at=done_at,
        note=note,
    )
    clocks.met(locked, ClockKind.EFFECT_DUE)
    if locked.kind in TOLD_WHEN_DONE:
        others = any(one.pk != locked.case_id for one in standing_of(locked.case.account).in_force)
        values: dict[str, Any] = {"effect": locked.kind, "done_at": done_at, "others_in_force": others}
        tell(event, "effect_confirmed", values, about=locked)
    return locked


def check_done_at(case: Suspension, done_at: datetime) -> None:
    """Raises Invalid for an instant that has not come, or that lies before the measure: letters tell of it."""
    if done_at > redress_now():
        raise Invalid.one("done_at", "in_the_future", "Report it when it is done.")
    if done_at < case.starts_at - EARLIEST_DONE:
        raise Invalid.one("done_at", "before_start", "This is before the measure began. Say when it was done.")


def refuse_effect(actor: Actor, *, effect: Effect, code: str, detail: str = "", retry_at: datetime | None = None) -> Effect:
    """The platform says that it cannot; a senior is alarmed by a clock that is due at once, or at `retry_at`."""
    if code not in REFUSAL_CODES:
        raise Invalid.one("code", "unknown", f"Use one of: {', '.join(sorted(REFUSAL_CODES))}.")
    now = redress_now()
    if retry_at is not None and retry_at > now + LONGEST_RETRY:
        raise Invalid.one(
            "retry_at", "too_late", f"Try again within {LONGEST_RETRY.days} days, or leave it out: then a person looks at it now."
        )
    locked = enter_effect(actor, effect)
    if locked.state not in WAITING:
        raise IllegalTransition("This is no longer asked for.", state=locked.state)
    settle(
        locked,
        EffectState.REFUSED,
        actor,
        Entry("effect.refused", {"effect": locked.public_id, "kind": locked.kind, "code": code}),
        refusal_code=code,
        refusal_detail=detail,
        retry_at=retry_at,
    )
    due = max(retry_at or now, now)
    clocks.start(locked, ClockKind.EFFECT_DUE, due, owner=ClockOwner.STAFF, on_pass=OnPass.ESCALATE)
    return locked


def mark_overdue(actor: Actor, *, effect: Effect) -> Effect:
    """The platform did not report in time. Only the system notes this; a late report still counts."""
    if actor.kind is not ActorKind.SYSTEM:
        raise NotAllowed("A passed date does this, nobody else.")
    case = lock_case(effect.case_id)
    locked = Effect.objects.select_for_update(no_key=True).get(pk=effect.pk)
    locked.case = case
    if locked.state == EffectState.REQUESTED:
        entry = Entry("effect.overdue", {"effect": locked.public_id, "kind": locked.kind})
        settle(locked, EffectState.OVERDUE, actor, entry)
    return locked


def cancel(case: Suspension, actor: Actor, *, kind: EffectKind, closure: Closure | None = None, reason: str) -> None:
    """Take back what was asked and not yet done. The case is locked."""
    waiting = Effect.objects.filter(case=case, kind=kind, state__in=WAITING)
    if closure is not None:
        waiting = waiting.filter(closure=closure)
    for effect in waiting.order_by("id"):
        effect.case = case
        settle(
            effect,
            EffectState.CANCELLED,
            actor,
            Entry("effect.cancelled", {"effect": effect.public_id, "kind": effect.kind, "reason": reason}),
        )
        clocks.stop(effect, ClockKind.EFFECT_DUE)


def enter_effect(actor: Actor, effect: Effect) -> Effect:
    """Lock the case, then the effect, for a report of the platform. Raises NotAllowed for everybody but its key."""
    if actor.kind is not ActorKind.MACHINE or SCOPE not in actor.scopes:
        raise NotAllowed("Only the platform's key reports this.")
    case = lock_case(effect.case_id)
    locked = Effect.objects.select_for_update(no_key=True, of=("self",)).select_related("closure").get(pk=effect.pk)
    locked.case = case
    return locked
