"""The rules of one case: what all its regimes say together, and the floors under them."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import Any

from appeals.deadlines.counting import earliest, latest
from appeals.deadlines.spans import Span, days, hours, months
from appeals.deadlines.vocabulary import (
    CEILINGS,
    DUTIES,
    LISTS,
    NUMBERS,
    WINDOWS,
    Automation,
    Redress,
    RegimeData,
    automation,
    count,
    duty,
    filled,
    label,
    routes,
    unit_order,
    words,
)

Spans = tuple[Span, ...]

# Windows that no regime goes under. The first two (design) are constants in the database too; the
# third is Article 20(1) of the Digital Services Act: complaints for at least six months.
FLOORS: Mapping[str, Span] = {
    "answer_by": days(14),
    "notice_period": days(7),
    "appeal_window": months(6),
}
# Ceilings that no regime goes over (design).
TOPS: Mapping[str, Span] = {
    "decide_by": days(14),
    "ack": hours(24),
    "rectify": hours(72),
    "interim_review": hours(72),
    "automation_review": hours(72),
    "records": days(30),
    "warning_counts": months(12),
    "cooling_off": months(6),
}
# "Upheld" and "inadmissible" need two people when the measure is longer than seven days; a
# closure needs proposer, reviewer and approver (design).
FEWEST_PEOPLE: Mapping[str, int] = {"deciders": 2, "closure_people": 3}


@dataclass(frozen=True, slots=True, kw_only=True)
class RegimeRules:
    """The merged rules of one case.

    Windows (what the person has) and ceilings (what binds us) are tuples with at most one span of
    each unit, because 30 calendar days and 20 working days can only be compared from a given day:
    the longest window and the shortest ceiling win when a date is computed. `country` and
    `subdivision` say whose working days count; `sources` names the regimes, as `eu_p2b@1`.
    """

    sources: tuple[str, ...]
    country: str | None
    subdivision: str | None
    answer_by: Spans
    notice_period: Spans
    appeal_window: Spans
    terms_notice: Spans
    decide_by: Spans
    ack: Spans
    rectify: Spans
    interim_review: Spans
    automation_review: Spans
    records: Spans
    warning_counts: Spans
    cooling_off: Spans
    retention_min: Spans
    retention_max: Spans
    redress: tuple[Redress, ...]
    statement_fields: frozenset[str]
    mediators: frozenset[str]
    deciders: int
    closure_people: int
    automation: Automation
    suspensive_appeal: bool
    suspensive_notice: bool
    prior_warning: bool
    certified_answer: bool
    contact_person: bool
    records_with_notice: bool
    representative: bool
    dsa_statement: bool

    def latest(self, start: datetime, spans: Iterable[Span], *, zone: tzinfo) -> datetime:
        """Give, in UTC, the latest end of these windows, by this case's working days."""
        return latest(start, spans, zone=zone, country=self.country, subdivision=self.subdivision)

    def earliest(self, start: datetime, spans: Iterable[Span], *, zone: tzinfo) -> datetime:
        """Give, in UTC, the earliest end of these ceilings, by this case's working days."""
        return earliest(start, spans, zone=zone, country=self.country, subdivision=self.subdivision)


def merge(regimes: Sequence[RegimeData], *, country: str | None = None, subdivision: str | None = None) -> RegimeRules:
    """Merge regimes into the rules of one case; floors and tops are always in, even alone.

    Windows and notice: longest. Ceilings: shortest. Fields and routes: union. Numbers of people:
    largest. Duties: one regime is enough. So adding a regime takes nothing from the person.
    `country` and `subdivision` choose the working days. Raises ValueError for malformed data,
    which `lint` names in full.
    """
    values = [filled(regime) for regime in regimes]
    merged: dict[str, Any] = {key: _spans(values, key, FLOORS, max) for key in WINDOWS}
    merged |= {key: _spans(values, key, TOPS, min) for key in CEILINGS}
    merged |= {key: max([FEWEST_PEOPLE[key], *(count(each[key]) for each in values if key in each)]) for key in NUMBERS}
    merged |= {key: any(duty(each[key]) for each in values if key in each) for key in DUTIES}
    merged |= {key: frozenset().union(*(words(each[key]) for each in values if key in each)) for key in LISTS}
    return RegimeRules(
        sources=tuple(label(regime) for regime in regimes),
        country=country,
        subdivision=subdivision,
        redress=_redress(values),
        automation=_automation(values),
        **merged,
    )


def _spans(
    values: Sequence[Mapping[str, object]],
    key: str,
    always: Mapping[str, Span],
    better: Callable[[int, int], int],
) -> Spans:
    """Keep, of each unit, the better span; what the floor or top says always takes part."""
    spans = [Span.from_json(each[key]) for each in values if key in each]
    if key in always:
        spans.append(always[key])
    kept: dict[str, Span] = {}
    for span in spans:
        known = kept.get(span.unit, span)
        kept[span.unit] = Span(better(known.value, span.value), span.unit)
    return tuple(sorted(kept.values(), key=unit_order))


def _redress(values: Sequence[Mapping[str, object]]) -> tuple[Redress, ...]:
    """Join the ways to go on; a second review by us and a court are always among them."""
    found = {Redress("second_review"), Redress("court")}
    for each in values:
        found.update(routes(each["redress"]) if "redress" in each else ())
    return tuple(sorted(found, key=lambda way: (way.kind, way.name, str(way.within))))


def _automation(values: Sequence[Mapping[str, object]]) -> Automation:
    said = {automation(each["automation"]) for each in values if "automation" in each}
    return Automation.PROPOSE_ONLY if Automation.PROPOSE_ONLY in said else Automation.ALLOWED
