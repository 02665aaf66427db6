"""The desk's queue of appeals: views, filters, pages and counts that cost the same however many cases there are."""

from __future__ import annotations

import base64
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from django.db import connection
from django.db.models import Q

from accounts.actors import Actor, ActorKind
from accounts.instants import redress_now
from appeals.errors import Invalid, NotAllowed
from appeals.models import Appeal, Citation, Wants
from appeals.queries.queue_rows import QueueRow, queue_rows
from appeals.queries.visibility import READERS, in_scope
from appeals.workflow import OPEN_APPEAL, AppealState

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.db.models import QuerySet

# Counting stops here: nobody needs to know whether 4,000 or 40,000 wait, and the database would have to count them.
MOST_COUNTED = 1000
DUE_SOON = timedelta(hours=24)
HELD_LONG = timedelta(days=30)
OURS = [AppealState.SUBMITTED, AppealState.IN_REVIEW, AppealState.SECOND_CHECK]
OPEN = sorted(OPEN_APPEAL)


class View(StrEnum):
    """What a desk can look at; all in the order of the promised date, none by earnings."""

    MINE = "mine"
    UNASSIGNED = "unassigned"
    DUE_SOON = "due_soon"
    LATE = "late"
    WAITING = "waiting"
    SECOND = "second"
    MONEY = "money"
    NOT_ME = "not_me"
    ALL = "all"


@dataclass(frozen=True, slots=True, kw_only=True)
class QueueFilters:
    """What narrows a view; None leaves it open. `section` is a section's key."""

    language: str | None = None
    country: str | None = None
    measure: str | None = None
    section: str | None = None
    level: str | None = None
    subject: str | None = None
    channel: str | None = None

    def condition(self) -> Q:
        """The rows that pass."""
        paths = {
            "language": self.language,
            "case__account__country": self.country,
            "case__measure": self.measure,
            "level": self.level,
            "subject_kind": self.subject,
            "channel": self.channel,
        }
        wanted = Q(**{path: value for path, value in paths.items() if value is not None})
        if self.section is not None:
            cited = Citation.objects.filter(section_version__section__key=self.section)
            wanted &= Q(case__in=cited.values("suspension"))
        return wanted


@dataclass(frozen=True, slots=True)
class QueuePage:
    """One page, with the cursors of its neighbours; None where there is none."""

    rows: list[QueueRow]
    next: str | None
    previous: str | None


@dataclass(frozen=True, slots=True)
class _Cursor:
    """A place between two rows, and which way to read from it."""

    forward: bool
    at: datetime
    pk: int

    def written(self) -> str:
        text = f"{'>' if self.forward else '<'}{self.at.isoformat()}|{self.pk}"
        return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")

    @classmethod
    def read(cls, text: str) -> _Cursor:
        try:
            plain = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)).decode()
            at, _, pk = plain[1:].partition("|")
            return cls(">" in plain[:1], datetime.fromisoformat(at).astimezone(UTC), int(pk))
        except (ValueError, OverflowError):
            raise Invalid.one("after", "malformed", "This page does not exist. Start from the first one.") from None


def review_queue(actor: Actor, *, view: str, after: str | None = None, limit: int = 50, filters: QueueFilters | None = None) -> QueuePage:
    """One page of a view, soonest promise first, in eight queries. Raises NotAllowed for who does not read cases, and Invalid."""
    check_reader(actor)
    if view not in list(View):
        raise Invalid.one("view", "unknown", f"Use one of: {', '.join(View)}.")
    cursor = None if after is None else _Cursor.read(after)
    now = redress_now()
    keys = _keys(_branches(actor, View(view), now), filters or QueueFilters(), cursor, limit)
    more, keys = len(keys) > limit, keys[:limit]
    forward = cursor is None or cursor.forward
    if not forward:
        keys.reverse()
    rows = queue_rows(actor, [pk for _, pk in keys], now)
    before = bool(keys) and (cursor is not None if forward else more)
    behind = bool(keys) and (more if forward else True)
    return QueuePage(
        rows,
        next=_Cursor(True, *keys[-1]).written() if behind else None,
        previous=_Cursor(False, *keys[0]).written() if before else None,
    )


def view_counts(actor: Actor) -> dict[str, str]:
    """How many appeals each view holds, as text: from 1,000 on it says “999+”. Two queries."""
    check_reader(actor)
    now = redress_now()
    parts: list[str] = []
    values: list[Any] = []
    seen = in_scope(actor)
    for view in View:
        rows = Appeal.objects.filter(seen & held_by(actor.user_id, view, now)).order_by().values("pk")[:MOST_COUNTED]
        sql, params = rows.query.sql_with_params()
        parts.append(f"(SELECT count(*) FROM ({sql}) v)")  # noqa: S608 - the ORM's own query, its values apart
        values.extend(params)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(parts)}", values)
        counted = cursor.fetchone()
    return {str(view): _shown(count) for view, count in zip(View, counted, strict=True)}


def _shown(count: int) -> str:
    return f"{MOST_COUNTED - 1}+" if count >= MOST_COUNTED else str(count)


def check_reader(actor: Actor) -> None:
    """Raise NotAllowed for who does not read cases."""
    if actor.kind is not ActorKind.STAFF or not actor.roles & READERS:
        raise NotAllowed("The queue is for those who work on appeals.")


def held_by(user_id: int | None, view: View, now: datetime) -> Q:
    """Which appeals a view shows; each condition follows one of the partial indexes of the model."""
    return {
        View.MINE: Q(assignee_id=user_id, state__in=OPEN),
        View.UNASSIGNED: Q(state=AppealState.SUBMITTED),
        View.DUE_SOON: Q(state__in=OURS, decide_by__gt=now, decide_by__lte=now + DUE_SOON),
        View.LATE: Q(state__in=OURS, decide_by__lte=now),
        View.WAITING: Q(state=AppealState.WAITING_FOR_APPELLANT),
        # Nobody signs what they proposed themselves.
        View.SECOND: Q(state=AppealState.SECOND_CHECK) & ~Q(assignee_id=user_id),
        View.MONEY: Q(state__in=OPEN, held_since__lte=now - HELD_LONG),
        View.NOT_ME: Q(state__in=OPEN, wants=Wants.NOT_ME),
        View.ALL: Q(state__in=OPEN),
    }[view]


def _branches(actor: Actor, view: View, now: datetime) -> list[QuerySet[Appeal]]:
    """A view as parts that each lie in an index in the order of the queue; four short parts for everything open."""
    seen = in_scope(actor)
    if view is View.ALL:
        return [Appeal.objects.filter(seen, state=state) for state in OPEN]
    return [Appeal.objects.filter(seen & held_by(actor.user_id, view, now))]


def _keys(branches: Sequence[QuerySet[Appeal]], filters: QueueFilters, cursor: _Cursor | None, limit: int) -> list[tuple[datetime, int]]:
    """The keys of one page and one more, in reading order. One query, whatever the number of branches."""
    forward = cursor is None or cursor.forward
    order = ("decide_by", "pk") if forward else ("-decide_by", "-pk")
    parts = [
        branch.filter(filters.condition(), _beyond(cursor), decide_by__isnull=False).order_by(*order).values_list("decide_by", "pk")
        for branch in branches
    ]
    first, *others = [part[: limit + 1] for part in parts]
    joined = first.union(*others, all=True).order_by(*(name.replace("pk", "id") for name in order))[: limit + 1] if others else first
    return [(at, pk) for at, pk in joined if at is not None]


def _beyond(cursor: _Cursor | None) -> Q:
    """What lies behind a cursor; the first condition leads into the index, the second is exact."""
    if cursor is None:
        return Q()
    if cursor.forward:
        return Q(decide_by__gte=cursor.at) & (Q(decide_by__gt=cursor.at) | Q(pk__gt=cursor.pk))
    return Q(decide_by__lte=cursor.at) & (Q(decide_by__lt=cursor.at) | Q(pk__lt=cursor.pk))
