"""Dates and amounts in words: in full, in the person's own time, with UTC beside it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, tzinfo
from decimal import Decimal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.utils import dateformat, translation
from django.utils.formats import get_format

from appeals.letters.marks import ISOLATE, ISOLATE_END, SMALL, SMALL_END

NARROW_SPACE = "\u202f"
MINUS = "\u2212"

# How a language writes a day, and what it calls the time of a city; English where a language is not named.
_DAY: Mapping[str, str] = {"en": "l j F Y", "es": r"l j \d\e F \d\e Y", "ar": "l j F Y"}
_DAY_OF_YEAR: Mapping[str, str] = {"en": "j F", "es": r"j \d\e F", "ar": "j F"}
_TIME_OF: Mapping[str, str] = {"en": "{city} time", "es": "hora de {city}", "ar": "بتوقيت {city}"}
_UNIVERSAL = frozenset({"UTC", "Etc/UTC", "Etc/GMT", "GMT"})
_FIXED = re.compile(r"Etc/GMT([+-])(\d{1,2})")


@dataclass(frozen=True, slots=True)
class Written:
    """A moment or a day as a letter prints it: `day` alone, or all of it as text."""

    day: str
    full: str

    def __str__(self) -> str:
        return self.full


@dataclass(frozen=True, slots=True)
class Amount:
    """Money: a value in the currency's own unit, beside its ISO 4217 code."""

    value: Decimal
    currency: str


def written_moment(at: datetime, *, zone: str, language: str) -> Written:
    """`at` in the time of `zone` (IANA; an unknown one is UTC), with UTC in small beside it.

    Raises ValueError for a naive `at`, which would say a different time to each reader.
    """
    if at.tzinfo is None:
        raise ValueError("A letter needs a moment with its time zone.")
    base = language.partition("-")[0]
    known = _zone(zone)
    local, universal = at.astimezone(known), at.astimezone(UTC)
    with translation.override(language):
        day = dateformat.format(local, _DAY.get(base, _DAY["en"]))
        other_day = dateformat.format(universal, _DAY_OF_YEAR.get(base, _DAY_OF_YEAR["en"]))
    if zone in _UNIVERSAL or known is UTC:
        return Written(day, f"{day}, {local:%H:%M} UTC")
    beside = f"{universal:%H:%M} UTC" if universal.date() == local.date() else f"{other_day}, {universal:%H:%M} UTC"
    return Written(day, f"{day}, {local:%H:%M} {zone_name(zone, language=language)} {SMALL}({beside}){SMALL_END}")


def written_day(on: date, *, language: str) -> Written:
    """A day of the calendar in full; it has no time zone."""
    with translation.override(language):
        day = dateformat.format(on, _DAY.get(language.partition("-")[0], _DAY["en"]))
    return Written(day, day)


def zone_name(zone: str, *, language: str) -> str:
    """What a person calls `zone`: "Kyiv time"; a zone that is only an offset is named by it, as UTC with a minus and 12."""
    fixed = _FIXED.fullmatch(zone)
    if fixed:
        # The names of these zones count westward: Etc/GMT+12 is twelve hours behind UTC.
        return f"UTC{MINUS if fixed[1] == '+' else '+'}{fixed[2]}"
    city = zone.rpartition("/")[2].replace("_", " ")
    return _TIME_OF.get(language.partition("-")[0], _TIME_OF["en"]).format(city=city)


def written_amount(amount: Amount, *, language: str) -> str:
    """`amount` as "1 240 USD": grouped by narrow spaces that do not break, and kept together in any direction of text.

    Decimals appear only where they say something. Raises ValueError for what is no number or no currency code.
    """
    if not amount.value.is_finite() or not re.fullmatch(r"[A-Z]{3}", amount.currency):
        raise ValueError("An amount is a number beside a currency code of three letters.")
    with translation.override(language):
        point = get_format("DECIMAL_SEPARATOR")
    whole = amount.value == amount.value.to_integral_value()
    digits = f"{amount.value:,.0f}" if whole else f"{_at_least_cents(amount.value):,f}"
    number = digits.replace(",", NARROW_SPACE).replace(".", str(point)).replace("-", MINUS)
    return f"{ISOLATE}{number} {amount.currency}{ISOLATE_END}"


def _at_least_cents(value: Decimal) -> Decimal:
    """12.5 as 12.50, 12.3450 as 12.345: never fewer decimals than the value needs."""
    exponent = value.normalize().as_tuple().exponent
    decimals = max(2, -exponent) if isinstance(exponent, int) else 2
    return value.quantize(Decimal(1).scaleb(-decimals))


def _zone(zone: str) -> tzinfo:
    try:
        return ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return UTC
