"""What one may see: what is not yours does not exist, in the same words as what never was."""

from __future__ import annotations

import pytest

from accounts.actors import SYSTEM, Actor
from appeals.errors import NotVisible
from appeals.queries.visibility import (
    find_appeal,
    find_case,
    find_closure,
    find_effect,
    find_hold,
    visible_appeals,
    visible_to,
)
from tests.factories import make_account, make_appeal, make_case, make_effect, make_hold, make_key, make_user, submit

pytestmark = pytest.mark.django_db


def message_of(find, *args):
    with pytest.raises(NotVisible) as refused:
        find(*args)
    return str(refused.value)


def test_a_person_sees_their_own_cases_and_no_other():
    ana, mallory = make_account(), make_account()
    own, foreign = make_case(ana), make_case(mallory)

    assert list(visible_to(Actor.appellant(ana))) == [own]
    assert find_case(Actor.appellant(ana), own.reference) == own
    assert message_of(find_case, Actor.appellant(ana), foreign.reference) == message_of(find_case, Actor.appellant(ana), "SUS-0000-0000")


def test_a_case_scoped_sign_in_sees_that_case_alone():
    ana = make_account()
    first, second = make_case(ana), make_case(ana)

    actor = Actor.appellant(ana, case_id=first.pk)

    assert list(visible_to(actor)) == [first]
    assert message_of(find_case, actor, second.reference)


def test_a_measure_not_yet_in_force_is_not_shown_to_the_person():
    case = make_case(state="recorded")

    assert not visible_to(Actor.appellant(case.account)).exists()
    assert visible_to(Actor.machine(make_key("suspensions:read"))).get() == case


@pytest.mark.parametrize(
    ("role", "sees"),
    [("intake", True), ("reviewer", True), ("senior", True), ("auditor", True), ("policy_admin", False), ("key_admin", False)],
)
def test_staff_see_cases_by_their_role(role, sees):
    make_case()

    assert visible_to(Actor.staff(make_user(role))).exists() is sees


def test_the_system_and_the_marketplace_see_all():
    case = make_case()

    assert list(visible_to(SYSTEM)) == [case]
    assert list(visible_to(Actor.machine(make_key("suspensions:read")))) == [case]


@pytest.mark.parametrize("typed", ["", "x", "SUS", "SUS-", "'; DROP TABLE", "SUS-7K3M-92Q", "APL-7K3M-92QX", "SUS-UUUU-UUUU", "\x00"])
def test_what_is_no_reference_finds_nothing(typed):
    make_case()

    assert message_of(find_case, SYSTEM, typed)


def test_a_reference_is_read_as_people_type_it():
    case = make_case()
    sloppy = f"  {case.reference.lower().replace('0', 'o').replace('1', 'l').replace('-', ' ')} "

    assert find_case(SYSTEM, sloppy) == case


def test_an_unsent_draft_is_seen_by_its_owner_alone():
    appeal = make_appeal(state="draft")
    person = Actor.appellant(appeal.case.account)

    assert list(visible_appeals(person)) == [appeal]
    for other in (Actor.staff(make_user("senior")), Actor.machine(make_key("appeals:read"))):
        assert not visible_appeals(other).exists()
        assert message_of(find_appeal, other, appeal.reference)


def test_a_sent_appeal_is_seen_by_staff_and_the_marketplace():
    appeal = submit(make_appeal(state="draft"))

    for actor in (Actor.staff(make_user("intake")), Actor.machine(make_key("appeals:read")), Actor.appellant(appeal.case.account)):
        assert find_appeal(actor, appeal.reference) == appeal


def test_parts_of_a_foreign_case_are_not_found():
    case, mallory = make_case(), make_account()
    hold, effect = make_hold(case), make_effect(case)
    stranger = Actor.appellant(mallory)

    assert message_of(find_hold, stranger, hold.public_id) == message_of(find_hold, stranger, "hld_nothing")
    assert message_of(find_closure, stranger, "CLO-0000-0000")
    assert message_of(find_effect, make_case(), effect.public_id)
    assert find_hold(Actor.appellant(case.account), hold.public_id) == hold
