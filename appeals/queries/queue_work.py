"""The next piece of work for whoever asks, and what changed in a queue since somebody looked."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.db.models import Q

from accounts.instants import redress_now
from accounts.models import User
from appeals.authority import allows
from appeals.models import Appeal
from appeals.queries.queue import View, check_reader, held_by
from appeals.queries.visibility import in_scope
from appeals.workflow import Action, AppealState

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from accounts.actors import Actor
    from appeals.queries.queue import QueueFilters

# How many of the oldest are looked at to find one that this person may judge.
LOOKED_THROUGH = 25
# A page that lies open longer than this is simply old.
LOOKED_BACK = timedelta(hours=12)
MOST_CHANGED = 100
PAGE = 50


def next_to_claim(actor: Actor) -> Appeal | None:
    """The appeal that is due soonest, that nobody holds, and that this person may judge.

    Those in a language that they read come first, then those that nobody else may read either.
    """
    check_reader(actor)
    waiting = Appeal.objects.filter(state=AppealState.SUBMITTED).select_related("case__account", "closure", "hold")
    own = Q(case__decided_by=actor.user_id) | Q(case__recorded_by=actor.user_id) | Q(case__confirmed_by=actor.user_id)
    # What nobody holds is served to whoever asks, also to those who see only what they work on.
    free = waiting.exclude(own)
    spoken = User.objects.filter(pk=actor.user_id or 0).values_list("languages", flat=True).first() or []
    # One short walk of the index for each language, however rare it is among all that waits.
    for rows in [[free.filter(language=one) for one in spoken], [free]]:
        found = [appeal for part in rows for appeal in part.order_by("decide_by", "pk")[:LOOKED_THROUGH]]
        chosen = next((appeal for appeal in sorted(found, key=_due) if allows(actor, Action.CLAIM, appeal)), None)
        if chosen is not None:
            return chosen
    return None


def _due(appeal: Appeal) -> tuple[bool, datetime | None, int]:
    return (appeal.decide_by is None, appeal.decide_by, appeal.pk)


def changed_since(actor: Actor, *, view: View, filters: QueueFilters, since: datetime, shown: Sequence[str]) -> int:
    """How many appeals of a view, or of those that a page shows, changed since it was made; 100 means many. Two queries."""
    check_reader(actor)
    now = redress_now()
    begun = max(since, now - LOOKED_BACK)
    seen = Q(reference__in=list(shown[:PAGE])) | (held_by(actor.user_id, view, now) & filters.condition())
    return Appeal.objects.filter(in_scope(actor), seen, updated_at__gt=begun).order_by().values("pk")[:MOST_CHANGED].count()
