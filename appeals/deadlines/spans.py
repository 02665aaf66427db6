"""A length of time as law and regimes state it: a number and its unit."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Self


class Unit(StrEnum):
    """The units of regime data. There is no "day" without saying which kind."""

    HOURS = "hours"
    CALENDAR_DAYS = "calendar_days"
    BUSINESS_DAYS = "business_days"
    CALENDAR_MONTHS = "calendar_months"


# Longer than any rule we know. A larger number is a slip of the pen, not a law.
LARGEST = {
    Unit.HOURS: 10_000,
    Unit.CALENDAR_DAYS: 10_000,
    Unit.BUSINESS_DAYS: 1_000,
    Unit.CALENDAR_MONTHS: 600,
}


@dataclass(frozen=True, slots=True)
class Span:
    """A whole, positive number of one unit. Raises ValueError for anything else."""

    value: int
    unit: Unit

    def __post_init__(self) -> None:
        if isinstance(self.value, bool) or not isinstance(self.value, int):
            raise ValueError(f"A span needs a whole number, not {self.value!r}.")  # noqa: TRY004 - one error for all bad data
        if not 1 <= self.value <= LARGEST[self.unit]:
            raise ValueError(f"A span of {self.unit} lies between 1 and {LARGEST[self.unit]}.")

    @classmethod
    def from_json(cls, data: object) -> Self:
        """Read `{"value": 14, "unit": "calendar_days"}`; ValueError for any other shape or unit."""
        if not isinstance(data, Mapping) or set(data) != {"value", "unit"}:
            raise ValueError("A span is an object with exactly 'value' and 'unit'.")
        if data["unit"] not in list(Unit):
            raise ValueError(f"The unit {data['unit']!r} is not known.")
        return cls(data["value"], Unit(data["unit"]))

    def to_json(self) -> dict[str, int | str]:
        """Give the shape that `from_json` reads."""
        return {"value": self.value, "unit": self.unit.value}


def as_utc(instant: datetime) -> datetime:
    """Give the same instant in UTC; ValueError for a naive datetime, whose instant nobody knows."""
    if instant.utcoffset() is None:
        raise ValueError("The datetime has no time zone.")
    return instant.astimezone(UTC)


def hours(value: int) -> Span:
    """Give a span of `value` hours."""
    return Span(value, Unit.HOURS)


def days(value: int) -> Span:
    """Give a span of `value` calendar days."""
    return Span(value, Unit.CALENDAR_DAYS)


def working_days(value: int) -> Span:
    """Give a span of `value` working days."""
    return Span(value, Unit.BUSINESS_DAYS)


def months(value: int) -> Span:
    """Give a span of `value` calendar months."""
    return Span(value, Unit.CALENDAR_MONTHS)
