"""Held money on its own track: from the line on the case page to the decision, the release, and the marketplace's yes."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest

from accounts.instants import redress_now
from appeals.actions import perform
from appeals.actions.drafts import HoldDraft
from appeals.actions.holds import confirm_hold, place_hold
from appeals.authority import ways_to_appeal
from appeals.models import Appeal, Effect, Hold, Notice
from tests.appeals.cast import Cast
from tests.appeals.portal import stories
from tests.journeys.colleague import Colleague
from tests.journeys.paper import Person
from tests.journeys.test_portal_appeal import signed_in

if TYPE_CHECKING:
    from appeals.models import Suspension
    from tests.clock import TestClock

WHY = "Your client disputes this work."
ANSWER = {"point_0": "The client has agreed.", "reply_0": "You are right about that."}
SUMMARY = "The client has agreed to the work since, so nothing speaks against paying it out."


@pytest.fixture
def cast(db: None) -> Cast:
    """The fixed cast of the domain's tests."""
    return Cast()


@pytest.fixture
def held(cast: Cast, clock: TestClock) -> Hold:
    """Money in escrow, placed by rob and signed by lena, until forty days from now."""
    case: Suspension = stories.recorded(cast)
    until = redress_now() + timedelta(days=40)
    draft = HoldDraft(kind="in_escrow", amount=Decimal("340.00"), currency="USD", reason=WHY, ends_at=until)
    placed = perform(place_hold, cast.rob, case=case, draft=draft)
    hold: Hold = perform(confirm_hold, cast.lena, hold=placed)
    return hold


def disagrees(ana: Person, words: str) -> Appeal:
    """From the line of the money to the receipt."""
    ana.follow("Disagree with this hold")
    ana.send("Continue", wants="overturn")
    ana.follow("What happened")
    ana.send("Save and continue", statement=words)
    ana.follow("Check and send")
    assert words in ana.words
    ana.send("Send my appeal")
    assert "We have received your appeal" in ana.words
    return Appeal.objects.latest("pk")


def moves(rob: Colleague, hold: Hold, *, days: int, reason: str) -> None:
    """A reviewer moves the date of the hold."""
    assert hold.ends_at is not None
    rob.looks_up(hold.case.reference)
    rob.follow("Move the date")
    rob.send("Move it", until=str((hold.ends_at + timedelta(days=days)).date()), reason=reason)
    hold.refresh_from_db()


def test_a_hold_is_disputed_decided_and_paid_through_the_doors(cast: Cast, held: Hold, clock: TestClock, constraints_now: Any) -> None:
    case = held.case
    ana, rob, rita = Person(), Colleague(cast.rob_user), Colleague(cast.rita_user)
    moves(rob, held, days=5, reason="Your client asked for five days more.")
    rob.is_told("The date is moved. The person is told.")
    assert "five days more" in Notice.objects.get(kind="hold_changed", text__contains="five days").text

    signed_in(cast, case, ana)
    assert WHY in ana.words
    appeal = disagrees(ana, "The client has agreed in the meantime.")
    assert (appeal.subject_kind, appeal.hold_id, appeal.decide_by is not None) == ("hold", held.pk, True)
    ana.open(f"/en/cases/{case.reference}/")
    assert "Disagree with this hold" not in ana.words
    # The measure is not appealed by it: the money has a track of its own.
    assert [way.target.kind for way in ways_to_appeal(case) if way.refused is None] == ["suspension"]

    rita.looks_up(appeal.reference)
    rita.send("Claim")
    rita.follow("Decide")
    rita.is_told("The client has agreed in the meantime.")
    rita.send(
        "Decide or send to a second person",
        outcome="overturned",
        cause="new_evidence",
        summary=SUMMARY,
        money_0="release",
        why_money_0=SUMMARY,
        **ANSWER,
    )
    rita.is_told("It is decided.")

    held.refresh_from_db()
    release = Effect.objects.get(hold=held, kind="release")
    assert (held.state, held.outcome, release.state) == ("ended", "release", "requested")
    ana.open(f"/en/cases/{case.reference}/")
    ana.follow("Read the decision")
    assert ana.page.one("h1").words == "We were wrong. Your money is released."
    assert SUMMARY in ana.words
