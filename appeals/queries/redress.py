"""Where a person can go on after a decision: to us for a second review, or outside; and until when."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from appeals.authority import last_day_of_second_review
from appeals.deadlines import last_day_to_appeal, redress_until
from appeals.models import Level, Outcome
from appeals.queries.rules import rules_of, zone_of_case

if TYPE_CHECKING:
    from datetime import datetime

    from appeals.models import Appeal, Decision, Suspension

SECOND_REVIEW = "second_review"


@dataclass(frozen=True, slots=True)
class WayOn:
    """One way to go on: its kind, the name of a body where the law names one, and its last instant in UTC."""

    kind: str
    name: str
    until: datetime | None


def ways_outside(case: Suspension, told_at: datetime) -> list[WayOn]:
    """The ways beside us that the case's regimes name, with their dates counted from `told_at`."""
    zone, rules = zone_of_case(case), rules_of(case)
    ways = [way for way in rules.redress if way.kind != SECOND_REVIEW]
    return [WayOn(way.kind, way.name, redress_until(way, told_at, zone=zone, rules=rules)) for way in ways]


def second_review_until(appeal: Appeal, outcome: str, told_at: datetime) -> datetime | None:
    """Until when a second review may be asked for after a decision that is told at that instant; None where there is none."""
    if appeal.level != Level.FIRST or outcome == Outcome.OVERTURNED:
        return None
    return last_day_to_appeal(told_at, zone=zone_of_case(appeal.case), rules=rules_of(appeal.case))


def ways_on(appeal: Appeal, decision: Decision) -> list[WayOn]:
    """Every way that is open after this decision, for pages and the API; later where its letter arrived later."""
    until = second_review_until(appeal, decision.outcome, decision.decided_at)
    ours = [] if until is None else [WayOn(SECOND_REVIEW, "", max(until, last_day_of_second_review(appeal) or until))]
    return ours + ways_outside(appeal.case, decision.decided_at)
