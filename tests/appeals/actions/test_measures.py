"""A measure after its start: signed, made lighter, ended; and what nobody may do to it."""

from __future__ import annotations

from copy import deepcopy
from datetime import timedelta

import pytest

from accounts.actors import SYSTEM, Actor
from accounts.instants import redress_now
from appeals.actions import perform
from appeals.actions.measures import (
    MeasureAfter,
    change_suspension,
    confirm_suspension,
    expire_suspension,
    lift_suspension,
)
from appeals.actions.recording import record_suspension
from appeals.errors import IllegalTransition, Invalid, NotAllowed, NotIndependent, PeopleOnly
from appeals.models import Clock, Effect, Event, Notice, Suspension
from appeals.queries.standing import standing_of
from tests.factories import make_account, make_case, make_key, make_section, make_user, snapshot, suspension_draft


@pytest.fixture(scope="module")
def whole_team(module_rows):
    """Otto, who suspends, and rita."""
    with module_rows():
        make_section()
        make_account(external_id="u_1", time_zone="Europe/Madrid", country="ES")
        return make_user("reviewer", username="otto", staff_id="00u1abc"), make_user("reviewer", username="rita")


@pytest.fixture
def otto(whole_team, db):
    return deepcopy(whole_team[0])


@pytest.fixture
def rita(whole_team, db):
    return deepcopy(whole_team[1])


@pytest.fixture
def long_case(otto):
    ends = redress_now() + timedelta(days=60)
    return perform(record_suspension, Actor.staff(otto), draft=suspension_draft("u_1", "00u1abc", ends_at=ends))


@pytest.fixture(scope="module")
def whole_short_case(whole_team, module_rows):
    with module_rows():
        return perform(record_suspension, Actor.staff(whole_team[0]), draft=suspension_draft("u_1", "00u1abc"))


@pytest.fixture
def short_case(whole_short_case, db):
    return deepcopy(whole_short_case)


def refuses(error, verb, actor, **values):
    before = snapshot()
    with pytest.raises(error) as refused:
        perform(verb, actor, **values)
    assert snapshot() == before
    return refused.value


def test_a_second_person_s_signature_gives_the_proposed_length_and_a_new_statement(long_case, rita, constraints_now):
    proposed = long_case.proposed_ends_at

    case = perform(confirm_suspension, Actor.staff(rita), case=long_case)
    constraints_now()

    assert (case.ends_at, case.proposed_ends_at, case.confirmed_by) == (proposed, None, rita)
    assert list(case.statements.values_list("number", flat=True)) == [1, 2]
    assert Notice.objects.latest("id").kind == "measure_confirmed"
    assert Clock.objects.get(kind="ends", state="running").due_at == proposed
    assert list(Clock.objects.filter(kind="confirm_by").values_list("state", flat=True)) == ["met"]


def test_whoever_decided_or_recorded_it_cannot_be_the_second_person(long_case, otto):
    error = refuses(NotIndependent, confirm_suspension, Actor.staff(otto), case=long_case)

    assert "took part" in error.detail


def test_what_does_not_wait_cannot_be_confirmed(short_case, rita):
    refuses(IllegalTransition, confirm_suspension, Actor.staff(rita), case=short_case)


def test_a_second_click_on_confirm_changes_nothing(long_case, rita):
    perform(confirm_suspension, Actor.staff(rita), case=long_case)

    refuses(IllegalTransition, confirm_suspension, Actor.staff(rita), case=long_case)


@pytest.mark.parametrize("roles", [(), ("intake",), ("auditor",), ("policy_admin",)])
def test_only_judges_confirm_change_or_lift(long_case, roles):
    actor = Actor.staff(make_user(*roles))

    refuses(NotAllowed, confirm_suspension, actor, case=long_case)
    refuses(NotAllowed, lift_suspension, actor, case=long_case, reason="Why not.")
    refuses(NotAllowed, change_suspension, actor, case=long_case, after=MeasureAfter(measure="warning"), reason="Why not.")


def test_a_machine_never_confirms_or_changes(long_case):
    actor = Actor.machine(make_key("suspensions:write", "effects:write", "appeals:file", "closures:write"))

    refuses(PeopleOnly, confirm_suspension, actor, case=long_case)
    refuses(PeopleOnly, change_suspension, actor, case=long_case, after=MeasureAfter(measure="warning"), reason="So.")


def test_whoever_suspended_may_lift_it_and_the_person_reads_why(short_case, otto, constraints_now):
    case = perform(lift_suspension, Actor.staff(otto), case=short_case, reason="We looked again and it was not needed.")
    constraints_now()

    notice = Notice.objects.latest("id")

    assert (case.state, case.status) == ("lifted", "ended")
    assert notice.kind == "measure_lifted"
    assert "We looked again and it was not needed." in notice.text
    assert standing_of(case.account).standing == "good"
    assert Effect.objects.latest("id").kind == "end"
    assert not Clock.objects.filter(about=case.subject, state="running").exists()


def test_lifting_needs_a_reason(short_case, otto):
    error = refuses(Invalid, lift_suspension, Actor.staff(otto), case=short_case, reason="  ")

    assert [(one.field, one.code) for one in error.errors] == [("reason", "required")]


def test_lifting_one_measure_never_lifts_another(short_case, otto):
    other = make_case(short_case.account, removes=["withdraw"])

    perform(lift_suspension, Actor.staff(otto), case=short_case, reason="We looked again.")

    standing = standing_of(short_case.account)
    assert standing.in_force == (other,)
    assert standing.standing == "suspended"
    assert "withdraw" not in standing.abilities
    assert "propose" in standing.abilities


def test_a_measure_that_ended_stays_ended(short_case, otto, rita):
    perform(lift_suspension, Actor.staff(otto), case=short_case, reason="We looked again.")

    refuses(IllegalTransition, lift_suspension, Actor.staff(otto), case=short_case, reason="Again.")
    refuses(IllegalTransition, expire_suspension, SYSTEM, case=short_case)
    refuses(IllegalTransition, change_suspension, Actor.staff(rita), case=short_case, after=MeasureAfter(measure="warning"), reason="So.")


def test_only_time_lets_a_measure_expire(short_case, otto, constraints_now):
    refuses(NotAllowed, expire_suspension, Actor.staff(otto), case=short_case)

    case = perform(expire_suspension, SYSTEM, case=short_case)
    constraints_now()

    assert case.state == "expired"
    assert Notice.objects.latest("id").kind == "measure_expired"
    assert Event.objects.filter(case=case, kind="suspension.expired").get().actor_kind == "system"


def test_the_system_lifts_what_nobody_confirmed(long_case, constraints_now):
    case = perform(lift_suspension, SYSTEM, case=long_case)
    constraints_now()

    assert case.state == "lifted"
    assert "No person confirmed it in time, so it ended." in Notice.objects.latest("id").text


def test_a_lighter_measure_gets_its_own_statement_letter_and_effect(short_case, rita, constraints_now):
    ends = short_case.ends_at - timedelta(days=5)

    case = perform(
        change_suspension,
        Actor.staff(rita),
        case=short_case,
        after=MeasureAfter(measure="limitation", removes=("propose",), ends_at=ends),
        reason="One of two points was not shown.",
    )
    constraints_now()

    assert (case.measure, case.removes, case.ends_at) == ("limitation", ["propose"], ends)
    assert case.statements.count() == 2
    assert Notice.objects.latest("id").kind == "measure_changed"
    assert Effect.objects.latest("id").kind == "change"
    assert Clock.objects.get(kind="ends", state="running").due_at == ends


@pytest.mark.parametrize(
    "after",
    [
        {"measure": "indefinite", "removes": ("propose",)},
        {"measure": "temporary", "removes": ("propose", "visible", "withdraw")},
        {"measure": "temporary", "removes": ("propose", "visible"), "longer": True},
        {"measure": "limitation", "removes": ("withdraw",)},
        {"measure": "warning", "removes": ("propose",)},
        {"measure": "prison"},
        {"measure": "limitation", "removes": ("propose",), "open": True},
    ],
)
def test_nothing_heavier_or_half_said_passes_as_a_change(short_case, rita, after):
    longer, open_ended = after.pop("longer", False), after.pop("open", False)
    ends = None if open_ended or after["measure"] == "warning" else short_case.ends_at + timedelta(days=1 if longer else 0)

    refuses(Invalid, change_suspension, Actor.staff(rita), case=short_case, after=MeasureAfter(ends_at=ends, **after), reason="So it is.")


def test_a_change_refused_leaves_the_case_untouched_for_the_next(short_case, rita):
    version = short_case.version

    refuses(Invalid, change_suspension, Actor.staff(rita), case=short_case, after=MeasureAfter(measure="warning"), reason="")

    assert Suspension.objects.get(pk=short_case.pk).version == version
