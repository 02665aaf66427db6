"""One question of ours: answered, answered with files, not answerable, given more time, and never a trap."""

from __future__ import annotations

from copy import deepcopy
from typing import TYPE_CHECKING

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from accounts.actors import SYSTEM
from accounts.models import Representative
from appeals.actions import perform
from appeals.actions.information import leave_unanswered, request_information
from appeals.actions.questions import withdraw_question
from tests.appeals.portal import stories
from tests.appeals.portal.conftest import NOW, Browser, signed_in, words
from tests.factories import claim, decide, snapshot
from tests.factories.moments import at as as_of

if TYPE_CHECKING:
    from appeals.models import InformationRequest
    from tests.appeals.cast import Cast
    from tests.clock import TestClock
    from tests.conftest import ModuleRows


@pytest.fixture(scope="module")
def whole_asked(whole_cast: Cast, module_rows: ModuleRows) -> InformationRequest:
    """A question of rita's to ana, asked once for this file."""
    with module_rows(), as_of(NOW):
        appeal = stories.sent(whole_cast, stories.recorded(whole_cast))
        claim(appeal, whole_cast.rita_user)
        appeal.refresh_from_db()
        request: InformationRequest = perform(
            request_information,
            whole_cast.rita,
            appeal=appeal,
            question="Who else uses the computer in your home?",
            why="Two accounts were used from it. Sharing a home is allowed.",
            example="My brother uses it in the evening.",
        )
        return request


@pytest.fixture
def asked(whole_asked: InformationRequest, clock: TestClock) -> InformationRequest:
    """That question, for this test to change at NOW."""
    clock.at(NOW)
    return deepcopy(whole_asked)


def of(asked: InformationRequest, rest: str = "") -> str:
    return f"/en/cases/{asked.case.reference}/requests/{asked.public_id}/{rest}"


def test_it_says_what_why_until_when_and_what_a_good_answer_is(ana: Browser, asked: InformationRequest) -> None:
    text = words(ana.page(of(asked)))

    for part in (
        "Who else uses the computer in your home?",
        "Why we askTwo accounts were used from it. Sharing a home is allowed.",
        "A good answerMy brother uses it in the evening.",
        "Answer by Wednesday 11 March 2026, 23:59 UTC 7 days left. While we wait for you, our clock rests.",
        "I cannot answer this We still decide. You lose nothing by saying so.",
    ):
        assert part in text


def test_an_answer_is_sent_and_the_clock_runs_again(ana: Browser, asked: InformationRequest) -> None:
    response = ana.sent(of(asked), {"answer": "My brother Petro.\nHe has an own account."})

    asked.refresh_from_db()
    assert (asked.state, asked.answer, asked.appeal.state) == ("answered", "My brother Petro.\nHe has an own account.", "in_review")
    assert "We have your answer. Our clock runs again." in words(ana.page(response["Location"]))
    page = ana.page(of(asked))
    assert "My brother Petro." in words(page)
    assert page.one("h1").words == "Our question to you"


def test_saying_that_one_cannot_is_an_answer(ana: Browser, asked: InformationRequest) -> None:
    ana.sent(of(asked), {"answer": "", "cannot_answer": "on"})

    asked.refresh_from_db()
    assert (asked.state, asked.cannot_answer) == ("answered", True)
    assert "You told us that you cannot answer this. That does not count against you." in words(ana.page(of(asked)))


def test_an_empty_answer_is_said_at_its_field(ana: Browser, asked: InformationRequest) -> None:
    before = snapshot()

    response = ana.sent(of(asked), {"answer": " "}, status=422)

    assert "Write an answer, add a file, or say that you cannot answer." in response.content.decode()
    assert snapshot() == before


def test_an_answer_may_be_a_file(ana: Browser, asked: InformationRequest) -> None:
    ana.sent(of(asked), {"answer": "", "uploads": SimpleUploadedFile("bill.jpg", stories.photo())})

    asked.refresh_from_db()
    assert (asked.state, [one.name for one in asked.evidence.all()]) == ("answered", ["bill.jpg"])


def test_a_refused_file_stops_the_answer_and_loses_no_word_of_it(ana: Browser, asked: InformationRequest) -> None:
    files = [SimpleUploadedFile("bill.jpg", stories.photo()), SimpleUploadedFile("empty.pdf", b"")]

    ana.sent(of(asked), {"answer": "See the bill.", "uploads": files})
    page = ana.page(of(asked))

    asked.refresh_from_db()
    assert (asked.state, [one.name for one in asked.evidence.all()]) == ("open", ["bill.jpg"])
    assert page.by_id("id_answer").words == "See the bill."
    assert page.by_id("errors").words.startswith(
        "Some files were not taken. Your answer is kept below, and not sent yet. empty.pdf: This file is empty."
    )
    ana.sent(of(asked), {"answer": "See the bill."})
    asked.refresh_from_db()
    assert asked.state == "answered"


def test_files_can_be_added_before_the_answer_is_written(ana: Browser, asked: InformationRequest) -> None:
    response = ana.sent(of(asked), {"answer": "Half a sentence", "add": "1", "uploads": SimpleUploadedFile("bill.jpg", stories.photo())})

    asked.refresh_from_db()
    assert (response["Location"], asked.state) == (of(asked), "open")
    page = ana.page(of(asked))
    assert "bill.jpg" in words(page)
    assert page.by_id("id_answer").words == "Half a sentence"


def test_more_time_is_one_press_once(ana: Browser, asked: InformationRequest) -> None:
    response = ana.sent(of(asked, "more-time/"))

    page = ana.page(response["Location"])
    assert "Answer by Wednesday 18 March 2026, 23:59 UTC" in words(page)
    assert "You have 7 more days. Answer by Wednesday 18 March 2026." in words(page)
    assert "Give me 7 more days" not in words(page)


def test_after_that_a_person_is_asked_and_the_date_stands(ana: Browser, asked: InformationRequest) -> None:
    ana.sent(of(asked, "more-time/"))

    too_long = ana.post(of(asked, "more-time/"), {"why": "x" * 2_001})
    page = ana.page(ana.sent(of(asked, "more-time/"), {"why": "The office is shut until Monday."})["Location"])
    again = ana.post(of(asked, "more-time/"))

    assert "Write at most" in too_long.content.decode()
    assert "You asked for more time" in words(page)
    assert "Answer by Wednesday 18 March 2026, 23:59 UTC" in words(page)
    asked.refresh_from_db()
    assert (asked.more_time_why, asked.extended) == ("The office is shut until Monday.", 1)
    assert (again.status_code, "You asked already." in again.content.decode()) == (409, True)


def test_a_question_that_was_taken_back_says_why(ana: Browser, cast: Cast, asked: InformationRequest) -> None:
    perform(withdraw_question, cast.rita, request=asked, reason="Your second file answers it.")

    text = words(ana.page(of(asked)))

    assert "You do not need to answer" in text
    assert "Your second file answers it." in text
    assert "Send my answer" not in text


def test_after_the_date_the_answer_is_still_read(ana: Browser, asked: InformationRequest, clock: TestClock) -> None:
    clock.advance(days=8)
    perform(leave_unanswered, SYSTEM, request=asked)

    page = ana.page(of(asked))
    assert "This date has passed. You lost nothing by it: we go on, and we still read your answer until we decide." in words(page)
    ana.sent(of(asked), {"answer": "Late, but here."})

    asked.refresh_from_db()
    assert (asked.state, asked.answer) == ("answered", "Late, but here.")


def test_after_the_decision_the_question_is_closed(ana: Browser, asked: InformationRequest) -> None:
    ana.sent(of(asked), {"answer": "My brother."})
    asked.appeal.refresh_from_db()
    decide(asked.appeal, "overturned")
    before = snapshot()

    assert ana.post(of(asked), {"answer": "Another one."}).status_code == 409
    assert snapshot() == before


def test_the_same_answer_sent_twice_is_one_answer(ana: Browser, asked: InformationRequest) -> None:
    ana.sent(of(asked), {"answer": "My brother."})
    before = snapshot()

    ana.sent(of(asked), {"answer": "My brother."})

    assert snapshot() == before


def test_reading_the_question_delivers_its_letter(ana: Browser, asked: InformationRequest) -> None:
    ana.page(of(asked))

    assert asked.case.notices.get(kind="information_request").how == "opened"


def test_a_helper_who_may_only_read_sees_the_question_and_no_form(cast: Cast, asked: InformationRequest) -> None:
    cast.helper("read")
    Representative.objects.filter(account=cast.account).update(accepted_at=NOW)
    hana = signed_in("hana@example.org")

    page = hana.page(of(asked))

    assert "Only the person whose account it is can answer this." in words(page)
    assert [form.attrs["action"] for form in page.all("form")] == ["/en/sign-out/"]
    assert (hana.post(of(asked), {"answer": "x"}).status_code, hana.post(of(asked, "more-time/")).status_code) == (403, 403)
