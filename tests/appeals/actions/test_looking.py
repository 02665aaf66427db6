"""Looks at what people sent: all written down, counted by people, stopped beyond a number until somebody says why."""

from __future__ import annotations

import threading
from copy import deepcopy
from typing import TYPE_CHECKING, Any

import pytest
from django.db import connection

from accounts.instants import redress_now
from appeals.actions import perform
from appeals.actions.filing import start_appeal
from appeals.actions.looking import look_at, say_why
from appeals.errors import IllegalTransition, Invalid, NotAllowed
from appeals.models import Evidence, EvidenceView, LookStop
from notifications.models import Message
from tests.appeals.cast import Cast, codes, refused
from tests.factories import claim, make_account, make_appeal, make_case, make_closable_case, make_closure, make_evidence, make_user

if TYPE_CHECKING:
    from tests.clock import TestClock
    from tests.conftest import ModuleRows


@pytest.fixture(scope="module")
def whole_strangers(whole_cast: Cast, module_rows: ModuleRows) -> list[Evidence]:
    """A document of each of five people."""
    with module_rows():
        cases = [make_case(make_account(), decided_by=whole_cast.otto_user) for _person in range(5)]
        return [make_evidence(make_appeal(case)) for case in cases]


@pytest.fixture
def strangers(whole_strangers: list[Evidence], db: None) -> list[Evidence]:
    return deepcopy(whole_strangers)


def looks(cast: Cast, evidence: Evidence, **values: Any) -> bool:
    """Whether rita may see the file."""
    return perform(look_at, cast.rita, evidence=evidence, **values) is None


def test_every_look_at_a_file_is_written_down(cast, case):
    evidence = make_evidence(make_appeal(case))

    perform(look_at, cast.rita, evidence=evidence, page=2)
    perform(look_at, cast.lena, evidence=evidence, original=True, reason="The view copy is blurred.")

    assert list(EvidenceView.objects.order_by("pk").values_list("user_id", "page", "original", "reason")) == [
        (cast.rita.user_id, 2, False, ""),
        (cast.lena.user_id, 0, True, "The view copy is blurred."),
    ]


def test_the_same_page_again_within_ten_minutes_is_the_same_look(cast, case, clock: TestClock):
    evidence = make_evidence(make_appeal(case))
    for page in (1, 1, 2, 1):
        assert looks(cast, evidence, page=page)
    assert EvidenceView.objects.count() == 2
    clock.advance(minutes=11)

    assert looks(cast, evidence, page=1)
    assert EvidenceView.objects.count() == 3


def test_who_may_look_and_at_what(cast, case):
    appeal = make_appeal(case)
    plain, sensitive = make_evidence(appeal), make_evidence(appeal, sensitive=True)
    perform(look_at, cast.ida, evidence=plain)

    for actor in (cast.audrey, cast.ana, cast.key, cast.system):
        refused(NotAllowed, look_at, actor, evidence=plain)
    refused(NotAllowed, look_at, cast.ida, evidence=sensitive)
    refused(NotAllowed, look_at, cast.rita, evidence=plain, original=True, reason="I would like to.")
    assert codes(refused(Invalid, look_at, cast.lena, evidence=plain, original=True)) == [("reason", "required")]
    assert EvidenceView.objects.count() == 1


def test_nobody_of_the_staff_looks_at_what_was_not_sent(cast, case):
    draft = perform(start_appeal, cast.ana, case=case)

    refused(IllegalTransition, look_at, cast.rita, evidence=make_evidence(draft))


def test_a_fourth_person_within_an_hour_stays_closed_and_seniors_hear_of_it(cast, strangers):
    told = {cast.lena_user.email, make_user("policy_admin").email}
    assert [looks(cast, one) for one in strangers] == [True, True, True, False, False]

    stop = LookStop.objects.get()
    assert (stop.user_id, stop.evidence, stop.claimed, stop.persons) == (cast.rita.user_id, strangers[3], False, 3)
    assert EvidenceView.objects.count() == 3
    mails = Message.objects.filter(kind="staff.staff_looks")
    assert told <= {one.recipient for one in mails}
    assert all("/console/looks/" in one.text and cast.rita_user.display_name not in one.text for one in mails)
    assert not mails.filter(recipient=cast.rita_user.email).exists()


def test_many_documents_of_one_person_are_one_person(cast, case):
    appeal = make_appeal(case)

    assert all(looks(cast, make_evidence(appeal)) for _file in range(5))


def test_cases_in_hand_have_a_limit_of_their_own(cast, strangers, settings):
    settings.LOOKS_PER_HOUR_CLAIMED = 2
    for one in strangers[:3]:
        claim(one.appeal, cast.rita_user)
    assert [looks(cast, one) for one in strangers[3:]] == [True, True]

    assert [looks(cast, one) for one in strangers[:3]] == [True, True, False]
    assert (LookStop.objects.get().claimed, LookStop.objects.get().persons) == (True, 2)


def test_a_case_that_one_judges_as_the_reviewer_of_its_closing_is_in_hand(cast):
    closure = make_closure(make_closable_case(account=cast.account, decided_by=cast.otto_user), step="in_review", reviewer=cast.rita_user)
    evidence = make_evidence(make_appeal(closure.case))

    perform(look_at, cast.rita, evidence=evidence, page=1)
    perform(look_at, cast.rob, evidence=evidence, page=1)
    assert list(EvidenceView.objects.order_by("pk").values_list("user__username", "claimed")) == [("rita", True), ("rob", False)]


def test_an_hour_later_there_is_room_again_but_a_stop_stays_until_it_is_answered(cast, strangers, clock: TestClock):
    assert all(looks(cast, one) for one in strangers[:3])
    clock.advance(hours=1, seconds=1)
    assert looks(cast, strangers[3])
    assert [looks(cast, one) for one in [*strangers[:2], strangers[4]]] == [True, True, False]
    clock.advance(hours=2)

    assert not looks(cast, strangers[0], page=7)


def test_who_says_why_goes_on_and_is_counted_anew(cast, strangers, clock: TestClock):
    for one in strangers[:4]:
        looks(cast, one)
    assert codes(refused(Invalid, say_why, cast.rita, reason=" ")) == [("reason", "required")]
    clock.advance(minutes=1)

    perform(say_why, cast.rita, reason="A sample for the quality report.")
    stop = LookStop.objects.get()
    assert (stop.reason, stop.answered_at) == ("A sample for the quality report.", redress_now())
    clock.advance(minutes=1)
    assert [looks(cast, one, page=3) for one in strangers] == [True, True, True, False, False]
    assert LookStop.objects.filter(answered_at=None).count() == 1
    assert perform(say_why, cast.lena, reason="Nothing stopped me.") is None


def test_an_answer_is_kept_as_it_was_given(cast, strangers):
    for one in strangers[:4]:
        looks(cast, one)
    perform(say_why, cast.rita, reason="A sample.")

    for statement in (
        "UPDATE appeals_lookstop SET reason = 'x'",
        "UPDATE appeals_lookstop SET persons = 1",
        "DELETE FROM appeals_lookstop",
    ):
        with pytest.raises(Exception, match=r"append-only|permission denied"), connection.cursor() as cursor:  # noqa: PT012
            cursor.execute("SAVEPOINT before")
            try:
                cursor.execute(statement)
            finally:
                cursor.execute("ROLLBACK TO before")


def test_many_requests_at_once_do_not_find_more_room(shared_db):
    cast = Cast()
    documents = [make_evidence(make_appeal(make_case(make_account(), decided_by=cast.otto_user))) for _person in range(5)]
    assert cast.rita

    def open_one(evidence: Evidence) -> None:
        try:
            perform(look_at, cast.rita, evidence=evidence)
        finally:
            connection.close()

    threads = [threading.Thread(target=open_one, args=[one]) for one in documents]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert (EvidenceView.objects.filter(user=cast.rita_user).count(), LookStop.objects.count()) == (3, 1)
