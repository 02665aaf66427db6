"""Which regimes apply to a case."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from typing import cast

from appeals.deadlines.vocabulary import RegimeData
from appeals.deadlines.workdays import bare_subdivision

# Union law holds in the 27 member states, in Åland and in the outermost regions with codes of
# their own.
EUROPEAN_UNION = frozenset(
    [
        "AT",
        "BE",
        "BG",
        "CY",
        "CZ",
        "DE",
        "DK",
        "EE",
        "ES",
        "FI",
        "FR",
        "GR",
        "HR",
        "HU",
        "IE",
        "IT",
        "LT",
        "LU",
        "LV",
        "MT",
        "NL",
        "PL",
        "PT",
        "RO",
        "SE",
        "SI",
        "SK",
        "AX",
        "GF",
        "GP",
        "MF",
        "MQ",
        "RE",
        "YT",
    ]
)
EVERYWHERE = "*"
ANY = "any"
# Codes that ISO 3166-1 leaves to users, and that stand for "unknown" in practice.
NOWHERE = frozenset({"", "XX", "ZZ"})


def select(
    regimes: Sequence[RegimeData],
    *,
    country: str | None,
    subdivision: str | None,
    roles: Collection[str],
    size: str | None,
    measure: str | None,
    on: date,
) -> list[RegimeData]:
    """Give the regimes that apply on a date, in stable order, the newest version of each key.

    A country that is not known takes all regimes active on that date: the protective union. So
    does any single fact that is not known (subdivision, roles, size, measure) for its own part.
    Regimes not yet or no longer in force are left out; a case that pinned one keeps it.
    """
    active = _newest(regime for regime in regimes if is_active(regime, on))
    code = (country or "").upper()
    if code in NOWHERE:
        return active
    part = bare_subdivision(code, subdivision)
    return [
        regime
        for regime in active
        if _in_territory(_chosen(regime, "territory"), code, part)
        and _meets(_chosen(regime, "roles"), roles)
        and _meets(_chosen(regime, "sizes"), [size] if size else [])
        and _meets(_chosen(regime, "measures"), [measure] if measure else [])
    ]


def is_active(regime: RegimeData, on: date) -> bool:
    """Tell whether a regime binds cases begun on this date: not repealed, and within its dates."""
    begins, ends = regime.get("valid_from"), regime.get("valid_to")
    return (
        regime.get("status") != "repealed"
        and (begins is None or date.fromisoformat(str(begins)) <= on)
        and (ends is None or on <= date.fromisoformat(str(ends)))
    )


def _newest(regimes: Iterable[RegimeData]) -> list[RegimeData]:
    newest: dict[str, RegimeData] = {}
    for regime in sorted(regimes, key=lambda each: int(str(each["version"]))):
        newest[str(regime["key"])] = regime
    return [newest[key] for key in sorted(newest)]


def _chosen(regime: RegimeData, key: str) -> Collection[str]:
    return cast("Mapping[str, Collection[str]]", regime["selector"])[key]


def _in_territory(territory: Collection[str], country: str, part: str | None) -> bool:
    if EVERYWHERE in territory or country in territory:
        return True
    if "EU" in territory and country in EUROPEAN_UNION:
        return True
    here = [place for place in territory if place.startswith(f"{country}-")]
    return bool(here) and (part is None or f"{country}-{part}" in here)


def _meets(wanted: Collection[str], known: Collection[str]) -> bool:
    return ANY in wanted or not known or not set(wanted).isdisjoint(known)
