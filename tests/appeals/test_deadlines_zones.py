"""The end of a local day, all over the world; expected instants are worked out by hand."""

from datetime import UTC, date, datetime, timedelta, tzinfo

import pytest
from hypothesis import example, given, settings, strategies as st

from appeals.deadlines import UNKNOWN_ZONE, end_of_day, known_zones, later_zone_change, local_date, zone_of

# Days that a place left out of its calendar when it crossed the date line.
LEFT_OUT = {
    ("Pacific/Apia", date(2011, 12, 30)),
    ("Pacific/Fakaofo", date(2011, 12, 30)),
}

ENDS_OF_DAYS = [
    # Whole hours, and the two ends of the world.
    ("UTC", "2026-11-21", "2026-11-21T23:59:59Z"),
    ("America/Bogota", "2026-12-04", "2026-12-05T04:59:59Z"),
    ("Europe/Kyiv", "2026-12-04", "2026-12-04T21:59:59Z"),
    ("Europe/Kyiv", "2026-07-01", "2026-07-01T20:59:59Z"),
    ("Europe/Lisbon", "2026-07-01", "2026-07-01T22:59:59Z"),
    ("Asia/Amman", "2026-12-04", "2026-12-04T20:59:59Z"),
    ("America/Asuncion", "2026-07-01", "2026-07-02T02:59:59Z"),
    ("Pacific/Auckland", "2026-12-04", "2026-12-04T10:59:59Z"),
    ("Pacific/Kiritimati", "2026-11-21", "2026-11-21T09:59:59Z"),
    ("Pacific/Niue", "2026-11-21", "2026-11-22T10:59:59Z"),
    ("Etc/GMT+12", "2026-11-21", "2026-11-22T11:59:59Z"),
    ("Antarctica/Troll", "2026-07-01", "2026-07-01T21:59:59Z"),
    # Half and quarter hours.
    ("Asia/Kolkata", "2026-11-21", "2026-11-21T18:29:59Z"),
    ("Asia/Kathmandu", "2026-11-21", "2026-11-21T18:14:59Z"),
    ("Asia/Tehran", "2026-07-01", "2026-07-01T20:29:59Z"),
    ("Australia/Eucla", "2026-11-21", "2026-11-21T15:14:59Z"),
    ("Australia/Lord_Howe", "2026-12-04", "2026-12-04T12:59:59Z"),
    ("Australia/Lord_Howe", "2026-07-01", "2026-07-01T13:29:59Z"),
    ("Pacific/Chatham", "2026-12-04", "2026-12-04T10:14:59Z"),
    ("Pacific/Marquesas", "2026-11-21", "2026-11-22T09:29:59Z"),
    ("America/St_Johns", "2026-12-04", "2026-12-05T03:29:59Z"),
    # A change by night, hours after the day has ended.
    ("America/New_York", "2026-03-08", "2026-03-09T03:59:59Z"),
    ("America/New_York", "2026-11-01", "2026-11-02T04:59:59Z"),
    ("Africa/Casablanca", "2026-03-01", "2026-03-01T23:59:59Z"),
    ("Africa/Casablanca", "2026-11-21", "2026-11-21T22:59:59Z"),
    # Midnight is left out: the day before ends in the old time.
    ("America/Sao_Paulo", "2018-11-03", "2018-11-04T02:59:59Z"),
    ("America/Sao_Paulo", "2018-11-04", "2018-11-05T01:59:59Z"),
    ("America/Havana", "2026-03-07", "2026-03-08T04:59:59Z"),
    ("America/Havana", "2026-03-08", "2026-03-09T03:59:59Z"),
    ("Asia/Beirut", "2026-03-28", "2026-03-28T21:59:59Z"),
    ("Asia/Beirut", "2026-03-29", "2026-03-29T20:59:59Z"),
    ("Africa/Cairo", "2026-04-23", "2026-04-23T21:59:59Z"),
    ("Asia/Tehran", "2021-03-21", "2021-03-21T20:29:59Z"),
    ("Atlantic/Azores", "2026-03-28", "2026-03-29T00:59:59Z"),
    # The last hour comes twice: the day ends with the second one.
    ("America/Sao_Paulo", "2018-02-16", "2018-02-17T01:59:59Z"),
    ("America/Sao_Paulo", "2018-02-17", "2018-02-18T02:59:59Z"),
    ("Asia/Beirut", "2026-10-24", "2026-10-24T21:59:59Z"),
    ("Africa/Cairo", "2026-10-28", "2026-10-28T20:59:59Z"),
    ("Africa/Cairo", "2026-10-29", "2026-10-29T21:59:59Z"),
    ("America/Nuuk", "2024-10-26", "2024-10-27T01:59:59Z"),
    ("America/St_Johns", "2006-10-28", "2006-10-29T03:29:59Z"),
    # The first hour comes twice: the day before has ended already.
    ("America/Havana", "2026-10-31", "2026-11-01T03:59:59Z"),
    ("America/Havana", "2026-11-01", "2026-11-02T04:59:59Z"),
    ("Atlantic/Azores", "2026-10-24", "2026-10-24T23:59:59Z"),
    ("Atlantic/Azores", "2026-10-25", "2026-10-26T00:59:59Z"),
    # The last hour is left out: the day ends at 22:59:59.
    ("America/Nuuk", "2024-03-30", "2024-03-31T00:59:59Z"),
    ("America/Nuuk", "2026-03-28", "2026-03-29T00:59:59Z"),
    # The clock jumps over midnight, from 23:30 to 00:30: the day ends at 23:29:59.
    ("America/Toronto", "1919-03-30", "1919-03-31T04:29:59Z"),
    # The whole day is left out: the next one counts.
    ("Pacific/Apia", "2011-12-29", "2011-12-30T09:59:59Z"),
    ("Pacific/Apia", "2011-12-30", "2011-12-31T09:59:59Z"),
    ("Pacific/Apia", "2011-12-31", "2011-12-31T09:59:59Z"),
    ("Pacific/Apia", "2026-11-21", "2026-11-21T10:59:59Z"),
    ("Pacific/Kwajalein", "1993-08-21", "1993-08-22T11:59:59Z"),
]


def at(text: str) -> datetime:
    return datetime.fromisoformat(text)


@pytest.mark.parametrize(("zone", "on", "expected"), ENDS_OF_DAYS)
def test_a_local_day_ends_at_its_last_second(zone: str, on: str, expected: str) -> None:
    ended = end_of_day(date.fromisoformat(on), zone_of(zone))

    assert ended == at(expected)
    assert ended.utcoffset() == timedelta(0)


class JumpAnHourAt233001(tzinfo):
    """A zone at UTC whose clock jumps from 23:30:01 on 1 January 2026 to 00:30:01, an odd second."""

    jump = datetime(2026, 1, 1, 23, 30, 1)  # noqa: DTZ001 - wall time

    def utcoffset(self, moment: datetime | None) -> timedelta:
        assert moment is not None
        after = self.jump + timedelta(hours=0 if moment.fold else 1)
        return timedelta(hours=int(moment.replace(tzinfo=None, fold=0) >= after))

    def tzname(self, _moment: datetime | None) -> str:
        return "JUMP"

    def dst(self, _moment: datetime | None) -> timedelta:
        return timedelta(0)

    def fromutc(self, moment: datetime) -> datetime:
        return moment + timedelta(hours=int(moment.replace(tzinfo=None) >= self.jump))


def test_a_day_cut_short_at_an_odd_second_ends_just_before_it() -> None:
    assert end_of_day(date(2026, 1, 1), JumpAnHourAt233001()) == at("2026-01-01T23:30:00Z")


@settings(max_examples=400, deadline=None)
@given(
    zone=st.sampled_from(sorted(known_zones())),
    on=st.dates(date(2000, 1, 1), date(2100, 12, 31)),
)
@example(zone="America/Nuuk", on=date(2026, 3, 28))
@example(zone="America/Sao_Paulo", on=date(2018, 2, 17))
def test_the_end_of_a_day_is_on_that_day_and_nothing_of_it_follows(zone: str, on: date) -> None:
    place = zone_of(zone)

    ended = end_of_day(on, place)

    if (zone, on) not in LEFT_OUT:
        assert local_date(ended, place) == on
        assert local_date(ended + timedelta(seconds=1), place) == on + timedelta(days=1)
        assert local_date(ended + timedelta(hours=1), place) == on + timedelta(days=1)


@pytest.mark.parametrize(
    "name", [None, "", "Mars/Olympus", "../../etc/passwd", "America", "Factory", "localtime", "a\0b", "\ud800", "utc+3"]
)
def test_an_unknown_zone_is_the_last_on_earth(name: str | None) -> None:
    assert zone_of(name) == UNKNOWN_ZONE
    assert end_of_day(date(2026, 11, 21), zone_of(name)) == at("2026-11-22T11:59:59Z")


def test_no_known_zone_ends_its_day_after_the_unknown_one() -> None:
    on = date(2026, 11, 21)

    assert max(end_of_day(on, zone_of(name)) for name in known_zones()) == end_of_day(on, UNKNOWN_ZONE)


def test_a_local_date_is_the_persons_and_not_ours() -> None:
    instant = at("2026-11-21T10:30:00Z")

    assert local_date(instant, zone_of("Pacific/Kiritimati")) == date(2026, 11, 22)
    assert local_date(instant, zone_of("Pacific/Niue")) == date(2026, 11, 20)


def test_a_change_of_zone_only_moves_a_date_later() -> None:
    bogota, kyiv = at("2026-12-05T04:59:59Z"), at("2026-12-04T21:59:59Z")

    assert later_zone_change(bogota, kyiv) == bogota
    assert later_zone_change(kyiv, bogota) == bogota


def test_a_later_date_comes_back_in_utc() -> None:
    given_in_kyiv = datetime(2026, 12, 4, 23, 59, 59, tzinfo=zone_of("Europe/Kyiv"))

    assert later_zone_change(given_in_kyiv, given_in_kyiv).tzinfo is UTC


@pytest.mark.parametrize("both", [(0, 1), (1, 0)])
def test_a_naive_date_has_no_later(both: tuple[int, int]) -> None:
    dates = (datetime(2026, 12, 4), at("2026-12-04T21:59:59Z"))  # noqa: DTZ001 - the mistake itself

    with pytest.raises(ValueError, match="no time zone"):
        later_zone_change(dates[both[0]], dates[both[1]])
