"""The last day to appeal a measure, a closure or a hold, or to ask for a second review; after it an appeal is late."""

from __future__ import annotations

from typing import TYPE_CHECKING

from accounts.instants import redress_now
from appeals.authority import last_day_of_second_review
from appeals.deadlines import last_day_to_appeal
from appeals.models import Appeal, Clock, ClockKind, Level, Notice, SubjectKind
from appeals.queries.rules import rules_of, zone_of_case
from appeals.workflow import AppealState

if TYPE_CHECKING:
    from datetime import datetime

    from django.db import models

    from appeals.models import Hold, Suspension


def last_day_of(appeal: Appeal) -> datetime | None:
    """The last day for an appeal of this subject and level, in UTC; None while nothing has been delivered to count from."""
    if appeal.level == Level.REINSTATEMENT:
        return None
    if appeal.level == Level.SECOND:
        first = _same_subject(appeal).filter(level=Level.FIRST, state=AppealState.DECIDED).order_by("-decided_at").first()
        return None if first is None else last_day_of_second_review(first)
    if appeal.closure is not None:
        return appeal.closure.last_day_to_appeal
    if appeal.hold is not None:
        return _last_day_of_hold(appeal.case, appeal.hold)
    return appeal.case.last_day_to_appeal


def promised_last_day(appeal: Appeal) -> datetime:
    """The last day as a letter names it: counted from now where nothing has been delivered yet."""
    known = last_day_of(appeal)
    if known is not None:
        return known
    return last_day_to_appeal(redress_now(), zone=zone_of_case(appeal.case), rules=rules_of(appeal.case))


def is_late(appeal: Appeal, received_at: datetime) -> bool:
    """Whether an appeal that arrived then came after its last day. A late one is taken with a reason, never refused."""
    last_day = last_day_of(appeal)
    return last_day is not None and received_at > last_day


def _last_day_of_hold(case: Suspension, hold: Hold) -> datetime | None:
    clock = Clock.objects.filter(case=case, about=hold.subject, kind=ClockKind.LAST_DAY).order_by("-id").first()
    if clock is not None:
        return clock.due_at
    # Money that was held from the start is spoken of in the letter of the measure.
    told = Notice.objects.filter(case=case, about=hold.subject).exists()
    return None if told else case.last_day_to_appeal


def _same_subject(appeal: Appeal) -> models.QuerySet[Appeal]:
    return Appeal.objects.filter(
        case_id=appeal.case_id, subject_kind=SubjectKind(appeal.subject_kind), closure=appeal.closure, hold=appeal.hold
    )
