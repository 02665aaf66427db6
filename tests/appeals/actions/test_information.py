"""One question to the person: our promise rests, the law's limit does not, and no answer loses nothing."""

from __future__ import annotations

from copy import deepcopy
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from accounts.instants import redress_now
from appeals.actions import clocks, perform
from appeals.actions.deciding import claim_appeal
from appeals.actions.filing import edit_appeal, start_appeal, submit_appeal, withdraw_appeal
from appeals.actions.information import answer_information, ask_more_time, leave_unanswered, request_information
from appeals.errors import IllegalTransition, Invalid, NotAllowed, PeopleOnly
from appeals.models import Appeal, Clock, ClockKind, ClockOwner, InformationRequest, Notice, OnPass, Receipt, Suspension
from tests.appeals.cast import Cast, codes, entries, last_entry, last_notice, letters, refused, wrong_in
from tests.factories import make_evidence, move

if TYPE_CHECKING:
    from tests.conftest import ModuleRows

pytestmark = pytest.mark.usefixtures("constraints_now")
QUESTION: dict[str, Any] = {"question": "Who else works at this desk?", "why": "Two accounts were used from it. Sharing a home is allowed."}
CASE = {"days": 60}


@pytest.fixture(scope="module")
def whole_appeal(whole_cast: Cast, whole_case: Suspension, module_rows: ModuleRows) -> Any:
    """An appeal that rita holds."""
    with module_rows():
        draft = perform(start_appeal, whole_cast.ana, case=whole_case)
        perform(edit_appeal, whole_cast.ana, appeal=draft, statement="It is the same name.")
        perform(submit_appeal, whole_cast.ana, appeal=draft)
        return perform(claim_appeal, whole_cast.rita, appeal=draft)


@pytest.fixture
def appeal(whole_appeal: Any, db: None) -> Any:
    return deepcopy(whole_appeal)


def ask(cast: Cast, appeal: Appeal) -> Any:
    return perform(request_information, cast.rita, appeal=appeal, **QUESTION)


def due(subject: Any, kind: str) -> Clock:
    return Clock.objects.get(about=subject.subject, kind=kind)


def test_a_question_goes_to_the_person_and_our_promise_rests(cast, case, appeal):
    seq, notice, now = last_entry(case), last_notice(), redress_now()

    request = perform(request_information, cast.rita, appeal=appeal, example="A name is enough.", **QUESTION)

    appeal.refresh_from_db()
    case.refresh_from_db()
    assert (appeal.state, request.state, case.status) == ("waiting_for_appellant", "open", "info_needed")
    assert timedelta(days=7) <= request.due_at - now < timedelta(days=8)
    assert entries(case, after=seq) == ["request.asked", "appeal.information_requested"]
    assert letters(case, after=notice) == ["information_request"]
    assert Notice.objects.latest("pk").about == request.subject
    assert due(appeal, "decide_by").state == "paused"
    assert {due(appeal, kind).state for kind in ("next_update_by", "claim_idle")} == {"cancelled"}
    assert case.next_update_by == request.due_at
    asked = due(request, "request_due")
    assert (asked.due_at, asked.owner, asked.on_pass) == (request.due_at, "appellant", "back_to_review")


UNASKED = [
    ({"question": " "}, [("question", "required")]),
    ({"why": ""}, [("why", "required")]),
    ({"question": "a\x00"}, [("question", "unshowable")]),
    ({"question": "x" * 2_001}, [("question", "too_long")]),
    ({"example": "Your account is permanently closed."}, [("example", "before_gate")]),
    ({"question": "Why do you use a VPN?"}, [("question", "detection_method")]),
    ({"why": "Answer now!"}, [("why", "exclamation")]),
]


def test_a_question_is_asked_in_words_that_may_go_out(cast, appeal):
    tries = [QUESTION | values for values, _ in UNASKED]

    found = wrong_in(request_information, cast.rita, tries, appeal=appeal)

    assert [sorted(set(errors)) for errors in found] == [wrong for _, wrong in UNASKED]


def test_only_who_holds_the_appeal_asks_and_one_question_at_a_time(cast, appeal):
    for actor in (cast.rob, cast.lena, cast.ida, cast.ana):
        refused(NotAllowed, request_information, actor, appeal=appeal, **QUESTION)
    for machine in (cast.key, cast.system):
        refused(PeopleOnly, request_information, machine, appeal=appeal, **QUESTION)
    ask(cast, appeal)

    refused(IllegalTransition, request_information, cast.rita, appeal=appeal, **QUESTION)


def test_an_answer_brings_the_appeal_back_and_our_promise_moves_by_the_wait(cast, case, appeal, clock):
    promised = appeal.decide_by
    request = ask(cast, appeal)
    clock.advance(days=3)
    seq, notice = last_entry(case), last_notice()

    perform(answer_information, cast.ana, request=request, text="My sister does.")

    appeal.refresh_from_db()
    request.refresh_from_db()
    case.refresh_from_db()
    assert (appeal.state, appeal.assignee_id) == ("in_review", cast.rita.user_id)
    assert (request.state, request.answer, request.answered_at) == ("answered", "My sister does.", redress_now())
    assert timedelta(days=3) <= appeal.decide_by - promised < timedelta(days=3, seconds=5)
    assert due(appeal, "decide_by").due_at == appeal.decide_by
    assert due(request, "request_due").state == "met"
    assert case.next_update_by is not None
    assert Clock.objects.filter(about=appeal.subject, kind="claim_idle", state="running").count() == 1
    assert entries(case, after=seq) == ["request.answered", "appeal.answered"]
    assert letters(case, after=notice) == ["information_answered"]
    assert case.evidence_rev == 2


def test_our_promise_never_moves_beyond_the_laws_limit(cast, appeal, clock):
    limit = appeal.decide_by + timedelta(days=1)
    Appeal.objects.filter(pk=appeal.pk).update(ceiling_at=limit)
    clocks.start(appeal, ClockKind.CEILING, limit, owner=ClockOwner.STAFF, on_pass=OnPass.ESCALATE)
    request = ask(cast, appeal)
    assert due(appeal, "ceiling").state == "running"
    clock.advance(days=5)

    perform(answer_information, cast.ana, request=request, text="My sister does.")

    appeal.refresh_from_db()
    assert appeal.decide_by == due(appeal, "decide_by").due_at == limit


def test_a_person_may_say_that_they_cannot_answer_or_send_a_file_instead(cast, appeal):
    first = ask(cast, appeal)
    perform(answer_information, cast.ana, request=first, cannot_answer=True)
    second = ask(cast, Appeal.objects.get(pk=appeal.pk))
    file = make_evidence(appeal, request=second)

    perform(answer_information, cast.ana, request=second)

    assert [one.cannot_answer for one in InformationRequest.objects.order_by("pk")] == [True, False]
    assert Receipt.objects.latest("pk").files == [{"name": file.name, "sha256": file.sha256}]
    assert file.name in Notice.objects.latest("pk").text


@pytest.mark.parametrize(("answer", "code"), [("  ", "required"), ("\x00", "unshowable"), ("x" * 10_001, "too_long")])
def test_an_answer_says_something_that_can_be_kept(cast, appeal, answer, code):
    request = ask(cast, appeal)

    assert codes(refused(Invalid, answer_information, cast.ana, request=request, text=answer)) == [("answer", code)]


def test_the_same_answer_twice_changes_nothing_and_another_one_is_refused(cast, case, appeal):
    request = ask(cast, appeal)
    perform(answer_information, cast.ana, request=request, text="My sister does.")
    seq, notice = last_entry(case), last_notice()

    perform(answer_information, cast.ana, request=request, text="My sister does.")

    assert (entries(case, after=seq), letters(case, after=notice)) == ([], [])
    refused(IllegalTransition, answer_information, cast.ana, request=request, text="Nobody.")


def test_who_may_answer(cast, appeal):
    request = ask(cast, appeal)
    refused(NotAllowed, answer_information, cast.helper("read"), request=request, text="Yes.")
    refused(NotAllowed, answer_information, cast.audrey, request=request, text="Yes.")

    perform(answer_information, cast.ida, request=request, text="They said on the phone: my sister.")

    request.refresh_from_db()
    assert request.state == "answered"


@pytest.mark.parametrize("weeks", [2, 3])
def test_who_asks_may_give_more_time_from_the_start(cast, appeal, weeks):
    request = perform(request_information, cast.rita, appeal=appeal, weeks=weeks, **QUESTION)

    assert timedelta(weeks=weeks) <= request.due_at - redress_now() < timedelta(weeks=weeks, days=1)


def test_a_question_never_waits_longer_than_the_law_lets_us(cast, appeal):
    Appeal.objects.filter(pk=appeal.pk).update(ceiling_at=redress_now() + timedelta(days=9))

    wrong = wrong_in(request_information, cast.rita, [QUESTION | {"weeks": 2}, QUESTION | {"weeks": 9}], appeal=appeal)

    assert wrong == [[("weeks", "beyond_the_law")], [("weeks", "unknown")]]
    assert ask(cast, appeal).state == "open"


def test_more_time_is_given_once_by_a_press(cast, case, appeal):
    request = ask(cast, appeal)
    before, seq = request.due_at, last_entry(case)

    perform(ask_more_time, cast.ana, request=request)

    request.refresh_from_db()
    assert (request.state, request.extended, request.due_at) == ("open", 1, before + timedelta(days=7))
    assert due(request, "request_due").due_at == request.due_at
    assert entries(case, after=seq) == ["request.extended"]
    case.refresh_from_db()
    assert case.next_update_by == request.due_at


def test_there_is_no_more_time_for_what_is_answered(cast, appeal):
    request = ask(cast, appeal)
    perform(answer_information, cast.ana, request=request, text="My sister does.")

    refused(IllegalTransition, ask_more_time, cast.ana, request=request)


def test_no_answer_sends_the_appeal_back_to_review_and_loses_nothing(cast, case, appeal, clock):
    promised = appeal.decide_by
    request = ask(cast, appeal)
    refused(NotAllowed, leave_unanswered, cast.rita, request=request)
    clock.advance(days=8)
    notice = last_notice()

    perform(leave_unanswered, cast.system, request=request)

    appeal.refresh_from_db()
    request.refresh_from_db()
    assert (appeal.state, request.state) == ("in_review", "unanswered")
    assert timedelta(days=8) <= appeal.decide_by - promised < timedelta(days=8, seconds=5)
    assert due(request, "request_due").state == "cancelled"
    assert letters(case, after=notice) == []


def test_an_answer_that_won_the_race_stays(cast, case, appeal):
    request = ask(cast, appeal)
    perform(answer_information, cast.ana, request=request, text="My sister does.")
    seq = last_entry(case)

    perform(leave_unanswered, cast.system, request=request)

    request.refresh_from_db()
    assert (request.state, entries(case, after=seq)) == ("answered", [])


@pytest.mark.parametrize("state", ["in_review", "second_check"])
def test_a_late_answer_is_taken_until_the_decision(cast, case, appeal, state):
    request = ask(cast, appeal)
    perform(leave_unanswered, cast.system, request=request)
    appeal.refresh_from_db()
    if state == "second_check":
        move(appeal, state)

    perform(answer_information, cast.ana, request=request, text="My sister does.")

    appeal.refresh_from_db()
    case.refresh_from_db()
    request.refresh_from_db()
    assert (appeal.state, request.state, case.evidence_rev) == (state, "answered", 2)


def test_a_late_answer_to_an_older_question_does_not_answer_the_newer_one(cast, appeal):
    older = ask(cast, appeal)
    perform(leave_unanswered, cast.system, request=older)
    newer = ask(cast, Appeal.objects.get(pk=appeal.pk))

    perform(answer_information, cast.ana, request=older, text="My sister does.")

    newer.refresh_from_db()
    appeal.refresh_from_db()
    assert (appeal.state, newer.state) == ("waiting_for_appellant", "open")


def test_nothing_is_answered_once_the_appeal_is_over(cast, appeal):
    request = ask(cast, appeal)
    perform(withdraw_appeal, cast.ana, appeal=appeal)

    refused(IllegalTransition, answer_information, cast.ana, request=request, text="Too late.")
