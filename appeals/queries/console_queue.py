"""What a desk narrows the queue by beside its common filters: the date and who holds it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from django.db.models import Q

from accounts.models import User
from appeals.models import Appeal
from appeals.queries.queue import DUE_SOON, OPEN, QueueFilters

if TYPE_CHECKING:
    from datetime import datetime

WEEK = timedelta(days=7)
NOBODY = "nobody"


@dataclass(frozen=True, slots=True, kw_only=True)
class DeskFilters(QueueFilters):
    """`due` is `late`, `day` or `week`, counted from `now`; `assignee` the id of a person, or `nobody`."""

    now: datetime
    due: str | None = None
    assignee: str | None = None

    def condition(self) -> Q:
        """The rows that pass."""
        wanted = QueueFilters.condition(self)
        if self.due is not None:
            until = {"late": self.now, "day": self.now + DUE_SOON, "week": self.now + WEEK}[self.due]
            wanted &= Q(decide_by__lte=until)
        if self.assignee is not None:
            wanted &= Q(assignee__isnull=True) if self.assignee == NOBODY else Q(assignee_id=int(self.assignee))
        return wanted


def holders_of_appeals() -> list[tuple[int, str]]:
    """Who holds an open appeal now, by name, to narrow the queue by. One query."""
    held = Appeal.objects.filter(state__in=OPEN, assignee__isnull=False).order_by().values("assignee").distinct()
    return list(User.objects.filter(pk__in=held).order_by("display_name", "pk").values_list("pk", "display_name"))
