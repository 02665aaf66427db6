"""Accounts that are to be closed, or were: one through every step and now appealed, one that has only been proposed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from accounts.instants import redress_now
from appeals.actions import closures
from appeals.actions.closure_draft import ClosureDraft
from appeals.models import Closure
from config.demo.stories import scenes
from config.demo.stories.cast import BEN, DIEGO, HELENA, MIRA, NOOR, PAVEL, STAFF, Staff
from config.demo.stories.papers import page
from config.demo.stories.scenes import Reason

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from accounts.actors import Actor
    from appeals.models import Suspension
    from config.demo.stories.stage import Stage


def closed_and_appealed(stage: Stage) -> Iterator[datetime]:
    """The third confirmed break in a year. Closed after a whole review by two people, and appealed now."""
    yield stage.ago(52, "08:00")
    reason = Reason(
        section="off-platform-payment",
        explanation="Work from here is paid here, unless the client has bought the contract out.",
        facts=((4, "You sent an invoice over 900 USD by e-mail to a client whom you met here."),
               (2, "The client paid it to your bank, and the contract here shows no hours.")),
    )  # fmt: skip
    case = scenes.suspend(stage, BEN, "indefinite", reason, days=None, review_on=stage.ago(-20), by=PAVEL)
    yield stage.ago(52, "17:00")
    scenes.read_letters(stage, case)
    yield stage.ago(50, "09:30")
    scenes.confirm(stage, case, HELENA)
    yield stage.ago(47, "10:00")
    closure = propose_closing(
        stage,
        case,
        MIRA,
        "You were paid outside three times within a year, each time after we had written to you about it. "
        "Clients lose the protection of their money each time.",
        f"Used twice within a year, in {stage.month(250)} and in {stage.month(130)}. An invoice by e-mail followed each time.",
    )
    yield stage.ago(46, "12:00")
    scenes.read_letters(stage, case)
    yield stage.ago(28, "08:30")
    reviewer = holder(stage, closure)
    stage.do(closures.review_closure, reviewer, closure=again(closure))
    yield stage.ago(28, "10:45")
    reasons = "I read the three invoices, our two earlier letters and the account's whole history. Each payment is plain to see."
    stage.do(closures.complete_closure_review, reviewer, closure=again(closure), outcome="close", reasons=reasons)
    yield stage.ago(27, "09:00")
    second = holder(stage, closure)
    own_view = "Two lighter measures were followed by the same thing within weeks. I see no third that would help."
    stage.do(closures.record_closure_view, second, closure=again(closure), own_view="close", reason=own_view)
    reasons = "The bank papers name the dates and sums, the person was asked before each step and did not answer, and both lighter measures were used."
    stage.do(closures.approve_closure, second, closure=again(closure), reasons=reasons)
    yield stage.ago(27, "09:40")
    scenes.report_closed(stage, case)
    yield stage.ago(26, "18:00")
    scenes.read_letters(stage, case)
    yield stage.ago(3, "19:20")
    scenes.appeal_against(
        stage,
        case,
        "The client of the third invoice is my cousin's company. We met at a wedding and not here, and he had an account by accident. "
        "I should have said so in time, I was ashamed of the first two. My family lives from this account. I ask for a last chance with "
        "whatever limits you want.",
        subject_kind="closure",
        closure=again(closure),
        wants="correct",
        papers=(
            page(
                "letter-of-the-company.pdf",
                "To whom it may concern",
                ("Written by", "On"),
                (("Mutua Transport Ltd", stage.day(9)),),
                "Ben is a cousin of our director. He built our booking page three years ago. Our account on the marketplace was opened "
                "last year for another project.",
            ),
        ),
    )


def planned_only(stage: Stage) -> Iterator[datetime]:
    """A plan to close an account whose periods still run: the gate is shut, and says why."""
    yield stage.ago(16, "09:00")
    reason = Reason(
        section="prohibited-services",
        explanation="Nobody sells access to data that is not theirs.",
        facts=((3, "You offered a list with the addresses of 40,000 patients of a clinic."),),
    )
    case = scenes.suspend(stage, DIEGO, "indefinite", reason, review_on=stage.ago(-60), by=PAVEL)
    yield stage.ago(15, "20:00")
    scenes.read_letters(stage, case)
    yield stage.ago(14, "08:00")
    scenes.confirm(stage, case, NOOR)
    yield stage.ago(6, "11:00")
    propose_closing(
        stage,
        case,
        MIRA,
        "The offer stood for two days and was sold once. The clinic has confirmed that the list is theirs.",
        "People whose addresses were sold cannot take that back. A time without access would not change it.",
    )
    yield stage.ago(5, "16:30")
    scenes.read_letters(stage, case)


def propose_closing(stage: Stage, case: Suspension, asked_by: Staff, reasons: str, why_not: str) -> Closure:
    """The marketplace's key proposes, in the name of whoever asked for it."""
    draft = ClosureDraft(
        reasons=reasons,
        lighter_measures=(("temporary", why_not),),
        requested_by=f"staff-{asked_by.name}",
        requested_at=redress_now(),
    )
    closure: Closure = stage.do(closures.propose_closure, stage.platform, case=scenes.fresh(case), draft=draft)
    return closure


def again(closure: Closure) -> Closure:
    """The closure as it is now."""
    return Closure.objects.select_related("case__account", "review", "approval").get(pk=closure.pk)


def holder(stage: Stage, closure: Closure) -> Actor:
    """Whom the workers gave the closure to: first for its review, then for the second signature."""
    given = again(closure).assignee
    return stage.staff(next(one for one in STAFF if given is not None and stage.users[one.name] == given))
