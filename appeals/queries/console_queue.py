"""What a desk narrows the queue by beside its common filters, and the views that people saved."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.db import connection
from django.db.models import Exists, OuterRef, Q

from accounts.models import User
from appeals.errors import NotVisible
from appeals.models import Appeal, CaseTag, Hold, SavedView, Tag
from appeals.queries.queue import DUE_SOON, MOST_COUNTED, OPEN, QueueFilters, held_by
from appeals.queries.visibility import in_scope, visible_appeals
from appeals.workflow import HoldState

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from accounts.actors import Actor
    from appeals.models import Suspension
    from appeals.queries.queue import View

WEEK = timedelta(days=7)
NOBODY = "nobody"
NO_MONEY = "none"
# From an amount on, up to below another; each in the currency it is held in.
BANDS: dict[str, tuple[Decimal, Decimal | None]] = {
    "small": (Decimal(0), Decimal(100)),
    "middle": (Decimal(100), Decimal(1000)),
    "large": (Decimal(1000), None),
}
# As many as a page of the queue shows.
MOST_CHOSEN = 50
MOST_VIEWS = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class DeskFilters(QueueFilters):
    """`due` is `late`, `day` or `week`, counted from `now`; `assignee` the id of a person, or `nobody`.

    `funds` is a band of the largest amount held, each in its own currency: it narrows, and nothing is sorted by it.
    """

    now: datetime
    state: str | None = None
    due: str | None = None
    assignee: str | None = None
    source: str | None = None
    funds: str | None = None
    tag: str | None = None

    def condition(self) -> Q:
        """The rows that pass."""
        wanted = QueueFilters.condition(self)
        if self.state is not None:
            wanted &= Q(state=self.state)
        if self.due is not None:
            until = {"late": self.now, "day": self.now + DUE_SOON, "week": self.now + WEEK}[self.due]
            wanted &= Q(decide_by__lte=until)
        if self.assignee is not None:
            wanted &= Q(assignee__isnull=True) if self.assignee == NOBODY else Q(assignee_id=int(self.assignee))
        if self.source is not None:
            wanted &= Q(case__source=self.source)
        if self.tag is not None:
            wanted &= Q(Exists(CaseTag.objects.filter(case=OuterRef("case_id"), tag__name=self.tag, removed_at=None)))
        return wanted & self._money()

    def _money(self) -> Q:
        if self.funds is None:
            return Q()
        if self.funds == NO_MONEY:
            return Q(held_since__isnull=True)
        least, most = BANDS[self.funds]
        held = Hold.objects.filter(case=OuterRef("case_id"), state=HoldState.HELD)
        above = Q() if most is None else Q(~Exists(held.filter(amount__gte=most)))
        return Q(Exists(held.filter(amount__gte=least)), held_since__isnull=False) & above


def holders_of_appeals() -> list[tuple[int, str]]:
    """Who holds an open appeal now, by name, to narrow the queue by. One query, one look into an index for each person."""
    held = Appeal.objects.filter(state__in=OPEN, assignee=OuterRef("pk"))
    return list(User.objects.filter(Exists(held)).order_by("display_name", "pk").values_list("pk", "display_name"))


def known_tags() -> list[str]:
    """Every tag there is, by name; there are 200 at most. One query."""
    return list(Tag.objects.order_by("name").values_list("name", flat=True))


def tags_of(case: Suspension) -> list[str]:
    """The tags on a case now. One query."""
    return list(CaseTag.objects.filter(case=case, removed_at=None).order_by("tag__name").values_list("tag__name", flat=True))


def chosen_appeals(actor: Actor, references: Sequence[str]) -> list[Appeal]:
    """The appeals that somebody chose in the queue, those due first on top; what is not visible to them is not there."""
    found = visible_appeals(actor).filter(reference__in=list(references[:MOST_CHOSEN])).select_related("case__account", "assignee")
    return list(found.order_by("decide_by", "pk"))


def saved_views(actor: Actor) -> list[SavedView]:
    """A person's own views, then those the team shares, by name. One query."""
    mine = SavedView.objects.filter(Q(owner_id=actor.user_id) | Q(shared=True)).select_related("owner")
    return list(mine.order_by("shared", "name", "pk")[: 2 * MOST_VIEWS])


def find_view(actor: Actor, number: int) -> SavedView:
    """One saved view that this person can see. Raises NotVisible."""
    seen = SavedView.objects.filter(Q(owner_id=actor.user_id) | Q(shared=True), pk=number).select_related("owner").first()
    if seen is None:
        raise NotVisible
    return seen


def saved_counts(actor: Actor, wanted: Sequence[tuple[View, QueueFilters]], *, now: datetime) -> list[str]:
    """How many appeals each saved view holds, as text. One query, and none where there are no views.

    Only the first 1,000 of a view are looked through, so that a rare filter costs the same at any number of cases: “3+”
    says that there may be more behind them.
    """
    if not wanted:
        return []
    parts: list[str] = []
    values: list[Any] = []
    for view, filters in wanted:
        held = Appeal.objects.filter(in_scope(actor) & held_by(actor.user_id, view, now)).order_by().values("pk")[:MOST_COUNTED]
        for rows in (Appeal.objects.filter(filters.condition(), pk__in=held).order_by().values("pk"), held):
            sql, params = rows.query.sql_with_params()
            parts.append(f"(SELECT count(*) FROM ({sql}) v)")  # noqa: S608 - the ORM's own query, its values apart
            values.extend(params)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(parts)}", values)
        counted = cursor.fetchone()
    pairs = zip(counted[::2], counted[1::2], strict=True)
    return [f"{min(passing, MOST_COUNTED - 1)}+" if looked >= MOST_COUNTED else str(passing) for passing, looked in pairs]
