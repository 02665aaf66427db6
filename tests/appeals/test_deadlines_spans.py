"""Spans and their ends; expected instants are worked out by hand."""

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given, settings, strategies as st

from appeals.deadlines import Span, Unit, add_ceiling, add_months, add_span, is_working_day, known_zones, nth_working_day, zone_of

DAYS, MONTHS, WORKING, HOURS = Unit.CALENDAR_DAYS, Unit.CALENDAR_MONTHS, Unit.BUSINESS_DAYS, Unit.HOURS

WINDOWS = [
    # start, length, zone, country, subdivision, last second
    ("2026-11-20T07:14:22Z", 14, DAYS, "America/Bogota", None, None, "2026-12-05T04:59:59Z"),
    ("2026-11-20T07:14:22Z", 6, MONTHS, "America/Bogota", None, None, "2027-05-21T04:59:59Z"),
    # Months end on the last day of a shorter month.
    ("2026-08-31T12:00:00Z", 6, MONTHS, "UTC", None, None, "2027-02-28T23:59:59Z"),
    ("2027-08-31T12:00:00Z", 6, MONTHS, "UTC", None, None, "2028-02-29T23:59:59Z"),
    ("2028-02-29T12:00:00Z", 12, MONTHS, "UTC", None, None, "2029-02-28T23:59:59Z"),
    ("2028-02-29T12:00:00Z", 48, MONTHS, "UTC", None, None, "2032-02-29T23:59:59Z"),
    ("2026-01-31T12:00:00Z", 1, MONTHS, "UTC", None, None, "2026-02-28T23:59:59Z"),
    ("2026-10-31T12:00:00Z", 1, MONTHS, "UTC", None, None, "2026-11-30T23:59:59Z"),
    ("2026-12-31T23:30:00Z", 2, MONTHS, "Europe/Kyiv", None, None, "2027-03-01T21:59:59Z"),
    # A day of 23 hours would take half an hour from the person, one of 25 hours does not.
    ("2026-03-08T03:00:00Z", 1, DAYS, "America/New_York", None, None, "2026-03-09T03:59:59Z"),
    ("2026-03-08T04:30:00Z", 1, DAYS, "America/New_York", None, None, "2026-03-10T03:59:59Z"),
    ("2026-11-01T03:30:00Z", 1, DAYS, "America/New_York", None, None, "2026-11-02T04:59:59Z"),
    # A day left out of the calendar is not counted against the person.
    ("2011-12-29T22:00:00Z", 1, DAYS, "Pacific/Apia", None, None, "2011-12-31T09:59:59Z"),
    ("2011-12-29T22:00:00Z", 2, DAYS, "Pacific/Apia", None, None, "2012-01-01T09:59:59Z"),
    # The local date of the start decides, to the second.
    ("2026-11-20T10:00:00Z", 7, DAYS, "Pacific/Kiritimati", None, None, "2026-11-28T09:59:59Z"),
    ("2026-11-20T09:59:59Z", 7, DAYS, "Pacific/Kiritimati", None, None, "2026-11-27T09:59:59Z"),
    ("2026-11-20T09:59:59.500000Z", 7, DAYS, "Pacific/Kiritimati", None, None, "2026-11-28T09:59:59Z"),
    ("2026-11-21T10:59:59Z", 14, DAYS, "Pacific/Niue", None, None, "2026-12-05T10:59:59Z"),
    ("2026-11-21T05:00:00Z", 14, DAYS, None, None, None, "2026-12-05T11:59:59Z"),
    ("2026-11-21T18:14:59Z", 1, DAYS, "Asia/Kathmandu", None, None, "2026-11-22T18:14:59Z"),
    ("2026-11-21T18:15:00Z", 1, DAYS, "Asia/Kathmandu", None, None, "2026-11-23T18:14:59Z"),
    # Hours know no zone.
    ("2026-03-07T12:00:00Z", 72, HOURS, "America/New_York", None, None, "2026-03-10T12:00:00Z"),
    # Working days: the weekend, the holidays and the exceptions of the country.
    ("2026-11-20T15:00:00Z", 3, WORKING, "UTC", None, None, "2026-11-25T23:59:59Z"),
    ("2026-11-21T15:00:00Z", 1, WORKING, "UTC", None, None, "2026-11-23T23:59:59Z"),
    ("2026-12-24T10:00:00Z", 1, WORKING, "UTC", "ZZ", None, "2026-12-25T23:59:59Z"),
    ("2026-12-24T10:00:00Z", 1, WORKING, "Europe/London", "GB", None, "2026-12-29T23:59:59Z"),
    ("2026-11-25T12:00:00Z", 2, WORKING, "America/New_York", "US", None, "2026-12-01T04:59:59Z"),
    ("2026-11-25T12:00:00Z", 2, WORKING, "America/New_York", "us", "US-NY", "2026-12-01T04:59:59Z"),
    ("2026-11-25T12:00:00Z", 2, WORKING, "America/New_York", "US", "QQ", "2026-12-01T04:59:59Z"),
    ("2027-12-30T12:00:00Z", 1, WORKING, "UTC", "US", None, "2028-01-03T23:59:59Z"),
    ("2026-04-02T10:00:00Z", 1, WORKING, "Europe/Berlin", "DE", None, "2026-04-07T21:59:59Z"),
    ("2024-12-31T10:00:00Z", 1, WORKING, "Europe/London", "GB", "ENG", "2025-01-02T23:59:59Z"),
    ("2024-12-31T10:00:00Z", 1, WORKING, "Europe/London", "GB", "GB-SCT", "2025-01-03T23:59:59Z"),
    ("2021-11-18T10:00:00Z", 1, WORKING, "Asia/Dubai", "AE", None, "2021-11-21T19:59:59Z"),
    ("2026-11-19T10:00:00Z", 1, WORKING, "Asia/Dubai", "AE", None, "2026-11-20T19:59:59Z"),
    ("2026-11-19T10:00:00Z", 1, WORKING, "Asia/Jerusalem", "IL", None, "2026-11-22T21:59:59Z"),
    ("2024-02-17T04:00:00Z", 1, WORKING, "Asia/Shanghai", "CN", None, "2024-02-18T15:59:59Z"),
]

CEILINGS = [
    ("2026-11-22T14:05:00Z", 14, DAYS, "America/Bogota", "2026-12-06T14:05:00Z"),
    ("2026-03-07T12:00:00Z", 2, DAYS, "America/New_York", "2026-03-09T12:00:00Z"),
    ("2026-11-22T14:05:00Z", 72, HOURS, "America/Bogota", "2026-11-25T14:05:00Z"),
    ("2026-08-31T12:00:00Z", 6, MONTHS, "Europe/Kyiv", "2027-02-28T12:00:00Z"),
    ("2026-11-20T15:00:00Z", 5, WORKING, "UTC", "2026-11-27T23:59:59Z"),
]


def at(text: str) -> datetime:
    return datetime.fromisoformat(text)


@pytest.mark.parametrize(("start", "value", "unit", "zone", "country", "subdivision", "expected"), WINDOWS)
def test_a_window_ends_with_the_persons_day(
    *, start: str, value: int, unit: Unit, zone: str | None, country: str | None, subdivision: str | None, expected: str
) -> None:
    due = add_span(at(start), Span(value, unit), zone=zone_of(zone), country=country, subdivision=subdivision)

    assert due == at(expected)
    assert due.utcoffset() == timedelta(0)


@pytest.mark.parametrize(("start", "value", "unit", "zone", "expected"), CEILINGS)
def test_a_ceiling_ends_to_the_hour(start: str, value: int, unit: Unit, zone: str, expected: str) -> None:
    assert add_ceiling(at(start), Span(value, unit), zone=zone_of(zone)) == at(expected)


@settings(max_examples=200, deadline=None)
@given(
    zone=st.sampled_from(sorted(known_zones())),
    start=st.datetimes(datetime(2000, 1, 1), datetime(2080, 1, 1)),  # noqa: DTZ001 - hypothesis adds the zone
    value=st.integers(1, 400),
)
def test_days_are_never_shorter_than_promised_and_a_ceiling_never_later(zone: str, start: datetime, value: int) -> None:
    begin, place, span = start.replace(tzinfo=zone_of("UTC")), zone_of(zone), Span(value, DAYS)

    due = add_span(begin, span, zone=place)

    assert timedelta(days=value) <= due - begin <= timedelta(days=value + 2)
    assert add_ceiling(begin, span, zone=place) <= due


@pytest.mark.parametrize("unit", list(Unit))
def test_no_span_starts_at_a_naive_datetime(unit: Unit) -> None:
    naive = datetime(2026, 11, 20)  # noqa: DTZ001 - the mistake itself

    for add in (add_span, add_ceiling):
        with pytest.raises(ValueError, match="no time zone"):
            add(naive, Span(1, unit), zone=zone_of("UTC"))


def test_a_start_in_another_zone_is_the_same_instant() -> None:
    in_kyiv = at("2026-11-20T09:14:22+02:00")

    assert add_span(in_kyiv, Span(14, DAYS), zone=zone_of("America/Bogota")) == at("2026-12-05T04:59:59Z")


def test_a_span_goes_to_json_and_back() -> None:
    span = Span(6, MONTHS)

    assert span.to_json() == {"value": 6, "unit": "calendar_months"}
    assert Span.from_json(span.to_json()) == span


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (None, "exactly"),
        (14, "exactly"),
        ([14, "calendar_days"], "exactly"),
        ({"value": 14}, "exactly"),
        ({"value": 14, "unit": "calendar_days", "from": "informed"}, "exactly"),
        ({"value": 14, "unit": "weeks"}, "not known"),
        ({"value": 14, "unit": None}, "not known"),
        ({"value": 14, "unit": ["hours"]}, "not known"),
        ({"value": "14", "unit": "hours"}, "whole number"),
        ({"value": 1.5, "unit": "hours"}, "whole number"),
        ({"value": True, "unit": "hours"}, "whole number"),
        ({"value": 0, "unit": "hours"}, "between 1"),
        ({"value": -1, "unit": "calendar_days"}, "between 1"),
        ({"value": 601, "unit": "calendar_months"}, "between 1"),
    ],
)
def test_what_is_no_span_is_refused(data: object, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        Span.from_json(data)


def test_months_are_added_over_the_year() -> None:
    assert add_months(date(2026, 11, 30), 3) == date(2027, 2, 28)
    assert add_months(date(2026, 12, 1), 1) == date(2027, 1, 1)
    assert add_months(date(2026, 1, 15), 24) == date(2028, 1, 15)


def test_a_weekend_is_the_countrys_own() -> None:
    friday, sunday = date(2026, 11, 20), date(2026, 11, 22)

    assert [is_working_day(friday), is_working_day(sunday)] == [True, False]
    assert [is_working_day(friday, "IL"), is_working_day(sunday, "IL")] == [False, True]


def test_the_first_date_itself_never_counts() -> None:
    assert nth_working_day(date(2026, 11, 23), 1) == date(2026, 11, 24)
