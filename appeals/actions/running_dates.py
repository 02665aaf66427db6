"""The dates that run from the delivery of a letter: set, moved later, taken back with a bounce."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from appeals.actions import clocks, information, promises
from appeals.actions.closure_papers import DATE_CLOCKS, dates_if_delivered
from appeals.authority import case_of
from appeals.deadlines import answer_by, last_day_to_appeal, request_answer_by
from appeals.models import (
    Appeal,
    ClockKind,
    ClockOwner,
    Closure,
    Hold,
    InformationRequest,
    Notice,
    OnPass,
    Suspension,
)
from appeals.queries.rules import rules_of, zone_of_case
from appeals.queries.subjects import row_of
from appeals.workflow import PENDING_CLOSURE, ClosureState, RequestState, SuspensionState

if TYPE_CHECKING:
    from collections.abc import Iterable

    from appeals.authority import Anything

MEASURE_LETTERS = frozenset({"warning_issued", "suspension_notice", "measure_confirmed", "measure_changed"})
HOLD_LETTERS = frozenset({"hold_placed", "hold_changed", "hold_ended"})
DECISION_LETTERS = frozenset({"decision_overturned", "decision_changed", "decision_upheld", "decision_inadmissible"})
# Letters whose delivery starts a date, or moves one.
DATED = MEASURE_LETTERS | HOLD_LETTERS | DECISION_LETTERS | {"closure_proposed", "closure_effected", "information_request"}

Dates = dict[str, datetime | None]


def run(case: Suspension, notice: Notice, *, taken_back: bool = False) -> None:
    """Set the dates that the letters about this notice's subject give now. The case is locked.

    Each counts from the delivery of its letter, in the person's zone of today, and is never earlier than what that
    letter printed. A date moves only later, except that a bounce (`taken_back`) takes with it what it alone gave.
    """
    if notice.kind not in DATED or notice.member_id is not None:
        return
    about = row_of(notice.about)
    if not isinstance(about, Suspension):
        about.case = case
    if isinstance(about, Suspension):
        _of_measure(case, taken_back=taken_back)
    elif isinstance(about, Closure):
        _of_closure(about, notice, taken_back=taken_back)
    elif isinstance(about, InformationRequest):
        _of_question(about, notice)
    elif isinstance(about, Hold | Appeal):
        letters = HOLD_LETTERS if isinstance(about, Hold) else DECISION_LETTERS
        name = "last_day_to_appeal" if isinstance(about, Hold) else "second_review_until"
        _clock(about, ClockKind.LAST_DAY, _latest_last_day(about, letters, name), taken_back=taken_back)


def _of_measure(case: Suspension, *, taken_back: bool) -> None:
    zone, rules = zone_of_case(case), rules_of(case)
    answers: list[datetime] = []
    last_days: list[datetime] = []
    for letter in _delivered(case, MEASURE_LETTERS):
        at = _at(letter)
        due = answer_by(at, ends_at=case.ends_at, zone=zone, rules=rules, starts_at=case.starts_at)
        answers += [due] if due else []
        answers += _printed(letter, "answer_by")
        last_days += [last_day_to_appeal(at, zone=zone, rules=rules), *_printed(letter, "last_day_to_appeal")]
    dates: Dates = {"answer_by": max(answers, default=None), "last_day_to_appeal": max(last_days, default=None)}
    _write(case, dates, taken_back=taken_back)
    if case.state == SuspensionState.IN_FORCE:
        _clock(case, ClockKind.ANSWER_BY, case.answer_by, taken_back=taken_back)
    _clock(case, ClockKind.LAST_DAY, case.last_day_to_appeal, taken_back=taken_back)


def _of_closure(closure: Closure, notice: Notice, *, taken_back: bool) -> None:
    if notice.kind == "closure_effected":
        last_day = _latest_last_day(closure, {"closure_effected"}, "last_day_to_appeal")
        _write(closure, {"last_day_to_appeal": last_day}, taken_back=taken_back)
        _clock(closure, ClockKind.CLOSURE_APPEAL, closure.last_day_to_appeal, taken_back=taken_back)
        return
    # An earlier letter of a proposal that was written anew gives nothing any more.
    if closure.notice_id != notice.pk or closure.state not in PENDING_CLOSURE - {ClosureState.APPROVED}:
        return
    dates: Dates = {"answer_by": None, "notice_period_until": None}
    if notice.delivered_at is not None:
        counted = dates_if_delivered(closure.case, notice.delivered_at)
        dates["answer_by"] = max([counted["answer_by"], *_printed(notice, "answer_by")])
        dates["notice_period_until"] = max([counted["notice_period_until"], *_printed(notice, "earliest")])
    _write(closure, dates, taken_back=taken_back)
    if taken_back:
        clocks.stop(closure, *DATE_CLOCKS)
    if closure.answer_by is not None and closure.notice_period_until is not None:
        _person_clock(closure, ClockKind.CLOSURE_NOTICE, closure.notice_period_until)
        _person_clock(closure, ClockKind.CLOSURE_ANSWER_BY, closure.answer_by, OnPass.QUEUE_REVIEW)
        promises.say_of_closure(closure, promises.review_due(closure.answer_by))


def _of_question(asked: InformationRequest, notice: Notice) -> None:
    """A bounce does not shorten what a question gave: an unanswered one goes back to review and is never lost."""
    if asked.state != RequestState.OPEN or notice.delivered_at is None:
        return
    due = max([request_answer_by(notice.delivered_at, zone=zone_of_case(asked.case)), *_printed(notice, "answer_by"), asked.due_at])
    if due != asked.due_at:
        _write(asked, {"due_at": due}, taken_back=False)
        information.start_clocks(asked, due)
        promises.say_next_update(asked.case, due)


def _latest_last_day(about: Anything, letters: Iterable[str], name: str) -> datetime | None:
    case = case_of(about)
    zone, rules = zone_of_case(case), rules_of(case)
    found: list[datetime] = []
    for letter in _delivered(about, letters):
        found += [last_day_to_appeal(_at(letter), zone=zone, rules=rules), *_printed(letter, name)]
    return max(found, default=None)


def _delivered(about: Anything, letters: Iterable[str]) -> list[Notice]:
    """The letters to the account's owner that arrived; an agency's other readers get copies that start nothing."""
    told = Notice.objects.filter(case=case_of(about), about=about.subject, kind__in=list(letters), member=None)
    return list(told.filter(delivered_at__isnull=False).order_by("id"))


def _at(letter: Notice) -> datetime:
    return letter.delivered_at or letter.created_at


def _printed(letter: Notice, name: str) -> list[datetime]:
    written = letter.dates.get(name)
    return [datetime.fromisoformat(written)] if written else []


def _write(row: Any, dates: Dates, *, taken_back: bool) -> None:
    changed = []
    for name, due in dates.items():
        before = getattr(row, name)
        later = due if taken_back else max((one for one in (due, before) if one is not None), default=None)
        if later != before:
            setattr(row, name, later)
            changed.append(name)
    if changed:
        row.save(update_fields=changed)


def _clock(about: Anything, kind: ClockKind, due: datetime | None, *, taken_back: bool) -> None:
    if due is not None:
        _person_clock(about, kind, due)
    elif taken_back:
        clocks.stop(about, kind)


def _person_clock(about: Anything, kind: ClockKind, due: datetime, on_pass: OnPass = OnPass.NOTHING) -> None:
    clocks.start(about, kind, due, owner=ClockOwner.APPELLANT, on_pass=on_pass)
