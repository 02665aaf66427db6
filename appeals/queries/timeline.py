"""The timeline of a case for one reader: only what they may read, with names only for the staff."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from accounts.actors import Actor, ActorKind
from accounts.models import User
from accounts.roles import Role
from appeals.models import Appeal, Audience, Event
from appeals.queries.pseudonyms import numbers_of_staff
from appeals.queries.visibility import visible_appeals
from appeals.workflow import AppealState

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from appeals.models import Suspension


@dataclass(frozen=True, slots=True)
class TimelineEntry:
    """One entry. `who` is the kind of actor for a person or a machine, a name for the staff; `at` is UTC.

    For a person `number` says which member of the staff it was, the same in the whole case.
    """

    seq: int
    at: datetime
    kind: str
    who: str
    body: dict[str, Any]
    audience: str
    number: int | None = None


def timeline_for(actor: Actor, case: Suspension) -> list[TimelineEntry]:
    """The entries of a visible case that this actor may read, newest first; three queries, two for a machine.

    An erased entry keeps its place with an empty body. What a person does with a draft that was never sent is theirs
    alone.
    """
    unsent = Appeal.objects.filter(case=case, state__in=[AppealState.DRAFT, AppealState.LAPSED])
    hidden = unsent.exclude(pk__in=visible_appeals(actor).filter(case=case).values("pk")).values_list("subject", flat=True)
    rows = list(
        Event.objects.filter(case=case, audience__in=audiences_for(actor))
        .exclude(subject__in=list(hidden))
        .order_by("-seq")
        .values_list("seq", "occurred_at", "kind", "actor_kind", "actor_ref", "body", "audience")
    )
    names = _names(row[4] for row in rows) if actor.kind is ActorKind.STAFF else {}
    numbers = numbers_of_staff(case) if actor.kind in {ActorKind.APPELLANT, ActorKind.REPRESENTATIVE} else {}
    return [
        TimelineEntry(seq, at, kind, names.get(ref, actor_kind), json.loads(body) if body else {}, audience, numbers.get(ref))
        for seq, at, kind, actor_kind, ref, body, audience in rows
    ]


def audiences_for(actor: Actor) -> list[str]:
    """Which entries an actor may read: the staff their own too, seniors and auditors everything."""
    if actor.kind is ActorKind.SYSTEM or actor.roles & {Role.SENIOR, Role.AUDITOR}:
        return list(Audience.values)
    if actor.kind is ActorKind.STAFF:
        return [Audience.APPELLANT, Audience.STAFF]
    return [Audience.APPELLANT]


def _names(refs: Iterable[str]) -> dict[str, str]:
    """The names of the members of the staff among the actors."""
    parts = (ref.partition(":") for ref in set(refs))
    staff = [int(number) for kind, _colon, number in parts if kind == ActorKind.STAFF]
    return {f"staff:{pk}": name for pk, name in User.objects.filter(pk__in=staff).values_list("pk", "display_name")}
