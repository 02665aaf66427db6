"""The ladder of a section: which step fits this account's history, and whether a measure is heavier than that."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

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
    cited = Citation.objects.filter(
        section_version__section=section,
        suspension__account=account,
        suspension__state__in=[
            SuspensionState.IN_FORCE,
            SuspensionState.LIFTED,
            SuspensionState.EXPIRED,
            SuspensionState.CLOSED,
        ],
    ).exclude(suspension__measure=Measure.WARNING, suspension__counts_until__lt=now)
    return cited.values("suspension").distinct().count()


def suggested_step(account: Account, version: SectionVersion, *, now: datetime) -> Step:
    """The step the section's ladder suggests for this account now: the next after its counted breaks."""
    # Steps for danger are chosen by a person, never suggested by counting.
    steps = [as_step(step) for step in version.ladder if not step.get("safety")]
    done = earlier_breaks(account, version.section, now=now)
    return steps[min(done, len(steps) - 1)] if steps else Step(Measure.WARNING, 0, (), hold=None)


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
