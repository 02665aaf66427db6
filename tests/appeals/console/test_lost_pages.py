"""Letters that did not arrive: listed, other ways tried and noted, and the search ended by a senior after two ways on two days."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.db import DatabaseError, transaction

from accounts.instants import redress_now
from appeals.actions import perform, searching
from appeals.actions.delivery import notice_bounced, open_notice
from appeals.errors import IllegalTransition, Invalid, NotAllowed
from appeals.models import Clock, ContactAttempt, Notice
from tests.appeals.actions.closing import later
from tests.appeals.cast import codes, entries, refused
from tests.factories import add_event, make_notice

if TYPE_CHECKING:
    from tests.appeals.cast import Cast
    from tests.appeals.console.conftest import Desk

pytestmark = pytest.mark.django_db


@pytest.fixture
def lost(cast: Cast) -> Notice:
    """A letter to ana whose mail came back today."""
    case = cast.case()
    notice = make_notice(case, add_event(case, "note.added"), address="ana@example.org")
    perform(notice_bounced, cast.rita, notice=notice)
    return Notice.objects.select_related("case__account").get(pk=notice.pk)


def today() -> Any:
    return redress_now().date()


def tried(cast: Cast, notice: Notice, **changes: Any) -> ContactAttempt:
    values = {"by_way": "phone", "tried_on": today(), "note": "Nobody picked up."} | changes
    row: ContactAttempt = perform(searching.note_attempt, cast.ida, notice=notice, **values)
    return row


def test_from_the_list_over_two_ways_to_the_end_of_the_search(cast: Cast, lost: Notice, rita: Desk, lena: Desk) -> None:
    assert f"/console/lost/{lost.public_id}/" in [one.attrs["href"] for one in rita.page("lost_letters").all("a")]
    assert "End the search" not in rita.page("lost_letter", lost.public_id).words
    rita.sends("lost_letter", lost.public_id, by_way="phone", tried_on=str(today()), note="Nobody picked up.")
    assert "Try another way first, on another day than the mail came back." in lena.refusal("give_up", lost.public_id, status=409)

    later(days=1)
    rita.sends("lost_letter", lost.public_id, by_way="post", tried_on=str(today()))
    words = lena.page("lost_letter", lost.public_id).words
    assert "Nobody picked up." in words
    assert "Letter by post" in words
    lena.sends("give_up", lost.public_id, once="end")

    lost.refresh_from_db()
    assert (lost.unreachable_by, lost.delivered_at) == (cast.lena_user, None)
    assert entries(lost.case)[-3:] == ["contact.tried", "contact.tried", "contact.given_up"]
    assert not Clock.objects.filter(case=lost.case, kind="notice_lost", state="running").exists()
    assert "Every letter has arrived, or is on its way." in rita.page("lost_letters").words
    assert "The search was ended by" in rita.page("lost_letter", lost.public_id).words


def test_an_empty_list_says_so(rita: Desk) -> None:
    assert "Every letter has arrived, or is on its way." in rita.page("lost_letters").words


def test_what_a_try_lacks_is_said(cast: Cast, lost: Notice) -> None:
    wrong = {"by_way": "pigeon", "tried_on": today() + timedelta(days=1), "note": "x" * 2_001}
    error = refused(Invalid, searching.note_attempt, cast.ida, notice=lost, **wrong)
    assert set(codes(error)) == {("by_way", "unknown"), ("tried_on", "in_the_future"), ("note", "too_long")}
    before = {"by_way": "phone", "tried_on": today() - timedelta(days=400)}
    assert codes(refused(Invalid, searching.note_attempt, cast.ida, notice=lost, **before)) == [("tried_on", "before_letter")]


@pytest.mark.parametrize("who", ["audrey", "key", "ana", "system"])
def test_only_the_desk_notes_a_try(who: str, cast: Cast, lost: Notice) -> None:
    refused(NotAllowed, searching.note_attempt, getattr(cast, who), notice=lost, by_way="phone", tried_on=today())


@pytest.mark.parametrize("who", ["rita", "ida", "audrey", "key", "system"])
def test_only_a_senior_ends_the_search(who: str, cast: Cast, lost: Notice) -> None:
    later(days=1)
    tried(cast, lost)

    refused(NotAllowed, searching.give_up, getattr(cast, who), notice=lost)


def test_a_letter_that_arrived_is_not_searched_for(cast: Cast, lost: Notice) -> None:
    perform(open_notice, cast.ana, notice=lost)

    refused(IllegalTransition, searching.note_attempt, cast.ida, notice=lost, by_way="phone", tried_on=today())
    refused(IllegalTransition, searching.give_up, cast.lena, notice=lost)


def test_the_search_ends_once(cast: Cast, lost: Notice) -> None:
    later(days=1)
    tried(cast, lost)
    perform(searching.give_up, cast.lena, notice=lost)

    refused(IllegalTransition, searching.give_up, cast.lena, notice=lost)
    refused(IllegalTransition, searching.note_attempt, cast.ida, notice=lost, by_way="text", tried_on=today())


def test_the_database_gives_nobody_up_after_one_day(cast: Cast, lost: Notice) -> None:
    tried(cast, lost)

    with pytest.raises(DatabaseError, match="two ways on two days"), transaction.atomic():
        Notice.objects.filter(pk=lost.pk).update(unreachable_at=redress_now(), unreachable_by=cast.lena_user)
    with pytest.raises(DatabaseError), transaction.atomic():
        ContactAttempt.objects.update(tried_on=today() + timedelta(days=1))
