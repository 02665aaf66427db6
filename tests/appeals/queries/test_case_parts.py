"""What a machine is told of a case: its parts, whether its letter arrived, and who must act next."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from accounts.actors import Actor
from accounts.instants import redress_now
from appeals.models import Closure, Notice, Suspension
from appeals.queries.case_parts import CaseParts, parts_of
from appeals.queries.portal_pages import case_home
from tests.factories import (
    add_event,
    ago,
    at,
    decide,
    make_appeal,
    make_case,
    make_closure,
    make_effect,
    make_hold,
    make_key,
    make_notice,
    make_request,
    make_statement,
    move,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def machine() -> Actor:
    return Actor.machine(make_key("suspensions:read"))


def parts(machine: Actor, case: Suspension) -> CaseParts:
    (found,) = parts_of(machine, [Suspension.objects.select_related("account").get(pk=case.pk)], whole=True)
    return found


def untouched() -> Suspension:
    return make_case(answer_by=redress_now() + timedelta(days=9), started=ago(days=2))


def sent() -> Suspension:
    return make_appeal(untouched()).case


def held() -> Suspension:
    return make_appeal(untouched(), state="in_review").case


def asked() -> Suspension:
    appeal = make_appeal(untouched(), state="in_review")
    make_request(appeal)
    return appeal.case


def decided() -> Suspension:
    appeal = make_appeal(untouched(), state="in_review")
    decide(appeal)
    return appeal.case


def to_put_right() -> Suspension:
    appeal = make_appeal(untouched(), state="in_review")
    decide(appeal, "overturned")
    make_effect(appeal.case, "reopen", appeal=appeal)
    return appeal.case


def restated() -> Suspension:
    case = decided()
    with at(redress_now() + timedelta(minutes=1)):
        make_statement(case)
    return case


def to_be_closed() -> Suspension:
    closure = make_closure(step="delivered")
    Closure.objects.filter(pk=closure.pk).update(answer_by=redress_now() + timedelta(days=3))
    return closure.case


def answer_is_over() -> Suspension:
    closure = make_closure(step="delivered")
    Closure.objects.filter(pk=closure.pk).update(answer_by=redress_now() - timedelta(minutes=1))
    return closure.case


def approved() -> Suspension:
    return make_closure(step="approved").case


def closing_disputed() -> Suspension:
    return make_appeal(make_closure(step="delivered")).case


def closed() -> Suspension:
    return make_closure(step="effected").case


def lifted() -> Suspension:
    return make_case(state="lifted", started=ago(days=2))


@pytest.mark.parametrize(
    ("make", "who", "what"),
    [
        (untouched, "appellant", "appeal"),
        (sent, "staff", "review_appeal"),
        (held, "staff", "review_appeal"),
        (asked, "appellant", "answer_question"),
        (decided, "nobody", "nothing"),
        (to_put_right, "platform", "put_right"),
        (restated, "appellant", "appeal"),
        (to_be_closed, "appellant", "answer_closure"),
        (answer_is_over, "staff", "review_closure"),
        (approved, "platform", "close_account"),
        (closing_disputed, "staff", "review_appeal"),
        (closed, "nobody", "nothing"),
        (lifted, "nobody", "nothing"),
    ],
    ids=lambda one: getattr(one, "__name__", one),
)
def test_who_must_act_is_the_same_for_the_machine_as_for_the_person(machine: Actor, make: Any, who: str, what: str) -> None:
    case = make()

    step = parts(machine, case).step

    person = Actor.appellant(case.account)
    shown = case_home(person, Suspension.objects.select_related("account").get(pk=case.pk), member_id=None).step
    assert (step.who, step.what) == (who, what)
    assert (step.who, step.what, step.by) == ((shown.who, shown.what, shown.by) if not shown.may else ("nobody", "nothing", None))


def test_a_draft_is_no_turn_of_anybody_for_a_machine(machine: Actor) -> None:
    case = untouched()
    make_appeal(case, state="draft")

    found = parts(machine, case)

    assert (found.step.what, found.appeals, found.open_appeal) == ("appeal", [], None)


def letter(case: Suspension, kind: str = "suspension_notice") -> Notice:
    return make_notice(case, add_event(case, "notice"), kind=kind)


def test_the_letter_that_brought_the_last_reasons_counts(machine: Actor) -> None:
    case = make_case(started=ago(days=5))
    first = parts(machine, case).told
    letter(case, "measure_confirmed")
    letter(case, "receipt")

    second = parts(machine, case).told

    assert first is not None
    assert (first.state, first.how) == ("delivered", "opened")
    assert second is not None
    assert (second.state, second.at, second.how) == ("waiting", None, None)


def test_one_copy_that_arrived_is_enough(machine: Actor) -> None:
    case = make_case(started=ago(days=1))
    with at(ago(hours=1)):
        event = add_event(case, "notice")
        lost, late, early = [make_notice(case, event) for _ in range(3)]
    now, later = ago(minutes=3), redress_now()
    Notice.objects.filter(pk=lost.pk).update(undeliverable_at=now)
    Notice.objects.filter(pk=late.pk).update(accepted_at=later, delivered_at=later, how="email_accepted")
    with at(now):
        Notice.objects.filter(pk=early.pk).update(opened_at=now, delivered_at=now, how="opened")

    told = parts(machine, case).told

    assert told is not None
    assert (told.state, told.at, told.how) == ("delivered", now, "opened")


@pytest.mark.parametrize(
    ("names", "state"), [((), "waiting"), (("undeliverable_at",), "undeliverable"), (("bounced_at",), "undeliverable")]
)
def test_a_letter_that_came_back_did_not_arrive(machine: Actor, names: tuple[str, ...], state: str) -> None:
    case = make_case()
    sent_out = letter(case)
    for name in names:
        Notice.objects.filter(pk=sent_out.pk).update(**{name: redress_now()})

    told = parts(machine, case).told

    assert told is not None
    assert told.state == state


def test_a_case_without_a_statement_was_told_nothing(machine: Actor) -> None:
    found = parts(machine, make_case(state="recorded"))

    assert (found.told, found.statement, found.citations, found.holds) == (None, None, [], [])


def test_the_statement_of_a_closure_is_not_that_of_the_measure(machine: Actor) -> None:
    closure = make_closure(step="delivered")

    found = parts(machine, closure.case)

    assert found.statement is not None
    assert (found.statement.number, found.statement.closure_id) == (1, None)


def test_the_closure_that_counts_is_pending_or_in_effect(machine: Actor) -> None:
    pending, effected = make_closure(step="reviewed"), make_closure(step="effected")
    refused = make_closure(step="proposed")
    move(refused, "refused", told=True)

    assert [parts(machine, one.case).closure for one in (pending, effected, refused)] == [pending, effected, None]


@pytest.mark.parametrize("rows", [1, 4])
def test_parts_are_read_in_as_many_queries_for_one_case_as_for_four(machine: Actor, rows: int, django_assert_num_queries: Any) -> None:
    cases = []
    for _ in range(rows):
        case = decided()
        make_hold(case)
        make_effect(case)
        cases.append(case)
    fresh = list(Suspension.objects.select_related("account").filter(pk__in=[one.pk for one in cases]))

    with django_assert_num_queries(7):
        found = parts_of(machine, fresh)
    with django_assert_num_queries(0):
        assert [one.case.pk for one in found] == [one.pk for one in fresh]
    assert parts_of(machine, []) == []
    assert isinstance(found[0].case.updated_at, datetime)
