"""What a person calls the members of the staff in their case: a number each, that stays, and never a name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Min

from accounts.actors import ActorKind
from appeals.models import Event

if TYPE_CHECKING:
    from appeals.models import Suspension


def numbers_of_staff(case: Suspension) -> dict[str, int]:
    """Each member of the staff by their name on the timeline → their number in this case, from 1. One query.

    Counted in the order in which they first did something in the case: entries are only added, so a number never moves.
    """
    did = Event.objects.filter(case=case, actor_kind=ActorKind.STAFF).order_by().values("actor_ref")
    refs = did.annotate(first=Min("seq")).order_by("first").values_list("actor_ref", flat=True)
    return {ref: number for number, ref in enumerate(refs, start=1)}


def number_of(case: Suspension, user_id: int) -> int | None:
    """The number of one member of the staff in a case; None where they did nothing in it. One query."""
    return numbers_of_staff(case).get(f"{ActorKind.STAFF}:{user_id}")
