"""The dates that bind staff and platform: review, confirm, pay, keep, delete."""

from collections.abc import Mapping
from datetime import datetime, timedelta, tzinfo

from appeals.deadlines.rules import RegimeRules
from appeals.deadlines.spans import as_utc

# How long a measure or a hold runs without a second person's confirmation (design).
CAP_WITHOUT_SECOND_PERSON = timedelta(days=30)
HOLD_CAP = timedelta(hours=72)
# Upholding a measure longer than this needs two people (design).
TWO_DECIDERS_OVER = timedelta(days=7)
# An open-ended measure, and a statement that holds something back, are signed again (design).
MEASURE_REVIEW = timedelta(days=90)
STATEMENT_REVIEW = timedelta(days=30)
# A claimed appeal goes back to the queue after so long without a touch (design).
CLAIM_IDLE = timedelta(hours=4)
# The parts of a clock at which it tells more people (design).
ESCALATION = (0.5, 0.8, 1.0)
# How soon the platform does and confirms what was decided (design). What gives something back is
# also bound by the regime's `rectify` ceiling.
EFFECT_HOURS: Mapping[str, int] = {
    "apply": 24,
    "change": 4,
    "end": 4,
    "close": 24,
    "reopen": 4,
    "hold": 24,
    "release": 72,
    "refund": 72,
    "restore_badge": 72,
    "restore_visibility": 24,
    "restore_reviews": 72,
    "tell_counterparties": 72,
}
TAKING_AWAY = frozenset({"apply", "close", "hold"})
# After the last reason to keep them, files are deleted so much later (design).
IDENTITY_IMAGES_KEPT = timedelta(days=30)
OTHER_FILES_KEPT = timedelta(days=180)


def cap_without_second_person(starts_at: datetime) -> datetime:
    """Give when a long or open-ended measure ends unless a second person confirms: 30 x 24 h."""
    return as_utc(starts_at) + CAP_WITHOUT_SECOND_PERSON


def hold_cap(starts_at: datetime) -> datetime:
    """Give when a hold on earned money ends unless a second person confirms: 72 hours, in UTC."""
    return as_utc(starts_at) + HOLD_CAP


def needs_two_deciders(starts_at: datetime, ends_at: datetime | None) -> bool:
    """Tell whether upholding needs two people: measures over seven days, or without an end."""
    return ends_at is None or as_utc(ends_at) - as_utc(starts_at) > TWO_DECIDERS_OVER


def measure_review_by(signed_at: datetime) -> datetime:
    """Give the latest review date of an open-ended measure: 90 days from signing, in UTC."""
    return as_utc(signed_at) + MEASURE_REVIEW


def statement_review_by(issued_at: datetime) -> datetime:
    """Give the latest review date of a limited or deferred statement: 30 days, in UTC."""
    return as_utc(issued_at) + STATEMENT_REVIEW


def interim_review_by(starts_at: datetime, *, zone: tzinfo, rules: RegimeRules) -> datetime:
    """Give until when a person looks at an urgent measure: 72 hours or the regime's less."""
    return rules.earliest(starts_at, rules.interim_review, zone=zone)


def automation_confirm_by(acted_at: datetime, *, zone: tzinfo, rules: RegimeRules) -> datetime:
    """Give until when a person confirms what a machine did; after it the measure lifts. In UTC."""
    return rules.earliest(acted_at, rules.automation_review, zone=zone)


def ack_by(received_at: datetime, *, zone: tzinfo, rules: RegimeRules) -> datetime:
    """Give until when receipt is acknowledged: 24 hours or the regime's less, in UTC."""
    return rules.earliest(received_at, rules.ack, zone=zone)


def records_by(requested_at: datetime, *, zone: tzinfo, rules: RegimeRules) -> datetime:
    """Give until when asked-for records are sent: 30 days or the regime's less, in UTC."""
    return rules.earliest(requested_at, rules.records, zone=zone)


def warning_counts_until(issued_at: datetime, *, zone: tzinfo, rules: RegimeRules) -> datetime:
    """Give until when a warning counts against the person: 12 months or the regime's less."""
    return rules.earliest(issued_at, rules.warning_counts, zone=zone)


def reinstatement_from(closed_at: datetime, *, zone: tzinfo, rules: RegimeRules) -> datetime:
    """Give from when a closed account's person may ask to come back: 6 months or less, in UTC."""
    return rules.earliest(closed_at, rules.cooling_off, zone=zone)


def effect_due(kind: str, requested_at: datetime, *, zone: tzinfo, rules: RegimeRules) -> datetime:
    """Give until when the platform confirms an effect: reopening 4 hours, money 3 x 24 hours.

    What gives something back (Digital Services Act, Article 20(4); P2B Regulation, Article 4(3))
    is also bound by the regime's `rectify`. In UTC; ValueError for a kind that is not known.
    """
    if kind not in EFFECT_HOURS:
        raise ValueError(f"The effect {kind!r} is not known.")
    due = as_utc(requested_at) + timedelta(hours=EFFECT_HOURS[kind])
    if kind in TAKING_AWAY:
        return due
    return min(due, rules.earliest(requested_at, rules.rectify, zone=zone))


def claim_until(touched_at: datetime) -> datetime:
    """Give when an untouched claim goes back to the queue: four hours later, in UTC."""
    return as_utc(touched_at) + CLAIM_IDLE


def escalation_points(start: datetime, due: datetime) -> tuple[datetime, datetime, datetime]:
    """Give the instants at 50, 80 and 100 % of a clock, in UTC; ValueError if due before start."""
    begin, end = as_utc(start), as_utc(due)
    if end < begin:
        raise ValueError("A clock is not due before it starts.")
    half, most, whole = (begin + (end - begin) * part for part in ESCALATION)
    return half, most, whole


def resume(due_at: datetime, paused_at: datetime, resumed_at: datetime) -> datetime:
    """Give the new date of a pausable clock: later by as long as it rested, in UTC.

    A clock that had already passed when it was paused keeps its date. Raises ValueError when it
    would resume before it paused.
    """
    due, paused, resumed = as_utc(due_at), as_utc(paused_at), as_utc(resumed_at)
    if resumed < paused:
        raise ValueError("A clock does not resume before it paused.")
    return due if due <= paused else due + (resumed - paused)


def keep_until(from_: datetime, *, zone: tzinfo, rules: RegimeRules) -> datetime:
    """Give until when records are kept at least: the longest minimum of all regimes, in UTC."""
    least = rules.latest(from_, rules.retention_min, zone=zone) if rules.retention_min else from_
    return as_utc(least)


def delete_by(from_: datetime, *, zone: tzinfo, rules: RegimeRules) -> datetime | None:
    """Give until when records are deleted at the latest; None where no regime says.

    The shortest maximum, but never under a minimum: a duty to keep wins.
    """
    if not rules.retention_max:
        return None
    most = rules.earliest(from_, rules.retention_max, zone=zone)
    return max(most, keep_until(from_, zone=zone, rules=rules))
