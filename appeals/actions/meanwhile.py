"""Two people write on one thing: whoever sends second reads first what the other wrote, and loses nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from accounts.actors import ActorKind
from accounts.models import User
from appeals.errors import Written, WrittenMeanwhile
from appeals.models import Event

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from typing import TypeVar

    from django.db.models import Model, QuerySet

    from accounts.actors import Actor
    from appeals.models import Closure

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


def read_revision_first(actor: Actor, closure: Closure, seen: int | None) -> None:
    """Refuse where somebody else wrote a locked closure anew after the statement that the writer's page showed, `seen`.

    Raises WrittenMeanwhile with their reasons; None asks nothing.
    """
    if seen is None or closure.statement_id == seen:
        return
    revised = Event.objects.filter(case_id=closure.case_id, subject=closure.subject, kind="closure.revised").order_by("-seq").first()
    if revised is not None and revised.actor_ref != actor.ref:
        kind, _colon, number = revised.actor_ref.partition(":")
        name = User.objects.filter(pk=int(number)).values_list("display_name", flat=True).first() if kind == ActorKind.STAFF else None
        raise WrittenMeanwhile([Written(name or kind, revised.occurred_at, closure.reasons)], newest=closure.statement_id or 0)
