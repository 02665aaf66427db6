"""Closures as the staff see them: the list, and everything on one closure's page in a fixed number of queries."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Q

from appeals.models import Appeal, Closure, Effect, EffectKind, Hold, Review, ReviewPart, Suspension
from appeals.queries.gate import SENTENCES, closure_missing
from appeals.queries.visibility import visible_closures
from appeals.workflow import PENDING_CLOSURE, ClosureState, HoldState, SuspensionState

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from accounts.actors import Actor

PAGE = 50
PENDING, ENDED = "waiting", "ended"


@dataclass(frozen=True, slots=True)
class ClosurePage:
    """One page of a list, and the key that the next page goes on from; None on the last one."""

    rows: Sequence[Closure]
    next: int | None


@dataclass(frozen=True, slots=True)
class GateItem:
    """One condition of the gate, in its published order: whether it is met, and the sentence if it is not."""

    code: str
    met: bool
    sentence: str
    until: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ClosureView:
    """Everything on the page of a closure. `own_view` is this reader's own recorded view, None before it."""

    closure: Closure
    gate: Sequence[GateItem]
    holds: Sequence[Hold]
    reviews: Sequence[Review]
    own_view: Review | None
    answers: Sequence[Appeal]
    measures: Sequence[Suspension]
    effect: Effect | None

    @property
    def left(self) -> int:
        """How many conditions of the gate are not met."""
        return sum(not item.met for item in self.gate)


def closures_page(actor: Actor, *, view: str, after: int | None = None) -> ClosurePage:
    """Closures that wait, oldest first, or that ended, newest first; 50 from a key on. One query."""
    waiting = view != ENDED
    states = sorted(PENDING_CLOSURE) if waiting else sorted(set(ClosureState) - PENDING_CLOSURE)
    found = visible_closures(actor).filter(state__in=states).select_related("assignee")
    if after is not None:
        found = found.filter(pk__gt=after) if waiting else found.filter(pk__lt=after)
    rows = list(found.order_by("pk" if waiting else "-pk")[: PAGE + 1])
    return ClosurePage(rows[:PAGE], rows[PAGE - 1].pk if len(rows) > PAGE else None)


def closure_view(actor: Actor, closure: Closure) -> ClosureView:
    """Everything about one visible closure that its page shows."""
    reviews = list(Review.objects.filter(closure=closure, abandoned_at=None).select_related("reviewer").order_by("id"))
    held = SuspensionState.IN_FORCE
    return ClosureView(
        closure=closure,
        gate=gate_of(closure),
        holds=list(Hold.objects.filter(case=closure.case).order_by("id")),
        reviews=reviews,
        own_view=own_view_of(actor, reviews),
        answers=list(Appeal.objects.filter(closure=closure).exclude(state__in=["draft", "lapsed"]).order_by("id")),
        measures=list(
            Suspension.objects.filter(Q(state=held) | Q(pk=closure.case_id), account_id=closure.case.account_id)
            .select_related("decided_by")
            .order_by("starts_at", "id")
        ),
        effect=Effect.objects.filter(closure=closure, kind=EffectKind.CLOSE).order_by("-id").first(),
    )


# What can be said of a signature only once there is one: until then it is neither met nor broken.
SIGNED_FIRST = {
    "evidence_after_review": "review_missing",
    "reviewer_not_independent": "review_missing",
    "approver_not_independent": "approval_missing",
    "person_not_entitled": "approval_missing",
}


def gate_of(closure: Closure) -> list[GateItem]:
    """The conditions of the gate with whether each is met now, without those that nothing is known of yet. One query."""
    missing = {one.code: one for one in closure_missing(closure)}
    return [
        GateItem(code, code not in missing, sentence, missing[code].until if code in missing else None)
        for code, sentence in SENTENCES.items()
        if code in missing or SIGNED_FIRST.get(code) not in missing
    ]


def own_view_of(actor: Actor, reviews: Sequence[Review]) -> Review | None:
    """The open second review of this person with a recorded view, among these; None before it."""
    mine = (one for one in reviews if one.reviewer_id == actor.user_id and one.part == ReviewPart.SECOND)
    return next((one for one in mine if one.own_view and one.completed_at is None), None)


def holds_to_plan(closure_or_case: Closure | Suspension) -> list[Hold]:
    """The open holds of a case, which a plan to close must end."""
    case = closure_or_case.case if isinstance(closure_or_case, Closure) else closure_or_case
    return list(Hold.objects.filter(case=case, state=HoldState.HELD).order_by("id"))
