"""The workers' ticks: every name is a task, one poisoned row holds up nobody, and the pump runs the same."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.utils.module_loading import import_string

from accounts.instants import redress_now
from appeals import tasks
from appeals.actions import carry, clocks, feed
from appeals.models import Clock, ClockKind, ClockOwner, FeedEntry, FeedQueue, OnPass
from config.celery import app
from notifications.models import Message
from tests.appeals.actions.closing import Desk, fresh, later
from tests.factories import make_case, make_user

if TYPE_CHECKING:
    import pytest


def test_every_tick_is_a_task_and_the_pump_runs_those_of_the_cases() -> None:
    app.loader.import_default_modules()

    assert set(settings.TICKS) <= set(app.tasks)
    assert [import_string(path).name for path in settings.PUMP_FUNCTIONS] == list(settings.PUMP_FUNCTIONS)
    assert set(settings.PUMP_FUNCTIONS) == {name for name in app.tasks if name.startswith("appeals.tasks.")}


def test_the_tasks_of_one_tick_carry_a_closure_on(db: None) -> None:
    desk = Desk()
    closure = desk.propose()
    Message.objects.filter(kind="notice.closure_proposed").update(state="sent", outcome="accepted", settled_at=redress_now())

    assert tasks.handle_settled() >= 1
    later(days=15)
    assert tasks.sweep_due() == 2
    assert tasks.carry_closures() == 1
    assert tasks.fill_feed() >= 2

    assert fresh(closure).assignee is not None
    assert FeedQueue.objects.count() == 0
    assert (tasks.handle_settled(), tasks.sweep_due(), tasks.carry_closures(), tasks.fill_feed(), tasks.check_evidence()) == (0, 0, 0, 0, 0)


def test_one_poisoned_closure_holds_up_no_other(db: None, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> None:
    first, second = Desk(), Desk(proposer=make_user("reviewer"), reviewer=make_user("reviewer"), approver=make_user("senior"))
    closures = [desk.delivered() for desk in (first, second)]
    later(days=15)
    tasks.sweep_due()
    real = carry.carry_closure

    def poisoned(actor: object, *, closure_id: int) -> object:
        if closure_id == closures[0].pk:
            raise LookupError
        return real(actor, closure_id=closure_id)  # type: ignore[arg-type]

    monkeypatch.setattr(carry, "carry_closure", poisoned)

    assert tasks.carry_closures() == 1

    assert (fresh(closures[0]).assignee, fresh(closures[1]).assignee is not None) == (None, True)
    assert f"{closures[0].pk} could not be handled." in caplog.text


def test_a_feed_that_somebody_else_fills_is_left_to_them(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    make_case()
    monkeypatch.setattr(feed, "_ours", lambda: False)

    assert (tasks.fill_feed(), FeedEntry.objects.count(), feed.anything_waits()) == (0, 0, True)


def test_entries_that_are_not_public_do_not_hold_up_the_feed(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    make_user("senior")
    case = make_case()
    clocks.start(case, ClockKind.NOTICE_LOST, redress_now(), owner=ClockOwner.STAFF, on_pass=OnPass.ESCALATE)
    assert tasks.sweep_due() == 1

    tasks.fill_feed()

    assert (feed.anything_waits(), Clock.objects.filter(state="passed").count()) == (False, 1)
