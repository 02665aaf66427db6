"""The platform's feed: committed entries of all timelines, each with its own position, thin and without people in it."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from typing import TYPE_CHECKING, Any

from django.db import connection, transaction
from django.db.models import Max

from appeals.models import Appeal, Closure, Effect, Event, FeedEntry, FeedQueue, Hold, InformationRequest, new_public_id
from appeals.queries.standing import standing_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

FEED_LOCK = 7_230_010
VERSION = 1
# The public types, and which values of an entry go out beside the names of what it is about. Codes, instants and
# numbers only: what somebody wrote is fetched by reference, by those who may read it.
TYPES: Mapping[str, tuple[str, ...]] = {
    "suspension.recorded": ("measure", "origin"),
    "suspension.confirmed": ("ends_at", "review_on"),
    "suspension.in_force": (),
    "suspension.changed": ("before", "measure", "ends_at", "review_on"),
    "suspension.lifted": ("unconfirmed", "our_mistake"),
    "suspension.expired": (),
    "suspension.closed": ("closure",),
    "suspension.overturned": ("cause",),
    "statement.issued": ("version",),
    "notice.delivered": ("notice", "letter", "how"),
    "notice.undeliverable": ("notice", "letter"),
    "appeal.submitted": ("late",),
    "appeal.withdrawn": (),
    "appeal.information_requested": ("due_at",),
    "appeal.answered": (),
    "appeal.date_changed": ("next_update_by", "late"),
    "appeal.decided": (),
    "hold.placed": ("kind",),
    "hold.changed": ("ends_at", "review_on"),
    "hold.ended": ("outcome",),
    "closure.proposed": (),
    "closure.approved": (),
    "closure.refused": (),
    "closure.withdrawn": (),
    "closure.effected": (),
    "effect.requested": ("kind",),
    "effect.confirmed": ("kind", "done_at"),
    "effect.refused": ("kind", "code"),
    "effect.overdue": ("kind",),
    "account.standing_changed": ("before", "standing", "abilities"),
}
STANDING = frozenset({"appeal.decided", "suspension.closed", "suspension.overturned", "closure.effected"})
_CODE = re.compile(r"[A-Za-z0-9_.:+-]{0,64}")
_FRACTION = re.compile(r"(?<=T\d\d:\d\d:\d\d)\.\d+(?=Z)")


def fill_feed(limit: int = 500) -> int:
    """Take up to `limit` waiting entries in the order they were written, and give the public ones their place; how many it took.

    One worker at a time: another one finds the lock taken and answers 0. An entry waits from the commit that wrote it,
    so one of a slow transaction comes later in the feed, and never behind a reader's back.
    """
    with transaction.atomic():
        if not _ours():
            return 0
        waiting = list(FeedQueue.objects.order_by("event_id").values_list("event_id", flat=True)[:limit])
        events = list(Event.objects.filter(pk__in=waiting, kind__in=list(TYPES)).select_related("case__account").order_by("pk"))
        last = FeedEntry.objects.aggregate(last=Max("position"))["last"] or 0
        facts = _Facts(events)
        FeedEntry.objects.bulk_create(_entry(event, last + number, facts) for number, event in enumerate(events, start=1))
        FeedQueue.objects.filter(event_id__in=waiting).delete()
    return len(waiting)


def anything_waits() -> bool:
    """Whether an entry waits for its place."""
    return FeedQueue.objects.exists()


def _ours() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [FEED_LOCK])
        (taken,) = cursor.fetchone()
    return bool(taken)


def _entry(event: Event, position: int, facts: _Facts) -> FeedEntry:
    public_id = new_public_id("evt")
    case = event.case
    payload = {
        "id": public_id,
        "type": event.kind,
        "version": VERSION,
        "occurred_at": _instant(event.occurred_at),
        "case": case.reference,
        "sequence": event.seq,
        "account": case.account.external_id,
        "external_id": case.external_id,
        "data": facts.of(event),
    }
    return FeedEntry(position=position, public_id=public_id, event=event, type=event.kind, payload=payload)


class _Facts:
    """What the entries of one batch are about, read in a fixed number of queries and two for each account that needs them."""

    def __init__(self, events: list[Event]) -> None:
        ids: dict[str, set[int]] = defaultdict(set)
        for event in events:
            kind, number = _named(event.subject)
            ids[kind].add(number)
        asked = InformationRequest.objects.select_related("appeal").in_bulk(list(ids["request"]))
        appeals = Appeal.objects.select_related("decision").in_bulk(list(ids["appeal"] | {one.appeal_id for one in asked.values()}))
        self.rows: Mapping[str, Mapping[int, Any]] = {
            "appeal": appeals,
            "request": asked,
            "closure": Closure.objects.in_bulk(list(ids["closure"])),
            "hold": Hold.objects.in_bulk(list(ids["hold"])),
            "effect": Effect.objects.in_bulk(list(ids["effect"])),
        }
        self.effects = _effects_of([event for event in events if event.kind == "appeal.decided"])
        self.standings: dict[int, str] = {}

    def of(self, event: Event) -> dict[str, Any]:
        """The `data` of one entry."""
        body = json.loads(event.body) if event.body else {}
        data = self._names(event) | {key: _whole(body[key]) for key in TYPES[event.kind] if _is_code(body.get(key))}
        if event.kind == "appeal.decided":
            data |= self._decided(event)
        if event.kind in STANDING:
            data["standing"] = self._standing(event)
        return data

    def _names(self, event: Event) -> dict[str, Any]:
        kind, number = _named(event.subject)
        row = self.rows.get(kind, {}).get(number)
        if row is None:
            return {}
        if kind == "appeal":
            return {"appeal": row.reference, "level": row.level}
        if kind == "request":
            return {"appeal": row.appeal.reference, "request": row.public_id}
        return {kind: row.reference if kind == "closure" else row.public_id}

    def _decided(self, event: Event) -> dict[str, Any]:
        decision = getattr(self.rows["appeal"].get(_named(event.subject)[1]), "decision", None)
        return {
            "outcome": decision.outcome if decision else None,
            "cause": decision.cause if decision else None,
            "source_reference": event.case.source_reference,
            "effects": self.effects.get((event.case_id, event.occurred_at), []),
        }

    def _standing(self, event: Event) -> str:
        account = event.case.account
        if account.pk not in self.standings:
            self.standings[account.pk] = standing_of(account).standing
        return self.standings[account.pk]


def _effects_of(decided: Iterable[Event]) -> dict[tuple[int, datetime], list[str]]:
    """What each decision asked the platform to do: the effects requested in its own transaction."""
    moments = {(event.case_id, event.occurred_at) for event in decided}
    found: dict[tuple[int, datetime], list[str]] = defaultdict(list)
    if moments:
        asked = Effect.objects.filter(case_id__in={case for case, _ in moments}, requested_at__in={at for _, at in moments})
        for case_id, at, public_id in asked.order_by("id").values_list("case_id", "requested_at", "public_id"):
            found[case_id, at].append(public_id)
    return found


def _is_code(value: Any) -> bool:
    if isinstance(value, list):
        return all(_is_code(one) for one in value)
    return isinstance(value, bool | int) or (isinstance(value, str) and _CODE.fullmatch(value) is not None)


def _whole(value: Any) -> Any:
    """Instants in whole seconds, as everywhere in the API."""
    return _FRACTION.sub("", value) if isinstance(value, str) else value


def _named(subject: str) -> tuple[str, int]:
    kind, _, number = subject.partition(":")
    return kind, int(number) if number.isdecimal() else 0


def _instant(at: datetime) -> str:
    return at.strftime("%Y-%m-%dT%H:%M:%SZ")
