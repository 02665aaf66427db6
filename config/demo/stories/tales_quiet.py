"""Cases without an appeal of the measure, and views that the team shares: a warning, held money, a measure that waits, one that ended."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from appeals.actions.delivery import notice_bounced
from appeals.actions.drafts import CitationDraft, FactDraft, HoldDraft, SuspensionDraft
from appeals.actions.regimes import propose_regime
from appeals.actions.saved_views import save_view
from appeals.actions.searching import note_attempt
from appeals.actions.withholding import propose_withheld_measure
from appeals.models import Regime
from config.demo.stories import scenes
from config.demo.stories.cast import ADA, GRACE, HELENA, JOY, LEILA, LUMEN, PAVEL, TOMAS, VERA
from config.demo.stories.papers import page
from config.demo.stories.scenes import Reason

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from config.demo.stories.stage import Stage


def first_warning(stage: Stage) -> Iterator[datetime]:
    """A warning: it takes nothing away, and counts for a year."""
    yield stage.ago(11, "04:00")
    reason = Reason(
        section="off-platform-contact",
        explanation="Until a contract has started, talks stay here.",
        facts=((1, "You gave a client your e-mail address in the second message of your first talk."),),
    )
    case = scenes.suspend(stage, JOY, "warning", reason)
    yield stage.ago(10, "02:10")
    scenes.read_letters(stage, case)


def held_payout(stage: Stage) -> Iterator[datetime]:
    """She works on while the question about the money waits: a limitation with a hold, and an appeal of the hold alone."""
    yield stage.ago(9, "12:00")
    reason = Reason(
        section="misrepresented-work",
        explanation="Undisclosed generated work is not sold as handmade.",
        facts=((2, "The client of contract k_61190 received pictures that carry the marks of a generator."),),
    )
    case = scenes.suspend(
        stage,
        LEILA,
        "limitation",
        reason,
        days=28,
        removes=("new_contract",),
        holds=(
            HoldDraft(
                kind="in_escrow",
                external_id="esc_61190",
                amount=Decimal("860.00"),
                currency="USD",
                reason="Your client of contract k_61190 disputes the delivered pictures.",
                basis="Terms 8.3",
                ends_at=stage.ago(-16),
            ),
        ),
    )
    yield stage.ago(9, "18:30")
    scenes.read_letters(stage, case)
    yield stage.ago(6, "21:00")
    hold = case.holds.get()
    scenes.appeal_against(
        stage,
        case,
        "I accept that I did not say which pictures were made with a generator, and I will from now on. But only 4 of the 12 pictures are. "
        "Please pay out the part for the other 8, my rent is due. The list shows which ones, with the hours.",
        subject_kind="hold",
        hold=hold,
        wants="reduce",
        papers=(
            page(
                "pictures-and-hours.pdf",
                "Contract k_61190",
                ("Picture", "Made by", "Hours"),
                (("1 to 8", "hand", "31"), ("9 to 12", "generator, then hand", "5")),
            ),
        ),
    )


def waits_for_second_person(stage: Stage) -> Iterator[datetime]:
    """Longer than 30 days, so it runs for 30 until a second person has confirmed it."""
    yield stage.ago(2, "14:00")
    reason = Reason(
        section="feedback-manipulation",
        explanation="Good reviews are not traded.",
        facts=(
            (6, "You wrote to three freelancers: you rate me, I rate you."),
            (5, "Two of them left a review on the same evening."),
        ),
    )
    case = scenes.suspend(stage, GRACE, "temporary", reason, days=60, by=PAVEL)
    yield stage.ago(2, "23:00")
    scenes.read_letters(stage, case)


def over_in_time(stage: Stage) -> Iterator[datetime]:
    """A week for an agency, which ended by itself on the day that was named."""
    yield stage.ago(20, "08:00")
    reason = Reason(
        section="account-sharing",
        explanation="Each person of an agency signs in with their own sign-in.",
        facts=((3, "Four people used one sign-in of the agency on the same morning."),),
    )
    case = scenes.suspend(stage, LUMEN, "limitation", reason, days=7, removes=("propose",), by=HELENA)
    yield stage.ago(19, "09:00")
    scenes.read_letters(stage, case)
    yield stage.ago(12, "10:00")
    scenes.report_done(stage, case)
    yield stage.ago(11, "07:30")
    # The letter that it is over came back: somebody tries the phone.
    last = case.notices.order_by("-id")[0]
    stage.do(notice_bounced, stage.staff(ADA), notice=last)
    yield stage.ago(10, "09:15")
    told = "The phone rang, nobody picked up."
    stage.do(note_attempt, stage.staff(ADA), notice=last, by_way="phone", tried_on=stage.ago(10, "09:00").date(), note=told)


def held_back(stage: Stage) -> Iterator[datetime]:
    """The police asked to say nothing for two weeks: a senior has to agree before anything is in force."""
    yield stage.hours_ago(20)
    now = stage.hours_ago(20)
    draft = SuspensionDraft(
        account=GRACE.account,
        measure="temporary",
        removes=("withdraw",),
        starts_at=now,
        ends_at=now + timedelta(days=21),
        citations=(
            CitationDraft(
                section="prohibited-services",
                explanation="Sign-ins of other people are not sold.",
                facts=(FactDraft(occurred_on=(now - timedelta(days=3)).date(), what="You offered 40 accounts of a bank for sale."),),
            ),
        ),
        no_warning_reason="Other people could lose their savings.",
        ladder_reason="The money would be gone.",
        source="court_order",
        source_reference="Order 7 of 2 March",
        decided_by=f"staff-{TOMAS.name}",
        decided_at=now,
        disclosure="deferred",
        disclosure_basis="A court told us to wait before we say more.",
        disclosure_review_on=now + timedelta(days=14),
    )
    why = "Order 7 of 2 March: nothing about the offers may be said before the search."
    stage.do(propose_withheld_measure, stage.staff(TOMAS), draft=draft, why=why)


def views_of_the_team(stage: Stage) -> Iterator[datetime]:
    """The senior keeps an eye on two corners of the queue, and the team with her."""
    yield stage.hours_ago(30)
    for name, query in (("Arabic, all open", "view=all&language=ar"), ("Raised publicly", "view=all&tag=raised+publicly")):
        stage.do(save_view, stage.staff(HELENA), name=name, query=query, shared=True)


def law_to_confirm(stage: Stage) -> Iterator[datetime]:
    """One administrator has named the mediators that the P2B regulation asks for; the other has yet to publish it."""
    yield stage.ago(1, "11:00")
    newest = Regime.objects.filter(key="eu_p2b").order_by("-version")[0]
    named = {"value": ["Mediation Centre Vienna", "Platform Mediation Lisbon"], "confirmed_by": "Vera Nowak", "confirmed_on": "2026-11-02"}
    values = newest.data["values"] | {"mediators": newest.data["values"]["mediators"] | named}
    data = newest.data | {"version": newest.version + 1, "values": values}
    stage.do(propose_regime, stage.staff(VERA), data=data, why="Both centres have agreed in writing. Article 12(1) asks for two.")
