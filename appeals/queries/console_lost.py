"""Letters that did not arrive, for whoever looks for their readers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef, Q

from appeals.errors import NotVisible
from appeals.models import Notice
from appeals.queries.visibility import visible_to

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.db.models import QuerySet

    from accounts.actors import Actor

PAGE = 50


def lost_among(notices: QuerySet[Notice]) -> QuerySet[Notice]:
    """The owner's letters that came back or could not be sent, reached nobody in another way, and were not sent again."""
    again = Notice.objects.filter(
        case=OuterRef("case"), about=OuterRef("about"), sha256=OuterRef("sha256"), member=None, pk__gt=OuterRef("pk")
    )
    came_back = Q(bounced_at__isnull=False) | Q(undeliverable_at__isnull=False)
    return notices.filter(came_back, ~Exists(again), member=None, delivered_at=None)


def lost_letters(actor: Actor) -> tuple[Sequence[Notice], bool]:
    """Those whose reader is still looked for, the oldest first, 50; and whether there are more. One query, one for the tries."""
    lost = lost_among(Notice.objects.filter(unreachable_at=None, case__in=visible_to(actor)))
    rows = list(lost.select_related("case__account").prefetch_related("attempts").order_by("id")[: PAGE + 1])
    return rows[:PAGE], len(rows) > PAGE


def find_letter(actor: Actor, public_id: str) -> Notice:
    """One letter of a visible case. Raises NotVisible."""
    found = (
        Notice.objects.filter(public_id=public_id, case__in=visible_to(actor))
        .select_related("case__account", "unreachable_by")
        .prefetch_related("attempts__by")
        .first()
    )
    if found is None:
        raise NotVisible
    return found
