"""What the platform reports: done, not possible, late; each counted once."""

from __future__ import annotations

from datetime import timedelta

import pytest

from accounts.actors import SYSTEM, Actor
from accounts.instants import redress_now
from appeals.actions import perform
from appeals.actions.effects import confirm_effect, mark_overdue, refuse_effect
from appeals.actions.measures import lift_suspension
from appeals.actions.recording import record_suspension
from appeals.errors import IllegalTransition, Invalid, NotAllowed
from appeals.models import Clock, Effect
from tests.factories import make_account, make_key, make_section, make_user, snapshot, suspension_draft


@pytest.fixture(scope="module")
def whole_case(module_rows):
    with module_rows():
        make_section()
        make_account(external_id="u_1")
        otto = make_user("reviewer", staff_id="00u1abc")
        return perform(record_suspension, Actor.staff(otto), draft=suspension_draft("u_1", "00u1abc"))


@pytest.fixture
def platform(db):
    return Actor.machine(make_key("effects:write"))


def refuses(error, verb, actor, **values):
    before = snapshot()
    with pytest.raises(error):
        perform(verb, actor, **values)
    assert snapshot() == before


def test_a_confirmed_effect_meets_its_clock(case, platform, constraints_now):
    now = redress_now()

    effect = perform(confirm_effect, platform, effect=Effect.objects.get(case=case), done_at=now, note="applied")
    constraints_now()

    assert (effect.state, effect.done_at, effect.note) == ("confirmed", now, "applied")
    assert Clock.objects.get(about=effect.subject).state == "met"


def test_a_second_report_of_the_same_effect_changes_nothing(case, platform):
    effect = Effect.objects.get(case=case)
    perform(confirm_effect, platform, effect=effect, done_at=redress_now())
    before = snapshot()

    again = perform(confirm_effect, platform, effect=effect, done_at=redress_now())

    assert again.state == "confirmed"
    assert snapshot() == before


def test_nothing_is_confirmed_before_it_is_done(case, platform):
    refuses(Invalid, confirm_effect, platform, effect=Effect.objects.get(case=case), done_at=redress_now() + timedelta(minutes=1))


def test_a_refused_effect_alarms_a_senior_and_may_still_succeed(case, platform, constraints_now):
    effect = perform(refuse_effect, platform, effect=Effect.objects.get(case=case), code="technical", detail="Down.")
    constraints_now()

    clock = Clock.objects.get(about=effect.subject, state="running")
    assert (effect.state, clock.on_pass) == ("refused", "escalate")

    assert perform(confirm_effect, platform, effect=effect, done_at=redress_now()).state == "confirmed"
    constraints_now()


def test_a_refusal_names_one_of_the_known_reasons(case, platform):
    refuses(Invalid, refuse_effect, platform, effect=Effect.objects.get(case=case), code="because")


def test_only_a_passed_date_makes_an_effect_overdue_and_a_late_report_counts(case, platform, constraints_now):
    effect = Effect.objects.get(case=case)
    refuses(NotAllowed, mark_overdue, platform, effect=effect)

    late = perform(mark_overdue, SYSTEM, effect=effect)
    assert late.state == "overdue"
    assert perform(confirm_effect, platform, effect=late, done_at=redress_now()).state == "confirmed"
    constraints_now()


def test_staff_and_other_keys_report_nothing(case):
    effect = Effect.objects.get(case=case)

    for actor in (Actor.staff(make_user("senior")), Actor.machine(make_key("suspensions:write")), Actor.appellant(case.account)):
        refuses(NotAllowed, confirm_effect, actor, effect=effect, done_at=redress_now())
        refuses(NotAllowed, refuse_effect, actor, effect=effect, code="technical")


def test_what_was_taken_back_cannot_be_confirmed(case, platform):
    effect = Effect.objects.get(case=case)
    perform(lift_suspension, Actor.staff(case.decided_by), case=case, reason="We looked again.")

    effect.refresh_from_db()

    assert effect.state == "cancelled"
    refuses(IllegalTransition, confirm_effect, platform, effect=effect, done_at=redress_now())
