"""I6: who may judge what: a person, active, with the role, who had no part in it. And how roles are given."""

from typing import Any

import pytest

from accounts.instants import redress_now
from accounts.models import Account, RoleGrant, User
from appeals.models import Appeal, Closure, Suspension
from tests import factories as make
from tests.appeals.guards.tools import denied, gate, refused, sql

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("whole_rows")]


def test_software_judges_nothing(appeal: Appeal) -> None:
    robot = make.make_user("reviewer", "senior", kind="service")

    with refused("I6", "person_not_entitled"):
        make.open_review(appeal, robot)
    with denied():
        User.objects.filter(pk=robot.pk).update(kind="human")


@pytest.mark.parametrize("roles", [(), ("intake",), ("policy_admin",), ("auditor", "key_admin")])
def test_who_lacks_the_role_judges_nothing(appeal: Appeal, roles: tuple[str, ...]) -> None:
    user = make.make_user(*roles)

    for role in ("reviewer", "senior", "intake", *roles):
        with refused("I6", "person_not_entitled"):
            make.open_review(appeal, user, role=role)


def test_a_role_that_was_taken_judges_nothing(appeal: Appeal, reviewer: User) -> None:
    make.grant(reviewer, "reviewer", gives=False, since=make.ago(days=1))

    with refused("I6", "person_not_entitled"):
        make.open_review(appeal, reviewer)


def test_a_role_younger_than_the_opening_does_not_count() -> None:
    with make.at(make.ago(days=2)):
        review = make.claim(make.make_appeal())
    make.grant(review.reviewer, "reviewer", gives=False, since=make.ago(days=1))
    make.grant(review.reviewer, "reviewer", since=make.ago(hours=1))

    with refused("I6", "person_not_entitled"):
        make.complete(review, "overturned")


def test_who_was_deactivated_completes_nothing(appeal: Appeal) -> None:
    review = make.claim(appeal)
    User.objects.filter(pk=review.reviewer_id).update(is_active=False)

    with refused("I6", "person_not_entitled"):
        make.complete(review, "overturned")


def test_whoever_was_deactivated_between_two_signatures_signed_for_nothing(in_review: Closure) -> None:
    review = in_review.reviews.get()
    User.objects.filter(pk=review.reviewer_id).update(is_active=False)

    with refused("I6", "person_not_entitled"):
        make.complete(review, "close")
    assert "review_missing" in gate(in_review)


def test_a_role_taken_after_the_signature_leaves_it_standing(closure: Closure) -> None:
    assert closure.review is not None
    make.grant(closure.review.reviewer, "reviewer", gives=False, since=redress_now())

    assert gate(closure) == []


@pytest.mark.parametrize("known_by", ["user", "staff_id"])
@pytest.mark.parametrize("part", ["first", "second"])
def test_whoever_suspended_does_not_judge(reviewer: User, known_by: str, part: str) -> None:
    values: dict[str, Any] = {} if known_by == "user" else {"decided_by_id": None}
    appeal = make.make_appeal(make.make_case(decided_by=reviewer, **values), state="in_review" if part == "second" else "submitted")
    if part == "second":
        make.complete(appeal.reviews.get(), "upheld")
        make.move(appeal, "second_check")

    with refused("I6", "reviewer_not_independent"):
        make.open_review(appeal, reviewer, part=part)


def test_nobody_judges_before_the_decider_is_known(reviewer: User) -> None:
    case = make.make_case(decided_by=make.make_user(staff_id=None), decided_by_id=None, decided_by_staff_id="00u9zzz")
    appeal = make.make_appeal(case)

    with refused("I6", "decider_unknown"):
        make.open_review(appeal, reviewer)
    sql("UPDATE appeals_suspension SET decided_by_outside = true WHERE id = %s", [case.pk])

    assert make.open_review(appeal, reviewer).pk


def test_an_outside_decider_is_told_apart_only_from_people_with_an_id(reviewer: User) -> None:
    values: dict[str, Any] = {"decided_by_id": None, "decided_by_staff_id": "00u9zzz", "decided_by_outside": True}
    appeal = make.make_appeal(make.make_case(decided_by=make.make_user(staff_id=None), **values))

    with refused("I6", "reviewer_not_independent"):
        make.open_review(appeal, make.make_user("reviewer", staff_id=None))
    assert make.open_review(appeal, reviewer).pk


def test_one_person_does_not_sign_twice(claimed: Appeal) -> None:
    review = make.complete(claimed.reviews.get(), "upheld")
    make.move(claimed, "second_check")

    with refused("I6", "reviewer_not_independent"):
        make.open_review(claimed, review.reviewer, part="second")


@pytest.mark.parametrize("part", ["first", "second"])
def test_the_decider_of_the_first_level_is_not_heard_at_the_second(claimed: Appeal, part: str) -> None:
    decider = claimed.reviews.get().reviewer
    make.decide(claimed)
    second = make.make_appeal(claimed.case, level="2", state="in_review" if part == "second" else "submitted")
    if part == "second":
        make.complete(second.reviews.get(), "upheld")
        make.move(second, "second_check")

    with refused("I6", "reviewer_not_independent"):
        make.open_review(second, decider, part=part)


def test_the_second_signer_of_the_first_level_may_sign_at_the_second(claimed: Appeal, reviewer: User) -> None:
    make.decide(claimed, approver=reviewer)
    second = make.make_appeal(claimed.case, level="2", state="in_review")

    make.decide(second, approver=reviewer)

    assert second.state == "decided"


def test_a_senior_may_record_an_exception_for_the_second_level(claimed: Appeal, senior: User) -> None:
    decider = claimed.reviews.get().reviewer
    make.decide(claimed)
    second = make.make_appeal(claimed.case, level="2")

    for giver, reason in ((decider, "x"), (senior, " ")):
        with refused("I6", "exception_not_entitled"):
            make.open_review(second, decider, exception_by=giver, exception_reason=reason)

    assert make.open_review(second, decider, exception_by=senior, exception_reason="Nobody else is left.").pk


def test_no_exception_lets_the_suspender_judge(reviewer: User, senior: User) -> None:
    appeal = make.make_appeal(make.make_case(decided_by=reviewer))

    with refused("I6", "reviewer_not_independent"):
        make.open_review(appeal, reviewer, exception_by=senior, exception_reason="Nobody else is left.")


@pytest.mark.parametrize("who", ["proposed_by", "review", "approval"])
def test_whoever_closed_does_not_judge_the_appeal_against_it(effected: Closure, who: str) -> None:
    person: User = effected.proposed_by if who == "proposed_by" else getattr(effected, who).reviewer  # type: ignore[assignment]
    make.grant(person, "reviewer")
    appeal = make.make_appeal(effected)

    with refused("I6", "reviewer_not_independent"):
        make.open_review(appeal, person)


def test_whoever_placed_the_hold_does_not_judge_it(reviewer: User, case: Suspension) -> None:
    appeal = make.make_appeal(make.make_hold(case, placed_by=reviewer))

    with refused("I6", "reviewer_not_independent"):
        make.open_review(appeal, reviewer)


# --- I6: who judges closures ---------------------------------------------------------------------------------------------


def test_the_proposer_signs_no_part() -> None:
    proposer = make.make_user("reviewer", "senior")

    with refused("I6", "reviewer_not_independent"):
        make.open_review(make.make_closure(step="delivered", proposer=proposer), proposer)
    with refused("I6", "approver_not_independent"):
        make.open_review(make.make_closure(step="reviewed", proposer=proposer), proposer, part="second")


def test_whoever_asked_a_machine_to_propose_signs_no_part(reviewer: User, closable: Suspension) -> None:
    key = make.make_key("closures:write")
    closure = make.propose(closable, None, proposed_by_key=key, requested_by_staff_id=reviewer.staff_id)

    with refused("I6", "reviewer_not_independent"):
        make.open_review(closure, reviewer)


def test_an_unknown_asker_is_told_apart_only_from_people_with_an_id(closable: Suspension, reviewer: User) -> None:
    nameless, key = make.make_user("reviewer", staff_id=None), make.make_key("closures:write")
    closure = make.propose(closable, None, proposed_by_key=key, requested_by_staff_id="00u9zzz")

    with refused("I6", "reviewer_not_independent"):
        make.open_review(closure, nameless)
    assert make.open_review(closure, reviewer).pk


def test_two_people_suffice_where_a_machine_proposed() -> None:
    closure = make.make_closure(proposer=make.make_user())
    alone = make.make_closure(proposer=closure.proposed_by)

    assert (gate(closure), gate(alone)) == ([], [])


@pytest.mark.parametrize("known_by", ["user", "staff_id"])
def test_whoever_decided_any_measure_in_force_signs_no_part(delivered: Closure, reviewer: User, known_by: str) -> None:
    values: dict[str, Any] = {} if known_by == "user" else {"decided_by_id": None}
    make.make_case(delivered.case.account, decided_by=reviewer, **values)

    with refused("I6", "reviewer_not_independent"):
        make.open_review(delivered, reviewer)


def test_a_measure_that_is_over_binds_nobody(delivered: Closure, reviewer: User) -> None:
    make.make_case(delivered.case.account, decided_by=reviewer, state="lifted")

    assert make.open_review(delivered, reviewer).pk


def test_a_closure_knows_no_exception(delivered: Closure) -> None:
    with refused("I6", "no_exception_here"):
        make.open_review(delivered, make.make_user("reviewer"), exception_by=make.make_user("senior"), exception_reason="Nobody is left.")


# --- grants ----------------------------------------------------------------------------------------------------------------


def test_nobody_grants_to_themselves_or_in_nobodys_name() -> None:
    admin, user = make.first_administrator(), make.make_user()

    with refused("I6", "granted_to_oneself"):
        RoleGrant.objects.create(user=admin, role="senior", granted_by=admin)
    with refused("I6", "grantor_missing"):
        RoleGrant.objects.create(user=user, role="policy_admin")
    with refused("I6", "grantor_not_entitled"):
        RoleGrant.objects.create(user=user, role="senior", granted_by=make.make_user("senior"))


def test_a_grant_is_neither_back_dated_nor_rewritten(reviewer: User) -> None:
    admin = make.first_administrator()

    with refused("I6", "back_dated"):
        RoleGrant.objects.create(user=reviewer, role="senior", granted_by=admin, granted_at=make.LONG_AGO)
    with denied():
        RoleGrant.objects.filter(user=reviewer).update(role="senior")
    with denied():
        RoleGrant.objects.filter(user=reviewer).delete()


def test_no_grant_takes_a_number_behind_which_it_cannot_be_taken_back() -> None:
    with denied():
        RoleGrant.objects.create(
            pk=9_000_000_000_000_000_000, user=make.make_user(), role="reviewer", granted_by=make.first_administrator()
        )


def test_a_role_given_for_a_moment_judges_nothing(appeal: Appeal) -> None:
    user = make.make_user()
    make.grant(user, "reviewer", since=redress_now())

    with refused("I6", "person_not_entitled"):
        make.open_review(appeal, user)


def test_one_mailbox_is_one_person() -> None:
    make.make_user(email="anna@example.org")

    with refused("user_one_mailbox"):
        make.make_user(email="Anna@Example.org")


@pytest.mark.parametrize("known_as", ["account", "member"])
def test_nobody_judges_their_own_case(appeal: Appeal, reviewed: Closure, known_as: str) -> None:
    self = make.make_user("senior", email="Someone@example.org")
    for case in (appeal.case, reviewed.case):
        if known_as == "account":
            Account.objects.filter(pk=case.account_id).update(email="someone@example.org")
        else:
            case.account.members.create(external_id="m_1", email="someone@example.org")

    with refused("I6", "reviewer_not_independent"):
        make.open_review(appeal, self, role="senior")
    with refused("I6", "approver_not_independent"):
        make.open_review(reviewed, self, part="second", role="senior")


def test_a_staff_id_is_written_down_once() -> None:
    named, nameless = make.make_user(), make.make_user(staff_id=None)

    with refused("I6", "never_changes"):
        User.objects.filter(pk=named.pk).update(staff_id=None)
    User.objects.filter(pk=nameless.pk).update(staff_id="00u-new")

    assert User.objects.get(pk=nameless.pk).staff_id == "00u-new"
