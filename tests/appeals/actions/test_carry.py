"""The workers carry a closure through its steps: queued, given to somebody fit, escalated, never judged."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from django.db import connection

from accounts.actors import SYSTEM, Actor
from accounts.instants import redress_now
from appeals.actions import carry, perform
from appeals.actions.arrivals import something_arrived
from appeals.actions.carry import carry_closure, closures_to_carry
from appeals.actions.closures import withdraw_closure
from appeals.actions.due import sweep
from appeals.models import Clock, Closure, Effect, Event, Notice
from notifications.models import Message
from tests.appeals.actions.closing import Desk, fresh, later
from tests.factories import make_user

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


@pytest.fixture(autouse=True)
def checked(db: None, constraints_now: Callable[[], None]) -> Iterator[None]:
    yield
    if not connection.needs_rollback:
        constraints_now()
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('redress.now', '', false)")


def test_the_end_of_the_persons_time_queues_the_review_and_nothing_else(delivered: Closure, desk: Desk) -> None:
    later(days=15)

    sweep()

    queued = fresh(delivered)
    assert (queued.state, queued.review_by is not None, queued.assignee) == ("proposed", True, None)
    assert closures_to_carry() == [delivered.pk]
    clock = Clock.objects.get(about=delivered.subject, state="running")
    assert (clock.kind, clock.on_pass, len(clock.escalations)) == ("closure_review_by", "tell_late", 2)


def test_a_queued_review_is_given_to_somebody_who_may_judge(delivered: Closure, desk: Desk) -> None:
    later(days=15)
    sweep()

    chosen = perform(carry_closure, SYSTEM, closure_id=delivered.pk)

    assert chosen in {desk.reviewer, desk.approver}
    assert (fresh(delivered).assignee, fresh(delivered).state) == (chosen, "proposed")
    mail = Message.objects.get(kind="staff.staff_assigned")
    assert mail.recipient == chosen.email
    assert perform(carry_closure, SYSTEM, closure_id=delivered.pk) is None
    assert closures_to_carry() == []


def test_what_was_let_lie_goes_to_another(delivered: Closure, desk: Desk) -> None:
    later(days=15)
    sweep()
    first = perform(carry_closure, SYSTEM, closure_id=delivered.pk)
    later(days=4)
    sweep()

    second = perform(carry_closure, SYSTEM, closure_id=delivered.pk)

    assert {first, second} == {desk.reviewer, desk.approver}


def test_the_second_signature_is_given_to_somebody_else(delivered: Closure, desk: Desk) -> None:
    later(days=15)
    sweep()
    desk.reviewed(delivered)

    chosen = perform(carry_closure, SYSTEM, closure_id=delivered.pk)

    assert chosen == desk.approver


def test_what_came_back_goes_first_to_whoever_reviewed(delivered: Closure, desk: Desk) -> None:
    make_user("reviewer", username="aaron")
    later(days=15)
    sweep()
    desk.reviewed(delivered)
    something_arrived(fresh(delivered).case, SYSTEM, what="evidence")

    assert perform(carry_closure, SYSTEM, closure_id=delivered.pk) == desk.reviewer


def test_where_nobody_is_fit_it_stays_in_the_queue(delivered: Closure, desk: Desk) -> None:
    later(days=15)
    sweep()
    for user in (desk.reviewer, desk.approver):
        user.is_active = False
        user.save(update_fields=["is_active"])

    assert perform(carry_closure, SYSTEM, closure_id=delivered.pk) is None
    assert (fresh(delivered).assignee, Message.objects.filter(kind="staff.staff_assigned").count()) == (None, 0)


def test_seniors_hear_of_a_review_that_nobody_does(delivered: Closure, desk: Desk) -> None:
    later(days=15)
    sweep()
    later(days=10)

    sweep()

    bodies = [json.loads(body or "{}") for body in Event.objects.filter(kind="clock.passed").values_list("body", flat=True)]
    assert [body["part"] for body in bodies if body["clock"] == "closure_review_by"] == [100]
    assert (fresh(delivered).state, fresh(delivered).case.state) == ("proposed", "in_force")


def test_the_person_reads_once_that_the_review_of_the_plan_is_late(delivered: Closure, desk: Desk) -> None:
    later(days=15)
    sweep()
    promised = fresh(delivered).review_by
    assert fresh(delivered).case.next_update_by == promised
    later(days=10)
    sweep()
    sweep()

    case = fresh(delivered).case
    late = Notice.objects.filter(case=case, kind="date_changed")
    assert late.count() == 1
    assert case.next_update_by is not None
    assert case.next_update_by > redress_now()
    perform(withdraw_closure, Actor.staff(desk.reviewer), closure=fresh(delivered), reason="We looked at it again, and it is not needed.")
    assert fresh(delivered).case.next_update_by is None


def test_an_approved_closure_without_its_effect_gets_it(desk: Desk) -> None:
    closure = desk.approved()
    carry.ask_for_effect(fresh(closure))
    assert Effect.objects.filter(kind="close").count() == 1

    perform(lambda _actor: carry.ask_for_effect(fresh(closure)), SYSTEM)

    assert Effect.objects.filter(kind="close").count() == 1
