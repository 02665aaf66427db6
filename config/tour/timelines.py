"""Both timelines at the end: printed, compared with what must have happened, their hash chains checked."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from config.tour.raw_sql import chain_breaks
from config.tour.telling import wait_for

if TYPE_CHECKING:
    from config.tour.company import Company

DELIVERED = "notice.delivered"
MEASURE = ("statement.issued", "suspension.in_force", "effect.confirmed")
# What was done, in its order; and how many letters with dates in them reached the person, whenever each did.
EXPECTED: tuple[tuple[tuple[str, ...], int], ...] = (
    (
        (
            "hold.placed",
            *MEASURE,
            "effect.confirmed",
            "appeal.submitted",
            "hold.ended",
            "effect.requested",
            "appeal.decided",
            "effect.confirmed",
            "appeal.submitted",
            "suspension.overturned",
            *("effect.requested",) * 4,
            "appeal.decided",
            *("effect.confirmed",) * 4,
        ),
        4,
    ),
    (
        (
            *MEASURE,
            "closure.proposed",
            "statement.issued",
            "effect.requested",
            "effect.confirmed",
            "closure.effected",
            "suspension.closed",
            "appeal.submitted",
            "suspension.changed",
            "statement.issued",
            "effect.requested",
            "effect.requested",
            "appeal.decided",
            "effect.confirmed",
            "effect.confirmed",
        ),
        4,
    ),
)


def compare(company: Company, references: list[str]) -> None:
    """Print each timeline as the platform reads it. Raises TourError where an entry is missing, too much or elsewhere."""
    teller = company.teller
    teller.part("10. What stands in the timelines")
    for reference, (done, letters) in zip(references, EXPECTED, strict=True):
        entries = wait_for(f"the delivery of {letters} letters in {reference}", lambda: _whole(company, reference, letters))  # noqa: B023
        teller.step(f"{reference}, {len(entries)} entries")
        for entry in entries:
            teller.say(f"        {entry['sequence']:>3}  {entry['occurred_at']}  {entry['type']}")
        teller.same("it tells what happened, entry by entry", tuple(one["type"] for one in entries if one["type"] != DELIVERED), done)
        teller.same("each letter arrived once", sum(one["type"] == DELIVERED for one in entries), letters)
    teller.same("both hash chains hold from the first entry to the last", chain_breaks(references), {one: [] for one in references})


def _whole(company: Company, reference: str, letters: int) -> list[dict[str, Any]]:
    """The timeline, once so many letters are delivered; empty before."""
    entries: list[dict[str, Any]] = company.platform.get(f"suspensions/{reference}/timeline/")["results"]
    return entries if sum(entry["type"] == DELIVERED for entry in entries) >= letters else []
