"""What an account may still do: from the measures in force, and from nothing else."""

from __future__ import annotations

from datetime import timedelta

import pytest

from accounts.instants import redress_now
from appeals.models import ABILITIES
from appeals.queries.standing import effects_waiting, standing_of
from tests.factories import make_account, make_case, make_effect, move

pytestmark = pytest.mark.django_db


def test_an_account_without_measures_is_good_and_keeps_everything():
    standing = standing_of(make_account())

    assert (standing.standing, standing.since, standing.abilities, standing.in_force) == ("good", None, ABILITIES, ())


def test_a_warning_takes_nothing():
    account = make_account()
    make_case(account, measure="warning", removes=[], ends_at=None, counts_until=redress_now() + timedelta(days=365))

    standing = standing_of(account)

    assert (standing.standing, standing.abilities, len(standing.in_force)) == ("good", ABILITIES, 1)


@pytest.mark.parametrize(("measure", "word"), [("limitation", "limited"), ("temporary", "suspended")])
def test_a_measure_names_the_standing(measure, word):
    account = make_account()
    case = make_case(account, measure=measure, removes=["propose"])

    standing = standing_of(account)

    assert (standing.standing, standing.since) == (word, case.starts_at)
    assert "propose" not in standing.abilities
    assert len(standing.abilities) == len(ABILITIES) - 1


def test_several_measures_take_what_each_takes_and_the_heaviest_names_it():
    account = make_account()
    make_case(account, measure="limitation", removes=["withdraw"])
    case = make_case(account, removes=["propose", "visible"])

    standing = standing_of(account)

    assert (standing.standing, standing.since) == ("suspended", case.starts_at)
    assert set(ABILITIES) - set(standing.abilities) == {"withdraw", "propose", "visible"}


@pytest.mark.parametrize("state", ["lifted", "expired", "overturned"])
def test_a_measure_that_ended_takes_nothing_more(state):
    account = make_account()
    make_case(account, state=state)

    assert standing_of(account).standing == "good"


def test_another_account_s_measure_changes_nothing_here():
    make_case()

    assert standing_of(make_account()).standing == "good"


def test_what_the_platform_has_not_done_yet_is_counted():
    account = make_account()
    case = make_case(account)
    done = make_effect(case)
    make_effect(case)
    move(done, "confirmed", confirmed_at=redress_now())

    assert effects_waiting(account) == 1


def test_it_costs_the_same_for_one_measure_and_for_ten(django_assert_num_queries):
    account = make_account()
    for _ in range(10):
        make_case(account)

    with django_assert_num_queries(1):
        assert len(standing_of(account).in_force) == 10
