"""Closures on any step of their way to the gate and through it."""

from datetime import timedelta
from typing import Any

from django.db import transaction

from accounts.instants import redress_now
from accounts.models import User
from appeals.models import Closure, Suspension, new_reference
from tests.factories.appeals import complete, open_review
from tests.factories.cases import add_event, deliver, make_case, make_effect, make_notice, make_statement, move, next_of
from tests.factories.moments import ago, at
from tests.factories.people import make_user
from tests.factories.trips import changed, written

STEPS = ("proposed", "delivered", "in_review", "reviewed", "signed", "approved", "effected")


def make_closable_case(**values: Any) -> Suspension:
    """A measure of 90 days that started 60 days ago: old enough for a closure whose periods are over."""
    defaults: dict[str, Any] = {"started": ago(days=60), "days": 90}
    return make_case(**(defaults | values))


@transaction.atomic(savepoint=False)
def make_closure(
    case: Suspension | None = None,
    *,
    step: str = "signed",
    proposer: User | None = None,
    reviewer: User | None = None,
    approver: User | None = None,
    **values: Any,
) -> Closure:
    """A closure proposed 30 days ago, carried to a step; people are made where missing.

    `proposed`, `delivered` (the notice was opened), `in_review` (a review is open), `reviewed` (state second_approval),
    `signed` (both signatures are there: the gate is open), `approved` (the effect is requested), `effected` (confirmed,
    and the case is closed).
    """
    wanted = STEPS.index(step)
    case = case or make_closable_case()
    now = redress_now()
    with at(now - timedelta(days=30)):
        closure = propose(case, proposer or make_user("reviewer"), **values)
        if wanted >= 1:
            deliver_notice(closure)
    if wanted >= 2:
        with at(now - timedelta(days=3)):
            first = open_review(closure, reviewer or make_user("reviewer"))
            move(closure, "in_review", assignee=first.reviewer)
    if wanted >= 3:
        with at(now - timedelta(days=2)):
            complete(first, "close")
            move(closure, "second_approval", review=first)
    if wanted >= 4:
        with at(now - timedelta(days=1)):
            sign(closure, approver or make_user("senior"))
    if wanted >= 5:
        approve(closure)
    if wanted >= 6:
        effect(closure)
    return closure


def propose(case: Suspension, proposer: User | None, **values: Any) -> Closure:
    """Propose to close, now, with a statement and a notice that is not delivered yet."""
    values = {
        "reasons": "Third confirmed break of the same rule in a year.",
        "lighter_measures": [{"measure": "temporary", "why_not": "Used twice in this year."}],
        "letter_language": "en",
        "letter_names_last_day": True,
    } | values
    closure = written(Closure(reference=new_reference("CLO"), case=case, proposed_by=proposer, event_seq=next_of(case), **values))
    event = add_event(case, "closure.proposed", subject=closure.subject, state="proposed")
    statement = make_statement(case, closure)
    notice = make_notice(case, event, about=closure.subject, kind="closure_proposed")
    return changed(closure, statement=statement, notice=notice)


def deliver_notice(closure: Closure) -> None:
    """The person opens the closure's notice now; both periods run from here."""
    assert closure.notice is not None
    now = deliver(closure.notice).delivered_at or redress_now()
    changed(closure, answer_by=now + timedelta(days=14), notice_period_until=now + timedelta(days=7))


def sign(closure: Closure, approver: User, role: str = "senior") -> None:
    """Give the second signature now, with an own view first; the state stays."""
    second = complete(open_review(closure, approver, part="second", role=role), "close")
    changed(closure, approval=second)


def approve(closure: Closure) -> None:
    """Pass the gate and ask the platform to close the account."""
    move(closure, "approved", approved_at=redress_now())
    make_effect(closure.case, "close", closure=closure)


def effect(closure: Closure) -> None:
    """The platform reports that the account is closed."""
    now = redress_now()
    done = closure.effects.get(kind="close")
    move(done, "confirmed", confirmed_at=now, done_at=now)
    move(closure, "effected", told=True, effected_at=now)
    closure.case.refresh_from_db()
    move(closure.case, "closed", told=True)
