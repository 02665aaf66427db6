"""What every console page may have to tell its reader: their own open work, and what changed meanwhile."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Count, Q

from accounts.actors import Actor, ActorKind
from accounts.models import User
from appeals.authority import case_of
from appeals.errors import Written
from appeals.models import Appeal, Decision, Event
from appeals.workflow import OPEN_APPEAL

if TYPE_CHECKING:
    from datetime import datetime

    from appeals.authority import Stated


@dataclass(frozen=True, slots=True)
class Load:
    """How many appeals a person holds, and how many of them are past their date."""

    open: int
    late: int


def own_load(actor: Actor, *, now: datetime) -> Load:
    """The appeals that this member of the staff holds. One query."""
    late = Q(decide_by__lt=now) & ~Q(state="waiting_for_appellant")
    held = Appeal.objects.filter(assignee_id=actor.user_id, state__in=sorted(OPEN_APPEAL))
    counted = held.aggregate(open=Count("pk"), late=Count("pk", filter=late))
    return Load(counted["open"], counted["late"])


@dataclass(frozen=True, slots=True)
class Change:
    """The last thing that happened in a case: its kind, who did it (a name, or a kind of actor), when (UTC)."""

    kind: str
    who: str
    at: datetime


def last_change(subject: Stated) -> Change | None:
    """How a subject came to its state, for somebody whose act came too late. At most two queries."""
    moves = Event.objects.filter(case_id=case_of(subject).pk, subject=subject.subject, state_after__isnull=False)
    event = moves.order_by("-seq").first()
    if event is None:
        return None
    kind, _colon, number = event.actor_ref.partition(":")
    name = User.objects.filter(pk=int(number)).values_list("display_name", flat=True).first() if kind == ActorKind.STAFF else None
    return Change(event.kind, name or event.actor_kind, event.occurred_at)


def words_now(actor: Actor, subject: Stated) -> list[Written]:
    """What somebody else's words on this subject are now, for a writer who came too late. At most one query.

    A judgement that waits for its second person is shown to nobody.
    """
    if isinstance(subject, Appeal):
        decisions = Decision.objects.filter(appeal=subject).exclude(review__reviewer_id=actor.user_id).select_related("review__reviewer")
        return [Written(str(one.review.reviewer), one.decided_at, one.summary) for one in decisions]
    return []
