"""Messages in the portal: read, answered, delivered by reading, and nobody's who is not the person."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from accounts.models import Representative
from appeals.actions import perform
from appeals.actions.due import sweep
from appeals.actions.messages import take_back, write_message
from appeals.models import CaseMessage, Notice
from tests.appeals.portal.conftest import NOW, signed_in, words

if TYPE_CHECKING:
    from appeals.models import Suspension
    from tests.appeals.cast import Cast
    from tests.appeals.portal.conftest import Browser
    from tests.clock import TestClock

pytestmark = pytest.mark.django_db


@pytest.fixture
def case(cast: Cast, clock: TestClock) -> Suspension:
    """A case with one message that left, one that waits and one that was taken back."""
    clock.at(NOW)
    case = cast.case()
    perform(write_message, cast.rita, case=case, text="A second reviewer looks at it.")
    back = perform(write_message, cast.rita, case=case, text="Nobody ever reads this.")
    perform(take_back, cast.rita, message=back)
    clock.at(NOW + timedelta(minutes=1))
    sweep()
    perform(write_message, cast.rita, case=case, text="This one still waits.")
    return case


def place(case: Suspension) -> str:
    return f"/en/cases/{case.reference}/messages/"


def test_the_person_reads_what_left_and_reading_delivers_it(case: Suspension, ana: Browser, cast: Cast) -> None:
    text = words(ana.page(place(case)))

    assert "Our team" in text
    assert "A second reviewer looks at it." in text
    assert ("still waits" in text, "Nobody ever" in text, cast.rita_user.display_name in text) == (False, False, False)
    assert Notice.objects.get(case=case, kind="message").opened_at is not None


def test_the_person_answers_once_however_often_the_button_is_pressed(case: Suspension, ana: Browser) -> None:
    for _press in range(2):
        assert ana.post(place(case), {"text": "Thank you, I wait."}).status_code == 302

    (answer,) = CaseMessage.objects.filter(case=case, author=None)
    assert (answer.text, answer.answers is not None, answer.state) == ("Thank you, I wait.", True, "sent")
    assert "Thank you, I wait." in words(ana.page(place(case)))
    assert "You wrote to us" in words(ana.page(f"/en/cases/{case.reference}/"))


def test_an_empty_message_says_what_to_do(case: Suspension, ana: Browser) -> None:
    answer = ana.post(place(case), {"text": "  "})

    assert (answer.status_code, "Write something first." in answer.content.decode()) == (422, True)


def test_others_find_nothing_and_a_reading_helper_no_form(case: Suspension, mallory: Browser, cast: Cast) -> None:
    assert (mallory.get(place(case)).status_code, mallory.post(place(case), {"text": "Hello."}).status_code) == (404, 404)
    cast.helper("read")
    Representative.objects.filter(account=cast.account).update(accepted_at=NOW)
    browser = signed_in("hana@example.org")
    page = browser.get(place(case))
    assert (page.status_code, "<textarea" in page.content.decode()) == (200, False)
    assert {browser.post(place(case), {"text": text}).status_code for text in ("Hello.", "")} == {403}
    assert not CaseMessage.objects.filter(case=case, author=None).exists()
