"""Who takes an appeal, who gives it back, and who never may."""

from __future__ import annotations

from typing import Any

import pytest

from accounts.actors import Actor
from accounts.models import User
from appeals.actions import perform
from appeals.actions.deciding import claim_appeal, release_appeal
from appeals.actions.recording import record_suspension
from appeals.errors import IllegalTransition, NotAllowed, NotIndependent, NotVisible, PeopleOnly
from appeals.models import Clock, Review
from tests.appeals.actions.judging import filed, taken
from tests.appeals.cast import entries, last_entry, last_notice, letters, refused
from tests.factories import decide, grant, make_appeal, make_case, make_closure, make_hold, make_section, make_user, suspension_draft

pytestmark = pytest.mark.usefixtures("constraints_now")


def test_a_reviewer_takes_an_appeal_and_opens_the_first_judgement(cast, case):
    appeal = filed(case)
    seq, notice = last_entry(case), last_notice()

    perform(claim_appeal, cast.rita, appeal=appeal)

    appeal.refresh_from_db()
    case.refresh_from_db()
    review = Review.objects.get()
    assert (appeal.state, appeal.assignee_id, case.status) == ("in_review", cast.rita.user_id, "in_review")
    assert (review.reviewer_id, review.part, review.role, review.completed_at) == (cast.rita.user_id, "first", "reviewer", None)
    assert Clock.objects.get(about=appeal.subject, kind="claim_idle").on_pass == "release_claim"
    assert entries(case, after=seq) == ["appeal.claimed"]
    assert letters(case, after=notice) == []


def test_the_role_that_is_used_is_stored(cast, case):
    perform(claim_appeal, cast.lena, appeal=filed(case))

    assert Review.objects.get().role == "senior"


def test_one_person_holds_an_appeal(cast, case):
    appeal = taken(cast, case)

    refused(IllegalTransition, claim_appeal, cast.rob, appeal=appeal)
    refused(IllegalTransition, claim_appeal, cast.rita, appeal=appeal)


def test_no_key_no_program_and_nobody_without_the_role_judges(cast, case):
    appeal = filed(case)

    for actor in (cast.key, cast.system):
        refused(PeopleOnly, claim_appeal, actor, appeal=appeal)
    for actor in (cast.ida, cast.audrey, cast.ana):
        refused(NotAllowed, claim_appeal, actor, appeal=appeal)
    refused(NotVisible, claim_appeal, cast.mallory, appeal=appeal)


def test_a_role_that_was_taken_away_counts_no_more(cast, case):
    appeal = filed(case)
    stale = cast.rita
    grant(cast.rita_user, "reviewer", gives=False)

    refused(NotAllowed, claim_appeal, Actor.staff(cast.rita_user), appeal=appeal)
    with_old_rights = refused(NotAllowed, claim_appeal, stale, appeal=appeal)
    assert isinstance(with_old_rights, PeopleOnly)


@pytest.mark.parametrize("part", ["decided_by", "recorded_by", "confirmed_by"])
def test_whoever_took_part_in_the_measure_does_not_judge_it(cast, part):
    case = make_case(cast.account, decided_by=cast.rita_user) if part == "decided_by" else cast.case(**{part: cast.rita_user})

    refused(NotIndependent, claim_appeal, cast.rita, appeal=filed(case))


def test_nobody_judges_while_it_is_unknown_who_decided(cast):
    make_section()
    unknown = perform(record_suspension, cast.key, draft=suspension_draft(cast.account.external_id, "00u1abc"))
    appeal = filed(unknown)
    refused(NotIndependent, claim_appeal, cast.rita, appeal=appeal)

    joined = make_user("reviewer", staff_id="00u1abc")

    refused(NotIndependent, claim_appeal, Actor.staff(joined), appeal=appeal)
    assert perform(claim_appeal, cast.rita, appeal=appeal).state == "in_review"


def test_whoever_placed_a_hold_does_not_judge_it(cast, case):
    hold = make_hold(case, placed_by=cast.rita_user)
    appeal = filed(case, subject_kind="hold", hold=hold)

    refused(NotIndependent, claim_appeal, cast.rita, appeal=appeal)
    assert perform(claim_appeal, cast.rob, appeal=appeal).state == "in_review"


def test_nobody_who_took_part_in_a_closure_judges_it(cast):
    people: dict[str, Any] = {"proposer": make_user("reviewer"), "reviewer": make_user("reviewer"), "approver": make_user("senior")}
    closure = make_closure(step="effected", **people)
    appeal = filed(closure.case, subject_kind="closure", closure=closure)

    for user in people.values():
        refused(NotIndependent, claim_appeal, Actor.staff(user), appeal=appeal)
    assert perform(claim_appeal, cast.rita, appeal=appeal).state == "in_review"


def test_a_second_review_has_a_new_decider(cast, case):
    first = make_appeal(case, state="in_review", reviewer=cast.rita_user)
    decide(first, "upheld", approver=cast.rob_user)
    case.refresh_from_db()
    appeal = filed(case, level="2")

    refused(NotIndependent, claim_appeal, cast.rita, appeal=appeal)
    refused(NotIndependent, claim_appeal, cast.rob, appeal=appeal)
    assert perform(claim_appeal, cast.lena, appeal=appeal).state == "in_review"


def test_who_judged_another_subject_of_the_case_is_new_to_this_one(cast, case):
    hold = make_hold(case)
    decide(make_appeal(hold, state="in_review", reviewer=cast.rita_user), "upheld", approver=cast.rob_user)
    decide(make_appeal(case, state="in_review"), "upheld")
    case.refresh_from_db()

    assert perform(claim_appeal, cast.rita, appeal=filed(case, level="2")).state == "in_review"


@pytest.mark.parametrize("name", ["rita", "lena", "system"])
def test_an_appeal_is_given_back_by_its_holder_a_senior_or_the_clock(cast, case, name):
    appeal = taken(cast, case)
    seq = last_entry(case)

    perform(release_appeal, getattr(cast, name), appeal=appeal)

    appeal.refresh_from_db()
    case.refresh_from_db()
    assert (appeal.state, appeal.assignee_id, appeal.claimed_at, case.status) == ("submitted", None, None, "received")
    assert Review.objects.get().abandoned_at is not None
    assert Clock.objects.get(about=appeal.subject, kind="claim_idle").state == "cancelled"
    assert entries(case, after=seq) == ["appeal.released"]
    assert perform(claim_appeal, cast.rob, appeal=appeal).assignee_id == cast.rob.user_id


def test_nobody_takes_an_appeal_out_of_anothers_hands(cast, case):
    appeal = taken(cast, case)

    refused(NotAllowed, release_appeal, cast.rob, appeal=appeal)
    refused(NotAllowed, release_appeal, cast.ana, appeal=appeal)
    assert User.objects.get(pk=cast.rita.user_id).claimed_appeals.get() == appeal
