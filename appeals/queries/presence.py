"""Who else has a case before them: those seen within the last minute, and what they do."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from accounts.instants import redress_now
from appeals.models import Presence

if TYPE_CHECKING:
    from datetime import datetime

    from accounts.actors import Actor
    from appeals.models import Suspension

SEEN = timedelta(seconds=60)


@dataclass(frozen=True, slots=True)
class Beside:
    """Somebody else on the same case; `editing_since` is None for whoever only looks."""

    name: str
    editing_since: datetime | None


def others_on(actor: Actor, case: Suspension) -> list[Beside]:
    """The others of the staff who were seen on this case within a minute, whoever writes first. One query."""
    since = redress_now() - SEEN
    rows = Presence.objects.filter(case=case, seen_at__gt=since).exclude(user_id=actor.user_id or 0).order_by("user_id")
    found = [
        Beside(name, began if edited is not None and edited > since else None)
        for name, began, edited in rows.values_list("user__display_name", "editing_since", "edited_at")
    ]
    return sorted(found, key=lambda one: one.editing_since is None)
