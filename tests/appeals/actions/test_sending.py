"""Sending an appeal, taking it back, and a draft that ends unsent."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from accounts.instants import redress_now
from appeals.actions import clocks, perform
from appeals.actions.filing import edit_appeal, lapse_appeal, start_appeal, submit_appeal, withdraw_appeal
from appeals.errors import IllegalTransition, Invalid, NotAllowed
from appeals.models import Appeal, Clock, ClockKind, ClockOwner, Notice, OnPass, Receipt, Regime, RegimePin, Review, Suspension
from tests.appeals.cast import Cast, codes, entries, last_entry, last_notice, letters, owner_of, refused
from tests.factories import make_appeal, make_closure, make_evidence, make_hold, make_request, move

pytestmark = pytest.mark.usefixtures("constraints_now")


def written(cast: Cast, case: Suspension, **values: Any) -> Any:
    """A draft with a statement."""
    draft = perform(start_appeal, cast.ana, case=case)
    return perform(edit_appeal, cast.ana, appeal=draft, **({"statement": "It is the same name."} | values))


def due(appeal: Appeal, kind: str) -> Clock:
    return Clock.objects.get(about=appeal.subject, kind=kind)


def test_a_sent_appeal_gets_its_receipt_its_dates_and_its_letter(cast, case):
    appeal = written(cast, case)
    file = make_evidence(appeal)
    seq, notice, now = last_entry(case), last_notice(), redress_now()
    case.answer_by = now + timedelta(days=10)
    clocks.start(case, ClockKind.ANSWER_BY, case.answer_by, owner=ClockOwner.APPELLANT, on_pass=OnPass.NOTHING)

    receipt = perform(submit_appeal, cast.ana, appeal=appeal)

    appeal.refresh_from_db()
    case.refresh_from_db()
    assert (appeal.state, appeal.late, appeal.submitted_at, appeal.received_at) == ("submitted", False, now, now)
    assert (receipt.number, receipt.files) == (1, [{"name": file.name, "sha256": file.sha256}])
    assert receipt.decide_by == appeal.decide_by == now + timedelta(days=14)
    assert (case.status, case.evidence_rev) == ("received", 1)
    assert entries(case, after=seq) == ["appeal.submitted"]
    assert letters(case, after=notice) == ["appeal_received"]
    assert appeal.reference in Notice.objects.latest("pk").text
    decide_by = due(appeal, "decide_by")
    assert (decide_by.due_at, decide_by.pausable, decide_by.on_pass) == (appeal.decide_by, True, "tell_late")
    assert due(appeal, "next_update_by").due_at == case.next_update_by
    assert due(appeal, "draft_lapses").state == "met"
    assert Clock.objects.get(about=case.subject, kind="answer_by").state == "met"
    assert not Clock.objects.filter(about=appeal.subject, kind="ceiling").exists()


def test_sending_twice_answers_the_same_receipt_and_sends_nothing(cast, case):
    appeal = written(cast, case)
    first = perform(submit_appeal, cast.ana, appeal=appeal)
    seq, notice = last_entry(case), last_notice()

    again = perform(submit_appeal, cast.ana, appeal=appeal)

    assert again == first
    assert Receipt.objects.count() == 1
    assert (entries(case, after=seq), letters(case, after=notice)) == ([], [])


@pytest.mark.parametrize("statement", ["", "   \n "])
def test_only_a_statement_is_required(cast, case, statement):
    appeal = written(cast, case, statement=statement)

    assert codes(refused(Invalid, submit_appeal, cast.ana, appeal=appeal)) == [("statement", "required")]


def test_a_late_appeal_is_taken_with_a_reason_and_never_refused(cast, case, clock):
    appeal = written(cast, case)
    Suspension.objects.filter(pk=case.pk).update(last_day_to_appeal=redress_now())
    clock.advance(days=1)

    assert codes(refused(Invalid, submit_appeal, cast.ana, appeal=appeal)) == [("late_reason", "required")]
    perform(edit_appeal, cast.ana, appeal=appeal, late_reason="I was in hospital.")
    perform(submit_appeal, cast.ana, appeal=appeal)

    appeal.refresh_from_db()
    assert (appeal.state, appeal.late) == ("submitted", True)


def test_an_appeal_on_its_last_day_is_on_time(cast, case, clock):
    appeal = written(cast, case)
    now = clock.at(redress_now())
    Suspension.objects.filter(pk=case.pk).update(last_day_to_appeal=now)

    perform(submit_appeal, cast.ana, appeal=appeal)

    appeal.refresh_from_db()
    assert appeal.late is False


def test_an_appeal_against_a_hold_is_late_after_the_holds_own_last_day(cast, case, clock):
    hold = make_hold(case)
    clocks.start(hold, ClockKind.LAST_DAY, redress_now() + timedelta(days=1), owner=ClockOwner.APPELLANT, on_pass=OnPass.NOTHING)
    draft = perform(start_appeal, cast.ana, case=case, subject_kind="hold", hold=hold)
    appeal = perform(edit_appeal, cast.ana, appeal=draft, statement="Pay me.")
    clock.advance(days=2)

    assert codes(refused(Invalid, submit_appeal, cast.ana, appeal=appeal)) == [("late_reason", "required")]


def test_the_laws_own_limit_runs_beside_our_promise_and_never_rests(cast, case):
    span = {"value": {"value": 10, "unit": "calendar_days"}, "basis": "A law."}
    regime = Regime.objects.create(key="some_law", data={"key": "some_law", "version": 1, "values": {"decide_by": span}})
    RegimePin.objects.create(suspension=case, regime=regime)
    now = redress_now()
    appeal = written(cast, case)

    perform(submit_appeal, cast.ana, appeal=appeal)

    appeal.refresh_from_db()
    assert appeal.decide_by == appeal.ceiling_at == now + timedelta(days=10)
    ceiling = due(appeal, "ceiling")
    assert (ceiling.pausable, ceiling.on_pass, ceiling.owner) == (False, "escalate", "staff")


def test_an_appeal_against_a_short_measure_is_decided_in_two_working_days_and_before_its_end(cast, at_time):
    monday = redress_now() + timedelta(days=(7 - redress_now().weekday()) % 7)
    at_time(monday)
    short = cast.case(days=6)
    appeal = written(cast, short)

    perform(submit_appeal, cast.ana, appeal=appeal)

    appeal.refresh_from_db()
    assert appeal.decide_by is not None
    assert appeal.decide_by.date() == (monday + timedelta(days=2)).date()


def test_nothing_is_sent_about_what_is_gone_meanwhile(cast):
    closure = make_closure(step="delivered")
    actor = owner_of(closure.case)
    draft = perform(start_appeal, actor, case=closure.case, subject_kind="closure", closure=closure)
    appeal = perform(edit_appeal, actor, appeal=draft, statement="Please do not.")
    move(closure, "withdrawn", told=True, ended_at=redress_now())

    refused(IllegalTransition, submit_appeal, actor, appeal=appeal)


def test_an_appeal_takes_a_judged_closure_back_to_its_review(cast):
    closure = make_closure(step="approved")
    actor = owner_of(closure.case)
    appeal = perform(start_appeal, actor, case=closure.case, subject_kind="closure", closure=closure)
    perform(edit_appeal, actor, appeal=appeal, statement="Please do not.")

    perform(submit_appeal, actor, appeal=appeal)

    closure.refresh_from_db()
    assert (closure.state, closure.review, closure.approval) == ("in_review", None, None)
    assert closure.effects.get(kind="close").state == "cancelled"


def test_a_helper_sends_only_with_leave_to_send(cast, case):
    appeal = written(cast, case)
    refused(NotAllowed, submit_appeal, cast.helper("write"), appeal=appeal)

    assert perform(submit_appeal, cast.helper("write", "send"), appeal=appeal).number == 1


def test_staff_and_keys_never_send_what_the_person_writes(cast, case):
    appeal = written(cast, case)

    for actor in (cast.ida, cast.rita, cast.key):
        refused(NotAllowed, submit_appeal, actor, appeal=appeal)


@pytest.mark.parametrize("state", ["submitted", "in_review", "waiting_for_appellant", "second_check"])
def test_a_sent_appeal_is_taken_back_with_everything_that_hung_on_it(cast, case, state):
    appeal = make_appeal(case, state="submitted" if state == "submitted" else "in_review")
    clocks.start(appeal, ClockKind.DECIDE_BY, redress_now() + timedelta(days=9), owner=ClockOwner.STAFF, on_pass=OnPass.TELL_LATE)
    if state == "waiting_for_appellant":
        make_request(appeal)
    if state == "second_check":
        move(appeal, state)
    notice = last_notice()

    perform(withdraw_appeal, cast.ana, appeal=appeal)

    appeal.refresh_from_db()
    case.refresh_from_db()
    assert (appeal.state, case.status) == ("withdrawn", "suspended")
    assert letters(case, after=notice) == ["appeal_withdrawn"]
    assert not Clock.objects.filter(about=appeal.subject, state__in=["running", "paused"]).exists()
    assert not Review.objects.filter(appeal=appeal, completed_at=None, abandoned_at=None).exists()
    assert {one.state for one in appeal.information_requests.all()} <= {"withdrawn"}


def test_after_taking_it_back_the_person_may_appeal_again(cast, case):
    perform(withdraw_appeal, cast.ana, appeal=make_appeal(case))

    assert perform(start_appeal, cast.ana, case=case).level == "1"


def test_only_the_persons_side_takes_an_appeal_back(cast, case):
    appeal = make_appeal(case)

    for actor in (cast.rita, cast.ida, cast.system):
        refused(NotAllowed, withdraw_appeal, actor, appeal=appeal)
    refused(IllegalTransition, withdraw_appeal, cast.ana, appeal=perform(withdraw_appeal, cast.ana, appeal=appeal))


def test_a_draft_that_was_never_sent_ends_on_its_last_day(cast, case, clock):
    appeal = written(cast, case)
    refused(NotAllowed, lapse_appeal, cast.ana, appeal=appeal)
    clock.advance(days=31)

    perform(lapse_appeal, cast.system, appeal=appeal)

    appeal.refresh_from_db()
    assert (appeal.state, appeal.statement) == ("lapsed", "It is the same name.")
    assert due(appeal, "draft_lapses").state == "cancelled"


def test_a_draft_whose_last_day_moved_on_is_kept(cast, case):
    appeal = written(cast, case)
    later = redress_now() + timedelta(days=100)
    Suspension.objects.filter(pk=case.pk).update(last_day_to_appeal=later)

    perform(lapse_appeal, cast.system, appeal=appeal)

    appeal.refresh_from_db()
    assert (appeal.state, due(appeal, "draft_lapses").due_at) == ("draft", later)
