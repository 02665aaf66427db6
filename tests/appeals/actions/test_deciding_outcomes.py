"""What a decision does: to the measure, the money, the dates, and what the person reads."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest

from accounts.instants import redress_now
from appeals.actions import perform
from appeals.actions.deciding import approve_decision, decide_appeal
from appeals.actions.filing import start_appeal
from appeals.actions.holds import move_hold_date
from appeals.actions.measures import MeasureAfter
from appeals.errors import IllegalTransition, NotAllowed, PeopleOnly
from appeals.models import Clock, Counterparty, Decision, Effect, Event, Finding, Notice, Review, Statement
from appeals.queries.redress import ways_on
from appeals.queries.standing import standing_of
from tests.appeals.actions.judging import changed, claimed, inadmissible, overturned, signing, upheld
from tests.appeals.cast import entries, last_entry, last_notice, letters, refused
from tests.factories import make_closure, make_evidence, make_hold, move

pytestmark = pytest.mark.usefixtures("constraints_now")
CASE = {"days": 60, "removes": ["propose", "visible"]}


def text() -> str:
    return Notice.objects.latest("pk").text


def effects(case: Any) -> list[str]:
    return list(Effect.objects.filter(case=case).order_by("pk").values_list("kind", flat=True))


def test_an_overturned_measure_ends_is_put_right_and_never_counts(cast, case):
    Counterparty.objects.create(suspension=case, external_id="c_1")
    hold = make_hold(case)
    appeal = claimed(cast, case)
    seq, notice = last_entry(case), last_notice()

    decision = perform(decide_appeal, cast.rita, appeal=appeal, draft=overturned())

    for row in (appeal, case, hold):
        row.refresh_from_db()
    assert (appeal.state, case.state, case.status, hold.outcome) == ("decided", "overturned", "decided", "release")
    assert (decision.outcome, decision.cause, decision.second_review, decision.overrides) == ("overturned", "facts_wrong", None, None)
    assert standing_of(cast.account).standing == "good"
    assert effects(case) == ["reopen", "restore_badge", "restore_visibility", "tell_counterparties", "release"]
    assert set(Effect.objects.values_list("appeal_id", flat=True)) == {appeal.pk}
    assert entries(case, after=seq)[-1] == "appeal.decided"
    assert letters(case, after=notice) == ["hold_ended", "decision_overturned"]
    assert "We were wrong." in text()
    assert not Clock.objects.filter(case=case, state="running").exclude(kind="effect_due").exists()


def test_the_entry_of_a_decision_tells_the_platform_what_followed(cast, case):
    perform(decide_appeal, cast.rita, appeal=claimed(cast, case), draft=overturned())

    event = Event.objects.get(case=case, kind="appeal.decided")
    assert event.audience == "appellant"
    body = json.loads(event.body or "")
    assert (body["outcome"], body["cause"], body["standing"]) == ("overturned", "facts_wrong", "good")
    assert body["effects"] == list(Effect.objects.order_by("pk").values_list("public_id", flat=True))


def test_overturning_one_measure_leaves_the_others(cast, case):
    cast.case(days=30)

    perform(decide_appeal, cast.rita, appeal=claimed(cast, case), draft=overturned())

    assert standing_of(cast.account).standing == "suspended"
    assert "another" in text().lower()


@pytest.mark.parametrize("state", ["lifted", "expired"])
def test_an_appeal_is_won_after_the_measure_has_ended(cast, case, state):
    appeal = claimed(cast, case)
    move(case, state, told=True, ended_at=redress_now())

    perform(decide_appeal, cast.rita, appeal=appeal, draft=overturned())

    case.refresh_from_db()
    assert case.state == "overturned"
    assert "reopen" not in effects(case)


def test_an_overturned_warning_is_taken_back_and_asks_for_nothing(cast):
    warning: dict[str, Any] = {
        "measure": "warning",
        "removes": [],
        "days": None,
        "review_on": None,
        "counts_until": redress_now() + timedelta(days=300),
    }
    case = cast.case(**warning)

    perform(decide_appeal, cast.rita, appeal=claimed(cast, case), draft=overturned())

    case.refresh_from_db()
    assert (case.state, effects(case)) == ("overturned", [])
    assert "warning" in Notice.objects.latest("pk").title


def test_overturning_takes_back_the_plan_to_close_the_account(cast):
    closure = make_closure(step="delivered")
    appeal = claimed(cast, closure.case)

    perform(decide_appeal, cast.rita, appeal=appeal, draft=overturned())

    closure.refresh_from_db()
    closure.case.refresh_from_db()
    assert (closure.state, closure.case.state) == ("withdrawn", "overturned")


def test_a_changed_measure_goes_on_lighter_with_a_new_statement(cast, case):
    ends_at = redress_now() + timedelta(days=5)
    after = MeasureAfter(measure="limitation", removes=("propose",), ends_at=ends_at)
    notice = last_notice()

    decision = perform(decide_appeal, cast.rita, appeal=claimed(cast, case), draft=changed(measure_after=after))

    case.refresh_from_db()
    assert (case.state, case.measure, case.removes, case.ends_at) == ("in_force", "limitation", ["propose"], ends_at)
    assert Statement.objects.filter(suspension=case).latest("number").measure == "limitation"
    assert decision.measure_after == {"measure": "limitation", "removes": ["propose"], "ends_at": ends_at.isoformat(), "review_on": None}
    assert effects(case) == ["change"]
    assert letters(case, after=notice)[-1] == "decision_changed"
    assert "It is a limitation now." in text()
    assert Clock.objects.get(about=case.subject, kind="ends", state="running").due_at == ends_at


def test_a_measure_changed_to_a_warning_says_until_when_it_counts(cast, case):
    perform(decide_appeal, cast.rita, appeal=claimed(cast, case), draft=changed(measure_after=MeasureAfter(measure="warning")))

    case.refresh_from_db()
    assert (case.measure, case.ends_at, case.review_on) == ("warning", None, None)
    assert case.counts_until is not None
    assert Clock.objects.get(about=case.subject, kind="counts_until").due_at == case.counts_until


def test_what_stays_is_signed_by_two_and_says_where_to_go_on(cast, case):
    appeal = signing(cast, case, whole=True)
    notice = last_notice()

    decision = perform(approve_decision, cast.lena, appeal=appeal)

    appeal.refresh_from_db()
    case.refresh_from_db()
    assert (appeal.state, case.state, decision.outcome) == ("decided", "in_force", "upheld")
    assert [one.reviewer_id for one in (decision.review, decision.second_review) if one] == [cast.rita.user_id, cast.lena.user_id]
    assert Finding.objects.get(decision=decision).finding == "shown"
    assert decision.arguments == [{"point": "I worked on the flight.", "answer": "The flight had no power and no network."}]
    assert decision.lighter_measures == [{"measure": "limitation", "why_not": "You had one in May for the same thing."}]
    assert letters(case, after=notice) == ["decision_upheld"]
    assert "Two people decided." in text()
    assert "ask us for a second review by a new person, until" in text()
    assert {one.kind for one in ways_on(appeal, decision)} >= {"second_review", "court"}
    assert case.next_update_by is None
    assert Clock.objects.get(about=appeal.subject, kind="decide_by").state == "met"


def test_a_light_measure_stays_by_one_signature(cast):
    case = cast.case(days=5)

    decision = perform(decide_appeal, cast.rita, appeal=claimed(cast, case), draft=upheld())

    assert (decision.outcome, decision.second_review) == ("upheld", None)
    assert "One person decided." in text()


def test_what_we_cannot_look_at_says_nothing_about_who_is_right(cast):
    case = cast.case(days=5)

    decision = perform(decide_appeal, cast.rita, appeal=claimed(cast, case), draft=inadmissible())

    assert decision.inadmissible_code == "not_this_account"
    assert "This says nothing about whether you were right." in text()


def test_a_second_decision_points_at_the_first_and_offers_no_third(cast, case):
    first = perform(approve_decision, cast.lena, appeal=signing(cast, case))
    case.refresh_from_db()
    appeal = claimed(cast, case, by=cast.rob_user, level="2")

    second = perform(decide_appeal, cast.rob, appeal=appeal, draft=overturned())

    assert second.overrides == first
    case.refresh_from_db()
    assert case.state == "overturned"
    assert Decision.objects.get(pk=first.pk).outcome == "upheld"
    assert "second_review" not in {one.kind for one in ways_on(appeal, second)}


def test_what_was_used_counts_as_accepted_and_what_was_not_says_so(cast, case):
    appeal = claimed(cast, case)
    used, unused, refused_file = make_evidence(appeal), make_evidence(appeal), make_evidence(appeal)
    type(refused_file).objects.filter(pk=refused_file.pk).update(state="replace")
    considered = (
        (used.public_id, True, ""),
        (unused.public_id, False, "It shows another month."),
        (refused_file.public_id, False, "It is cut off."),
    )

    decision = perform(decide_appeal, cast.rita, appeal=appeal, draft=overturned(evidence_used=considered))

    states = [type(one).objects.get(pk=one.pk).state for one in (used, unused, refused_file)]
    assert states == ["accepted", "not_used", "replace"]
    assert decision.evidence_used[1] == {"evidence": unused.public_id, "used": False, "note": "It shows another month."}


def test_money_ends_as_the_decision_says(cast, case):
    approved, disputed = make_hold(case, kind="approved_work"), make_hold(case)
    appeal = signing(cast, case, money=((approved.public_id, "release", "Your client approved this work."),))

    perform(approve_decision, cast.lena, appeal=appeal)

    approved.refresh_from_db()
    disputed.refresh_from_db()
    assert (approved.outcome, disputed.state) == ("release", "held")
    assert Effect.objects.get(hold=approved).appeal == appeal


def test_a_hold_that_was_wrong_is_paid(cast, case):
    hold = make_hold(case)
    notice = last_notice()

    perform(decide_appeal, cast.rita, appeal=claimed(cast, case, hold=hold), draft=overturned(findings=()))

    hold.refresh_from_db()
    case.refresh_from_db()
    assert (hold.outcome, case.state) == ("release", "in_force")
    assert letters(case, after=notice)[-2:] == ["hold_ended", "decision_overturned"]
    assert "We release your money" in Notice.objects.latest("pk").title


def test_a_changed_hold_ends_earlier(cast, case):
    hold = make_hold(case, days=30)
    until = redress_now() + timedelta(days=3)

    perform(
        decide_appeal,
        cast.rita,
        appeal=claimed(cast, case, hold=hold),
        draft=changed(findings=(), hold_until=until),
    )

    hold.refresh_from_db()
    assert (hold.state, hold.ends_at) == ("held", until)
    assert Clock.objects.get(about=hold.subject, kind="hold_ends").due_at == until
    assert letters(case)[-1] == "decision_changed"


def test_what_is_decided_anew_about_money_can_be_disputed_anew(cast, case, clock):
    hold = make_hold(case, days=30, placed_by=cast.otto_user)
    draft = changed(findings=(), hold_until=redress_now() + timedelta(days=10))
    perform(decide_appeal, cast.rita, appeal=claimed(cast, case, hold=hold), draft=draft)
    about = {"subject_kind": "hold", "hold": hold}
    refused(IllegalTransition, start_appeal, cast.ana, case=case, **about)
    clock.advance(days=1)

    moved = perform(move_hold_date, cast.rob, hold=hold, until=redress_now() + timedelta(days=14), reason="The client is silent.")

    again = perform(start_appeal, cast.ana, case=case, subject_kind="hold", hold=moved)
    assert (again.level, again.state) == ("1", "draft")


def test_money_that_was_set_off_wrongly_is_asked_back(cast, case):
    hold = make_hold(case)
    appeal = claimed(cast, case, hold=hold)
    move(hold, "ended", told=True, outcome="set_off", outcome_reason="You owed a fee.", ended_at=redress_now())

    perform(decide_appeal, cast.rita, appeal=appeal, draft=overturned(findings=()))

    assert Effect.objects.get(hold=hold, appeal=appeal).kind == "release"


def test_only_who_holds_the_appeal_decides_it(cast, case):
    appeal = claimed(cast, case)

    for actor in (cast.rob, cast.lena, cast.ida, cast.ana):
        refused(NotAllowed, decide_appeal, actor, appeal=appeal, draft=overturned())
    for actor in (cast.key, cast.system):
        refused(PeopleOnly, decide_appeal, actor, appeal=appeal, draft=overturned())


def test_a_decision_is_given_once(cast, case):
    appeal = claimed(cast, case)
    perform(decide_appeal, cast.rita, appeal=appeal, draft=overturned())

    refused(IllegalTransition, decide_appeal, cast.rita, appeal=appeal, draft=overturned(summary="Once more, in other words."))
    assert Review.objects.filter(appeal=appeal, completed_at=None).count() == 0
