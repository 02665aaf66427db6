"""An appeal over the desk, page by page: claimed, asked, answered, judged, signed by a second person, read by the person."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

import pytest

from accounts.actors import SYSTEM
from appeals.actions import perform
from appeals.actions.filing import edit_appeal, start_appeal, submit_appeal
from appeals.actions.findings import Findings, store_findings
from appeals.actions.information import answer_information
from appeals.actions.intake import add_file, received
from appeals.evidence.checks import Checked, Result
from appeals.models import Appeal, Decision, Event, Evidence, InformationRequest, Notice
from tests.appeals.cast import Cast, owner_of
from tests.appeals.portal import stories
from tests.journeys.colleague import Colleague

if TYPE_CHECKING:
    from pathlib import Path

    from appeals.models import Suspension
    from tests.clock import TestClock

SUMMARY = "The first name on the card is yours. The second profile is not, and its bank card is another person's."


@pytest.fixture
def cast(db: None) -> Cast:
    """The fixed cast of the domain's tests."""
    return Cast()


@pytest.fixture(autouse=True)
def own_folder(settings: Any, tmp_path: Path) -> None:
    settings.EVIDENCE_ROOT = tmp_path


def sent(case: Suspension) -> Appeal:
    """The person's appeal with a photo, as the portal sends it."""
    ana = owner_of(case)
    draft = perform(start_appeal, ana, case=case)
    perform(edit_appeal, ana, appeal=draft, statement="It is one name in two alphabets.")
    photo = stories.photo()
    with received(io.BytesIO(photo), name="passport.jpg", size=len(photo)) as got:
        perform(add_file, ana, appeal=draft, received=got, label="My passport")
    perform(submit_appeal, ana, appeal=draft)
    for one in Evidence.objects.all():
        perform(store_findings, SYSTEM, evidence=one, findings=Findings("clean", (), (Checked("opens", Result.PASSED),)))
    return Appeal.objects.get()


def claims_and_asks(rita: Colleague, appeal: Appeal) -> None:
    """The reviewer takes the oldest due appeal and asks one thing."""
    rita.send("Work next")
    rita.is_told("This one is next, and yours now.")
    rita.is_told("It is one name in two alphabets.")
    rita.follow("Ask for information")
    question = {"question": "which name is in your passport?", "why": "We compare both names."}
    rita.send("Show the letter", **question)
    rita.is_told("We need one thing from you: which name is in your passport?")
    assert InformationRequest.objects.count() == 0
    rita.send("Send the question")
    rita.is_told("The question is on its way.")
    rita.is_told("We wait for the person.")
    assert "Decide" not in [one.words for one in rita.page.all("a")]


def judges(rita: Colleague, appeal: Appeal) -> None:
    """The answer is there: the reviewer writes a decision, mends it, reads its letter, and sends it on."""
    rita.looks_up(appeal.reference)
    rita.is_told("Both of them. See the second line.")
    rita.follow("Decide")
    rita.send("Decide or send to a second person", outcome="upheld", summary=SUMMARY)
    assert "Point 1 of the reason has no finding." in rita.complaints()
    rita.send(
        "Show the letter",
        finding_0="not_shown",
        answer_0="Both spell the same name.",
        finding_1="shown",
        answer_1="Two people answered one client on that day.",
        point_0="It is one name in two alphabets.",
        reply_0="That is right for the first point.",
        used_0="on",
        note_0="It shows both names.",
        used_1="on",
        note_1="It shows the two names side by side.",
        used_2="on",
        note_2="It shows who answered.",
        why_not_warning="You had two warnings in this year.",
    )
    rita.is_told("The suspension stays. We decided this on")
    rita.is_told("Two people decided. No software decided.")
    rita.send("Decide or send to a second person")
    rita.is_told("A second person looks at it now.")
    assert Decision.objects.count() == 0


def signs(lena: Colleague, appeal: Appeal) -> None:
    """The second person sees the words of the person alone, says what they think, compares, and signs."""
    lena.open("/console/queue/?view=second")
    lena.follow(appeal.reference)
    lena.follow("Second check")
    assert SUMMARY not in lena.words
    lena.send("Record my view", own_view="changed", reason="One point of two is right.")
    lena.is_told("You came to another result.")
    lena.is_told(SUMMARY)
    lena.send("Return to the first person", reason="Say which day.")
    lena.is_told("It is back with the first person, who is told.")


def test_claim_ask_answer_decide_second_decision(cast: Cast, clock: TestClock, constraints_now: Any) -> None:
    case = stories.recorded(cast)
    appeal = sent(case)
    rita, lena = Colleague(cast.rita_user), Colleague(cast.lena_user)
    claims_and_asks(rita, appeal)
    clock.advance(hours=5)
    asked = InformationRequest.objects.select_related("appeal", "case__account").get()
    perform(answer_information, owner_of(case), request=asked, text="Both of them. See the second line.")
    judges(rita, appeal)
    signs(lena, appeal)

    rita.looks_up(appeal.reference)
    rita.follow("Decide")
    rita.is_told("Returned by the second person · Lena Say which day.")
    rita.send("Decide or send to a second person", answer_1="Two people answered one client on 13 January 2026.", outcome="upheld")
    lena.looks_up(appeal.reference)
    lena.follow("Second check")
    lena.send("Record my view", own_view="upheld", reason="Now it says which day.")
    lena.is_told("You came to the same result.")
    lena.send("Sign and send the letter")
    lena.is_told("You signed. The person gets the letter now.")

    decision = Decision.objects.get()
    assert (decision.outcome, decision.review.reviewer, decision.second_review and decision.second_review.reviewer) == (
        "upheld",
        cast.rita_user,
        cast.lena_user,
    )
    letter = Notice.objects.get(kind="decision_upheld")
    assert SUMMARY in letter.text
    kinds = Event.objects.filter(case=case, subject=appeal.subject).order_by("seq").values_list("kind", flat=True)
    assert list(kinds)[3:] == [
        "evidence.checked",
        "appeal.claimed",
        "appeal.information_requested",
        "appeal.answered",
        "appeal.second_check",
        "appeal.view_recorded",
        "appeal.returned",
        "appeal.second_check",
        "appeal.view_recorded",
        "appeal.decided",
    ]
