"""Cases without an appeal of the measure, and views that the team shares: a warning, held money, a measure that waits, one that ended."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from appeals.actions.drafts import HoldDraft
from appeals.actions.saved_views import save_view
from config.demo.stories import scenes
from config.demo.stories.cast import GRACE, HELENA, JOY, LEILA, LUMEN, PAVEL
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


def views_of_the_team(stage: Stage) -> Iterator[datetime]:
    """The senior keeps an eye on two corners of the queue, and the team with her."""
    yield stage.hours_ago(30)
    for name, query in (("Arabic, all open", "view=all&language=ar"), ("Raised publicly", "view=all&tag=raised+publicly")):
        stage.do(save_view, stage.staff(HELENA), name=name, query=query, shared=True)
