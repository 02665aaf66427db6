"""What a regime's data may not say, checked before it is stored or switched on."""

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from typing import cast

from appeals.deadlines.rules import FLOORS
from appeals.deadlines.spans import Span, Unit
from appeals.deadlines.vocabulary import (
    BREACHES,
    CEILINGS,
    DUTIES,
    LISTS,
    MEASURES,
    NUMBERS,
    ROLES,
    SIZES,
    STATEMENT_FIELDS,
    STATUSES,
    VALUE_KEYS,
    WINDOWS,
    RegimeData,
    automation,
    count,
    duty,
    filled,
    routes,
    words,
)

TOP_KEYS = frozenset({"key", "version", "title", "status", "valid_from", "valid_to", "selector", "values", "note"})
SELECTORS: Mapping[str, frozenset[str] | None] = {
    "territory": None,
    "roles": ROLES,
    "sizes": SIZES,
    "measures": MEASURES,
}
ENTRY_KEYS = frozenset({"value", "basis", "confirmed_by", "confirmed_on", "on_breach"})
PLACE = re.compile(r"\*|EU|[A-Z]{2}(-[A-Z0-9]{1,3})?")
# P2B Regulation (EU) 2019/1150, Article 12(1): two or more mediators.
P2B = "eu_p2b"
FEWEST_MEDIATORS = 2
# The shortest and the longest that one of each unit can last, in hours; a working day with the
# weekends and holidays around it counts as up to two days.
SHORTEST = {
    Unit.HOURS: 1,
    Unit.CALENDAR_DAYS: 24,
    Unit.BUSINESS_DAYS: 24,
    Unit.CALENDAR_MONTHS: 28 * 24,
}
LONGEST = {**SHORTEST, Unit.BUSINESS_DAYS: 2 * 24, Unit.CALENDAR_MONTHS: 31 * 24}

READERS: Mapping[str, Callable[[object], object]] = {
    **dict.fromkeys((*WINDOWS, *CEILINGS), Span.from_json),
    **dict.fromkeys(NUMBERS, count),
    **dict.fromkeys(DUTIES, duty),
    **dict.fromkeys(LISTS, words),
    "redress": routes,
    "automation": automation,
}


def lint(regime: RegimeData) -> list[str]:
    """Give every reason to refuse a regime, as sentences; an empty list means it may be stored.

    Refused are: a clock that closes or rejects, an appeal window shorter than the notice, no way
    to go on, mediation with fewer than two mediators (P2B Regulation, Article 12(1)), a retention
    maximum under its minimum, a window under the floors, and any unknown key, unit or shape.
    """
    problems = [*_head(regime), *_selector(regime.get("selector")), *_entries(regime.get("values"))]
    return problems or [*_together(filled(regime)), *_lists(regime, filled(regime))]


def unfilled(regime: RegimeData) -> list[str]:
    """Give the keys an installation must still fill in: their value is null. ValueError as lint."""
    return sorted(set(_entries_of(regime)) - set(filled(regime)))


def unconfirmed(regime: RegimeData) -> list[str]:
    """Give the filled keys that no person has confirmed yet.

    They are shown with a badge and are never the only ground to refuse an appeal (design).
    """
    entries = _entries_of(regime)
    return sorted(key for key in filled(regime) if not entries[key].get("confirmed_by"))


def _entries_of(regime: RegimeData) -> Mapping[str, Mapping[str, object]]:
    filled(regime)
    return cast("Mapping[str, Mapping[str, object]]", regime["values"])


def _head(regime: RegimeData) -> Iterator[str]:
    for key in sorted(set(regime) - TOP_KEYS):
        yield f"{key}: this key is not known."
    if not re.fullmatch(r"[a-z][a-z0-9_]*", str(regime.get("key", ""))):
        yield "key: a regime has a key of small letters, digits and underscores."
    version = regime.get("version")
    if isinstance(version, bool) or not isinstance(version, int) or version < 1:
        yield "version: a regime has a whole number from 1 as its version."
    if regime.get("status") not in list(STATUSES):
        yield f"status: one of {', '.join(sorted(STATUSES))}."
    begins, ends = regime.get("valid_from"), regime.get("valid_to")
    for key, value in (("valid_from", begins), ("valid_to", ends)):
        if not _is_date(value):
            yield f"{key}: a date as YYYY-MM-DD, or null."
    if _is_date(begins) and _is_date(ends) and begins and ends and str(ends) < str(begins):
        yield "valid_to: before valid_from."


def _is_date(value: object) -> bool:
    if value is None:
        return True
    try:
        return date.fromisoformat(str(value)).isoformat() == value
    except ValueError:
        return False


def _selector(selector: object) -> Iterator[str]:
    if not isinstance(selector, Mapping) or set(selector) != set(SELECTORS):
        yield f"selector: an object with exactly {', '.join(SELECTORS)}."
        return
    for key, known in SELECTORS.items():
        try:
            chosen = words(selector[key])
        except ValueError as problem:
            yield f"selector.{key}: {problem}"
            continue
        if not chosen:
            yield f"selector.{key}: at least one word."
        for word in sorted(chosen):
            if (not PLACE.fullmatch(word)) if known is None else word not in known:
                yield f"selector.{key}: {word!r} is not known."


def _entries(values: object) -> Iterator[str]:
    if not isinstance(values, Mapping):
        yield "values: an object of values by key."
        return
    for key, entry in values.items():
        if key not in VALUE_KEYS:
            yield f"values.{key}: this key is not known."
        elif not isinstance(entry, Mapping):
            yield f"values.{key}: an object with 'value', 'basis' and 'confirmed_by'."
        else:
            yield from (f"values.{key}: {problem}" for problem in _entry(key, entry))


def _entry(key: str, entry: Mapping[str, object]) -> Iterator[str]:
    if unknown := sorted(set(entry) - ENTRY_KEYS):
        yield f"{unknown[0]!r} is not known."
    if not {"value", "basis", "confirmed_by"} <= set(entry):
        yield "'value', 'basis' and 'confirmed_by' are all given, if only as null."
        return
    if not isinstance(entry["basis"], str) or not entry["basis"]:
        yield "the basis says in words where the value comes from."
    if entry["confirmed_by"] and not (entry.get("confirmed_on") and _is_date(entry["confirmed_on"])):
        yield "what a person confirmed also says on which day."
    if entry.get("on_breach", "alert") not in list(BREACHES):
        yield f"a passed clock can only {', '.join(sorted(BREACHES))}."
    if entry["value"] is not None:
        try:
            READERS[key](entry["value"])
        except ValueError as problem:
            yield str(problem)


def _together(values: Mapping[str, object]) -> Iterator[str]:
    """Check what values say together, once each of them can be read."""
    spans = {key: Span.from_json(values[key]) for key in (*WINDOWS, *CEILINGS) if key in values}
    for key in ("answer_by", "notice_period"):
        if key in spans and not _reaches(spans[key], FLOORS[key]):
            yield f"values.{key}: shorter than the floor of {FLOORS[key].value} days."
    window = spans.get("appeal_window", FLOORS["appeal_window"])
    if "notice_period" in spans and not _reaches(window, spans["notice_period"]):
        yield "values.appeal_window: shorter than the notice of the decision itself."
    if {"retention_min", "retention_max"} <= set(spans) and not _reaches(spans["retention_max"], spans["retention_min"]):
        yield "values.retention_max: shorter than retention_min."


def _lists(regime: RegimeData, values: Mapping[str, object]) -> Iterator[str]:
    for field in sorted(words(values.get("statement_fields", [])) - STATEMENT_FIELDS):
        yield f"values.statement_fields: {field!r} is not known."
    ways = routes(values["redress"]) if "redress" in values else ()
    mediation = regime["key"] == P2B or any(way.kind == "mediation" for way in ways)
    named = words(values["mediators"]) if "mediators" in values else None
    if named is None and mediation and "mediators" not in _entries_of(regime):
        yield "values.mediators: mediation needs at least two, or null until they are chosen."
    if named is not None and len(named) < FEWEST_MEDIATORS:
        yield "values.mediators: at least two are named."


def _reaches(longer: Span, shorter: Span) -> bool:
    if longer.unit is shorter.unit:
        return longer.value >= shorter.value
    return longer.value * SHORTEST[longer.unit] >= shorter.value * LONGEST[shorter.unit]
