"""Counting a span from an instant: for a person to the end of the day, for us to the hour."""

import calendar
from collections.abc import Iterable
from datetime import date, datetime, timedelta, tzinfo

from appeals.deadlines.spans import Span, Unit, as_utc
from appeals.deadlines.workdays import nth_working_day
from appeals.deadlines.zones import end_of_day, local_date

MONTHS_A_YEAR = 12


def add_months(on: date, count: int) -> date:
    """Give the same day `count` months on, or that month's last day (31 August + 6: 28 February)."""
    years, month = divmod(on.month - 1 + count, MONTHS_A_YEAR)
    year, month = on.year + years, month + 1
    return date(year, month, min(on.day, calendar.monthrange(year, month)[1]))


def add_span(
    start: datetime,
    span: Span,
    *,
    zone: tzinfo,
    country: str | None = None,
    subdivision: str | None = None,
) -> datetime:
    """Give, in UTC, the end of a span that a person may use to the full.

    Hours are exact. Days, working days and months are counted from the local date of `start` and
    end at the end of the local day. Calendar days are never shorter than value x 24 hours: where
    a clock set forward or a left-out day takes from them, one more day is given. Raises ValueError
    for a naive `start`.
    """
    begin, first = as_utc(start), local_date(start, zone)
    if span.unit is Unit.HOURS:
        return begin + timedelta(hours=span.value)
    if span.unit is Unit.BUSINESS_DAYS:
        return end_of_day(nth_working_day(first, span.value, country, subdivision), zone)
    if span.unit is Unit.CALENDAR_MONTHS:
        return end_of_day(add_months(first, span.value), zone)
    due = end_of_day(first + timedelta(days=span.value), zone)
    if due < begin + timedelta(days=span.value):
        return end_of_day(first + timedelta(days=span.value + 1), zone)
    return due


def add_ceiling(
    start: datetime,
    span: Span,
    *,
    zone: tzinfo,
    country: str | None = None,
    subdivision: str | None = None,
) -> datetime:
    """Give, in UTC, the end of a span that binds us: never later than any reading of the rule.

    Hours and calendar days are exact (a day is 24 hours). Months end at the same time of day in
    UTC, on the last day of a shorter month. Working days have no other end than that of the local
    day. Raises ValueError for a naive `start`.
    """
    begin = as_utc(start)
    if span.unit is Unit.CALENDAR_DAYS:
        return begin + timedelta(days=span.value)
    if span.unit is Unit.CALENDAR_MONTHS:
        return datetime.combine(add_months(begin.date(), span.value), begin.timetz())
    return add_span(begin, span, zone=zone, country=country, subdivision=subdivision)


def latest(
    start: datetime,
    spans: Iterable[Span],
    *,
    zone: tzinfo,
    country: str | None = None,
    subdivision: str | None = None,
) -> datetime:
    """Give the latest end of several windows. Raises ValueError where there is none."""
    return max(add_span(start, span, zone=zone, country=country, subdivision=subdivision) for span in spans)


def earliest(
    start: datetime,
    spans: Iterable[Span],
    *,
    zone: tzinfo,
    country: str | None = None,
    subdivision: str | None = None,
) -> datetime:
    """Give the earliest end of several ceilings. Raises ValueError where there is none."""
    return min(add_ceiling(start, span, zone=zone, country=country, subdivision=subdivision) for span in spans)
