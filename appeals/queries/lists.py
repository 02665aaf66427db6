"""Lists for machines: one order, (updated_at, id), so that a reader can stop anywhere and go on there later."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Generic, NamedTuple, TypeVar

from django.db.models import Q

from appeals.queries.visibility import visible_appeals, visible_closures, visible_to
from appeals.workflow import AppealState

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime
    from typing import Any

    from django.db.models import QuerySet

    from accounts.actors import Actor
    from appeals.models import Closure, Suspension

RowT = TypeVar("RowT")
Key = tuple["datetime", int]
UNSENT = (AppealState.DRAFT, AppealState.LAPSED)


class AppealLine(NamedTuple):
    """One appeal of a list, without anything that the person wrote."""

    reference: str
    subject_kind: str
    case: str
    closure: str | None
    hold: str | None
    account: str
    level: str
    state: str
    channel: str
    late: bool
    submitted_at: datetime | None
    received_at: datetime | None
    decide_by: datetime | None
    decided_at: datetime | None
    outcome: str | None
    version: int
    updated_at: datetime
    pk: int


LINE_PATHS = (
    "reference",
    "subject_kind",
    "case__reference",
    "closure__reference",
    "hold__public_id",
    "case__account__external_id",
    "level",
    "state",
    "channel",
    "late",
    "submitted_at",
    "received_at",
    "decide_by",
    "decided_at",
    "decision__outcome",
    "version",
    "updated_at",
    "pk",
)
# What a filter is called outside → where it stands.
CASE_FILTERS = {"account": "account__external_id", "state": "state", "status": "status", "measure": "measure", "origin": "origin"}
APPEAL_FILTERS = {"account": "case__account__external_id", "suspension": "case__reference", "state": "state", "level": "level"}
CLOSURE_FILTERS = {"account": "case__account__external_id", "suspension": "case__reference", "state": "state"}


@dataclass(frozen=True, slots=True)
class Page(Generic[RowT]):
    """Some rows of a list, and the key after which the next page begins; None at the end."""

    rows: list[RowT]
    next: Key | None


def case_page(actor: Actor, filters: Mapping[str, Any], *, after: Key | None = None, limit: int = 50) -> Page[Suspension]:
    """Visible cases, least recently changed first. One query."""
    rows = list(_from(visible_to(actor), CASE_FILTERS, filters, after)[: limit + 1])
    return _cut(rows, limit, lambda row: (row.updated_at, row.pk))


def closure_page(actor: Actor, filters: Mapping[str, Any], *, after: Key | None = None, limit: int = 50) -> Page[Closure]:
    """Visible closures, least recently changed first. One query."""
    rows = list(_from(visible_closures(actor), CLOSURE_FILTERS, filters, after)[: limit + 1])
    return _cut(rows, limit, lambda row: (row.updated_at, row.pk))


def appeal_page(actor: Actor, filters: Mapping[str, Any], *, after: Key | None = None, limit: int = 50) -> Page[AppealLine]:
    """Visible appeals that were sent, least recently changed first. One query."""
    chosen = _from(visible_appeals(actor).exclude(state__in=UNSENT), APPEAL_FILTERS, filters, after)
    rows = [AppealLine._make(row) for row in chosen.values_list(*LINE_PATHS)[: limit + 1]]
    return _cut(rows, limit, lambda row: (row.updated_at, row.pk))


def _from(rows: QuerySet[Any], paths: Mapping[str, str], filters: Mapping[str, Any], after: Key | None) -> QuerySet[Any]:
    chosen = {paths[name]: value for name, value in filters.items() if name in paths and value is not None}
    since = filters.get("updated_since")
    if since is not None:
        chosen["updated_at__gte"] = since
    if after is not None:
        at, pk = after
        # The first condition leads into the index, the second is exact.
        rows = rows.filter(Q(updated_at__gte=at) & (Q(updated_at__gt=at) | Q(pk__gt=pk)))
    return rows.filter(**chosen).order_by("updated_at", "pk")


def _cut(rows: list[RowT], limit: int, key: Callable[[RowT], Key]) -> Page[RowT]:
    return Page(rows[:limit], key(rows[limit - 1]) if len(rows) > limit else None)
