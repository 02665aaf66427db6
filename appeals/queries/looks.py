"""Who of the staff looked at whose documents: counted by different people, within the last hour."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.db.models import Count, Q

from appeals.models import EvidenceView, LookStop, Review
from appeals.workflow import OPEN_APPEAL

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from appeals.models import Evidence

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
# The same page opened again within this time is the same look: turning, zooming and reloading fill no log.
ONE_LOOK = timedelta(minutes=10)
MOST_STOPS = 50


def open_stop(user_id: int) -> LookStop | None:
    """The stop that this person has not answered yet. Reads one unique index."""
    return LookStop.objects.filter(user_id=user_id, answered_at=None).select_related("evidence__case").first()


def has_in_hand(user_id: int, evidence: Evidence) -> bool:
    """Whether the document belongs to a case that this person claimed, or is signing as the second person."""
    appeal = evidence.appeal
    if appeal.assignee_id == user_id and appeal.state in OPEN_APPEAL:
        return True
    judging = Review.objects.filter(case_id=evidence.case_id, reviewer_id=user_id, completed_at=None, abandoned_at=None)
    return judging.exists()


def people_seen(user_id: int, *, claimed: bool, now: datetime) -> set[int]:
    """The accounts whose documents this person opened within the hour, or since they last said why they go on."""
    answered = LookStop.objects.filter(user_id=user_id).exclude(answered_at=None)
    last = answered.order_by("-answered_at").values_list("answered_at", flat=True).first()
    since = max(now - HOUR, last) if last is not None else now - HOUR
    looks = EvidenceView.objects.filter(user_id=user_id, claimed=claimed, at__gt=since)
    return set(looks.values_list("evidence__case__account", flat=True).distinct())


def is_same_look(user_id: int, evidence: Evidence, page: int, *, now: datetime) -> bool:
    """Whether this person opened this page a moment ago, so that the look is written down already."""
    recent = EvidenceView.objects.filter(user_id=user_id, at__gt=now - ONE_LOOK)
    return recent.filter(evidence=evidence, page=page, original=False).exists()


def last_stops() -> Sequence[LookStop]:
    """The last 50 stops, newest first."""
    return list(LookStop.objects.select_related("user", "evidence__case").order_by("-at", "-id")[:MOST_STOPS])


def looks_of_a_day(now: datetime) -> Sequence[dict[str, Any]]:
    """Who looked within the last 24 hours: at documents of how many different people, in whose cases, how often."""
    people = Count("evidence__case__account", distinct=True)
    rows: Any = (
        EvidenceView.objects.filter(at__gt=now - DAY)
        .values("user_id", "user__display_name")
        .annotate(
            in_hand=Count("evidence__case__account", distinct=True, filter=Q(claimed=True)),
            others=Count("evidence__case__account", distinct=True, filter=Q(claimed=False)),
            people=people,
            looks=Count("id"),
            originals=Count("id", filter=Q(original=True)),
        )
        .order_by("-people", "user__display_name", "user_id")
    )
    return list(rows)
