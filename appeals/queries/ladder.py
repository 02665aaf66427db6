"""The ladder of a section: which step fits this account's history, and whether a measure is heavier than that."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Count

from appeals.models import Citation, Measure
from appeals.workflow import SuspensionState

if TYPE_CHECKING:
    from datetime import datetime

    from accounts.models import Account
    from appeals.models import Section, SectionVersion

WEIGHT = {Measure.WARNING: 0, Measure.LIMITATION: 1, Measure.TEMPORARY: 2, Measure.INDEFINITE: 3}


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a ladder; `days` is its length, or the days until a review, 0 for a warning; `hold`: the kind of money to hold meanwhile."""

    measure: str
    days: int
    removes: tuple[str, ...]
    hold: str | None


def earlier_breaks(account: Account, section: Section, *, now: datetime) -> int:
    """How many earlier measures for this section still count: not overturned, and no warning past its date."""
    return breaks_by_section(account, now=now).get(section.pk, 0)


def breaks_by_section(account: Account, *, now: datetime) -> dict[int, int]:
    """The same for every section at once, by the section's id. One query."""
    cited = Citation.objects.filter(
        suspension__account=account,
        suspension__state__in=[
            SuspensionState.IN_FORCE,
            SuspensionState.LIFTED,
            SuspensionState.EXPIRED,
            SuspensionState.CLOSED,
        ],
    ).exclude(suspension__measure=Measure.WARNING, suspension__counts_until__lt=now)
    counted = cited.values("section_version__section").annotate(number=Count("suspension", distinct=True))
    return {row["section_version__section"]: row["number"] for row in counted}


def suggested_step(account: Account, version: SectionVersion, *, now: datetime) -> Step:
    """The step the section's ladder suggests for this account now: the next after its counted breaks."""
    return step_after(version, earlier_breaks(account, version.section, now=now))


def step_after(version: SectionVersion, breaks: int) -> Step:
    """The step of a section's ladder after so many counted breaks; the last one from there on."""
    # Steps for danger are chosen by a person, never suggested by counting.
    steps = [as_step(step) for step in version.ladder if not step.get("safety")]
    return steps[min(breaks, len(steps) - 1)] if steps else Step(Measure.WARNING, 0, (), hold=None)


def as_step(data: dict[str, Any]) -> Step:
    """A stored ladder step as a value."""
    return Step(
        measure=str(data["measure"]),
        days=int(data.get("days") or data.get("review_days") or 0),
        removes=tuple(data.get("removes", ())),
        hold=data.get("hold"),
    )


def is_heavier(measure: str, days: int | None, step: Step) -> bool:
    """Whether a measure (`days` None: open-ended) goes further than the suggested step."""
    given, suggested = WEIGHT[Measure(measure)], WEIGHT[Measure(step.measure)]
    if given != suggested:
        return given > suggested
    return step.days > 0 and (days is None or days > step.days)
