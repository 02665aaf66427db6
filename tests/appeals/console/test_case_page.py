"""The page of a case: what the person reads, what only staff see, what one may do, and notes."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from accounts.instants import redress_now
from accounts.models import Representative
from appeals.models import Note, Signal, Suspension
from appeals.queries.console_desk import Load, own_load
from tests.appeals.actions.judging import filed
from tests.appeals.console.conftest import at_desk
from tests.appeals.console.world import everything
from tests.factories import (
    claim,
    decide,
    make_appeal,
    make_case,
    make_closable_case,
    make_closure,
    make_evidence,
    make_hold,
    make_request,
    make_user,
    move,
)

if TYPE_CHECKING:
    from tests.appeals.cast import Cast
    from tests.appeals.console.conftest import Desk
    from tests.appeals.markup import Element

pytestmark = pytest.mark.django_db
ON_A_CASE = ["Message", "Make the measure lighter", "Lift the measure", "Add an exhibit", "Tags", "Hold money", "Propose closure"]
CONTEXT = [{"kind": "illness", "text": "In hospital."}]


def buttons(page: Element) -> list[str]:
    """What one can do on a page: the words of its action bar."""
    bar = next(one for one in page.one("main").all("div") if one.attrs.get("class") == "case-bar")
    return [one.words for acts in bar.all("div") if acts.attrs.get("class") == "actions" for one in (*acts.all("button"), *acts.all("a"))]


def test_a_fresh_case_shows_its_statement_and_that_nothing_was_answered(cast: Cast, rita: Desk) -> None:
    case = cast.case()
    page = rita.page("case", case.reference.lower())

    assert page.one("h1").words == case.reference
    assert "The profile must carry your own name." in page.words
    assert "No answer yet." in page.words
    assert "This is the first measure against this account." in page.words
    assert "No money is held." in page.words


def test_internal_parts_are_marked_as_never_sent(cast: Cast, rita: Desk) -> None:
    case = cast.case(ladder_reason="Names come first.")
    Signal.objects.create(suspension=case, detector="names", version="3", score="0.91", detail={"distance": 7})
    Note.objects.create(case=case, author=cast.rob_user, text="Ask nothing more.")
    page = rita.page("case", case.reference)

    inside = [one.words for one in page.all("div") if one.attrs.get("class") == "internal"]
    assert inside[0].startswith("Internal \u2013 never sent Who decided Otto")
    assert "names 3 0.91 distance: 7" in inside[0]
    assert inside[1].startswith("Internal \u2013 never sent")
    assert "Ask nothing more." in inside[1]


def test_the_persons_words_documents_and_answers_stand_together(cast: Cast, rita: Desk) -> None:
    appeal = make_appeal(
        cast.case(), state="in_review", reviewer=cast.rita_user, disputes=[0], late_reason="I was ill.", wants="not_me", context=CONTEXT
    )
    make_evidence(appeal, name="ID <b>.jpg", label="My card", sensitive=True)
    make_request(appeal, cast.rita_user, question="Who else works here?")
    page = rita.page("case", appeal.case.reference)

    for words in (
        "It was not me",
        "It is the same name in another alphabet.",
        "I was ill.",
        "Illness, their own or close to them In hospital.",
        "ID <b>.jpg My card",
        "Sensitive: every look is written down",
        "Who else works here?",
        "Disputes point 1",
    ):
        assert words in page.words
    assert "We wait for the person." in page.words


def test_an_older_appeal_can_be_chosen(cast: Cast, rita: Desk) -> None:
    case = cast.case()
    first = make_appeal(case, state="withdrawn", statement="The first words.")
    second = make_appeal(case, statement="The second words.")

    newest, chosen = rita.page("case", case.reference), rita.page("case", case.reference, appeal=first.reference)
    assert "The second words." in newest.by_id("words").words or "The second words." in newest.words
    assert ("The first words." in newest.words, "The first words." in chosen.words) == (False, True)
    assert second.reference in chosen.words
    assert "The second words." in rita.page("case", case.reference, appeal="APL-0000-0000").words


def test_an_unsent_draft_stays_with_its_writer(cast: Cast, rita: Desk) -> None:
    case = cast.case()
    draft = make_appeal(case, state="draft", statement="Not sent yet.")
    page = rita.page("case", case.reference)

    assert ("Not sent yet." in page.words, draft.reference in page.words) == (False, False)


@pytest.mark.parametrize(
    ("who", "offered"),
    [
        ("rita", ["Claim", *ON_A_CASE]),
        ("otto", ON_A_CASE),
        ("lena", ["Claim", "Assign", "New date", *ON_A_CASE]),
    ],
)
def test_buttons_come_from_what_authority_allows(cast: Cast, who: str, offered: list[str], request: pytest.FixtureRequest) -> None:
    appeal = filed(cast.case())
    desk: Desk = request.getfixturevalue(who)

    assert buttons(desk.page("case", appeal.case.reference)) == offered


def test_an_auditor_reads_and_is_told_that_they_do_not_act(cast: Cast) -> None:
    appeal = filed(cast.case())
    page = at_desk(make_user("auditor")).page("case", appeal.case.reference)

    assert [one.words for one in page.one("main").all("button")] == []
    assert "You may not decide this appeal, because your role does not include this." in page.words


def test_holds_carry_their_own_buttons(cast: Cast, rita: Desk) -> None:
    hold = make_hold(cast.case(), proposed_ends_at=redress_now() + timedelta(days=90), placed_by=cast.rob_user)
    page = rita.page("case", hold.case.reference)

    links = [one.attrs["href"] for one in page.one("main").all("a") if "/holds/" in str(one.attrs.get("href"))]
    assert links == [f"/console/holds/{hold.public_id}/{name}/" for name in ("confirm", "end")]


def test_history_counts_what_was_before_and_says_what_does_not_count(cast: Cast, rita: Desk) -> None:
    lifted, wrong = make_case(cast.account, state="lifted"), make_case(cast.account, state="overturned")
    other = make_case()
    page = rita.page("case", cast.case().reference)

    assert lifted.reference in page.words
    assert f"{wrong.reference} Overturned Suspension for a time" in page.words
    assert page.words.count("does not count") == 1
    assert other.reference not in page.words


def test_a_closure_that_waits_is_linked_at_the_top(cast: Cast, rita: Desk) -> None:
    closure = make_closure(make_closable_case(account=cast.account, decided_by=cast.otto_user), step="delivered")
    page = rita.page("case", closure.case.reference)

    assert [one.attrs["href"] for one in page.one("main").all("p")[0].all("a")] == []
    assert f"/console/closures/{closure.reference}/" in [one.attrs.get("href") for one in page.all("a")]


def test_a_decision_is_shown_with_who_signed(cast: Cast, rita: Desk) -> None:
    appeal = make_appeal(cast.case(), state="in_review", reviewer=cast.rob_user)
    decide(appeal, "upheld", approver=cast.rita_user)
    page = rita.page("case", appeal.case.reference)

    assert "Our decision The suspension stays" in page.words
    assert "Rob, Rita" in page.words
    assert "We looked at it again." in page.words


def test_helpers_and_their_scopes_are_named(cast: Cast, rita: Desk) -> None:
    Representative.objects.create(account=cast.account, name="Hana", email="hana@example.org", scopes=["read", "write"])

    assert "Helper Hana · read, write" in rita.page("case", cast.case().reference).words


def test_a_note_is_added_for_staff_alone(cast: Cast, rita: Desk) -> None:
    case = cast.case()
    response = rita.sends("add_note", case.reference, text="Ask\nnothing more.", once="note")
    rita.sends("add_note", case.reference, text="Ask\nnothing more.", once="note")

    assert response["Location"] == f"/console/cases/{case.reference}/#notes"
    assert [(note.author, note.text) for note in Note.objects.all()] == [(cast.rita_user, "Ask\nnothing more.")]
    page = rita.page("case", case.reference)
    assert "Note added Internal" in page.words


@pytest.mark.parametrize(("text", "complaint"), [("", "This field is required."), ("x" * 5001, "Write at most 5,000 characters.")])
def test_half_a_note_stays_on_the_page(cast: Cast, rita: Desk, text: str, complaint: str) -> None:
    case = cast.case()
    before = everything()

    assert complaint in rita.refusal("add_note", case.reference, status=422, text=text)
    assert everything() == before


def test_hostile_words_are_read_and_never_run(cast: Cast, rita: Desk) -> None:
    hostile = "<script>alert(1)</script>{{ 7|add:7 }}'\"><img src=x onerror=alert(2)>"
    case = make_case(cast.account, decided_by=cast.otto_user, no_warning_reason=hostile)
    appeal = make_appeal(case, statement=hostile)
    Note.objects.create(case=case, author=cast.rob_user, text=hostile)
    Suspension.objects.filter(pk=case.pk).update(source_reference=hostile[:200])
    body = rita.get(f"/console/cases/{case.reference}/").content.decode()

    assert appeal.reference in body
    assert ("<script>alert" in body, "<img src=x" in body, "{{ 7|add:7 }}" in body) == (False, False, True)


def test_the_load_counts_what_one_holds_and_what_is_late(cast: Cast, rita: Desk) -> None:
    now = redress_now()
    for hours, state in ((-5, "in_review"), (5, "in_review"), (-5, "waiting")):
        appeal = make_appeal(make_case())
        claim(appeal, cast.rita_user)
        type(appeal)._default_manager.filter(pk=appeal.pk).update(decide_by=now + timedelta(hours=hours))
        if state == "waiting":
            move(appeal, "waiting_for_appellant")

    assert own_load(cast.rita, now=now) == Load(open=3, late=1)
    assert "3 open · 1 late" in rita.page("rulebook").words
