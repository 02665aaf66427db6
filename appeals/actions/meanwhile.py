"""Two people write on one thing: whoever sends second reads first what the other wrote, and loses nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from appeals.errors import Written, WrittenMeanwhile

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from typing import TypeVar

    from django.db.models import Model, QuerySet

    Row = TypeVar("Row", bound=Model)

MOST_SHOWN = 10


def read_first(rows: QuerySet[Row], seen: int | None, said: Callable[[Row], Written]) -> None:
    """Refuse where `rows` of others are newer than the last one the writer's page showed; None asks nothing.

    The case is locked, so nothing comes between this look and the write. Raises WrittenMeanwhile with their words.
    """
    if seen is None:
        return
    newer: Iterable[Row] = list(rows.filter(pk__gt=seen).order_by("pk")[:MOST_SHOWN])
    if newer:
        raise WrittenMeanwhile([said(one) for one in newer], newest=max(one.pk for one in newer))
