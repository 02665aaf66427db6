"""Appeals that come by letter, mail, phone or help desk: written down by staff or a key, completed by the person."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from accounts.instants import redress_now
from appeals.actions import perform
from appeals.actions.filing import edit_appeal, start_appeal, submit_appeal
from appeals.errors import IllegalTransition, Invalid, NotAllowed
from appeals.models import Notice
from appeals.queries.visibility import visible_appeals
from tests.appeals.cast import Cast, codes, entries, last_entry, last_notice, letters, refused

pytestmark = pytest.mark.usefixtures("constraints_now")


@pytest.fixture
def case(cast: Cast) -> Any:
    return cast.case(started=redress_now() - timedelta(days=10), days=90)


def recorded(cast: Cast, case: Any, actor: Any = None, **changes: Any) -> Any:
    """A letter that arrived three days ago, written down and sent."""
    actor = actor or cast.ida
    values: dict[str, Any] = {"channel": "letter", "received_at": redress_now() - timedelta(days=3)} | changes
    draft = perform(start_appeal, actor, case=case, **values)
    perform(edit_appeal, actor, appeal=draft, statement="They wrote that it is the same name.")
    perform(submit_appeal, actor, appeal=draft)
    draft.refresh_from_db()
    return draft


@pytest.mark.parametrize("channel", ["letter", "email", "phone", "helpdesk"])
def test_what_came_another_way_counts_from_the_day_it_arrived(cast, case, channel):
    arrived, notice = redress_now() - timedelta(days=3), last_notice()

    appeal = recorded(cast, case, channel=channel)

    assert (appeal.channel, appeal.received_at, appeal.filed_by_id) == (channel, arrived, cast.ida.user_id)
    assert appeal.decide_by == arrived + timedelta(days=14)
    assert letters(case, after=notice) == ["appeal_received"]
    assert "We wrote it down for you" in Notice.objects.latest("pk").text


def test_a_key_that_may_file_writes_down_too_and_nobody_of_the_staff_is_named(cast, case):
    appeal = recorded(cast, case, cast.key, channel="helpdesk")

    assert (appeal.state, appeal.filed_by_id) == ("submitted", None)


def test_a_promise_that_would_be_over_already_is_made_anew_from_today(cast, case):
    case = cast.case(started=redress_now() - timedelta(days=40), days=90)

    appeal = recorded(cast, case, received_at=redress_now() - timedelta(days=30))

    assert appeal.decide_by is not None
    assert redress_now() < appeal.decide_by < redress_now() + timedelta(days=7)


@pytest.mark.parametrize(
    ("values", "wrong"),
    [
        ({"channel": "portal"}, [("channel", "not_here")]),
        ({"channel": "pigeon"}, [("channel", "not_here")]),
        ({"channel": "letter", "received_at": timedelta(days=1)}, [("received_at", "in_the_future")]),
        ({"channel": "letter", "received_at": timedelta(days=-11)}, [("received_at", "before_start")]),
    ],
)
def test_staff_say_how_and_when_it_came(cast, case, values, wrong):
    if "received_at" in values:
        values = values | {"received_at": redress_now() + values["received_at"]}

    assert codes(refused(Invalid, start_appeal, cast.ida, case=case, **values)) == wrong


def test_a_draft_of_staff_is_seen_by_staff_and_by_the_person_and_by_no_key(cast, case):
    draft = perform(start_appeal, cast.ida, case=case, channel="phone")

    assert {actor.label for actor in (cast.ana, cast.rita, cast.key, cast.mallory) if visible_appeals(actor).filter(pk=draft.pk)} == {
        cast.ana.label,
        cast.rita.label,
    }
    assert perform(start_appeal, cast.ana, case=case).pk == draft.pk
    assert perform(start_appeal, cast.rita, case=case, channel="phone").pk == draft.pk


def test_a_letter_ends_the_unsent_draft_of_the_person_who_can_still_read_it(cast, case):
    own = perform(start_appeal, cast.ana, case=case)
    perform(edit_appeal, cast.ana, appeal=own, statement="Half a thought.")
    seq = last_entry(case)

    recorded(cast, case)

    own.refresh_from_db()
    assert (own.state, own.statement) == ("lapsed", "Half a thought.")
    assert entries(case, after=seq) == ["appeal.lapsed", "appeal.drafted", "appeal.submitted"]
    assert visible_appeals(cast.ana).filter(pk=own.pk).exists()
    assert not visible_appeals(cast.ida).filter(pk=own.pk).exists()


def test_the_person_completes_what_was_written_down_and_gets_a_second_receipt(cast, case):
    appeal = recorded(cast, case)
    notice = last_notice()

    perform(edit_appeal, cast.ana, appeal=appeal, statement="What I really wrote: it is the same name.")

    appeal.refresh_from_db()
    case.refresh_from_db()
    assert appeal.statement == "What I really wrote: it is the same name."
    assert (appeal.state, appeal.receipts.count(), case.evidence_rev) == ("submitted", 2, 2)
    assert letters(case, after=notice) == ["appeal_received"]


def test_nobody_but_the_person_changes_what_was_written_down_and_sent(cast, case):
    appeal = recorded(cast, case)

    refused(NotAllowed, edit_appeal, cast.ida, appeal=appeal, statement="Something else.")
    assert codes(refused(Invalid, edit_appeal, cast.ana, appeal=appeal, statement=" ")) == [("statement", "required")]


def test_a_second_letter_meets_the_first(cast, case):
    first = recorded(cast, case)

    assert first.reference in refused(IllegalTransition, start_appeal, cast.ida, case=case, channel="letter").detail
