"""Lists of the console: what waits for a second person, and the cases that changed last."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Q

from appeals.models import Hold, Suspension
from appeals.queries.visibility import visible_to
from appeals.workflow import HoldState, SuspensionState

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from accounts.actors import Actor

PAGE = 50
PROPOSED = Q(proposed_ends_at__isnull=False) | Q(proposed_review_on__isnull=False)


@dataclass(frozen=True, slots=True)
class Waiting:
    """The oldest measures and holds that wait for a second person; `more` where there are others behind them."""

    measures: Sequence[Suspension]
    holds: Sequence[Hold]
    more: bool


def waiting_for_second_person(actor: Actor) -> Waiting:
    """The first 50 measures and the first 50 holds, those that end first on top. Two queries."""
    open_measures = visible_to(actor).filter(PROPOSED, state=SuspensionState.IN_FORCE, confirmed_at=None)
    measures = list(open_measures.select_related("decided_by", "recorded_by").order_by("starts_at", "id")[: PAGE + 1])
    open_holds = Hold.objects.filter(PROPOSED, case__in=visible_to(actor), state=HoldState.HELD, confirmed_at=None)
    holds = list(open_holds.select_related("case__account", "placed_by").order_by("ends_at", "id")[: PAGE + 1])
    return Waiting(measures[:PAGE], holds[:PAGE], more=max(len(measures), len(holds)) > PAGE)


Key = tuple["datetime", int]


def newest_cases(actor: Actor, *, after: Key | None = None) -> tuple[list[Suspension], Key | None]:
    """Visible cases, the last changed first, 50 from a key on; and the key to go on from, None at the end. One query."""
    cases = visible_to(actor).order_by("-updated_at", "-pk")
    if after is not None:
        at, pk = after
        # The first condition leads into the index, the second is exact.
        cases = cases.filter(Q(updated_at__lte=at) & (Q(updated_at__lt=at) | Q(pk__lt=pk)))
    rows = list(cases[: PAGE + 1])
    return rows[:PAGE], (rows[PAGE - 1].updated_at, rows[PAGE - 1].pk) if len(rows) > PAGE else None
