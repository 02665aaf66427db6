"""What the platform reports of the effects it was asked for, and what follows when an account is closed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from accounts.actors import SYSTEM
from accounts.instants import redress_now
from appeals.actions import clocks, closure_papers, effects, holds, promises
from appeals.actions.closure_moves import lock_closure
from appeals.actions.measures import MEASURE_CLOCKS
from appeals.actions.standing import standing_kept
from appeals.actions.transition import Entry, record, settle, take
from appeals.errors import IllegalTransition
from appeals.models import Audience, ClockKind, ClockOwner, Closure, Effect, EffectKind, Hold, OnPass
from appeals.queries.gate import closure_missing
from appeals.workflow import Action, ClosureState, EffectState, HoldState

if TYPE_CHECKING:
    from datetime import datetime

    from accounts.actors import Actor

AS_ANNOUNCED = "We told you of this with the plan to close your account."


def confirm(actor: Actor, *, effect: Effect, done_at: datetime, note: str = "") -> Effect:
    """The platform did it, at `done_at`. A second report changes nothing.

    Confirming `close` makes the closure effected and the measure closed, also late. Where the gate has shut since, or
    the request was taken back, it is recorded all the same, and seniors are alarmed; what was taken back is to be
    opened again. Raises IllegalTransition for another effect that is no longer asked for.
    """
    if effect.kind != EffectKind.CLOSE:
        return effects.confirm_effect(actor, effect=effect, done_at=done_at, note=note)
    locked = effects.enter_effect(actor, effect)
    if locked.state == EffectState.CANCELLED:
        return _closed_after_all(locked, actor, done_at, note)
    known = locked.state == EffectState.CONFIRMED
    done = effects.confirm_effect(actor, effect=effect, done_at=done_at, note=note)
    if not known:
        _takes_effect(done, actor)
    return done


def refuse(actor: Actor, *, effect: Effect, code: str, detail: str = "", retry_at: datetime | None = None) -> Effect:
    """The platform says why it cannot; seniors hear of it at once, or when `retry_at` has passed."""
    return effects.refuse_effect(actor, effect=effect, code=code, detail=detail, retry_at=retry_at)


def _takes_effect(effect: Effect, actor: Actor) -> None:
    case = effect.case
    closure = lock_closure(case, [ClosureState.APPROVED])
    if closure is None or closure.pk != effect.closure_id or effect.done_at is None:
        raise IllegalTransition("This closure is not approved.", state=case.state)
    shut = [one.code for one in closure_missing(closure)]
    at = max(effect.done_at, closure.approved_at or effect.done_at)
    entry = Entry("closure.effected", {"closure": closure.reference, "effected_at": at})
    event = take(closure, Action.EFFECT, actor, entry, effected_at=at, ended_at=at)
    with standing_kept(case, actor):
        take(case, Action.CLOSE, actor, Entry("suspension.closed", {"closure": closure.reference}), ended_at=at)
    clocks.stop(closure)
    promises.say_of_closure(closure, None)
    clocks.stop(case, *MEASURE_CLOCKS)
    effects.cancel(case, SYSTEM, kind=EffectKind.APPLY, reason="closed")
    _carry_out_plan(closure)
    closure_papers.tell_of_effect(closure, event, at)
    if shut:
        _alarm(effect, closure, shut)


def _carry_out_plan(closure: Closure) -> None:
    """End each open hold the way the person was told; what nobody planned for waits for its own date."""
    for entry in closure.money_plan:
        planned = Hold.objects.select_for_update(no_key=True).filter(public_id=entry["hold"], state=HoldState.HELD)
        for hold in planned.filter(case=closure.case):
            hold.case = closure.case
            holds.end(hold, SYSTEM, outcome=entry["outcome"], reason=AS_ANNOUNCED)


def _closed_after_all(effect: Effect, actor: Actor, done_at: datetime, note: str) -> Effect:
    """The account was closed although the request was taken back: note it, ask to open it again, alarm the seniors."""
    if effect.done_at is not None:
        return effect
    effects.check_done_at(effect.case, done_at)
    now = redress_now()
    body = {"effect": effect.public_id, "kind": effect.kind, "done_at": done_at, "taken_back": True}
    settle(effect, EffectState.CANCELLED, actor, Entry("effect.confirmed", body), confirmed_at=now, done_at=done_at, note=note)
    effects.request(effect.case, EffectKind.REOPEN, SYSTEM, closure=effect.closure)
    if effect.closure is not None:
        _alarm(effect, effect.closure, ["taken_back"])
    return effect


def _alarm(effect: Effect, closure: Closure, codes: list[str]) -> None:
    """Tell seniors by a clock that is due at once; the codes stand in the staff's part of the timeline."""
    record(effect.case.pk, Entry("closure.gate_shut", {"closure": closure.reference, "codes": codes}, Audience.STAFF), SYSTEM)
    clocks.start(effect, ClockKind.EFFECT_DUE, redress_now(), owner=ClockOwner.STAFF, on_pass=OnPass.ESCALATE)
