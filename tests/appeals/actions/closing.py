"""What the tests of closures share: a draft, people, and the verbs that carry a closure on."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from django.db import connection

from accounts.actors import SYSTEM, Actor
from accounts.instants import redress_now
from appeals.actions import perform
from appeals.actions.closure_draft import ClosureDraft
from appeals.actions.closures import (
    approve_closure,
    complete_closure_review,
    propose_closure,
    record_closure_view,
    review_closure,
)
from appeals.actions.delivery import notice_accepted
from appeals.models import Closure, Effect, Review, Suspension
from tests.factories import make_closable_case, make_user

if TYPE_CHECKING:
    from accounts.models import User

LONG = "All that was sent was read. The same rule was broken three times in one year."


def closure_draft(**changes: Any) -> ClosureDraft:
    values: dict[str, Any] = {
        "reasons": "This is the third time in a year that the same rule was broken.",
        "lighter_measures": (("temporary", "It was used twice in this year."),),
    }
    return ClosureDraft(**(values | changes))


@dataclass
class Desk:
    """A case that may be closed and the people who do it, each by verbs of the product."""

    case: Suspension = field(default_factory=lambda: make_closable_case(days=None))
    proposer: User = field(default_factory=lambda: make_user("reviewer", username="prue"))
    reviewer: User = field(default_factory=lambda: make_user("reviewer", username="rhea"))
    approver: User = field(default_factory=lambda: make_user("senior", username="sena"))

    @property
    def decider(self) -> User:
        """Whoever decided the measure."""
        assert self.case.decided_by is not None
        return self.case.decided_by

    def propose(self, **changes: Any) -> Closure:
        return fresh(perform(propose_closure, Actor.staff(self.proposer), case=self.case, draft=closure_draft(**changes)))

    def delivered(self, **changes: Any) -> Closure:
        closure = self.propose(**changes)
        perform(notice_accepted, SYSTEM, notice=closure.notice)
        return fresh(closure)

    def reviewed(self, closure: Closure) -> Closure:
        perform(review_closure, Actor.staff(self.reviewer), closure=closure)
        perform(complete_closure_review, Actor.staff(self.reviewer), closure=fresh(closure), outcome="close", reasons=LONG)
        return fresh(closure)

    def viewed(self, closure: Closure) -> Closure:
        actor = Actor.staff(self.approver)
        return fresh(perform(record_closure_view, actor, closure=fresh(closure), own_view="close", reason="I read all of it."))

    def approve(self, closure: Closure) -> Closure:
        return fresh(perform(approve_closure, Actor.staff(self.approver), closure=fresh(closure), reasons=LONG))

    def approved(self, **changes: Any) -> Closure:
        """A closure whose own periods are over, signed by two; the clock stands 15 days later."""
        closure = self.delivered(**changes)
        later(days=15)
        return self.approve(self.viewed(self.reviewed(closure)))

    def close_effect(self, closure: Closure) -> Effect:
        return Effect.objects.get(closure=closure, kind="close")


def signature(review: Review | None) -> tuple[User, str, str]:
    """Who gave it, their own view, and their result."""
    assert review is not None
    return review.reviewer, review.own_view, review.outcome


def fresh(closure: Closure) -> Closure:
    return Closure.objects.select_related("case__account", "notice", "review", "approval").get(pk=closure.pk)


def later(**step: float) -> None:
    """Let the test's clock stand that much later."""
    instant = redress_now() + timedelta(**step)
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('redress.now', %s, false)", [instant.isoformat()])


def tomorrow() -> date:
    return (redress_now() + timedelta(days=1)).date()
