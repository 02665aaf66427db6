"""The dates that bind us; expected instants are worked out by hand."""

from collections.abc import Callable
from datetime import datetime, timedelta, tzinfo
from typing import Protocol

import pytest

from appeals.deadlines import (
    RegimeRules,
    ack_by,
    automation_confirm_by,
    cap_without_second_person,
    claim_until,
    delete_by,
    effect_due,
    escalation_points,
    hold_cap,
    interim_review_by,
    keep_until,
    measure_review_by,
    merge,
    needs_two_deciders,
    records_by,
    reinstatement_from,
    resume,
    statement_review_by,
    warning_counts_until,
    zone_of,
)

UTC_ZONE = zone_of("UTC")
PLAIN = merge([])
NAIVE = datetime(2026, 11, 20)  # noqa: DTZ001 - the mistake itself


class Compute(Protocol):
    def __call__(self, start: datetime, /, *, zone: tzinfo, rules: RegimeRules) -> datetime: ...


def at(text: str) -> datetime:
    return datetime.fromisoformat(text)


def regime(**values: tuple[int, str]) -> RegimeRules:
    entries = {key: {"value": {"value": value, "unit": unit}} for key, (value, unit) in values.items()}
    return merge([{"key": "sample", "version": 1, "values": entries}])


@pytest.mark.parametrize(
    ("compute", "expected"),
    [
        (cap_without_second_person, "2026-12-20T07:14:00Z"),
        (hold_cap, "2026-11-23T07:14:00Z"),
        (measure_review_by, "2027-02-18T07:14:00Z"),
        (statement_review_by, "2026-12-20T07:14:00Z"),
        (claim_until, "2026-11-20T11:14:00Z"),
    ],
)
def test_what_runs_without_a_regime_ends_to_the_hour(compute: Callable[[datetime], datetime], expected: str) -> None:
    assert compute(at("2026-11-20T07:14:00Z")) == at(expected)
    with pytest.raises(ValueError, match="no time zone"):
        compute(NAIVE)


@pytest.mark.parametrize(
    ("compute", "key", "by_default", "with_one_hour"),
    [
        (ack_by, "ack", "2026-11-21T07:14:00Z", "2026-11-20T08:14:00Z"),
        (interim_review_by, "interim_review", "2026-11-23T07:14:00Z", "2026-11-20T08:14:00Z"),
        (automation_confirm_by, "automation_review", "2026-11-23T07:14:00Z", "2026-11-20T08:14:00Z"),
        (records_by, "records", "2026-12-20T07:14:00Z", "2026-11-20T08:14:00Z"),
        (warning_counts_until, "warning_counts", "2027-11-20T07:14:00Z", "2026-11-20T08:14:00Z"),
        (reinstatement_from, "cooling_off", "2027-05-20T07:14:00Z", "2026-11-20T08:14:00Z"),
    ],
)
def test_a_regime_only_tightens_what_binds_us(compute: Compute, key: str, by_default: str, with_one_hour: str) -> None:
    start = at("2026-11-20T07:14:00Z")

    assert compute(start, zone=UTC_ZONE, rules=PLAIN) == at(by_default)
    assert compute(start, zone=UTC_ZONE, rules=regime(**{key: (1, "hours")})) == at(with_one_hour)
    assert compute(start, zone=UTC_ZONE, rules=regime(**{key: (500, "calendar_days")})) == at(by_default)
    with pytest.raises(ValueError, match="no time zone"):
        compute(NAIVE, zone=UTC_ZONE, rules=PLAIN)


def test_seven_working_days_and_72_hours_take_the_shorter() -> None:
    rules = regime(interim_review=(2, "business_days"))

    from_monday = interim_review_by(at("2026-11-23T07:14:00Z"), zone=UTC_ZONE, rules=rules)
    from_friday = interim_review_by(at("2026-11-20T07:14:00Z"), zone=UTC_ZONE, rules=rules)

    assert from_monday == at("2026-11-25T23:59:59Z")
    assert from_friday == at("2026-11-23T07:14:00Z")


def test_a_warning_of_29_february_counts_for_a_year_and_no_longer() -> None:
    until = warning_counts_until(at("2028-02-29T10:00:00Z"), zone=UTC_ZONE, rules=PLAIN)

    assert until == at("2029-02-28T10:00:00Z")


def test_two_deciders_are_for_measures_over_seven_days() -> None:
    start = at("2026-11-20T07:14:00Z")

    assert needs_two_deciders(start, at("2026-11-27T07:14:00Z")) is False
    assert needs_two_deciders(start, at("2026-11-27T07:14:01Z")) is True
    assert needs_two_deciders(start, None) is True


@pytest.mark.parametrize(
    ("kind", "plain", "with_two_hours_to_rectify"),
    [
        ("apply", 24, 24),
        ("change", 4, 2),
        ("end", 4, 2),
        ("close", 24, 24),
        ("reopen", 4, 2),
        ("hold", 24, 24),
        ("release", 72, 2),
        ("refund", 72, 2),
        ("restore_badge", 72, 2),
        ("restore_visibility", 24, 2),
        ("restore_reviews", 72, 2),
        ("tell_counterparties", 72, 2),
    ],
)
def test_what_is_given_back_is_given_back_in_time(kind: str, plain: int, with_two_hours_to_rectify: int) -> None:
    start = at("2026-12-02T09:30:00Z")
    tight = regime(rectify=(2, "hours"))

    assert effect_due(kind, start, zone=UTC_ZONE, rules=PLAIN) == start + timedelta(hours=plain)
    assert effect_due(kind, start, zone=UTC_ZONE, rules=tight) == start + timedelta(hours=with_two_hours_to_rectify)


def test_an_unknown_effect_has_no_date() -> None:
    with pytest.raises(ValueError, match="'vanish' is not known"):
        effect_due("vanish", at("2026-12-02T09:30:00Z"), zone=UTC_ZONE, rules=PLAIN)
    with pytest.raises(ValueError, match="no time zone"):
        effect_due("reopen", NAIVE, zone=UTC_ZONE, rules=PLAIN)


def test_a_clock_tells_more_people_at_half_at_most_and_at_its_end() -> None:
    points = escalation_points(at("2026-11-22T00:00:00Z"), at("2026-12-02T00:00:00Z"))

    assert points == (at("2026-11-27T00:00:00Z"), at("2026-11-30T00:00:00Z"), at("2026-12-02T00:00:00Z"))


def test_a_clock_is_never_due_before_it_starts() -> None:
    start = at("2026-11-22T00:00:00Z")

    assert escalation_points(start, start) == (start, start, start)
    with pytest.raises(ValueError, match="before it starts"):
        escalation_points(start, at("2026-11-21T23:59:59Z"))
    with pytest.raises(ValueError, match="no time zone"):
        escalation_points(NAIVE, start)


@pytest.mark.parametrize(
    ("due", "paused", "resumed", "expected"),
    [
        ("2026-12-06T14:05:00Z", "2026-11-25T08:00:00Z", "2026-11-30T08:00:00Z", "2026-12-11T14:05:00Z"),
        ("2026-12-06T14:05:00Z", "2026-11-25T08:00:00Z", "2026-11-25T08:00:00Z", "2026-12-06T14:05:00Z"),
        # It rested over its own date.
        ("2026-12-06T14:05:00Z", "2026-12-06T14:04:59Z", "2026-12-20T14:04:59Z", "2026-12-20T14:05:00Z"),
        # It had passed already.
        ("2026-12-06T14:05:00Z", "2026-12-06T14:05:00Z", "2026-12-20T00:00:00Z", "2026-12-06T14:05:00Z"),
        # It rested over a change of the clocks: hours count.
        ("2026-03-10T04:00:00Z", "2026-03-07T12:00:00-05:00", "2026-03-08T12:00:00-04:00", "2026-03-11T03:00:00Z"),
    ],
)
def test_a_rested_clock_is_due_later_by_its_rest(due: str, paused: str, resumed: str, expected: str) -> None:
    assert resume(at(due), at(paused), at(resumed)) == at(expected)


def test_a_clock_does_not_resume_before_it_paused() -> None:
    due, paused = at("2026-12-06T14:05:00Z"), at("2026-11-25T08:00:00Z")

    with pytest.raises(ValueError, match="before it paused"):
        resume(due, paused, at("2026-11-25T07:59:59Z"))
    with pytest.raises(ValueError, match="no time zone"):
        resume(due, paused, NAIVE)


@pytest.mark.parametrize(
    ("rules", "kept", "deleted"),
    [
        (PLAIN, "2026-11-20T07:14:00Z", None),
        (regime(retention_min=(36, "calendar_months")), "2029-11-20T23:59:59Z", None),
        (regime(retention_max=(12, "calendar_months")), "2026-11-20T07:14:00Z", "2027-11-20T07:14:00Z"),
        # A duty to keep wins over a duty to delete.
        (
            regime(retention_min=(36, "calendar_months"), retention_max=(12, "calendar_months")),
            "2029-11-20T23:59:59Z",
            "2029-11-20T23:59:59Z",
        ),
    ],
)
def test_records_are_kept_and_deleted_in_time(rules: RegimeRules, kept: str, deleted: str | None) -> None:
    start = at("2026-11-20T07:14:00Z")

    assert keep_until(start, zone=UTC_ZONE, rules=rules) == at(kept)
    assert delete_by(start, zone=UTC_ZONE, rules=rules) == (deleted and at(deleted))


def test_no_record_is_kept_from_a_naive_datetime() -> None:
    with pytest.raises(ValueError, match="no time zone"):
        keep_until(NAIVE, zone=UTC_ZONE, rules=PLAIN)
