"""A new date for what we promised: with a reason, told at once, and never beyond what the law or the measure leaves."""

from __future__ import annotations

from copy import deepcopy
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from accounts.instants import redress_now
from appeals.actions import perform
from appeals.actions.due import sweep
from appeals.actions.filing import edit_appeal, start_appeal, submit_appeal
from appeals.actions.moving_dates import move_promise
from appeals.deadlines import latest_promise
from appeals.errors import IllegalTransition, NotAllowed, PeopleOnly
from appeals.models import Appeal, Clock, Notice, Suspension
from tests.appeals.cast import Cast, entries, last_entry, last_notice, letters, refused, wrong_in
from tests.factories import claim, decide, move

if TYPE_CHECKING:
    from tests.clock import TestClock
    from tests.conftest import ModuleRows

pytestmark = pytest.mark.usefixtures("constraints_now")
CASE = {"days": 60}
WHY = "We wait for a translator."


@pytest.fixture(scope="module")
def whole_appeal(whole_cast: Cast, whole_case: Suspension, module_rows: ModuleRows) -> Any:
    """An appeal that rita holds."""
    with module_rows():
        draft = perform(start_appeal, whole_cast.ana, case=whole_case)
        perform(edit_appeal, whole_cast.ana, appeal=draft, statement="It is the same name.")
        perform(submit_appeal, whole_cast.ana, appeal=draft)
        draft.refresh_from_db()
        claim(draft, whole_cast.rita_user)
        draft.refresh_from_db()
        return draft


@pytest.fixture
def appeal(whole_appeal: Any, db: None) -> Any:
    return deepcopy(whole_appeal)


def promise_of(appeal: Any) -> Clock:
    return Clock.objects.filter(about=appeal.subject, kind="decide_by").latest("pk")


def test_the_person_reads_the_new_date_and_why(cast: Cast, case: Suspension, appeal: Any) -> None:
    seq, notice, until = last_entry(case), last_notice(), appeal.decide_by + timedelta(days=3)

    perform(move_promise, cast.rita, appeal=appeal, until=until, reason=WHY)

    appeal.refresh_from_db()
    case.refresh_from_db()
    clock = promise_of(appeal)
    assert (appeal.decide_by, clock.due_at, clock.state, len(clock.escalations)) == (until, until, "running", 2)
    assert entries(case, after=seq) == ["appeal.date_changed"]
    assert letters(case, after=notice) == ["date_changed"]
    assert WHY in Notice.objects.latest("pk").text
    assert case.next_update_by is not None
    assert case.next_update_by > redress_now()


def test_a_date_that_was_missed_already_gets_a_new_one_and_leaves_the_list_of_late(cast: Cast, appeal: Any, clock: TestClock) -> None:
    clock.advance(days=15)
    sweep()
    assert Clock.objects.get(about=appeal.subject, kind="decide_by").told == 100

    perform(move_promise, cast.lena, appeal=appeal, until=redress_now() + timedelta(days=4), reason=WHY)

    states = Clock.objects.filter(about=appeal.subject, kind="decide_by").order_by("pk").values_list("state", "told")
    assert list(states) == [("passed", 0), ("running", 0)]


def test_no_date_goes_beyond_what_the_law_or_the_measure_leaves(cast: Cast, case: Suspension, appeal: Any) -> None:
    promised, now = appeal.decide_by, redress_now()
    Appeal.objects.filter(pk=appeal.pk).update(ceiling_at=promised + timedelta(days=5))
    later = promised + timedelta(days=2)
    tries: list[dict[str, Any]] = [
        {"until": promised + timedelta(days=6), "reason": WHY},
        {"until": promised, "reason": WHY},
        {"until": later, "reason": ""},
        {"until": later, "reason": "Our systems detected a VPN."},
    ]
    wrong = wrong_in(move_promise, cast.rita, tries, appeal=appeal)
    assert [min(errors) for errors in wrong] == [
        ("until", "beyond_the_law"),
        ("until", "not_later"),
        ("reason", "required"),
        ("reason", "detection_method"),
    ]

    Appeal.objects.filter(pk=appeal.pk).update(ceiling_at=None)
    assert wrong_in(move_promise, cast.rita, [{"until": now + timedelta(days=31), "reason": WHY}], appeal=appeal) == [
        [("until", "too_far")]
    ]
    Suspension.objects.filter(pk=case.pk).update(ends_at=promised + timedelta(days=1, hours=12))
    assert wrong_in(move_promise, cast.rita, [{"until": later, "reason": WHY}], appeal=appeal) == [[("until", "after_the_end")]]


def test_the_laws_limit_and_the_measures_end_bound_a_promise() -> None:
    now = redress_now()
    law, end = now + timedelta(days=9), now + timedelta(days=8)

    assert latest_promise(ceiling_at=None, ends_at=None, now=now) is None
    assert latest_promise(ceiling_at=law, ends_at=None, now=now) == law
    assert latest_promise(ceiling_at=law, ends_at=end, now=now) == end - timedelta(hours=24)
    assert latest_promise(ceiling_at=None, ends_at=now + timedelta(hours=3), now=now) == now + timedelta(hours=3)


def test_who_holds_it_or_a_senior_moves_it_and_nobody_who_suspended(cast: Cast, appeal: Any) -> None:
    given: dict[str, Any] = {"appeal": appeal, "until": appeal.decide_by + timedelta(days=3), "reason": WHY}
    for actor in (cast.rob, cast.otto, cast.ida, cast.ana):
        refused(NotAllowed, move_promise, actor, **given)
    for machine in (cast.key, cast.system):
        refused(PeopleOnly, move_promise, machine, **given)


def test_while_the_person_is_asked_or_after_the_decision_nothing_moves(cast: Cast, appeal: Any) -> None:
    given: dict[str, Any] = {"until": appeal.decide_by + timedelta(days=3), "reason": WHY}
    move(appeal, "waiting_for_appellant")
    refused(IllegalTransition, move_promise, cast.lena, appeal=appeal, **given)
    move(appeal, "in_review")
    decide(appeal)

    refused(IllegalTransition, move_promise, cast.lena, appeal=appeal, **given)
