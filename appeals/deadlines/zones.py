"""The person's time zone, and the instant in which a local day ends."""

import zoneinfo
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from functools import lru_cache

from appeals.deadlines.spans import as_utc

# The last zone in which a day ends. Who gives no zone never loses an hour by it.
UNKNOWN_ZONE = timezone(timedelta(hours=-12), "UTC-12")
EARLIEST_ZONE = "Pacific/Kiritimati"  # where each day begins first
LAST_SECOND = time(23, 59, 59)
# In the zone database, but not places: "Factory" means unset, "localtime" means this machine.
NOT_PLACES = frozenset({"Factory", "localtime"})


@lru_cache(maxsize=1)
def known_zones() -> frozenset[str]:
    """Give the IANA zone names of this machine; read once, because it walks the zone files."""
    return frozenset(zoneinfo.available_timezones()) - NOT_PLACES


def zone_of(name: str | None) -> tzinfo:
    """Give the zone of an IANA name; UTC-12 where the name is missing or unknown (design)."""
    if name is None or name not in known_zones():
        return UNKNOWN_ZONE
    return zoneinfo.ZoneInfo(name)


def local_date(instant: datetime, zone: tzinfo) -> date:
    """Give the calendar date on which an aware instant falls in `zone`; ValueError if naive."""
    return as_utc(instant).astimezone(zone).date()


def earliest_today(instant: datetime) -> date:
    """Give the date where the day begins first: a later one has come nowhere yet."""
    return local_date(instant, zone_of(EARLIEST_ZONE))


def end_of_day(on: date, zone: tzinfo) -> datetime:
    """Give, in UTC, the last second of the local day `on`.

    That is 23:59:59, the second one where a clock set back repeats it. Where the clock jumps over
    that second, it is the last second before the jump. Where a zone left the whole day out (Apia,
    30 December 2011), it is the last second of the next day: a date never moves nearer.
    """
    last = datetime.combine(on, LAST_SECOND, tzinfo=zone).replace(fold=1).astimezone(UTC)
    there = last.astimezone(zone)
    if there.date() < on:
        return end_of_day(on + timedelta(days=1), zone)
    if there.time() == LAST_SECOND:
        return last
    # In a gap fold=1 lands before it: walk up to its edge by halving, from 18 hours to 1 second.
    for power in range(16, -1, -1):
        step = timedelta(seconds=2**power)
        if (last + step).astimezone(zone).date() == on:
            last += step
    return last


def later_zone_change(old_due: datetime, new_due: datetime) -> datetime:
    """Give the later of two aware instants: a change of zone only moves a date later (design)."""
    return max(as_utc(old_due), as_utc(new_due))
