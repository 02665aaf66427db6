"""Being asked again who sits at the desk: nothing that was typed is lost, and nothing happens before the answer."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

import pytest

from accounts.models import SignInFailure
from appeals.actions import perform
from appeals.actions.looking import look_at, say_why
from appeals.evidence.storage import new_key, store
from appeals.models import Evidence, EvidenceCheck, EvidenceView, LookStop, ViewPage
from tests.appeals.console.conftest import at_desk
from tests.appeals.markup import read
from tests.factories import make_account, make_appeal, make_case, make_closable_case, make_closure, make_evidence

if TYPE_CHECKING:
    from tests.appeals.cast import Cast
    from tests.appeals.console.conftest import Desk
    from tests.clock import TestClock

pytestmark = pytest.mark.django_db
PASSWORD = "a long way to the old harbour"
REASON = "The copy cuts off a seal."


@pytest.fixture
def evidence(cast: Cast) -> Evidence:
    key = new_key()
    store(io.BytesIO(b"as it was sent"), key=key)
    return make_evidence(make_appeal(cast.case()), storage_key=key, check_after=None)


@pytest.fixture
def late_lena(cast: Cast, evidence: Evidence, clock: TestClock) -> Desk:
    """A senior who signed in eleven minutes ago."""
    cast.lena_user.set_password(PASSWORD)
    cast.lena_user.save(update_fields=["password"])
    desk = at_desk(cast.lena_user)
    clock.advance(minutes=11)
    return desk


def hidden(page: str) -> dict[str, Any]:
    return {
        str(one.attrs["name"]): one.attrs.get("value", "")
        for one in read(page).one("main").all("input")
        if one.attrs.get("type") == "hidden"
    }


def test_a_form_waits_behind_the_question_and_goes_on_as_it_was(late_lena: Desk, evidence: Evidence) -> None:
    asked = late_lena.sends("original", evidence.public_id, status=403, reason=REASON)
    kept = hidden(asked.content.decode())
    assert (kept["reason"], EvidenceView.objects.count()) == (REASON, 0)
    wrong = late_lena.sends("original", evidence.public_id, status=422, again_password="wrong", **kept)
    assert "This is not your password." in wrong.content.decode()
    assert (hidden(wrong.content.decode())["reason"], EvidenceView.objects.count()) == (REASON, 0)

    saved = late_lena.sends("original", evidence.public_id, status=200, again_password=PASSWORD, **kept)
    assert b"".join(saved.streaming_content) == b"as it was sent"
    assert list(EvidenceView.objects.values_list("original", "reason")) == [(True, REASON)]
    # And for the next minutes nobody is asked.
    assert "Show that it is you" not in late_lena.page("original", evidence.public_id).words


def test_a_page_that_was_only_opened_is_led_to_after_the_answer(late_lena: Desk, evidence: Evidence) -> None:
    asked = late_lena.page("original", evidence.public_id, status=403)
    assert asked.one("h1").words == "Show that it is you"

    answer = late_lena.sends("original", evidence.public_id, again_password=PASSWORD, again_get="1")
    assert answer["Location"] == f"/console/evidence/{evidence.public_id}/original/"


def test_the_question_takes_no_more_tries_than_the_sign_in(late_lena: Desk, evidence: Evidence) -> None:
    for _try in range(5):
        late_lena.sends("original", evidence.public_id, status=422, again_password="wrong", reason=REASON)
    assert SignInFailure.objects.count() == 5

    late_lena.sends("original", evidence.public_id, status=429, again_password=PASSWORD, reason=REASON)
    assert EvidenceView.objects.count() == 0


def stopped(cast: Cast, evidence: Evidence, how_many: int = 3) -> None:
    """Rita has opened documents of so many other people, which is all she may without saying why."""
    for _person in range(how_many):
        other = make_evidence(make_appeal(make_case(make_account(), decided_by=cast.otto_user)), check_after=None)
        perform(look_at, cast.rita, evidence=other, page=1)
    ViewPage.objects.create(evidence=evidence, number=1, storage_key=evidence.storage_key, media_type="image/png", width=8, height=6)
    cast.rita_user.set_password(PASSWORD)
    cast.rita_user.save(update_fields=["password"])


def test_a_look_too_many_asks_why_and_goes_on_after_it(cast: Cast, evidence: Evidence) -> None:
    stopped(cast, evidence)
    desk = at_desk(cast.rita_user)
    assert desk.page("evidence", evidence.public_id).one("h1").words == evidence.name  # covered, it may be read about
    asked = desk.page("evidence", evidence.public_id, status=403, open="1").one("main")
    assert "Within an hour you opened the documents of 3 people." in asked.words
    # The picture itself does not come out by another way.
    assert desk.get(f"/console/evidence/{evidence.public_id}/pages/1/").status_code == 403

    place = f"/console/evidence/{evidence.public_id}/?open=1"
    answers = asked.one("form").attrs["action"]
    assert answers == f"/console/evidence/{evidence.public_id}/why/?open=1"
    without = desk.post(answers, {"again_password": PASSWORD, "again_get": "1"})
    assert (without.status_code, LookStop.objects.get().answered_at) == (422, None)
    answer = desk.post(answers, {"again_password": PASSWORD, "again_reason": "A sample for the report.", "again_get": "1"})
    assert (answer.status_code, answer["Location"]) == (303, place)
    assert LookStop.objects.get().reason == "A sample for the report."
    assert desk.get(place).status_code == 200


def test_a_check_that_was_being_written_survives_the_question(cast: Cast, evidence: Evidence) -> None:
    stopped(cast, evidence)
    desk = at_desk(cast.rita_user)
    desk.page("evidence", evidence.public_id, status=403, open="1")
    asked = desk.sends("check_evidence", evidence.public_id, status=403, not_expired="passed")
    kept = hidden(asked.content.decode())
    assert (kept["not_expired"], EvidenceCheck.objects.count()) == ("passed", 0)

    desk.sends("check_evidence", evidence.public_id, again_password=PASSWORD, again_reason="A sample.", **kept)
    assert EvidenceCheck.objects.get().code == "not_expired"


def test_seniors_see_who_was_stopped_and_what_they_said(cast: Cast, evidence: Evidence, lena: Desk) -> None:
    stopped(cast, evidence)
    perform(look_at, cast.rita, evidence=evidence, page=1)
    before = lena.page("looks").one("main").words
    assert "after 3 people" in before
    assert "They have not said why." in before
    perform(say_why, cast.rita, reason="A sample.")

    page = lena.page("looks").one("main")
    assert "They said: A sample." in page.words
    assert [cell.words for cell in page.one("tbody").all("td")] == ["People 3", "In hand 0", "Others 3", "Looks 3", "Originals 0"]


def test_a_signature_under_a_closing_waits_behind_the_question(cast: Cast, clock: TestClock) -> None:
    closure = make_closure(make_closable_case(account=cast.account, decided_by=cast.otto_user), step="in_review", reviewer=cast.rita_user)
    cast.rita_user.set_password(PASSWORD)
    cast.rita_user.save(update_fields=["password"])
    desk = at_desk(cast.rita_user)
    clock.advance(minutes=11)
    typed: dict[str, Any] = {"outcome": "keep", "reasons": "A shorter measure is enough here, as the log of March shows."}

    asked = desk.sends("complete_closure", closure.reference, status=403, **typed)
    kept = hidden(asked.content.decode())
    assert {name: kept[name] for name in typed} == typed
    closure.refresh_from_db()
    assert closure.state == "in_review"
    desk.sends("complete_closure", closure.reference, again_password=PASSWORD, **kept)
    closure.refresh_from_db()
    assert closure.state == "refused"


def test_who_signs_in_elsewhere_signs_in_again_instead(cast: Cast, evidence: Evidence, clock: TestClock) -> None:
    stopped(cast, evidence)
    cast.rita_user.set_unusable_password()
    cast.rita_user.save(update_fields=["password"])
    before = at_desk(cast.rita_user)
    clock.advance(minutes=1)
    asked = before.page("evidence", evidence.public_id, status=403, open="1")
    assert "You sign in through another service" in asked.words
    answer: dict[str, Any] = {"again_password": "", "again_reason": "A sample.", "again_get": "1"}
    # Signed in minutes ago, but before they were stopped.
    assert "You have not signed in again yet." in before.refusal("say_why", evidence.public_id, status=422, **answer)
    clock.advance(minutes=1)

    at_desk(cast.rita_user).sends("say_why", evidence.public_id, **answer)
    assert LookStop.objects.get().reason == "A sample."
