"""One timeline, three readers: the person's entries, the staff's, and what only seniors see."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from appeals.actions import perform
from appeals.actions.deciding import approve_decision, decide_appeal, record_view, return_decision
from appeals.actions.filing import edit_appeal, start_appeal, submit_appeal
from appeals.actions.information import answer_information, request_information
from appeals.actions.intake import add_link
from appeals.actions.transition import Entry, record
from appeals.models import Audience
from appeals.queries.timeline import timeline_for
from tests.appeals.actions.judging import overturned, proposed, signing, taken

if TYPE_CHECKING:
    from tests.appeals.cast import Cast

pytestmark = pytest.mark.usefixtures("constraints_now")
STAFF_ONLY = {
    "appeal.claimed",
    "appeal.released",
    "appeal.second_check",
    "appeal.view_recorded",
    "appeal.returned",
    "request.asked",
    "request.answered",
    "account.standing_changed",
}


@pytest.fixture
def case(cast: Cast) -> Any:
    return cast.case(days=60)


def kinds(actor: Any, case: Any) -> list[str]:
    return [entry.kind for entry in timeline_for(actor, case)]


def test_the_person_reads_what_concerns_them_and_no_name_of_ours(cast, case):
    appeal = taken(cast, case)
    request = perform(request_information, cast.rita, appeal=appeal, question="Who works here?", why="To understand.")
    perform(answer_information, cast.ana, request=request, text="My sister.")
    perform(decide_appeal, cast.rita, appeal=appeal, draft=overturned())

    entries = timeline_for(cast.ana, case)

    assert not STAFF_ONLY & {entry.kind for entry in entries}
    assert {"appeal.submitted", "appeal.information_requested", "appeal.answered", "appeal.decided"} <= {entry.kind for entry in entries}
    assert {entry.who for entry in entries} == {"staff", "appellant"}
    assert "rita" not in str(entries).lower()
    assert [entry.seq for entry in entries] == sorted((entry.seq for entry in entries), reverse=True)


def test_the_staff_read_their_own_moves_with_names(cast, case):
    appeal = signing(cast, case, whole=True)
    perform(return_decision, cast.lena, appeal=appeal, reason="Look again.")

    entries = {entry.kind: entry for entry in timeline_for(cast.rob, case)}

    assert {"appeal.claimed", "appeal.second_check", "appeal.view_recorded", "appeal.returned"} <= set(entries)
    assert (entries["appeal.claimed"].who, entries["appeal.returned"].who) == ("Rita", "Lena")


def test_a_key_reads_no_more_than_the_person(cast, case):
    perform(approve_decision, cast.lena, appeal=signing(cast, case, whole=True))

    assert kinds(cast.key, case) == kinds(cast.ana, case)


def test_nothing_in_the_timeline_tells_the_first_result_before_the_second_view(cast, case):
    appeal = proposed(cast, case, whole=True)

    assert "upheld" not in str(timeline_for(cast.lena, case))
    perform(record_view, cast.lena, appeal=appeal, own_view="overturned", reason="It is one name.")
    assert "overturned" not in str(timeline_for(cast.rob, case))


def test_restricted_entries_are_for_seniors_and_auditors(cast, case):
    record(case.pk, Entry("case.secret", {"why": "An order."}, Audience.RESTRICTED), cast.lena)

    readers = [actor for actor in (cast.lena, cast.audrey, cast.rita, cast.ida, cast.ana, cast.key) if "case.secret" in kinds(actor, case)]
    assert readers == [cast.lena, cast.audrey]


def test_what_a_person_does_with_an_unsent_draft_is_theirs_alone(cast, case):
    draft = perform(start_appeal, cast.ana, case=case)
    perform(add_link, cast.ana, appeal=draft, url="https://example.org/")

    for actor in (cast.rita, cast.lena, cast.ida, cast.key):
        assert not {"appeal.drafted", "evidence.added"} & set(kinds(actor, case))
    assert kinds(cast.ana, case)[:2] == ["evidence.added", "appeal.drafted"]
    perform(edit_appeal, cast.ana, appeal=draft, statement="It is the same name.")
    perform(submit_appeal, cast.ana, appeal=draft)
    assert "evidence.added" in kinds(cast.rita, case)


def test_what_staff_write_down_is_seen_by_staff(cast, case):
    perform(start_appeal, cast.ida, case=case, channel="phone")

    assert "appeal.drafted" in kinds(cast.rita, case)
    assert "appeal.drafted" not in kinds(cast.key, case)


def test_a_timeline_costs_the_same_however_long_it_is(cast, case):
    taken(cast, case)
    rob = cast.rob

    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            timeline_for(rob, case)
        return len(queries)

    one = cost()
    for actor in (cast.rita, cast.lena):
        record(case.pk, Entry("note.added", {}, Audience.STAFF), actor)

    assert cost() == one == 3
