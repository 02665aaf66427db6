"""The workers carry each closure through its steps: its review is queued, given to somebody fit, escalated."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from accounts.actors import SYSTEM, Actor
from accounts.instants import redress_now
from appeals.actions import clocks, effects, promises
from appeals.actions.notices import tell_staff
from appeals.actions.transition import Entry, lock_case, record
from appeals.authority import allows
from appeals.deadlines import Span, Unit, add_span, zone_of
from appeals.models import Audience, ClockKind, ClockOwner, Closure, EffectKind, Event, OnPass, Review, ReviewPart
from appeals.queries.staffing import judges_by_load
from appeals.workflow import Action, ClosureState, EffectState

if TYPE_CHECKING:
    from accounts.models import User

# How long one member of staff has to open it (design).
TO_OPEN = Span(1, Unit.BUSINESS_DAYS)
WAITING = (ClosureState.PROPOSED, ClosureState.IN_REVIEW, ClosureState.SECOND_APPROVAL)
UTC = zone_of("UTC")


def queue_review(closure: Closure) -> None:
    """The person's time to answer is over: the review is due, and seniors hear of it on the way. The case is locked.

    The clock never closes, reviews or approves: that is for people.
    """
    if closure.state not in WAITING:
        return
    due = promises.review_due(redress_now())
    closure.review_by = due
    closure.save(update_fields=["review_by"])
    clocks.start(closure, ClockKind.CLOSURE_REVIEW_BY, due, owner=ClockOwner.STAFF, on_pass=OnPass.TELL_LATE, escalates=True)
    promises.say_of_closure(closure, due)


def closures_to_carry(limit: int = 100) -> list[int]:
    """Closures whose review is due and which nobody holds, the most urgent first."""
    free = Closure.objects.filter(state__in=WAITING, review_by__isnull=False, assignee=None)
    return list(free.order_by("review_by", "id").values_list("pk", flat=True)[:limit])


def carry_closure(actor: Actor, *, closure_id: int) -> User | None:
    """Give a closure to somebody who may judge it: first to whoever reviewed it, then to the one with the least work.

    Answers whom, or None where nobody is fit or it is held already. Whoever let it lie before comes last.
    """
    known = Closure.objects.get(pk=closure_id)
    case = lock_case(known.case_id)
    closure = Closure.objects.select_for_update(no_key=True).get(pk=closure_id)
    closure.case = case
    if closure.state not in WAITING or closure.review_by is None or closure.assignee_id is not None:
        return None
    action = Action.RECORD_VIEW if closure.state == ClosureState.SECOND_APPROVAL else Action.REVIEW
    chosen = next((one for one in _candidates(closure, action) if allows(Actor.staff(one), action, closure)), None)
    if chosen is None:
        return None
    event = record(
        case.pk, Entry("closure.assigned", {"closure": closure.reference, "to": chosen.pk}, Audience.STAFF), actor, subject=closure.subject
    )
    closure.assignee = chosen
    closure.save(update_fields=["assignee"])
    due = add_span(redress_now(), TO_OPEN, zone=UTC)
    clocks.start(closure, ClockKind.CLAIM_IDLE, due, owner=ClockOwner.STAFF, on_pass=OnPass.RELEASE_CLAIM)
    tell_staff(chosen, "staff_assigned", case, {"due_at": closure.review_by}, dedupe_key=f"assigned:{closure.reference}:{event.seq}")
    return chosen


def _candidates(closure: Closure, action: Action) -> list[User]:
    let_lie = _released(closure)
    reviewed = Review.objects.filter(closure=closure, part=ReviewPart.FIRST, completed_at__isnull=False).order_by("-completed_at")
    last = reviewed.values_list("reviewer_id", flat=True).first() if action is Action.REVIEW else None
    return sorted(judges_by_load(), key=lambda one: (one.pk in let_lie, one.pk != last))


def _released(closure: Closure) -> set[int]:
    """From whom this closure came back without a judgement."""
    given_back = Event.objects.filter(case_id=closure.case_id, subject=closure.subject, kind="closure.released")
    return {json.loads(body)["by"] for body in given_back.values_list("body", flat=True) if body}


def ask_for_effect(closure: Closure) -> None:
    """Ask the platform to close the account where the gate was passed and nobody asked yet. The case is locked."""
    asked = closure.effects.filter(kind=EffectKind.CLOSE).exclude(state__in=[EffectState.CANCELLED, EffectState.REFUSED])
    if closure.state == ClosureState.APPROVED and not asked.exists():
        effects.request(closure.case, EffectKind.CLOSE, SYSTEM, closure=closure)
