"""The dates a person reads; expected instants are worked out by hand."""

from datetime import datetime

import pytest

from appeals.deadlines import (
    Redress,
    RegimeData,
    RegimeRules,
    Span,
    Unit,
    answer_by,
    closure_answer_by,
    decide_by,
    is_short,
    last_day_to_appeal,
    merge,
    more_time,
    next_update_by,
    notice_period_until,
    redress_until,
    reminders,
    request_answer_by,
    zone_of,
)

PLAIN = merge([])


def at(text: str) -> datetime:
    return datetime.fromisoformat(text)


def maybe(text: str | None) -> datetime | None:
    return None if text is None else at(text)


def regime(country: str | None = None, /, **values: tuple[int, str]) -> RegimeRules:
    data: RegimeData = {
        "key": "sample",
        "version": 1,
        "values": {key: {"value": {"value": value, "unit": unit}, "basis": "Test"} for key, (value, unit) in values.items()},
    }
    return merge([data], country=country)


P2B = regime(notice_period=(30, "calendar_days"))

ANSWERS = [
    # delivered, starts, ends, zone, rules, expected
    ("2026-11-20T07:14:22Z", None, None, "America/Bogota", PLAIN, "2026-12-05T04:59:59Z"),
    ("2026-11-20T10:00:00Z", None, None, "Pacific/Kiritimati", PLAIN, "2026-12-05T09:59:59Z"),
    ("2026-11-21T05:00:00Z", None, None, None, PLAIN, "2026-12-05T11:59:59Z"),
    # 30 days: half-way is after the fourteen days.
    ("2026-11-20T07:14:22Z", "2026-11-20T07:14:00Z", "2026-12-20T07:14:00Z", "America/Bogota", PLAIN, "2026-12-05T04:59:59Z"),
    # Ten days: half-way is 25 November, 02:14 in Bogotá, so the 24th is the last whole day.
    ("2026-11-20T07:14:22Z", "2026-11-20T07:14:22Z", "2026-11-30T07:14:22Z", "America/Bogota", PLAIN, "2026-11-25T04:59:59Z"),
    # Half-way falls on the very last second of a day.
    ("2026-11-20T23:59:59Z", "2026-11-20T23:59:59Z", "2026-11-30T23:59:59Z", "UTC", PLAIN, "2026-11-25T23:59:59Z"),
    # Exactly seven days, to the second, from the start and not from the later delivery.
    ("2026-11-20T07:14:22Z", "2026-11-20T07:14:00Z", "2026-11-27T07:14:00Z", "America/Bogota", PLAIN, "2026-11-23T04:59:59Z"),
    ("2026-11-20T07:14:22Z", None, "2026-11-27T07:14:00Z", "America/Bogota", PLAIN, None),
    ("2026-11-20T07:14:00Z", "2026-11-20T07:14:00Z", "2026-11-27T07:13:59Z", "America/Bogota", PLAIN, None),
    # Delivered two days before the end of thirty: no date that helps is left.
    ("2026-11-29T00:00:00Z", "2026-11-01T00:00:00Z", "2026-12-01T00:00:00Z", "UTC", PLAIN, None),
    # Exactly 48 hours are left to the last whole day before half-way, 23 November at noon.
    ("2026-11-20T23:59:59Z", "2026-11-01T00:00:00Z", "2026-11-26T00:00:01Z", "UTC", PLAIN, "2026-11-22T23:59:59Z"),
    # Delivered after the end.
    ("2026-12-02T00:00:00Z", "2026-11-01T00:00:00Z", "2026-12-01T00:00:00Z", "UTC", PLAIN, None),
    # A regime with a longer window; one with a shorter window changes nothing.
    ("2026-11-20T10:00:00Z", None, None, "UTC", regime(answer_by=(20, "business_days")), "2026-12-18T23:59:59Z"),
    ("2026-11-20T10:00:00Z", None, None, "UTC", regime(answer_by=(21, "calendar_days")), "2026-12-11T23:59:59Z"),
    ("2026-11-20T10:00:00Z", None, None, "UTC", regime(answer_by=(5, "business_days")), "2026-12-04T23:59:59Z"),
    # Twenty working days in the United States: Thanksgiving is one day more.
    ("2026-11-20T10:00:00Z", None, None, "UTC", regime("US", answer_by=(20, "business_days")), "2026-12-21T23:59:59Z"),
]


@pytest.mark.parametrize(("delivered", "starts", "ends", "zone", "rules", "expected"), ANSWERS)
def test_an_answer_has_a_date_where_one_helps(
    *, delivered: str, starts: str | None, ends: str | None, zone: str | None, rules: RegimeRules, expected: str | None
) -> None:
    due = answer_by(at(delivered), ends_at=maybe(ends), zone=zone_of(zone), rules=rules, starts_at=maybe(starts))

    assert due == maybe(expected)


DECISIONS = [
    # received, ends, under seven days, rules, expected (zone UTC, working days Monday to Friday)
    ("2026-11-22T14:05:00Z", None, False, PLAIN, "2026-12-06T14:05:00Z"),
    ("2026-11-22T14:05:00Z", "2026-12-20T07:14:00Z", False, PLAIN, "2026-12-06T14:05:00Z"),
    ("2026-11-22T14:05:00Z", "2026-12-05T00:00:00Z", False, PLAIN, "2026-12-04T00:00:00Z"),
    # A regime's ceiling counts where it is shorter, and only there.
    ("2026-11-22T14:05:00Z", None, False, regime(decide_by=(7, "calendar_days")), "2026-11-29T14:05:00Z"),
    ("2026-11-22T14:05:00Z", None, False, regime(decide_by=(15, "calendar_days")), "2026-12-06T14:05:00Z"),
    ("2026-11-20T15:00:00Z", None, False, regime(decide_by=(5, "business_days")), "2026-11-27T23:59:59Z"),
    ("2026-11-20T15:00:00Z", None, False, regime(decide_by=(36, "hours")), "2026-11-22T03:00:00Z"),
    # Under seven days: two working days, and a day before the end where that is still ahead.
    ("2026-11-20T15:00:00Z", "2026-11-26T15:00:00Z", True, PLAIN, "2026-11-24T23:59:59Z"),
    ("2026-11-20T15:00:00Z", "2026-11-25T15:00:00Z", True, PLAIN, "2026-11-24T15:00:00Z"),
    ("2026-11-20T15:00:00Z", "2026-11-21T10:00:00Z", True, PLAIN, "2026-11-24T23:59:59Z"),
    ("2026-11-20T15:00:00Z", None, True, PLAIN, "2026-11-24T23:59:59Z"),
    ("2026-11-20T15:00:00Z", None, True, regime(decide_by=(36, "hours")), "2026-11-22T03:00:00Z"),
    # A longer measure in its last day, at its last second, and after its end.
    ("2026-11-20T15:00:01Z", "2026-11-21T15:00:00Z", False, PLAIN, "2026-11-24T23:59:59Z"),
    ("2026-11-20T15:00:00Z", "2026-11-21T15:00:00Z", False, PLAIN, "2026-11-24T23:59:59Z"),
    ("2026-11-20T15:00:00Z", "2026-10-01T00:00:00Z", False, PLAIN, "2026-11-24T23:59:59Z"),
]


@pytest.mark.parametrize(("received", "ends", "short", "rules", "expected"), DECISIONS)
def test_a_decision_is_promised_before_it_is_worth_nothing(
    *, received: str, ends: str | None, short: bool, rules: RegimeRules, expected: str
) -> None:
    due = decide_by(at(received), ends_at=maybe(ends), zone=zone_of("UTC"), rules=rules, under_seven_days=short)

    assert due == at(expected)


LAST_DAYS = [
    ("2026-11-20T07:14:22Z", "America/Bogota", PLAIN, "2027-05-21T04:59:59Z"),
    ("2026-12-02T09:30:00Z", "America/Bogota", PLAIN, "2027-06-03T04:59:59Z"),
    ("2026-08-31T12:00:00Z", "UTC", PLAIN, "2027-02-28T23:59:59Z"),
    ("2026-08-31T06:00:00Z", None, PLAIN, "2027-03-01T11:59:59Z"),
    ("2027-08-30T22:30:00Z", "Europe/Kyiv", PLAIN, "2028-02-29T21:59:59Z"),
    # 90 days are shorter than six months, 200 days and 12 months are longer.
    ("2026-01-15T12:00:00Z", "America/Los_Angeles", regime(appeal_window=(90, "calendar_days")), "2026-07-16T06:59:59Z"),
    ("2026-01-15T12:00:00Z", "UTC", regime(appeal_window=(200, "calendar_days")), "2026-08-03T23:59:59Z"),
    ("2026-01-15T12:00:00Z", "UTC", regime(appeal_window=(12, "calendar_months")), "2027-01-15T23:59:59Z"),
    # 182 days against six months: which is longer depends on the months.
    ("2027-02-01T12:00:00Z", "UTC", regime(appeal_window=(182, "calendar_days")), "2027-08-02T23:59:59Z"),
    ("2027-07-01T12:00:00Z", "UTC", regime(appeal_window=(182, "calendar_days")), "2028-01-01T23:59:59Z"),
]


@pytest.mark.parametrize(("delivered", "zone", "rules", "expected"), LAST_DAYS)
def test_the_longest_window_to_appeal_wins(delivered: str, zone: str | None, rules: RegimeRules, expected: str) -> None:
    assert last_day_to_appeal(at(delivered), zone=zone_of(zone), rules=rules) == at(expected)


CLOSURES = [
    # delivered, zone, rules, answer by, notice until
    ("2027-01-11T09:00:00Z", "Europe/Kyiv", PLAIN, "2027-01-25T21:59:59Z", "2027-01-18T21:59:59Z"),
    ("2027-01-11T09:00:00Z", "Europe/Kyiv", P2B, "2027-02-10T21:59:59Z", "2027-02-10T21:59:59Z"),
    ("2027-01-11T09:00:00Z", None, P2B, "2027-02-10T11:59:59Z", "2027-02-10T11:59:59Z"),
    ("2027-01-11T09:00:00Z", "UTC", regime(notice_period=(10, "calendar_days")), "2027-01-25T23:59:59Z", "2027-01-21T23:59:59Z"),
    ("2027-01-11T09:00:00Z", "UTC", regime(notice_period=(24, "hours")), "2027-01-25T23:59:59Z", "2027-01-18T23:59:59Z"),
    ("2027-01-11T09:00:00Z", "UTC", regime(answer_by=(20, "calendar_days")), "2027-01-31T23:59:59Z", "2027-01-18T23:59:59Z"),
]


@pytest.mark.parametrize(("delivered", "zone", "rules", "answer", "notice"), CLOSURES)
def test_a_closure_waits_for_answer_and_notice(delivered: str, zone: str | None, rules: RegimeRules, answer: str, notice: str) -> None:
    assert closure_answer_by(at(delivered), zone=zone_of(zone), rules=rules) == at(answer)
    assert notice_period_until(at(delivered), zone=zone_of(zone), rules=rules) == at(notice)


@pytest.mark.parametrize(
    ("now", "zone", "country", "expected"),
    [
        ("2026-11-20T16:00:00Z", "America/Bogota", "CO", "2026-11-26T04:59:59Z"),
        ("2026-11-12T16:00:00Z", "America/Bogota", "CO", "2026-11-19T04:59:59Z"),
        ("2026-11-12T16:00:00Z", "America/Bogota", None, "2026-11-18T04:59:59Z"),
        ("2026-11-20T16:00:00Z", None, None, "2026-11-26T11:59:59Z"),
    ],
)
def test_the_next_word_comes_within_three_working_days(now: str, zone: str | None, country: str | None, expected: str) -> None:
    assert next_update_by(at(now), zone=zone_of(zone), country=country) == at(expected)


def test_a_question_runs_seven_days_and_more_time_seven_more() -> None:
    bogota = zone_of("America/Bogota")

    first = request_answer_by(at("2026-11-22T14:05:00Z"), zone=bogota)

    assert first == at("2026-11-30T04:59:59Z")
    assert more_time(first, zone=bogota) == at("2026-12-07T04:59:59Z")


def test_reminders_in_the_past_are_not_sent() -> None:
    due = at("2026-12-05T04:59:59Z")

    assert reminders(due, now=at("2026-11-20T00:00:00Z")) == (at("2026-12-02T04:59:59Z"), at("2026-12-04T04:59:59Z"))
    assert reminders(due, now=at("2026-12-02T04:59:59Z")) == (at("2026-12-04T04:59:59Z"),)
    assert reminders(due, now=due) == ()


def test_a_measure_of_seven_days_is_not_short() -> None:
    start = at("2026-11-20T07:14:00Z")

    assert is_short(start, at("2026-11-27T07:13:59Z")) is True
    assert is_short(start, at("2026-11-27T07:14:00Z")) is False
    assert is_short(start, None) is False


@pytest.mark.parametrize(
    ("way", "expected"),
    [
        (Redress("second_review"), "2027-06-03T04:59:59Z"),
        (Redress("court"), None),
        (Redress("tribunal", "Fair Work Commission", Span(21, Unit.CALENDAR_DAYS)), "2026-12-23T09:30:00Z"),
    ],
)
def test_a_way_to_go_on_tells_its_last_day(way: Redress, expected: str | None) -> None:
    until = redress_until(way, at("2026-12-02T09:30:00Z"), zone=zone_of("America/Bogota"), rules=PLAIN)

    assert until == maybe(expected)


def test_no_date_of_a_person_comes_from_a_naive_datetime() -> None:
    naive, utc = datetime(2026, 11, 20), zone_of("UTC")  # noqa: DTZ001 - the mistake itself
    end = at("2027-11-20T00:00:00Z")

    for compute in (
        lambda: answer_by(naive, ends_at=None, zone=utc, rules=PLAIN),
        lambda: answer_by(end, ends_at=naive, zone=utc, rules=PLAIN),
        lambda: decide_by(naive, ends_at=None, zone=utc, rules=PLAIN),
        lambda: decide_by(end, ends_at=naive, zone=utc, rules=PLAIN),
        lambda: last_day_to_appeal(naive, zone=utc, rules=PLAIN),
        lambda: closure_answer_by(naive, zone=utc, rules=PLAIN),
        lambda: notice_period_until(naive, zone=utc, rules=PLAIN),
        lambda: next_update_by(naive, zone=utc),
        lambda: request_answer_by(naive, zone=utc),
        lambda: more_time(naive, zone=utc),
        lambda: reminders(naive, now=end),
        lambda: reminders(end, now=naive),
        lambda: is_short(naive, end),
    ):
        with pytest.raises(ValueError, match="no time zone"):
            compute()
