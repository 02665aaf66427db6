"""Passed clocks under fire: many sweepers, a killed one, two beats; and a worker that carries a closure to its end."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.core.management import call_command
from django.db import connection, transaction

from accounts.actors import Actor
from accounts.instants import redress_now
from appeals.actions import clocks, perform
from appeals.actions.due import handle_due, sweep
from appeals.actions.reports import confirm
from appeals.models import Clock, ClockKind, ClockOwner, Closure, Event, FeedEntry, Notice, OnPass, Suspension
from notifications.models import Message
from tests.appeals.actions.closing import Desk, fresh
from tests.factories import make_case, make_key, make_user
from tests.faults.conftest import child, kill, somebody_waits_for_a_lock, until, worker_with_beat

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.clock import TestClock
    from tests.databases import Committed
    from tests.notifications.postbox import Postbox

SWEEP_ONCE = "import django; django.setup(); from appeals.actions.due import sweep; sweep()"
SWEEPERS = 8


def overdue(case: Suspension, on_pass: OnPass, kind: ClockKind = ClockKind.HOLD_REVIEW) -> Clock:
    """A clock that has passed an hour ago."""
    with transaction.atomic():
        return clocks.start(case, kind, redress_now() - timedelta(hours=1), owner=ClockOwner.STAFF, on_pass=on_pass)


def at_once(count: int, call: Callable[[], Any]) -> list[Any]:
    """The same call from many threads, each on its own connection, let go together."""
    gate = threading.Barrier(count)

    def run() -> Any:
        try:
            gate.wait(20)
            return call()
        finally:
            connection.close()

    with ThreadPoolExecutor(count) as pool:
        return [future.result(timeout=60) for future in [pool.submit(run) for _ in range(count)]]


def times_passed() -> dict[str, int]:
    subjects = Event.objects.filter(kind="clock.passed").values_list("subject", flat=True)
    return {subject: list(subjects).count(subject) for subject in subjects}


def test_eight_sweepers_handle_every_passed_clock_once(committed_db: Committed, silent_commits: None) -> None:
    seniors = [make_user("senior") for _ in range(3)]
    cases = [make_case(days=None) for _ in range(16)]
    for number, case in enumerate(cases):
        overdue(case, OnPass.LIFT if number % 2 else OnPass.ESCALATE)

    handled = at_once(SWEEPERS, sweep)

    assert sum(handled) == 16
    assert times_passed() == {case.subject: 1 for case in cases}
    assert Notice.objects.filter(kind="measure_lifted").count() == 8
    assert Message.objects.filter(kind="staff.staff_due").count() == 16 * len(seniors)
    assert Clock.objects.filter(kind="hold_review").exclude(state="passed").count() == 0


def test_eight_hands_on_one_clock_are_one_hand(committed_db: Committed, silent_commits: None) -> None:
    make_user("senior")
    clock = overdue(make_case(days=None), OnPass.LIFT)

    handled = at_once(SWEEPERS, lambda: handle_due(clock.pk))

    assert sorted(handled) == [False] * 7 + [True]
    assert Notice.objects.filter(kind="measure_lifted").count() == 1


def test_a_sweeper_killed_in_the_middle_leaves_its_clock_to_another(
    committed_db: Committed, surroundings: dict[str, str], clock: TestClock, silent_commits: None
) -> None:
    make_user("senior")
    case = make_case(days=None)
    taken = overdue(case, OnPass.LIFT)

    with committed_db.connect() as beside:
        beside.autocommit = False
        beside.execute("SELECT 1 FROM appeals_suspension WHERE id = %s FOR NO KEY UPDATE", [case.pk])
        with child(surroundings, "-c", SWEEP_ONCE) as sweeper:
            until(somebody_waits_for_a_lock)
            kill(sweeper)
        beside.rollback()
    until(lambda: not somebody_waits_for_a_lock())

    taken.refresh_from_db()
    assert (taken.state, taken.failures, times_passed()) == ("running", 1, {})
    assert sweep() == 0
    clock.advance(seconds=31)
    assert sweep() == 1
    taken.refresh_from_db()
    assert (taken.state, times_passed()) == ("passed", {case.subject: 1})
    assert Notice.objects.filter(kind="measure_lifted").count() == 1


def test_without_a_broker_the_pump_does_the_same_work(
    committed_db: Committed, postbox: Postbox, clock: TestClock, silent_commits: None
) -> None:
    clock.at(redress_now())
    closure = Desk().propose()

    call_command("pump", rounds=1, older_than=0)
    clock.advance(days=15)
    call_command("pump", rounds=1, older_than=0)

    carried = fresh(closure)
    assert (carried.state, carried.answer_by is not None, carried.assignee is not None) == ("proposed", True, True)
    assert FeedEntry.objects.filter(type="closure.proposed").count() == 1


@pytest.mark.timeout(180)
def test_two_workers_with_a_beat_each_carry_a_closure_and_do_everything_once(
    surroundings: dict[str, str], postbox: Postbox, clock: TestClock, silent_commits: None
) -> None:
    clock.at(redress_now())
    desk = Desk()
    case = make_case(days=None)
    overdue(case, OnPass.LIFT)
    closure = desk.propose()

    with child(surroundings, *worker_with_beat()), child(surroundings, *worker_with_beat()):
        # The letter leaves, is accepted, and its dates run.
        until(lambda: fresh(closure).answer_by)
        assert [mail.recipient for mail in postbox.accepted if mail.recipient == desk.case.account.email] == [desk.case.account.email]

        # The person's time is over: the review is queued and given to somebody.
        clock.advance(days=15)
        until(lambda: fresh(closure).assignee_id)
        assert (fresh(closure).state, Message.objects.filter(kind="staff.staff_assigned").count()) == ("proposed", 1)

        # People judge; nothing here did it for them.
        desk.reviewer, desk.approver = judges(desk, fresh(closure))
        desk.approve(desk.viewed(desk.reviewed(closure)))
        until(lambda: FeedEntry.objects.filter(type="closure.approved").exists())

        # The platform is late, which alarms and closes nothing.
        clock.advance(days=2)
        until(lambda: desk.close_effect(closure).state == "overdue")
        assert fresh(closure).state == "approved"

        # It reports, the account is closed, and the letter about it starts the last day to appeal.
        platform = Actor.machine(make_key("effects:write"))
        perform(confirm, platform, effect=desk.close_effect(closure), done_at=redress_now())
        until(lambda: fresh(closure).last_day_to_appeal)
        until(lambda: FeedEntry.objects.filter(type="closure.effected").exists())

    case.refresh_from_db()
    assert (case.state, fresh(closure).state, fresh(closure).case.state) == ("lifted", "effected", "closed")
    assert Notice.objects.filter(kind="measure_lifted").count() == 1
    assert len(postbox.copies()) == sum(postbox.copies().values())
    for passed in Clock.objects.filter(state="passed"):
        assert whole_times(passed) == 1
    positions = list(FeedEntry.objects.order_by("position").values_list("position", flat=True))
    assert positions == list(range(1, len(positions) + 1))


def whole_times(passed: Clock) -> int:
    """How often the timeline says that this clock passed."""
    told = Event.objects.filter(case=passed.case, kind="clock.passed", subject=passed.about, body__contains='"part":100')
    return told.filter(body__contains=f'"clock":"{passed.kind}"').count()


def judges(desk: Desk, closure: Closure) -> tuple[Any, Any]:
    """Whoever was given the review does it, the other one signs."""
    assert closure.assignee is not None
    other = desk.approver if closure.assignee == desk.reviewer else desk.reviewer
    return closure.assignee, other
