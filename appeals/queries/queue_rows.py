"""The rows of a page of the queue: what a reviewer needs to choose, and whether they may judge it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from appeals.authority import JUDGES, involvements
from appeals.models import Appeal, CaseTag, Citation
from appeals.workflow import AppealState

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime

    from accounts.actors import Actor


@dataclass(frozen=True, slots=True)
class QueueRow:
    """One appeal of the queue. `may_not` says why this reader may not judge it; instants are UTC."""

    reference: str
    case: str
    state: str
    level: str
    subject: str
    measure: str
    language: str
    country: str | None
    time_zone: str | None
    sections: tuple[str, ...]
    tags: tuple[str, ...]
    decide_by: datetime
    ceiling_at: datetime | None
    late: bool
    waiting_on: str
    assignee: str | None
    mine: bool
    may_not: str
    updated_at: datetime


_COLUMNS: Mapping[str, str] = {
    "pk": "pk",
    "case_id": "case_id",
    "reference": "reference",
    "case": "case__reference",
    "state": "state",
    "level": "level",
    "subject": "subject_kind",
    "measure": "case__measure",
    "language": "language",
    "country": "case__account__country",
    "time_zone": "case__account__time_zone",
    "decide_by": "decide_by",
    "ceiling_at": "ceiling_at",
    "assignee_id": "assignee_id",
    "assignee": "assignee__display_name",
    "updated_at": "updated_at",
}


def queue_rows(actor: Actor, pks: Sequence[int], now: datetime) -> list[QueueRow]:
    """The rows of these appeals, in this order. Six queries."""
    found = {row[0]: dict(zip(_COLUMNS, row, strict=True)) for row in Appeal.objects.filter(pk__in=pks).values_list(*_COLUMNS.values())}
    cases = [row["case_id"] for row in found.values()]
    cited = Citation.objects.filter(suspension_id__in=cases).order_by("suspension_id", "position")
    titles = _by_case(cited.values_list("suspension_id", "section_version__title"))
    tagged = CaseTag.objects.filter(case_id__in=cases, removed_at=None).order_by("case_id", "tag__name")
    tags = _by_case(tagged.values_list("case_id", "tag__name"))
    whys = involvements(actor.user_id, found) if actor.user_id is not None and actor.roles & JUDGES else {}
    reasons = {pk: why.detail for pk, why in whys.items()}
    rows = [(pk, found[pk]) for pk in pks if pk in found]
    for pk, row in rows:
        row |= {"sections": titles.get(row["case_id"], ()), "tags": tags.get(row["case_id"], ()), "may_not": reasons.get(pk, "")}
    return [_row(actor, row, now) for _pk, row in rows]


def _by_case(pairs: Iterable[tuple[int, str]]) -> dict[int, tuple[str, ...]]:
    found: dict[int, list[str]] = {}
    for case_id, word in pairs:
        found.setdefault(case_id, []).append(word)
    return {case_id: tuple(words) for case_id, words in found.items()}


def _row(actor: Actor, row: dict[str, Any], now: datetime) -> QueueRow:
    rests = row["state"] == AppealState.WAITING_FOR_APPELLANT
    kept = {name: row[name] for name in QueueRow.__slots__ if name in row}
    return QueueRow(
        **kept,
        late=not rests and row["decide_by"] <= now,
        waiting_on="appellant" if rests else "staff",
        mine=row["assignee_id"] == actor.user_id,
    )
