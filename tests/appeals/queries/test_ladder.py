"""The ladder: the next step after the breaks that still count."""

from __future__ import annotations

from datetime import timedelta

import pytest

from accounts.instants import redress_now
from appeals.queries.ladder import Step, as_step, earlier_breaks, is_heavier, suggested_step
from tests.factories import make_account, make_case, make_section

pytestmark = pytest.mark.django_db

LADDER = [
    {"confirmed": 1, "measure": "warning"},
    {"confirmed": 2, "measure": "limitation", "days": 14, "removes": ["propose"], "hold": "in_escrow"},
    {"confirmed": 3, "measure": "temporary", "days": 30},
    {"confirmed": 1, "measure": "indefinite", "review_days": 30, "safety": True},
]


def test_each_counted_break_goes_one_step_up_and_the_last_step_stays():
    version, account, now = make_section(ladder=LADDER), make_account(), redress_now()

    steps = []
    for _ in range(4):
        steps.append(suggested_step(account, version, now=now).measure)
        make_case(account)

    assert steps == ["warning", "limitation", "temporary", "temporary"]


@pytest.mark.parametrize(("state", "counted"), [("in_force", 1), ("lifted", 1), ("expired", 1), ("overturned", 0)])
def test_what_was_overturned_never_counts(state, counted):
    version, account = make_section(), make_account()
    make_case(account, state=state)

    assert earlier_breaks(account, version.section, now=redress_now()) == counted


def test_a_warning_stops_counting_after_its_date():
    version, account, now = make_section(), make_account(), redress_now()
    make_case(account, measure="warning", removes=[], ends_at=None, counts_until=now + timedelta(days=365))

    assert earlier_breaks(account, version.section, now=now + timedelta(days=364)) == 1
    assert earlier_breaks(account, version.section, now=now + timedelta(days=366)) == 0


def test_breaks_of_another_section_or_account_do_not_count():
    first = make_section()
    account = make_account()
    make_case(account)
    make_case()
    other = make_section("padded-hours")

    assert earlier_breaks(account, other.section, now=redress_now()) == 0
    assert earlier_breaks(account, first.section, now=redress_now()) == 1


@pytest.mark.parametrize(
    ("measure", "days", "heavier"),
    [
        ("warning", None, False),
        ("limitation", 14, False),
        ("limitation", 15, True),
        ("limitation", None, True),
        ("temporary", 1, True),
        ("indefinite", None, True),
    ],
)
def test_heavier_is_a_heavier_measure_or_a_longer_one(measure, days, heavier):
    assert is_heavier(measure, days, as_step(LADDER[1])) is heavier


def test_a_section_without_a_ladder_suggests_a_warning():
    assert suggested_step(make_account(), make_section(ladder=[]), now=redress_now()) == Step("warning", 0, (), None)
