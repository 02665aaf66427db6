"""A closure on its way back and out: returned, revised, refused, taken back, given back, ended with its measure."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from django.db import connection

from accounts.actors import SYSTEM, Actor
from accounts.instants import redress_now
from appeals.actions import perform
from appeals.actions.arrivals import something_arrived
from appeals.actions.closures import (
    approve_closure,
    complete_closure_review,
    refuse_closure,
    release_closure,
    return_closure,
    review_closure,
    revise_closure,
    withdraw_closure,
)
from appeals.actions.measures import lift_suspension
from appeals.errors import AppealError, GateClosed, IllegalTransition, Invalid, NotAllowed, NotIndependent
from appeals.models import Clock, Closure, Effect, Event, Notice, Review, Statement
from appeals.queries.gate import closure_missing
from notifications.models import Message
from tests.appeals.actions.closing import LONG, Desk, closure_draft, fresh, later
from tests.factories import make_key, make_legal_hold, make_user, snapshot

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


@pytest.fixture(autouse=True)
def noon(db: None, constraints_now: Callable[[], None]) -> Iterator[None]:
    yield
    if not connection.needs_rollback:
        constraints_now()
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('redress.now', '', false)")


def refused(error: type[AppealError], verb: Callable[..., Any], actor: Actor, **values: Any) -> AppealError:
    """The refusal; nothing changed and nothing was sent."""
    before = snapshot()
    with pytest.raises(error) as caught:
        perform(verb, actor, **values)
    assert snapshot() == before
    return caught.value


def codes(closure: Closure) -> list[str]:
    return [one.code for one in closure_missing(closure)]


def clock_kinds(closure: Closure) -> dict[str, str]:
    return dict(Clock.objects.filter(about=closure.subject, state="running").values_list("kind", "on_pass"))


def test_a_returned_closure_goes_back_to_its_reviewer_who_is_told(signed: Closure, desk: Desk) -> None:
    back = perform(return_closure, Actor.staff(desk.approver), closure=fresh(signed), reason="The second file was not read.")

    assert (back.state, back.review, back.approval, back.assignee) == ("in_review", None, None, desk.reviewer)
    assert list(Review.objects.filter(closure=signed).order_by("id").values_list("part", "outcome")) == [
        ("first", "close"),
        ("second", "returned"),
    ]
    mail = Message.objects.get(kind="staff.staff_returned")
    assert (mail.recipient, desk.case.account.display_name in mail.text) == (desk.reviewer.email, False)
    again = perform(complete_after_opening, Actor.staff(desk.reviewer), closure=back)
    assert again.state == "second_approval"


def complete_after_opening(actor: Actor, *, closure: Closure) -> Closure:
    review_closure(actor, closure=closure)
    return complete_closure_review(actor, closure=fresh(closure), outcome="close", reasons=LONG)


def test_the_same_review_does_not_count_twice(signed: Closure, desk: Desk) -> None:
    back = perform(return_closure, Actor.staff(desk.approver), closure=fresh(signed), reason="Read the second file.")

    error = refused(
        IllegalTransition, complete_closure_review, Actor.staff(desk.reviewer), closure=fresh(back), outcome="close", reasons=LONG
    )

    assert error.detail == "Open the review first."


@pytest.mark.parametrize("what", ["evidence", "appeal", "stay"])
def test_whatever_arrives_takes_an_approved_closure_back(desk: Desk, what: str) -> None:
    closure = desk.approved()

    something_arrived(closure.case, Actor.appellant(desk.case.account), what=what)

    back = fresh(closure)
    assert (back.state, back.review, back.approval, back.approved_at, back.assignee) == ("in_review", None, None, None, None)
    assert desk.close_effect(closure).state == "cancelled"
    assert Clock.objects.filter(kind="effect_due", state="running").count() == 0
    assert Event.objects.filter(kind="closure.returned").values_list("actor_kind", flat=True).get() == "system"


def test_what_arrives_during_the_second_look_ends_that_look(signed: Closure, desk: Desk) -> None:
    something_arrived(signed.case, SYSTEM, what="evidence")

    assert fresh(signed).state == "in_review"
    assert Review.objects.get(closure=signed, part="second").abandoned_at == redress_now()


@pytest.mark.parametrize("step", ["proposed", "in_review"])
def test_what_arrives_before_a_judgement_changes_nothing(delivered: Closure, desk: Desk, step: str) -> None:
    if step == "in_review":
        perform(review_closure, Actor.staff(desk.reviewer), closure=delivered)
    before = snapshot()

    something_arrived(desk.case, SYSTEM, what="evidence")

    assert snapshot() == before


def test_a_revised_closure_starts_again_with_new_papers(reviewed: Closure, desk: Desk) -> None:
    old = fresh(reviewed)

    new = perform(revise_closure, Actor.staff(desk.proposer), closure=old, draft=closure_draft(reasons="Here are better reasons for it."))

    assert (new.state, new.review, new.answer_by, new.assignee) == ("in_review", None, None, None)
    assert Statement.objects.filter(closure=reviewed).count() == 2
    assert new.notice_id != old.notice_id
    assert clock_kinds(new) == {}
    assert codes(new)[:3] == ["notice_not_delivered", "notice_period_running", "answer_by_running"]


def test_whoever_reviewed_writes_nothing_and_whoever_wrote_reviews_nothing(reviewed: Closure, desk: Desk) -> None:
    writer = make_user("reviewer")

    refused(NotIndependent, revise_closure, Actor.staff(desk.reviewer), closure=fresh(reviewed), draft=closure_draft())
    perform(revise_closure, Actor.staff(writer), closure=fresh(reviewed), draft=closure_draft())

    refused(NotIndependent, review_closure, Actor.staff(writer), closure=fresh(reviewed))


def test_a_refused_closure_leaves_the_measure_and_tells_the_person(signed: Closure, desk: Desk) -> None:
    done = perform(refuse_closure, Actor.staff(desk.approver), closure=fresh(signed), reasons="The last file changes it.")

    assert (done.state, fresh(signed).case.state, clock_kinds(done)) == ("refused", "in_force", {})
    assert Notice.objects.filter(kind="closure_refused", about=signed.subject).count() == 1
    assert Review.objects.filter(closure=signed, completed_at=None, abandoned_at=None).count() == 0


@pytest.mark.parametrize("by", ["key", "staff"])
def test_a_proposal_is_taken_back_and_the_person_is_told(delivered: Closure, desk: Desk, by: str) -> None:
    actor = Actor.machine(make_key("closures:write")) if by == "key" else Actor.staff(desk.proposer)

    done = perform(withdraw_closure, actor, closure=delivered, reason="We looked at it again.")

    assert (done.state, done.ended_at) == ("withdrawn", redress_now())
    assert "We looked at it again." in Notice.objects.get(kind="closure_withdrawn").text


def test_an_approved_closure_is_not_withdrawn_behind_the_platforms_back(desk: Desk) -> None:
    closure = desk.approved()

    refused(IllegalTransition, withdraw_closure, Actor.staff(desk.proposer), closure=fresh(closure), reason="Changed our mind.")


@pytest.mark.parametrize("verb", [refuse_closure, withdraw_closure])
def test_nobody_refuses_or_withdraws_without_a_reason(delivered: Closure, desk: Desk, verb: Callable[..., Any]) -> None:
    name = "reasons" if verb is refuse_closure else "reason"

    refused(Invalid, verb, Actor.staff(desk.proposer), closure=delivered, **{name: "  "})


def test_a_measure_that_ends_takes_its_approved_closure_with_it(desk: Desk) -> None:
    closure = desk.approved()

    perform(lift_suspension, Actor.staff(desk.approver), case=fresh(closure).case, reason="We found new facts.")

    done = fresh(closure)
    assert (done.state, done.case.state, desk.close_effect(closure).state) == ("withdrawn", "lifted", "cancelled")
    kinds = Notice.objects.filter(case=desk.case).order_by("id").values_list("kind", flat=True)
    assert list(kinds)[-2:] == ["closure_withdrawn", "measure_lifted"]


def test_whoever_holds_it_or_a_senior_gives_it_back(delivered: Closure, desk: Desk) -> None:
    perform(review_closure, Actor.staff(desk.reviewer), closure=delivered)

    refused(NotAllowed, release_closure, Actor.staff(desk.proposer), closure=fresh(delivered))
    back = perform(release_closure, Actor.staff(desk.approver), closure=fresh(delivered))

    assert (back.state, back.assignee, clock_kinds(back).get("claim_idle")) == ("in_review", None, None)
    assert Review.objects.get(closure=delivered).abandoned_at == redress_now()


def test_a_legal_hold_keeps_the_gate_shut(delivered: Closure, desk: Desk) -> None:
    later(days=15)
    make_legal_hold(desk.case, desk.approver)
    desk.viewed(desk.reviewed(delivered))

    error = refused(GateClosed, approve_closure, Actor.staff(desk.approver), closure=fresh(delivered), reasons=LONG)

    assert isinstance(error, GateClosed)
    assert [one.code for one in error.missing] == ["legal_hold"]
    assert Effect.objects.filter(kind="close").count() == 0
