"""The dates that seniors were told of, until what they were for is settled: soon first, each with whoever holds it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Q

from appeals.models import Appeal, Clock, Closure
from appeals.queries.lists import Page
from appeals.queries.visibility import sees_every_case, visible_to

if TYPE_CHECKING:
    from collections.abc import Iterable

    from accounts.actors import Actor
    from accounts.models import User
    from appeals.queries.lists import Key

PAGE = 50


@dataclass(frozen=True, slots=True)
class DateRow:
    """One date that is half over, nearly over, or missed; `holder` is who works on it, None where nobody does."""

    clock: Clock
    reference: str
    holder: User | None


def told_dates(actor: Actor, *, after: Key | None = None, limit: int = PAGE) -> Page[DateRow]:
    """What seniors were told of in the cases this actor may see, the earliest date first. Three queries over one partial index."""
    rows = Clock.objects.filter(told__gt=0).select_related("case__account").order_by("due_at", "pk")
    if not sees_every_case(actor):
        rows = rows.filter(case__in=visible_to(actor))
    if after is not None:
        at, pk = after
        rows = rows.filter(Q(due_at__gte=at) & (Q(due_at__gt=at) | Q(pk__gt=pk)))
    found = list(rows[: limit + 1])
    shown = found[:limit]
    appeals = {row.pk: row for row in Appeal.objects.filter(pk__in=_ids(shown, "appeal")).select_related("assignee")}
    closures = {row.pk: row for row in Closure.objects.filter(pk__in=_ids(shown, "closure")).select_related("assignee")}
    last = (shown[-1].due_at, shown[-1].pk) if len(found) > limit else None
    return Page([_row(clock, appeals, closures) for clock in shown], last)


def _row(clock: Clock, appeals: dict[int, Appeal], closures: dict[int, Closure]) -> DateRow:
    kind = clock.about.partition(":")[0]
    about = appeals.get(clock.about_id) if kind == "appeal" else closures.get(clock.about_id) if kind == "closure" else None
    return DateRow(clock, about.reference if about else clock.case.reference, about.assignee if about else None)


def _ids(clocks: Iterable[Clock], kind: str) -> list[int]:
    return [clock.about_id for clock in clocks if clock.about.startswith(f"{kind}:")]
