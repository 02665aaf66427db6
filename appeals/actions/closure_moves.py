"""Moves of a closure that verbs of several families make: back to review, taken back, given back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from accounts.instants import redress_now
from appeals.actions import clocks, effects, promises
from appeals.actions.notices import tell
from appeals.actions.transition import Entry, take
from appeals.models import Audience, ClockKind, Closure, EffectKind, Review
from appeals.workflow import Action, ClosureState

if TYPE_CHECKING:
    from collections.abc import Iterable

    from accounts.actors import Actor
    from appeals.models import Event, Suspension


def back_to_review(closure: Closure, actor: Actor, *, because: str, sent_by: str = "", **changes: Any) -> Event:
    """Take a locked closure from its second approval, or from its approval, back to its review.

    The request to close the account is taken back and both signatures are forgotten. Nobody holds it then, unless
    `changes` names an assignee: the workers give it to somebody, first to whoever reviewed it.
    """
    values: dict[str, Any] = {"review": None, "approval": None, "approved_at": None, "assignee_id": None, **changes}
    approved = closure.state == ClosureState.APPROVED
    body = {"closure": closure.reference, "because": because, "sent_by": sent_by or str(actor.kind)}
    event = take(closure, Action.RETURN, actor, Entry("closure.returned", body, Audience.STAFF), **values)
    if approved:
        effects.cancel(closure.case, actor, kind=EffectKind.CLOSE, closure=closure, reason=because)
    abandon_reviews(closure)
    clocks.stop(closure, ClockKind.CLAIM_IDLE)
    return event


def withdraw(closure: Closure, actor: Actor, *, reasons: str, goes_on: bool = False) -> Event:
    """Take a locked proposal back and tell the person; with `goes_on` the letter says that the measure stays."""
    abandon_reviews(closure)
    now = redress_now()
    entry = Entry("closure.withdrawn", {"closure": closure.reference})
    event = take(closure, Action.WITHDRAW, actor, entry, ended_at=now, assignee_id=None)
    clocks.stop(closure)
    promises.say_of_closure(closure, None)
    values = {"withdrawn_at": now, "reasons": reasons, **(measure_that_stays(closure.case) if goes_on else {})}
    tell(event, "closure_withdrawn", values, about=closure)
    return event


def measure_that_stays(case: Suspension) -> dict[str, Any]:
    """The measure from before, as the letters about a closure that does not come name it."""
    return {"measure": case.measure, "ends_at": case.ends_at, "review_on": case.review_on}


def abandon_reviews(closure: Closure) -> None:
    """Give back every open review of a locked closure without a judgement."""
    Review.objects.filter(closure=closure, completed_at=None, abandoned_at=None).update(abandoned_at=redress_now())


def lock_closure(case: Suspension, states: Iterable[str]) -> Closure | None:
    """The closure of a locked case that is in one of these states, locked; None where there is none."""
    closure = Closure.objects.select_for_update(no_key=True).filter(case=case, state__in=list(states)).order_by("-id").first()
    if closure is not None:
        closure.case = case
    return closure
