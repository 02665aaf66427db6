"""Clocks: one of a kind runs at a time, promises rest, ceilings never do."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from appeals.actions import clocks
from appeals.models import Clock, ClockKind, ClockOwner, OnPass
from tests.factories import make_case

pytestmark = pytest.mark.django_db

STAFF: dict[str, Any] = {"owner": ClockOwner.STAFF, "on_pass": OnPass.ESCALATE}


@pytest.fixture
def case(clock):
    return make_case()


def test_starting_again_moves_the_one_running_clock(case, clock):
    first = clocks.start(case, ClockKind.NEXT_UPDATE, clock.now + timedelta(days=1), **STAFF)
    again = clocks.start(case, ClockKind.NEXT_UPDATE, clock.now + timedelta(days=2), **STAFF)

    assert again.pk == first.pk
    assert Clock.objects.get(kind=ClockKind.NEXT_UPDATE).due_at == again.due_at


def test_a_clock_that_escalates_is_looked_at_before_it_is_due(case, clock):
    now = clock.at(clock.now)

    running = clocks.start(case, ClockKind.CONFIRM_BY, now + timedelta(days=10), **STAFF, escalates=True)

    assert running.next_at == now + timedelta(days=5)
    assert len(running.escalations) == 2


def test_a_clock_due_in_the_past_is_due_at_once(case, clock):
    now = clock.now

    running = clocks.start(case, ClockKind.CONFIRM_BY, now - timedelta(hours=1), **STAFF, escalates=True)

    assert (running.next_at, running.escalations) == (now - timedelta(hours=1), [])


def test_a_promise_rests_and_goes_on_later_by_the_time_it_rested(case, clock):
    now = clock.at(clock.now)
    due = now + timedelta(days=14)
    clocks.start(case, ClockKind.DECIDE_BY, due, **STAFF, pausable=True)
    clocks.start(case, ClockKind.CEILING, due, **STAFF)

    clocks.pause(case, ClockKind.DECIDE_BY, ClockKind.CEILING)
    clock.advance(days=3)
    moved = clocks.go_on(case, ClockKind.DECIDE_BY, ClockKind.CEILING)

    assert moved == {ClockKind.DECIDE_BY: due + timedelta(days=3)}
    assert dict(Clock.objects.filter(kind__in=["decide_by", "ceiling"]).values_list("kind", "due_at")) == {
        "decide_by": due + timedelta(days=3),
        "ceiling": due,
    }
    assert set(Clock.objects.filter(kind__in=["decide_by", "ceiling"]).values_list("state", flat=True)) == {"running"}


def test_a_stopped_clock_says_how_it_ended_and_when(case, clock):
    clocks.start(case, ClockKind.DECIDE_BY, clock.now + timedelta(days=1), **STAFF)
    clocks.start(case, ClockKind.NEXT_UPDATE, clock.now + timedelta(days=1), **STAFF)

    clocks.met(case, ClockKind.DECIDE_BY)
    clocks.stop(case)

    ended = dict(Clock.objects.filter(kind__in=["decide_by", "next_update_by"]).values_list("kind", "state"))
    assert ended == {"decide_by": "met", "next_update_by": "cancelled"}
    assert not Clock.objects.filter(kind__in=list(ended), settled_at=None).exists()


def test_stopping_a_kind_in_a_case_leaves_other_cases_alone(case, clock):
    other = make_case()
    for one in (case, other):
        clocks.start(one, ClockKind.NEXT_UPDATE, clock.now + timedelta(days=1), **STAFF)

    clocks.stop_case(case.pk, [ClockKind.NEXT_UPDATE])

    assert dict(Clock.objects.filter(kind="next_update_by").values_list("case_id", "state")) == {case.pk: "cancelled", other.pk: "running"}
