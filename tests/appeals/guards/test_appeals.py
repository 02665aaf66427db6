"""I5: one open appeal per subject and level, nothing decided twice at one level, and what was sent stays as it was sent."""

from datetime import timedelta
from typing import Any

import pytest

from accounts.instants import redress_now
from appeals.models import Appeal, Closure, InformationRequest, Suspension
from tests import factories as make
from tests.appeals.guards.tools import denied, refused

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("whole_rows")]


@pytest.mark.parametrize("state", ["draft", "submitted", "in_review"])
def test_one_appeal_of_a_level_is_open(state: str) -> None:
    appeal = make.make_appeal(state=state)

    with refused("one_open_appeal_of_suspension"):
        make.make_appeal(appeal.case, state="draft")


def test_the_same_level_of_another_subject_is_open_too(appeal: Appeal) -> None:
    hold = make.make_hold(appeal.case)

    make.make_appeal(hold)

    with refused("one_open_appeal_of_hold"):
        make.make_appeal(hold, state="draft")


def test_a_closure_is_appealed_once_at_a_time(effected: Closure) -> None:
    make.make_appeal(effected)

    with refused("one_open_appeal_of_closure"):
        make.make_appeal(effected, state="draft")


def test_what_was_decided_is_appealed_only_at_the_second_level(claimed: Appeal) -> None:
    make.decide(claimed)

    with refused("I5", "already_decided"):
        make.make_appeal(claimed.case, state="draft")
    second = make.make_appeal(claimed.case, level="2", state="in_review")
    make.decide(second)

    with refused("I5", "already_decided"):
        make.make_appeal(claimed.case, level="2", state="draft")


def test_a_new_statement_opens_both_levels_again() -> None:
    with make.at(make.ago(days=4)):
        first = make.make_appeal(state="in_review")
        make.decide(first)
    with make.at(make.ago(days=3)):
        make.decide(make.make_appeal(first.case, level="2", state="in_review"))
    with make.at(make.ago(days=2)):
        make.make_statement(first.case)

    with refused("I5", "already_decided"):
        make.make_appeal(first.case, level="2", state="draft")
    with make.at(make.ago(days=1)):
        make.decide(make.make_appeal(first.case, state="in_review"))

    assert make.make_appeal(first.case, level="2", state="draft").pk


def test_a_draft_made_before_the_decision_is_not_sent_after_it() -> None:
    with make.at(make.ago(days=3)):
        appeal = make.make_appeal(state="in_review")
    draft = make.make_appeal(appeal.case, level="reinstatement", state="draft")
    make.decide(appeal)

    with denied():
        Appeal.objects.filter(pk=draft.pk).update(level="1")


def test_the_second_level_follows_the_first(case: Suspension) -> None:
    with refused("I5", "first_level_missing"):
        make.make_appeal(case, level="2", state="draft")


def test_a_new_statement_opens_the_first_level_again() -> None:
    case = make.make_case(started=make.ago(days=5))
    with make.at(make.ago(days=3)):
        make.decide(make.make_appeal(case, state="in_review"))
    make.make_statement(case)

    assert make.make_appeal(case).state == "submitted"


def test_a_withdrawn_appeal_may_be_sent_again() -> None:
    appeal = make.make_appeal(state="withdrawn")

    assert make.make_appeal(appeal.case).state == "submitted"


@pytest.mark.parametrize("state", ["recorded", "overturned"])
def test_there_must_be_something_to_appeal(state: str) -> None:
    case = make.make_case(state=state)

    with refused("I5", "nothing_to_appeal"):
        make.make_appeal(case, state="draft")


def test_the_hold_of_another_case_is_not_appealed_here(case: Suspension) -> None:
    theirs, ours = make.make_hold(case), make.make_case()

    with refused("appeal_of_own_hold"):
        Appeal.objects.create(reference="APL-0000-0001", case=ours, subject_kind="hold", hold=theirs, event_seq=4)


def test_an_empty_appeal_is_not_sent() -> None:
    draft = make.make_appeal(state="draft", statement=" ")

    with refused("I5", "statement_empty"):
        make.submit(draft)


def test_an_appeal_is_dated_when_it_is_sent(draft: Appeal) -> None:
    now = redress_now()

    with refused("I4", "back_dated"):
        make.move(draft, "submitted", submitted_at=now - timedelta(days=1), received_at=now)
    with refused("I4", "back_dated"):
        make.move(draft, "submitted", submitted_at=now, received_at=now + timedelta(days=1))


@pytest.mark.parametrize("changes", [{"statement": "Other words."}, {"wants": "reduce"}, {"disputes": [0]}, {"context": [{"kind": "x"}]}])
def test_what_the_person_sent_stays(appeal: Appeal, changes: dict[str, Any]) -> None:
    with refused("I7", "never_changes"):
        Appeal.objects.filter(pk=appeal.pk).update(**changes)


def test_the_day_it_arrived_stays(appeal: Appeal) -> None:
    with refused("I7", "never_changes"):
        Appeal.objects.filter(pk=appeal.pk).update(received_at=redress_now() - timedelta(days=5))


def test_what_staff_wrote_down_may_be_completed_as_new_evidence() -> None:
    appeal = make.make_appeal(channel="letter")

    Appeal.objects.filter(pk=appeal.pk).update(statement="It is the same name. A second page came later.")

    appeal.case.refresh_from_db()
    assert appeal.case.evidence_rev == 2


def test_a_question_belongs_to_an_appeal_in_review(appeal: Appeal) -> None:
    with refused("I5", "appeal_not_in_review"):
        make.make_request(appeal, make.make_user("reviewer"))


def test_an_answer_stays_as_it_was_sent(claimed: Appeal) -> None:
    request = make.make_request(claimed)
    make.move(request, "answered", answer="No, nobody.", answered_at=redress_now())

    with refused("I7", "never_changes"):
        InformationRequest.objects.filter(pk=request.pk).update(answer="Yes, somebody.")
