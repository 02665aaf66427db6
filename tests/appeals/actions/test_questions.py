"""A question after it was asked: a reminder at half time, a wish for more time, an answer to the wish, taken back with a reason."""

from __future__ import annotations

from copy import deepcopy
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from accounts.instants import redress_now
from appeals.actions import perform
from appeals.actions.deciding import claim_appeal
from appeals.actions.due import sweep
from appeals.actions.filing import edit_appeal, start_appeal, submit_appeal, withdraw_appeal
from appeals.actions.information import answer_information, ask_more_time, remind, request_information
from appeals.actions.questions import give_more_time, withdraw_question
from appeals.errors import IllegalTransition, NotAllowed, PeopleOnly
from appeals.models import Appeal, Clock, InformationRequest, Notice, Suspension
from notifications.models import Message
from tests.appeals.cast import Cast, entries, last_entry, last_notice, letters, refused, wrong_in

if TYPE_CHECKING:
    from tests.clock import TestClock
    from tests.conftest import ModuleRows

pytestmark = pytest.mark.usefixtures("constraints_now")
CASE = {"days": 60}
WHY = "Your second file answers it."


@pytest.fixture(scope="module")
def whole_asked(whole_cast: Cast, whole_case: Suspension, module_rows: ModuleRows) -> InformationRequest:
    """A question of rita's to ana, asked once for this file."""
    with module_rows():
        appeal = perform(start_appeal, whole_cast.ana, case=whole_case)
        perform(edit_appeal, whole_cast.ana, appeal=appeal, statement="It is the same name.")
        perform(submit_appeal, whole_cast.ana, appeal=appeal)
        appeal = perform(claim_appeal, whole_cast.rita, appeal=appeal)
        asked: InformationRequest = perform(
            request_information,
            whole_cast.rita,
            appeal=appeal,
            question="Who else works at this desk?",
            why="Two accounts were used there.",
        )
        return asked


@pytest.fixture
def asked(whole_asked: InformationRequest, db: None) -> InformationRequest:
    return deepcopy(whole_asked)


def clock_of(asked: InformationRequest, kind: str) -> Clock:
    return Clock.objects.filter(about=asked.subject, kind=kind).latest("pk")


def test_at_half_time_the_person_is_reminded_once(case: Suspension, asked: InformationRequest, clock: TestClock) -> None:
    seq, notice = last_entry(case), last_notice()
    clock.advance(days=3)
    sweep()
    assert letters(case, after=notice) == []

    clock.advance(days=1)
    sweep()
    sweep()

    assert letters(case, after=notice) == ["information_reminder"]
    assert "Who else works at this desk?" in Notice.objects.latest("pk").text
    assert [kind for kind in entries(case, after=seq) if kind.startswith("request")] == ["request.reminded"]
    assert clock_of(asked, "request_due").state == "running"


def test_who_has_answered_is_not_reminded(cast: Cast, case: Suspension, asked: InformationRequest, clock: TestClock) -> None:
    perform(answer_information, cast.ana, request=asked, cannot_answer=True)
    notice = last_notice()
    clock.advance(days=4)

    sweep()

    assert "information_reminder" not in letters(case, after=notice)
    assert clock_of(asked, "request_half").state == "met"
    assert perform(remind, cast.system, request=asked) is False
    refused(NotAllowed, remind, cast.rita, request=asked)


def test_more_time_moves_the_reminder_too(cast: Cast, asked: InformationRequest, clock: TestClock) -> None:
    clock.advance(days=4)
    sweep()

    moved = perform(ask_more_time, cast.ana, request=asked)

    half = redress_now() + (moved.due_at - redress_now()) / 2
    assert abs(clock_of(asked, "request_half").due_at - half) < timedelta(seconds=1)
    assert clock_of(asked, "request_half").state == "running"


@pytest.fixture
def wished(cast: Cast, asked: InformationRequest) -> Any:
    """The same question: seven days more were given, and a person is asked for more."""
    perform(ask_more_time, cast.ana, request=asked)
    return perform(ask_more_time, cast.ana, request=asked, why="The office is shut until Monday.")


def test_the_second_wish_goes_to_who_holds_the_appeal(cast: Cast, case: Suspension, wished: InformationRequest) -> None:
    mail = Message.objects.get(kind="staff.staff_more_time")
    assert (mail.recipient, mail.subject) == (cast.rita_user.email, f"[More time] {wished.appeal.reference}")
    assert "office" not in mail.text
    assert (wished.extended, wished.more_time_why) == (1, "The office is shut until Monday.")
    assert entries(case)[-1] == "request.more_time_asked"
    refused(IllegalTransition, ask_more_time, cast.ana, request=wished)


def test_a_person_gives_more_time_and_the_letter_says_until_when(cast: Cast, case: Suspension, wished: InformationRequest) -> None:
    notice, until = last_notice(), wished.due_at + timedelta(days=5)

    given = perform(give_more_time, cast.rita, request=wished, until=until, reason="The office is shut.")

    assert (given.due_at, given.extended, given.more_time_asked_at) == (until, 2, None)
    assert clock_of(given, "request_due").due_at == until
    assert letters(case, after=notice) == ["information_date"]
    assert Notice.objects.latest("pk").title == "You have more time to answer"


def test_a_wish_that_is_not_granted_leaves_the_date_and_says_why(cast: Cast, wished: InformationRequest) -> None:
    before = wished.due_at

    kept = perform(give_more_time, cast.lena, request=wished, until=None, reason="Our own last day is close.")

    assert (kept.due_at, kept.extended, kept.more_time_asked_at) == (before, 1, None)
    letter = Notice.objects.latest("pk")
    assert (letter.title, "Our own last day is close." in letter.text) == ("The date to answer stays", True)


def test_more_time_has_a_reason_and_a_date_that_the_law_leaves(cast: Cast, asked: InformationRequest) -> None:
    Appeal.objects.filter(pk=asked.appeal_id).update(ceiling_at=redress_now() + timedelta(days=12))
    later = asked.due_at + timedelta(days=2)
    tries: list[dict[str, Any]] = [
        {"until": None, "reason": WHY},
        {"until": asked.due_at, "reason": WHY},
        {"until": asked.due_at + timedelta(days=9), "reason": WHY},
        {"until": later, "reason": " "},
        {"until": later, "reason": "Your account is permanently closed."},
    ]

    wrong = wrong_in(give_more_time, cast.rita, tries, request=asked)

    assert wrong == [
        [("until", "required")],
        [("until", "not_later")],
        [("until", "beyond_the_law")],
        [("reason", "required")],
        [("reason", "before_gate")],
    ]


def test_a_question_taken_back_says_why_and_the_appeal_goes_on(
    cast: Cast, case: Suspension, asked: InformationRequest, clock: TestClock
) -> None:
    promised = Appeal.objects.get(pk=asked.appeal_id).decide_by
    clock.advance(days=2)
    seq, notice = last_entry(case), last_notice()

    back = perform(withdraw_question, cast.rita, request=asked, reason=WHY)

    appeal = Appeal.objects.get(pk=asked.appeal_id)
    assert (back.state, back.withdrawn_because, appeal.state) == ("withdrawn", WHY, "in_review")
    assert promised is not None
    assert appeal.decide_by is not None
    assert timedelta(days=2) <= appeal.decide_by - promised < timedelta(days=2, seconds=5)
    assert entries(case, after=seq) == ["request.withdrawn", "appeal.question_withdrawn"]
    assert letters(case, after=notice) == ["information_withdrawn"]
    assert not Clock.objects.filter(about=asked.subject, state="running").exists()
    refused(IllegalTransition, answer_information, cast.ana, request=back, text="My sister.")
    refused(IllegalTransition, withdraw_question, cast.rita, request=back, reason=WHY)


def test_only_who_holds_the_appeal_or_a_senior_moves_or_takes_back(cast: Cast, asked: InformationRequest) -> None:
    later = asked.due_at + timedelta(days=2)
    for actor in (cast.rob, cast.ida, cast.audrey, cast.ana):
        refused(NotAllowed, give_more_time, actor, request=asked, until=later, reason=WHY)
        refused(NotAllowed, withdraw_question, actor, request=asked, reason=WHY)
    refused(PeopleOnly, withdraw_question, cast.key, request=asked, reason=WHY)

    assert wrong_in(withdraw_question, cast.lena, [{"reason": ""}], request=asked) == [[("reason", "required")]]


def test_an_appeal_that_is_taken_back_closes_its_question_with_a_reason(cast: Cast, asked: InformationRequest) -> None:
    perform(withdraw_appeal, cast.ana, appeal=asked.appeal)

    asked.refresh_from_db()
    assert (asked.state, asked.withdrawn_because) == ("withdrawn", "You took your appeal back.")
