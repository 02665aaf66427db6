"""Working days by country, from the calendar library `holidays`."""

from datetime import date, timedelta
from functools import lru_cache

import holidays

SATURDAY = 5
ONE_DAY = timedelta(days=1)


def bare_subdivision(country: str | None, subdivision: str | None) -> str | None:
    """Give `WA` for both `WA` and the ISO 3166-2 form `US-WA`; None for nothing."""
    if not subdivision:
        return None
    return subdivision.upper().removeprefix(f"{(country or '').upper()}-")


@lru_cache(maxsize=512)
def _calendar(country: str, subdivision: str | None, year: int) -> holidays.HolidayBase | None:
    # One year for good, never expanded on reading, so that threads may share it.
    try:
        return holidays.country_holidays(country, subdiv=subdivision, years=year, expand=False)
    except NotImplementedError:
        return _calendar(country, None, year) if subdivision else None


def is_working_day(on: date, country: str | None = None, subdivision: str | None = None) -> bool:
    """Tell whether people work on this day in this country, its own weekend and holidays out.

    A subdivision that is not known counts as its country; a country that is not known works
    from Monday to Friday without holidays.
    """
    code = (country or "").upper()
    calendar = _calendar(code, bare_subdivision(country, subdivision), on.year)
    if calendar is None:
        return on.weekday() < SATURDAY
    return calendar.is_working_day(on)


def nth_working_day(after: date, count: int, country: str | None = None, subdivision: str | None = None) -> date:
    """Give the `count`-th working day after a local date; that date itself does not count."""
    on = after
    while count:
        on += ONE_DAY
        count -= is_working_day(on, country, subdivision)
    return on
