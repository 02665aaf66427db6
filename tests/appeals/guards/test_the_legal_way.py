"""What must stay possible under all guards: every legal way from a measure to its end, checked at commit."""

from collections.abc import Callable

import pytest
from django.db import connection

from appeals.models import Appeal, Closure
from tests import factories as make

pytestmark = pytest.mark.usefixtures("constraints_now")


def missing(closure: Closure) -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT closure_missing(%s)", [closure.pk])
        (codes,) = cursor.fetchone()
    return list(codes)


@pytest.mark.parametrize("state", ["recorded", "in_force", "lifted", "expired", "overturned"])
def test_a_measure_reaches_every_state(state: str) -> None:
    assert make.make_case(state=state).state == state


@pytest.mark.parametrize("outcome", ["upheld", "changed", "overturned", "inadmissible"])
def test_an_appeal_is_decided(claimed: Appeal, outcome: str) -> None:
    decision = make.decide(claimed, outcome)

    assert (claimed.state, decision.outcome) == ("decided", outcome)


def test_a_signed_closure_has_nothing_missing(closure: Closure) -> None:
    assert missing(closure) == []


def test_a_closure_goes_all_the_way(effected: Closure) -> None:
    assert (effected.state, effected.case.state) == ("effected", "closed")


def test_a_decision_on_the_closure_opens_the_account_again(effected: Closure, constraints_now: Callable[[], None]) -> None:
    appeal = make.make_appeal(effected, state="in_review")
    make.decide(appeal, "changed")

    make.move(effected.case, "in_force")

    constraints_now()
    assert effected.case.state == "in_force"
