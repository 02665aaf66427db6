"""Withheld money: how long alone, who signs, how it ends."""

from __future__ import annotations

from copy import deepcopy
from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from accounts.actors import SYSTEM, Actor
from accounts.instants import redress_now
from appeals.actions import perform
from appeals.actions.holds import confirm_hold, end_hold, move_hold_date, place_hold
from appeals.errors import IllegalTransition, Invalid, NotAllowed, NotIndependent
from appeals.models import Clock, Effect, Hold, Notice
from tests.factories import hold_draft, make_case, make_key, make_user, snapshot


@pytest.fixture(scope="module")
def whole_case(module_rows):
    with module_rows():
        return make_case()


@pytest.fixture(scope="module")
def whole_team(module_rows):
    """Rita, a reviewer, and rob, a senior."""
    with module_rows():
        return make_user("reviewer", username="rita"), make_user("senior", username="rob")


@pytest.fixture
def rita(whole_team, db):
    return deepcopy(whole_team[0])


@pytest.fixture
def rob(whole_team, db):
    return deepcopy(whole_team[1])


def place(user, case, **changes):
    return perform(place_hold, Actor.staff(user), case=case, draft=hold_draft(**changes))


def refuses(error, verb, actor, **values):
    before = snapshot()
    with pytest.raises(error) as refused:
        perform(verb, actor, **values)
    assert snapshot() == before
    return refused.value


def test_a_short_hold_of_escrow_runs_as_placed_and_is_told(case, rita, constraints_now):
    hold = place(rita, case)
    constraints_now()

    assert (hold.state, hold.proposed_ends_at) == ("held", None)
    assert Clock.objects.get(about=hold.subject).on_pass == "end_hold"
    assert Notice.objects.latest("id").kind == "hold_placed"
    assert Effect.objects.get(hold=hold).kind == "hold"


@pytest.mark.parametrize(
    "changes",
    [
        {"kind": "approved_work"},
        {"kind": "pending_withdrawal"},
        {"ends_at": None, "review": True},
        {"long": True},
    ],
)
def test_earned_long_or_open_ended_money_is_held_for_three_days_alone(case, rita, changes):
    now = redress_now()
    wanted = now + timedelta(days=31 if changes.pop("long", False) else 10)
    review = changes.pop("review", False)
    dates = {"ends_at": None, "review_on": wanted} if review else {"ends_at": wanted}

    hold = place(rita, case, **(changes | dates))

    assert hold.ends_at == now + timedelta(hours=72)
    assert (hold.proposed_ends_at, hold.proposed_review_on) == ((None, wanted) if review else (wanted, None))
    assert Clock.objects.filter(about=hold.subject, kind="hold_confirm_by").count() == 1


def test_a_second_person_signs_what_another_placed(case, rita, rob, constraints_now):
    hold = place(rita, case, kind="approved_work")
    wanted = hold.proposed_ends_at
    refuses(NotIndependent, confirm_hold, Actor.staff(rita), hold=hold)
    refuses(NotIndependent, confirm_hold, Actor.staff(case.decided_by), hold=hold)

    signed = perform(confirm_hold, Actor.staff(rob), hold=hold)
    constraints_now()

    assert (signed.ends_at, signed.confirmed_by) == (wanted, rob)
    assert Notice.objects.latest("id").kind == "hold_changed"


def test_the_date_moves_twice_and_no_more(case, rita, constraints_now):
    hold = place(rita, case)
    for days in (12, 14):
        hold = perform(
            move_hold_date, Actor.staff(rita), hold=hold, until=redress_now() + timedelta(days=days), reason="The client still answers."
        )
    constraints_now()

    error = refuses(
        IllegalTransition, move_hold_date, Actor.staff(rita), hold=hold, until=redress_now() + timedelta(days=16), reason="Again."
    )

    assert "moved twice" in error.detail


def test_nobody_alone_holds_money_longer_by_moving_its_date(case, rita, rob, constraints_now):
    waiting, short = place(rita, case, kind="approved_work"), place(rita, case)
    given: dict[str, Any] = {"until": redress_now() + timedelta(days=40), "reason": "The client still answers."}
    refuses(IllegalTransition, move_hold_date, Actor.staff(rob), hold=waiting, **given)
    refuses(NotIndependent, move_hold_date, Actor.staff(rita), hold=short, **given)

    moved = perform(move_hold_date, Actor.staff(rob), hold=short, **given)

    assert (moved.ends_at, moved.confirmed_by) == (given["until"], rob)
    constraints_now()


@pytest.mark.parametrize("kind", ["approved_work", "in_escrow"])
def test_the_database_holds_nothing_longer_by_one_person(case, rita, kind):
    hold = place(rita, case, kind=kind)

    with pytest.raises(IntegrityError), transaction.atomic():
        Hold.objects.filter(pk=hold.pk).update(ends_at=redress_now() + timedelta(days=40), moved=1)


@pytest.mark.parametrize(("outcome", "effect"), [("release", "release"), ("refund_to_client", "refund"), ("set_off", None)])
def test_a_hold_ends_with_its_outcome_a_letter_and_a_task_for_the_platform(case, rita, outcome, effect, constraints_now):
    hold = place(rita, case)

    ended = perform(end_hold, Actor.staff(rita), hold=hold, outcome=outcome, reason="The dispute is settled.")
    constraints_now()

    assert (ended.state, ended.outcome) == ("ended", outcome)
    assert Notice.objects.latest("id").kind == "hold_ended"
    assert [one.kind for one in Effect.objects.filter(hold=hold).exclude(kind="hold")] == ([effect] if effect else [])
    assert not Clock.objects.filter(about=hold.subject, state="running").exists()


@pytest.mark.parametrize("outcome", ["refund_to_client", "set_off"])
def test_money_for_approved_work_is_never_taken(case, rita, outcome):
    hold = place(rita, case, kind="approved_work")

    error = refuses(Invalid, end_hold, Actor.staff(rita), hold=hold, outcome=outcome, reason="So it is.")

    assert [one.code for one in error.errors] == ["approved_work"]
    assert Hold.objects.get(pk=hold.pk).state == "held"


def test_a_hold_that_ended_stays_ended(case, rita):
    hold = place(rita, case)
    perform(end_hold, Actor.staff(rita), hold=hold, outcome="release", reason="It is settled.")

    refuses(IllegalTransition, end_hold, Actor.staff(rita), hold=hold, outcome="release", reason="It is settled.")


def test_the_system_releases_and_machines_and_persons_end_nothing(case, rita):
    hold = place(rita, case)
    for actor in (Actor.machine(make_key("suspensions:write")), Actor.appellant(case.account)):
        refuses(NotAllowed, end_hold, actor, hold=hold, outcome="release", reason="Please.")

    assert perform(end_hold, SYSTEM, hold=hold, outcome="release", reason="The hold ended on its day.").outcome == "release"


@pytest.mark.parametrize("changes", [{"amount": 0}, {"amount": -1}, {"ends_at": None}])
def test_a_hold_without_amount_or_end_is_refused(case, rita, changes):
    refuses(Invalid, place_hold, Actor.staff(rita), case=case, draft=hold_draft(**changes))
