"""Being asked again who sits at the desk: nothing that was typed is lost, and nothing happens before the answer."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import pytest

from accounts.models import SignInFailure
from appeals.evidence.storage import new_key, store
from appeals.models import Evidence, EvidenceView
from tests.appeals.console.conftest import at_desk
from tests.appeals.markup import read
from tests.factories import make_appeal, make_evidence

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


def hidden(page: str) -> dict[str, str]:
    return {
        one.attrs["name"]: one.attrs.get("value", "") for one in read(page).one("main").all("input") if one.attrs.get("type") == "hidden"
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
