"""A closure from its proposal to its approval or its end, as the pages of the desk take it."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from accounts.instants import redress_now
from appeals.console.gate_words import WANTED
from appeals.models import Closure, Effect, Review
from appeals.queries.console_closures import SIGNED_FIRST
from appeals.queries.gate import SENTENCES
from tests.appeals.cast import letters
from tests.appeals.console.conftest import said
from tests.appeals.console.world import everything
from tests.appeals.markup import read
from tests.factories import make_appeal, make_closable_case, make_closure, make_evidence, make_hold

if TYPE_CHECKING:
    from tests.appeals.cast import Cast
    from tests.appeals.console.conftest import Desk

pytestmark = pytest.mark.django_db
ENOUGH = "Three cases in one year are confirmed, and each time the same rule was broken."
PROPOSAL: dict[str, Any] = {
    "reasons": "This is the third time in a year that the same rule was broken.",
    "why_not_temporary": "We used it twice, in May and in June.",
}


def closure_of(cast: Cast, step: str, **people: Any) -> Closure:
    """A closure about a measure that otto decided, proposed by rob where nobody is named, carried to a step."""
    people = {"proposer": cast.rob_user} | people
    closure = make_closure(make_closable_case(account=cast.account, decided_by=cast.otto_user), step=step, **people)
    if step == "reviewed":
        # Whoever has completed a review holds it no longer.
        Closure.objects.filter(pk=closure.pk).update(assignee=None)
    return closure


def gate_lines(page: Any) -> list[str]:
    """What the gate still waits for, as the list says it."""
    (gate,) = [one for one in page.all("section") if "gate" in str(one.attrs.get("class", "")).split()]
    return [item.words for item in gate.all("li") if item.attrs.get("class") == "gate-open"]


def test_closures_that_wait_and_that_ended_are_two_views(cast: Cast, rita: Desk) -> None:
    waiting = closure_of(cast, "delivered")
    ended = make_closure(make_closable_case(), step="effected")

    def shown(**query: Any) -> list[str]:
        return [row.one("a").words for row in rita.page("closures", **query).one("tbody").all("tr")]

    assert shown() == [waiting.reference]
    assert shown(view="ended") == [ended.reference]
    assert shown(view="nonsense", after="-1") == [waiting.reference]
    assert [tab.words for tab in rita.page("closures").one("main").all("nav")[0].all("a")] == ["Waiting", "Ended"]


def test_an_empty_list_says_where_closures_come_from(rita: Desk) -> None:
    assert "A closure is proposed from the page of a case." in rita.page("closures").words


def test_a_closure_is_proposed_with_its_own_letter(cast: Cast, rita: Desk) -> None:
    case = make_closable_case(account=cast.account, decided_by=cast.otto_user)
    hold = make_hold(case)
    day = (redress_now() + timedelta(days=40)).date()
    response = rita.sends("propose_closure", case.reference, **PROPOSAL, outcome_0="release", by_0=str(day))

    closure = Closure.objects.get()
    assert response["Location"] == f"/console/closures/{closure.reference}/"
    assert closure.lighter_measures == [{"measure": "temporary", "why_not": "We used it twice, in May and in June."}]
    assert closure.money_plan == [{"hold": hold.public_id, "outcome": "release", "by": str(day)}]
    assert letters(case)[-1] == "closure_proposed"
    assert "Held money 340\u00a0USD Pay it to the person · by" in rita.page("closure", closure.reference).words


@pytest.mark.parametrize(
    ("change", "complaints"),
    [
        ({"reasons": ""}, "Say why the account is to be closed."),
        ({"why_not_temporary": ""}, "Name at least one lighter measure and say why it is not enough."),
        ({"outcome_0": ""}, "Say how it ends."),
        ({"by_0": ""}, "Say by which day."),
        ({"outcome_0": "", "by_0": ""}, "Say what happens to the held money: {hold}."),
        ({"by_0": "2001-01-01"}, "This day is over."),
        ({"reasons": "We close it permanently."}, "“permanently” may not be said before the account may be closed for good."),
        ({"why_not_warning": "You lied."}, "“You lied” accuses. Say what was seen instead."),
    ],
)
def test_half_a_proposal_stays_on_the_page(cast: Cast, rita: Desk, change: dict[str, Any], complaints: str) -> None:
    case = make_closable_case(account=cast.account, decided_by=cast.otto_user)
    hold = make_hold(case)
    sent = PROPOSAL | {"outcome_0": "release", "by_0": str((redress_now() + timedelta(days=40)).date())} | change
    before = everything()

    assert rita.refusal("propose_closure", case.reference, status=422, **sent) == complaints.format(hold=hold.public_id)
    assert everything() == before


def test_a_second_proposal_is_refused_and_says_where_the_first_is(cast: Cast, rita: Desk) -> None:
    closure = closure_of(cast, "delivered")
    before = everything()

    assert rita.refusal("propose_closure", closure.case.reference, status=409, **PROPOSAL) == "A closure is already proposed for this case."
    assert everything() == before
    assert closure.reference in rita.page("case", closure.case.reference).words


def test_a_proposal_written_anew_is_filled_in_with_what_was_there(cast: Cast, lena: Desk) -> None:
    closure = closure_of(cast, "delivered")
    page = lena.page("revise_closure", closure.reference)
    assert page.by_id("id_reasons").words == "Third confirmed break of the same rule in a year."
    assert page.by_id("id_why_not_temporary").words == "Used twice in this year."
    lena.sends("revise_closure", closure.reference, **PROPOSAL)

    closure.refresh_from_db()
    assert (closure.state, closure.reasons, closure.answer_by) == ("proposed", PROPOSAL["reasons"], None)


def test_two_who_write_a_proposal_anew_meet_on_one_page(cast: Cast, lena: Desk, rita: Desk) -> None:
    closure = closure_of(cast, "delivered")
    seen = lena.page("revise_closure", closure.reference).by_id("id_seen").attrs["value"]
    rita.sends("revise_closure", closure.reference, **PROPOSAL, seen=seen)
    mine = PROPOSAL | {"reasons": "My own words on the same three cases in one year."}

    page = read(lena.sends("revise_closure", closure.reference, status=409, **mine, seen=seen).content.decode())
    assert PROPOSAL["reasons"] in page.words
    assert page.by_id("id_reasons").words == mine["reasons"]
    lena.sends("revise_closure", closure.reference, **mine, seen=page.by_id("id_seen").attrs["value"])
    closure.refresh_from_db()
    assert closure.reasons == mine["reasons"]


def labels(gate: Any) -> list[str]:
    return [item.one("div").words.split(" \u2013 ")[0] for item in gate.all("li")]


def test_the_gate_names_every_condition_of_the_published_list_that_can_be_told(cast: Cast, rita: Desk) -> None:
    page = rita.page("closure", closure_of(cast, "proposed").reference)
    (gate,) = [one for one in page.all("section") if one.attrs.get("class") == "gate"]
    reviewed = rita.page("closure", closure_of(cast, "reviewed").reference)
    (later,) = [one for one in reviewed.all("section") if one.attrs.get("class") == "gate"]

    assert list(WANTED) == list(SENTENCES)
    assert labels(gate) == [str(label) for code, label in WANTED.items() if code not in SIGNED_FIRST]
    # Of a signature that was not given nothing is known yet.
    assert labels(later) == [str(label) for code, label in WANTED.items() if SIGNED_FIRST.get(code) != "approval_missing"]
    assert gate.one("h2").words == "Closure gate \u2013 5 things left"
    assert gate_lines(page) == [
        "Its notice has reached the person \u2013 still missing The notice of this closure has not reached the person.",
        "The notice period is over \u2013 still missing The notice period still runs.",
        "The time to answer is over \u2013 still missing The person may still answer.",
        "A person has read everything and completed a review \u2013 still missing No completed review of all evidence.",
        "A second person agrees \u2013 still missing No second person has approved.",
    ]


def test_a_review_is_taken_completed_and_handed_on(cast: Cast, rita: Desk) -> None:
    closure = closure_of(cast, "delivered")
    rita.sends("review_closure", closure.reference, once="take")
    rita.sends("review_closure", closure.reference, once="take")
    assert "Held by you" in rita.page("closure", closure.reference).words
    rita.sends("complete_closure", closure.reference, outcome="close", reasons=ENOUGH)

    closure.refresh_from_db()
    assert (closure.state, Review.objects.get(closure=closure).outcome) == ("second_approval", "close")
    assert Review.objects.count() == 1


def test_a_review_given_back_is_free_for_others(cast: Cast, rita: Desk, lena: Desk) -> None:
    closure = closure_of(cast, "delivered")
    rita.sends("review_closure", closure.reference)
    assert "You cannot review this closure now. Another person reviews this closure now." in lena.page("closure", closure.reference).words
    rita.sends("release_closure", closure.reference)

    closure.refresh_from_db()
    assert closure.assignee is None


def test_who_proposed_and_who_suspended_are_told_why_they_may_not_review(cast: Cast, rob: Desk, otto: Desk) -> None:
    closure = closure_of(cast, "delivered")

    assert "You may not review this closure, because you proposed this closure." in rob.page("closure", closure.reference).words
    assert (
        "You may not review this closure, because you took part in the decision that this is about."
        in otto.page("closure", closure.reference).words
    )


@pytest.mark.parametrize(
    ("sent", "complaint"),
    [
        ({}, "What is your judgement? Choose one. Your reasons: write something."),
        ({"outcome": "close", "reasons": "Too short."}, "Give your reasons in at least 40 characters."),
        ({"outcome": "effect", "reasons": ENOUGH}, "Select a valid choice. effect is not one of the available choices."),
    ],
)
def test_half_a_judgement_stays_on_the_page(cast: Cast, rita: Desk, sent: dict[str, Any], complaint: str) -> None:
    closure = closure_of(cast, "in_review", reviewer=cast.rita_user)
    before = everything()

    assert rita.refusal("complete_closure", closure.reference, status=422, **sent) == complaint
    assert everything() == before


def test_a_judgement_against_closing_ends_it_and_tells_the_person(cast: Cast, rita: Desk) -> None:
    closure = closure_of(cast, "in_review", reviewer=cast.rita_user)
    rita.sends("complete_closure", closure.reference, outcome="keep", reasons="A shorter measure is enough.")

    closure.refresh_from_db()
    assert closure.state == "refused"
    assert letters(closure.case)[-1] == "closure_refused"


def test_something_new_sends_the_reviewer_back_to_the_page(cast: Cast, rita: Desk) -> None:
    closure = closure_of(cast, "in_review", reviewer=cast.rita_user)
    shown = closure.case.evidence_rev
    make_evidence(make_appeal(closure.case))
    told = rita.refusal("complete_closure", closure.reference, status=409, outcome="close", reasons=ENOUGH, evidence_rev=str(shown))

    assert told == "Something new arrived since you opened this page. Look at it first."


def test_the_second_person_sees_no_reasons_before_an_own_view(cast: Cast, lena: Desk) -> None:
    closure = closure_of(cast, "reviewed", reviewer=cast.rita_user)
    page, step = lena.page("closure", closure.reference), lena.page("second_closure", closure.reference)
    first = Review.objects.get(closure=closure).reasons

    assert [first in page.words, first in step.words] == [False, False]
    assert "The first judgement is hidden until the second person has recorded an own view." in page.words
    lena.sends("second_closure", closure.reference, own_view="close", reason="Three times is enough.")
    assert first in lena.page("second_closure", closure.reference).words
    assert "Three times is enough." in lena.page("second_closure", closure.reference).words


def test_the_own_view_cannot_be_skipped(cast: Cast, lena: Desk) -> None:
    closure = closure_of(cast, "reviewed", reviewer=cast.rita_user)
    before = everything()

    assert (
        lena.refusal("approve_closure", closure.reference, status=409, reasons=ENOUGH)
        == "Record your own view first; then you see what the first person wrote."
    )
    assert everything() == before


def test_a_shut_gate_says_exactly_what_is_left_and_keeps_the_words(cast: Cast, lena: Desk) -> None:
    closure = closure_of(cast, "reviewed", reviewer=cast.rita_user)
    soon = redress_now() + timedelta(days=3)
    Closure.objects.filter(pk=closure.pk).update(answer_by=soon, letter_names_last_day=False)
    make_appeal(closure.case)
    lena.sends("second_closure", closure.reference, own_view="close", reason="Three times is enough.")
    before = everything()
    response = lena.sends("approve_closure", closure.reference, status=409, reasons=ENOUGH)

    page = read(response.content.decode())
    assert said(response) == "4 things are still missing."
    assert [line.split(" \u2013 ")[0] for line in gate_lines(page)] == [
        "The time to answer is over",
        "No appeal of the case is open",
        "Nothing new arrived after that",
        "The letter names the last day to appeal",
    ]
    assert page.by_id("id_reasons").words == ENOUGH
    assert everything() == before


def test_an_open_gate_lets_the_second_signature_through_once(cast: Cast, lena: Desk) -> None:
    closure = closure_of(cast, "reviewed", reviewer=cast.rita_user)
    lena.sends("second_closure", closure.reference, own_view="close", reason="Three times is enough.")
    lena.sends("approve_closure", closure.reference, reasons=ENOUGH, once="sign")
    before = everything()
    lena.sends("approve_closure", closure.reference, reasons=ENOUGH, once="sign")

    closure.refresh_from_db()
    assert closure.state == "approved"
    assert [(one.kind, one.state) for one in Effect.objects.filter(closure=closure)] == [("close", "requested")]
    assert everything() == before
    assert "The platform Requested" in lena.page("closure", closure.reference).words


def test_a_return_tells_the_reviewer_why(cast: Cast, rita: Desk, lena: Desk) -> None:
    closure = closure_of(cast, "reviewed", reviewer=cast.rita_user)
    lena.sends("second_closure", closure.reference, own_view="keep", reason="I see only two cases.")
    assert lena.refusal("return_closure", closure.reference, status=422) == "Why? Write something."
    lena.sends("return_closure", closure.reference, reason="The second case was overturned.")

    closure.refresh_from_db()
    assert (closure.state, closure.assignee) == ("in_review", cast.rita_user)
    assert "The second case was overturned." in rita.page("closure", closure.reference).words


@pytest.mark.parametrize(
    ("name", "state", "letter"), [("refuse_closure", "refused", "closure_refused"), ("withdraw_closure", "withdrawn", "closure_withdrawn")]
)
def test_a_closure_ends_with_a_reason_that_the_person_reads(cast: Cast, rita: Desk, name: str, state: str, letter: str) -> None:
    closure = closure_of(cast, "delivered")
    before = everything()
    assert rita.refusal(name, closure.reference, status=422) == "Why? Write something."
    assert everything() == before

    rita.sends(name, closure.reference, reason="A shorter measure is enough.")
    closure.refresh_from_db()
    assert closure.state == state
    assert letters(closure.case)[-1] == letter
    assert "Closure gate" not in rita.page("closure", closure.reference).words
