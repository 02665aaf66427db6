"""A closure over the desk, page by page: proposed, refused to those involved, reviewed, stopped by its gate, signed, carried out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from accounts.actors import SYSTEM
from appeals.actions import perform
from appeals.actions.delivery import notice_accepted
from appeals.actions.reports import confirm
from appeals.models import Closure, Effect, Event, Notice
from tests.appeals.cast import Cast
from tests.appeals.console.world import everything
from tests.factories import make_closable_case
from tests.journeys.colleague import PASSWORD, Colleague

if TYPE_CHECKING:
    from tests.clock import TestClock

REASONS = "This is the third time in a year that the same rule was broken."
ALL_READ = "All that was sent was read. The same rule was broken three times in one year."


@pytest.fixture
def cast(db: None) -> Cast:
    """The fixed cast of the domain's tests."""
    return Cast()


def gate(colleague: Colleague) -> list[str]:
    """What the gate on the page still waits for."""
    return [one.words.split(" \u2013 ")[0] for one in colleague.page.all("li") if one.attrs.get("class") == "gate-open"]


def proposed(rob: Colleague, reference: str) -> Closure:
    """Somebody proposes, mends what is missing, and the person gets the letter."""
    rob.looks_up(reference)
    rob.follow("Propose closure")
    rob.send("Propose and tell the person", reasons="We close it permanently.")
    assert "“permanently” may not be said before the account may be closed for good." in rob.complaints()
    rob.send("Propose and tell the person", reasons=REASONS, why_not_temporary="We used it twice in this year.")
    rob.is_told("The closure is proposed. The person gets its letter now; the dates run from its delivery.")
    closure = Closure.objects.get()
    assert gate(rob)[:1] == ["Its notice has reached the person"]
    perform(notice_accepted, SYSTEM, notice=closure.notice)
    return closure


def refused_to_those_involved(rob: Colleague, otto: Colleague, closure: Closure) -> None:
    """Neither who proposed nor who suspended may review, by button or by sending the form."""
    before = everything()
    for colleague, reason in ((rob, "you proposed this closure."), (otto, "you took part in the decision that this is about.")):
        colleague.open(f"/console/closures/{closure.reference}/")
        colleague.is_told(f"You may not review this closure, because {reason}")
        assert "Review" not in [one.words for one in colleague.page.all("button")]
        token = next(one.attrs["value"] for one in colleague.page.all("input") if one.attrs.get("name") == "csrfmiddlewaretoken")
        answer = colleague.client.post(f"/console/closures/{closure.reference}/review/", {"csrfmiddlewaretoken": token})
        assert answer.status_code == 403
    assert everything() == before


def reviewed(rita: Colleague, closure: Closure) -> None:
    """A third person reads everything and judges."""
    rita.open("/console/closures/")
    rita.follow(closure.reference)
    rita.send("Review")
    rita.is_told("The review is yours. Read everything, then complete it.")
    rita.follow("Complete the review")
    rita.send("Complete the review", outcome="close", reasons="Too short.")
    assert rita.complaints() == "Give your reasons in at least 40 characters."
    rita.send("Complete the review", reasons=ALL_READ)
    rita.is_told("The review is completed.")


def signs_too_early(lena: Colleague, closure: Closure) -> None:
    """The own view first; then the shut gate says what is left, and the words stay."""
    lena.open(f"/console/closures/{closure.reference}/")
    assert ALL_READ not in lena.words
    lena.follow("Second signature")
    lena.send("Record my view", own_view="close", reason="Three times is enough.")
    lena.is_told(ALL_READ)
    before = everything()
    lena.send("Approve the closure", reasons=ALL_READ)
    assert lena.complaints() == "2 things are still missing."
    assert gate(lena) == ["The notice period is over", "The time to answer is over"]
    assert lena.page.by_id("id_reasons").words == ALL_READ
    assert everything() == before


def test_propose_review_shut_gate_approve_effect(cast: Cast, clock: TestClock, constraints_now: Any) -> None:
    case = make_closable_case(account=cast.account, decided_by=cast.otto_user)
    rob, otto, rita, lena = (Colleague(user) for user in (cast.rob_user, cast.otto_user, cast.rita_user, cast.lena_user))
    closure = proposed(rob, case.reference)
    refused_to_those_involved(rob, otto, closure)
    reviewed(rita, closure)
    signs_too_early(lena, closure)

    clock.advance(days=31)
    lena.send("Approve the closure", reasons=ALL_READ)
    # A month later nobody signs without showing once more who they are; what was typed goes on by itself.
    lena.is_told("You are about to sign the closing of an account.")
    lena.send("Go on", again_password=PASSWORD)
    lena.is_told("You approved. The platform is asked to close the account.")
    closure.refresh_from_db()
    assert closure.state == "approved"
    perform(confirm, cast.key, effect=Effect.objects.get(kind="close"), done_at=clock.now)

    rita.open(f"/console/closures/{closure.reference}/")
    rita.is_told("Result Account closed")
    rita.is_told("Review · Rita")
    rita.is_told("Second signature · Lena")
    rita.follow(case.reference)
    rita.is_told("Account closed")
    case.refresh_from_db()
    assert (case.state, Notice.objects.filter(kind="closure_effected").count()) == ("closed", 1)
    kinds = Event.objects.filter(case=case, subject=closure.subject).order_by("seq").values_list("kind", flat=True)
    assert list(kinds) == [
        "closure.proposed",
        "notice.delivered",
        "closure.review_opened",
        "closure.reviewed",
        "closure.review_opened",
        "closure.approved",
        "closure.effected",
    ]
