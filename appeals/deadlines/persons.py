"""The dates that the person on a case reads: until when to answer, until when to appeal."""

from datetime import datetime, timedelta, tzinfo

from appeals.deadlines.counting import add_span
from appeals.deadlines.rules import RegimeRules
from appeals.deadlines.spans import as_utc, days, hours, working_days
from appeals.deadlines.vocabulary import Redress
from appeals.deadlines.zones import end_of_day, local_date

# Measures shorter than this have no date to answer by; their appeals go first (design).
SHORT_MEASURE = timedelta(days=7)
# A date to answer by that lies nearer than this helps nobody and is not given (design).
NEAREST_ANSWER = timedelta(hours=48)
# How long an appeal against a short measure may take, and how soon the next word comes (design).
FAST_DECISION = working_days(2)
NEXT_UPDATE = working_days(3)
# A decision is worth nothing after the measure has run (design).
BEFORE_THE_END = timedelta(hours=24)
# An open question runs this long, and one press of "more time" adds as much (design).
QUESTION = days(7)
# A reminder of a question leaves at least this much time to answer (design).
NEAREST_REMINDER = timedelta(hours=24)
# A reminder is sent this long before a date of the person (design).
REMINDERS = (hours(72), hours(24))


def is_short(starts_at: datetime, ends_at: datetime | None) -> bool:
    """Tell whether a measure lasts under seven days; one without an end never does."""
    return ends_at is not None and as_utc(ends_at) - as_utc(starts_at) < SHORT_MEASURE


def answer_by(
    delivered_at: datetime,
    *,
    ends_at: datetime | None,
    zone: tzinfo,
    rules: RegimeRules,
    starts_at: datetime | None = None,
) -> datetime | None:
    """Give until when an answer is decided before the promised date; None where there is none.

    14 days or the regime's longer window from delivery of the notice, to the end of the local
    day. For a time-limited measure not later than the last local day that ends before half of
    what was left of it at delivery has run. A measure under seven days (counted from `starts_at`,
    or from delivery where that is not given) has none, nor has one so far run that fewer than 48
    hours would be left. It never ends the right to appeal. In UTC; ValueError if naive.
    """
    due = rules.latest(delivered_at, rules.answer_by, zone=zone)
    if ends_at is None:
        return due
    if is_short(starts_at or delivered_at, ends_at):
        return None
    delivered = as_utc(delivered_at)
    half_way = delivered + (as_utc(ends_at) - delivered) / 2
    due = min(due, _last_whole_day(half_way, zone))
    return due if due - delivered >= NEAREST_ANSWER else None


def _last_whole_day(before: datetime, zone: tzinfo) -> datetime:
    """Give the last end of a local day that is not later than an instant."""
    on = local_date(before, zone)
    while end_of_day(on, zone) > before:
        on -= timedelta(days=1)
    return end_of_day(on, zone)


def decide_by(
    received_at: datetime,
    *,
    ends_at: datetime | None,
    zone: tzinfo,
    rules: RegimeRules,
    under_seven_days: bool = False,
) -> datetime:
    """Give until when an appeal that arrived at `received_at` is decided and told.

    14 x 24 hours from receipt, or the regime's ceiling if shorter; at least 24 hours before a
    time-limited measure ends. An appeal against a measure under seven days, or one that arrives
    in the last 24 hours of its measure, is decided by the end of the second local working day at
    the latest. In UTC; ValueError if naive.
    """
    received = as_utc(received_at)
    due = rules.earliest(received, rules.decide_by, zone=zone)
    before_end = None if ends_at is None else as_utc(ends_at) - BEFORE_THE_END
    in_time = before_end is not None and before_end > received
    if under_seven_days or (before_end is not None and not in_time):
        due = min(due, rules.latest(received, [FAST_DECISION], zone=zone))
    return min(due, before_end) if before_end is not None and in_time else due


def last_day_to_appeal(delivered_at: datetime, *, zone: tzinfo, rules: RegimeRules) -> datetime:
    """Give the end of the last local day on which an appeal is on time.

    Six months from delivery (Digital Services Act, Article 20(1) and (2)) or a regime's longer
    window; the same from delivery of a decision, for the second review. In UTC.
    """
    return rules.latest(delivered_at, rules.appeal_window, zone=zone)


def next_update_by(now: datetime, *, zone: tzinfo, country: str | None = None, subdivision: str | None = None) -> datetime:
    """Give until when the person hears from us again: the end of the third local working day."""
    return add_span(now, NEXT_UPDATE, zone=zone, country=country, subdivision=subdivision)


def request_answer_by(asked_at: datetime, *, zone: tzinfo, weeks: int = 1) -> datetime:
    """Give until when a question is answered: seven days from delivery, or more weeks, to the end of the local day, in UTC."""
    return add_span(asked_at, days(QUESTION.value * weeks), zone=zone)


def more_time(due_at: datetime, *, zone: tzinfo) -> datetime:
    """Give the date after "ask for more time": seven local days after the old one, in UTC."""
    return add_span(due_at, QUESTION, zone=zone)


def half_time(asked_at: datetime, due_at: datetime) -> datetime | None:
    """Give when to remind the person of a question: when half of the time is over, in UTC.

    None where less than a day would be left: a reminder that late only presses.
    """
    asked, due = as_utc(asked_at), as_utc(due_at)
    half = asked + (due - asked) / 2
    return half if due - half >= NEAREST_REMINDER else None


def latest_promise(*, ceiling_at: datetime | None, ends_at: datetime | None, now: datetime) -> datetime | None:
    """Give how far the date of a decision may be moved at most, in UTC; None where nothing limits it.

    The law's own limit, and 24 hours before a measure with an end is over; once those have begun, its end itself.
    """
    limits = [] if ceiling_at is None else [as_utc(ceiling_at)]
    if ends_at is not None:
        before = as_utc(ends_at) - BEFORE_THE_END
        limits.append(before if before > as_utc(now) else as_utc(ends_at))
    return min(limits, default=None)


def reminders(due_at: datetime, *, now: datetime) -> tuple[datetime, ...]:
    """Give when to remind the person of a date: 72 and 24 hours before it, those still ahead."""
    due = as_utc(due_at)
    points = (due - timedelta(hours=span.value) for span in REMINDERS)
    return tuple(point for point in points if point > as_utc(now))


def closure_answer_by(delivered_at: datetime, *, zone: tzinfo, rules: RegimeRules) -> datetime:
    """Give until when the person may answer the proposal to close the account.

    14 days from delivery of the closure's own notice, or a regime's longer window, or its notice
    period if that is longer (P2B: 30 days), to the end of the local day, in UTC.
    """
    return rules.latest(delivered_at, (*rules.answer_by, *rules.notice_period), zone=zone)


def notice_period_until(delivered_at: datetime, *, zone: tzinfo, rules: RegimeRules) -> datetime:
    """Give until when a closure may not take effect: seven days or the regime's longer notice.

    From delivery of the closure's own notice to the end of the local day, in UTC.
    """
    return rules.latest(delivered_at, rules.notice_period, zone=zone)


def redress_until(way: Redress, told_at: datetime, *, zone: tzinfo, rules: RegimeRules) -> datetime | None:
    """Give until when to go that way after a decision was told; None where law sets no date.

    A second review by us is open as long as an appeal. For a body outside the earlier reading of
    its rule is told, because nobody but that body can forgive a day too late. In UTC.
    """
    if way.kind == "second_review":
        return last_day_to_appeal(told_at, zone=zone, rules=rules)
    return None if way.within is None else rules.earliest(told_at, [way.within], zone=zone)
