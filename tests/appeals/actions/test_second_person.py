"""The second person: an own view first, then the signature or the way back; never the same hand twice."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from accounts.actors import Actor
from accounts.instants import redress_now
from accounts.models import User
from appeals.actions import perform
from appeals.actions.deciding import approve_decision, decide_appeal, propose_decision, record_view, return_decision
from appeals.actions.deciding_draft import as_stored, from_stored
from appeals.actions.intake import add_link
from appeals.actions.measures import MeasureAfter
from appeals.errors import IllegalTransition, Invalid, NotAllowed, NotIndependent, PeopleOnly
from appeals.models import Clock, Event, Review
from notifications.models import Message
from tests.appeals.actions.judging import changed, claimed, overturned, proposed, signing, taken, upheld
from tests.appeals.cast import codes, entries, last_entry, last_notice, letters, refused
from tests.factories import decide, grant, make_appeal, make_hold, make_user, move

pytestmark = pytest.mark.usefixtures("constraints_now")
VIEW: dict[str, Any] = {"own_view": "upheld", "reason": "The log speaks for itself."}
CASE = {"days": 60}


def test_a_proposal_completes_the_first_judgement_and_names_no_result_in_the_timeline(cast, case):
    appeal = taken(cast, case)
    seq, notice = last_entry(case), last_notice()

    perform(propose_decision, cast.rita, appeal=appeal, draft=upheld())

    appeal.refresh_from_db()
    case.refresh_from_db()
    review = Review.objects.get()
    assert (appeal.state, appeal.assignee_id, case.status) == ("second_check", cast.rita.user_id, "second_check")
    assert (review.outcome, review.reasons, review.evidence_rev_seen) == ("upheld", upheld().summary, case.evidence_rev)
    assert from_stored(review.proposal) == upheld()
    assert entries(case, after=seq) == ["appeal.second_check"]
    assert "upheld" not in (Event.objects.latest("seq").body or "")
    assert letters(case, after=notice) == []
    assert Clock.objects.get(about=appeal.subject, kind="claim_idle").state == "cancelled"


def test_a_draft_is_stored_and_read_without_loss():
    instant = datetime(2026, 11, 20, 7, 14, tzinfo=UTC)
    draft = changed(
        measure_after=MeasureAfter(measure="limitation", removes=("propose",), ends_at=instant),
        hold_until=instant,
        evidence_used=(("evd_1", True, "Seen."),),
        money=(("hld_1", "release", "Paid."),),
        language="es",
        evidence_rev=4,
    )

    assert from_stored(as_stored(draft)) == draft


def test_the_second_person_records_an_own_view_before_anything_else(cast, case):
    appeal = proposed(cast, case)
    refused(IllegalTransition, approve_decision, cast.lena, appeal=appeal)
    refused(IllegalTransition, return_decision, cast.lena, appeal=appeal, reason="Look again.")

    review = perform(record_view, cast.lena, appeal=appeal, **VIEW)

    assert (review.part, review.own_view, review.own_view_reason, review.outcome) == ("second", "upheld", VIEW["reason"], "")
    assert review.role == "senior"
    refused(IllegalTransition, record_view, cast.lena, appeal=appeal, **VIEW)


@pytest.mark.parametrize(
    ("values", "wrong"),
    [
        ({"own_view": "guilty"}, [("own_view", "unknown")]),
        ({"own_view": "returned"}, [("own_view", "unknown")]),
        ({"reason": " "}, [("reason", "required")]),
        ({"reason": "\x00", "own_view": ""}, [("reason", "unshowable"), ("own_view", "unknown")]),
    ],
)
def test_an_own_view_has_a_result_and_a_reason(cast, case, values, wrong):
    assert codes(refused(Invalid, record_view, cast.lena, appeal=proposed(cast, case), **(VIEW | values))) == wrong


def test_whoever_judged_first_suspended_or_is_no_judge_signs_nothing(cast, case):
    appeal = proposed(cast, case)

    for actor in (cast.rita, cast.otto):
        refused(NotIndependent, record_view, actor, appeal=appeal, **VIEW)
    for actor in (cast.ida, cast.audrey, cast.ana):
        refused(NotAllowed, record_view, actor, appeal=appeal, **VIEW)
    for actor in (cast.key, cast.system):
        refused(PeopleOnly, record_view, actor, appeal=appeal, **VIEW)
        refused(PeopleOnly, approve_decision, actor, appeal=appeal)


def test_at_the_second_level_anyone_but_the_first_decider_signs(cast, case):
    decide(make_appeal(case, state="in_review", reviewer=cast.rita_user), "upheld", approver=cast.rob_user)
    case.refresh_from_db()
    third = make_user("reviewer")
    appeal = claimed(cast, case, by=third, level="2")
    perform(propose_decision, Actor.staff(third), appeal=appeal, draft=upheld())

    refused(NotIndependent, record_view, cast.rita, appeal=appeal, **VIEW)
    perform(record_view, cast.rob, appeal=appeal, **VIEW)

    assert perform(approve_decision, cast.rob, appeal=appeal).outcome == "upheld"


def test_one_person_signs_at_a_time_and_a_signature_left_alone_is_taken_over(cast, case, clock):
    appeal = proposed(cast, case)
    perform(record_view, cast.lena, appeal=appeal, **VIEW)
    refused(IllegalTransition, record_view, cast.rob, appeal=appeal, **VIEW)
    clock.advance(hours=4, minutes=1)

    perform(record_view, cast.rob, appeal=appeal, **VIEW)

    assert Review.objects.get(reviewer=cast.lena_user).abandoned_at == redress_now()
    refused(IllegalTransition, approve_decision, cast.lena, appeal=appeal)
    assert perform(approve_decision, cast.rob, appeal=appeal).second_review.reviewer_id == cast.rob.user_id


def test_a_different_own_view_may_still_sign_and_is_kept(cast, case):
    appeal = proposed(cast, case)
    perform(record_view, cast.lena, appeal=appeal, own_view="changed", reason="A shorter time would do.")

    decision = perform(approve_decision, cast.lena, appeal=appeal)

    assert decision.second_review.own_view == "changed"
    assert "A shorter time would do." in decision.second_review.reasons


def test_nobody_signs_what_is_older_than_the_evidence(cast, case):
    appeal = signing(cast, case)
    perform(add_link, cast.ana, appeal=appeal, url="https://example.org/proof")

    refused(IllegalTransition, approve_decision, cast.lena, appeal=appeal)


def test_what_can_no_longer_be_carried_out_is_returned_and_not_signed(cast, case):
    hold = make_hold(case)
    appeal = signing(cast, case, money=((hold.public_id, "release", "Your client approved it."),))
    move(hold, "ended", told=True, outcome="set_off", outcome_reason="A fee.", ended_at=redress_now())

    assert codes(refused(Invalid, approve_decision, cast.lena, appeal=appeal)) == [("money[0].hold", "unknown")]


def test_two_people_may_also_decide_for_the_person(cast, case):
    appeal = claimed(cast, case)
    perform(propose_decision, cast.rita, appeal=appeal, draft=overturned())
    perform(record_view, cast.rob, appeal=appeal, own_view="overturned", reason="It is one name.")

    assert perform(approve_decision, cast.rob, appeal=appeal).outcome == "overturned"


def test_a_returned_proposal_goes_back_to_the_same_hands_with_the_reason(cast, case):
    appeal = signing(cast, case)
    seq = last_entry(case)

    perform(return_decision, cast.lena, appeal=appeal, reason="You did not answer the second point.")

    appeal.refresh_from_db()
    case.refresh_from_db()
    first, second, again = Review.objects.order_by("pk")
    assert (appeal.state, appeal.assignee_id, case.status) == ("in_review", cast.rita.user_id, "in_review")
    assert (second.outcome, second.reasons) == ("returned", "You did not answer the second point.")
    assert (again.reviewer_id, again.part, again.completed_at) == (first.reviewer_id, "first", None)
    assert entries(case, after=seq) == ["appeal.returned"]
    assert Message.objects.latest("pk").kind == "staff.staff_returned"
    assert perform(propose_decision, cast.rita, appeal=appeal, draft=upheld()).state == "second_check"


def test_after_a_return_the_newer_proposal_is_the_one_that_is_signed(cast, case):
    appeal = signing(cast, case)
    perform(return_decision, cast.lena, appeal=appeal, reason="A shorter time would do.")
    ends_at = redress_now() + timedelta(days=9)
    after = MeasureAfter(measure="temporary", removes=tuple(case.removes), ends_at=ends_at)
    perform(propose_decision, cast.rita, appeal=appeal, draft=changed(measure_after=after))
    perform(record_view, cast.lena, appeal=appeal, own_view="changed", reason="Shorter, as I said.")

    decision = perform(approve_decision, cast.lena, appeal=appeal)

    case.refresh_from_db()
    assert (decision.outcome, case.ends_at) == ("changed", ends_at)


def test_a_return_says_why(cast, case):
    assert codes(refused(Invalid, return_decision, cast.lena, appeal=signing(cast, case), reason="")) == [("reason", "required")]


@pytest.mark.parametrize("lost", ["role", "account"])
def test_a_return_to_someone_who_left_goes_to_the_queue(cast, case, lost):
    appeal = signing(cast, case)
    if lost == "role":
        grant(cast.rita_user, "reviewer", gives=False)
    else:
        User.objects.filter(pk=cast.rita_user.pk).update(is_active=False)

    perform(return_decision, cast.lena, appeal=appeal, reason="Look again.")

    appeal.refresh_from_db()
    assert (appeal.state, appeal.assignee_id) == ("submitted", None)
    assert not Review.objects.filter(completed_at=None, abandoned_at=None).exists()


def test_whoever_lost_the_role_meanwhile_signs_nothing(cast, case):
    appeal = signing(cast, case)
    stale = cast.lena
    grant(cast.lena_user, "senior", gives=False)

    refused(NotAllowed, approve_decision, Actor.staff(cast.lena_user), appeal=appeal)
    refused(PeopleOnly, approve_decision, stale, appeal=appeal)


def test_what_waits_for_a_second_person_is_not_decided_alone(cast, case):
    appeal = proposed(cast, case)

    refused(IllegalTransition, decide_appeal, cast.rita, appeal=appeal, draft=overturned())
    refused(IllegalTransition, propose_decision, cast.rita, appeal=appeal, draft=overturned())
