"""The only writer of states: lock in the one order, check, append the event, write."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeVar, cast

from django.core.serializers.json import DjangoJSONEncoder
from django.db import IntegrityError, transaction
from django.db.models.expressions import RawSQL

from appeals.authority import Anything, Stated, case_of, machine_of, refusal, role_refusal
from appeals.errors import IllegalTransition, NotVisible
from appeals.models import Appeal, Audience, CaseMessage, Effect, Event, InformationRequest, Suspension, new_reference
from appeals.workflow import OPEN_APPEAL, Action, AppealState, public_status

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from accounts.actors import Actor
    from appeals.models.references import Prefix

StatedT = TypeVar("StatedT", bound=Stated)
RowT = TypeVar("RowT", bound=Anything)
Inserted = TypeVar("Inserted")

REFERENCE_DRAWS = 5


@dataclass(frozen=True, slots=True)
class Entry:
    """What the timeline says of a change: a kind such as `appeal.decided`, the values it needs, who may read it."""

    kind: str
    body: Mapping[str, Any] = field(default_factory=dict)
    audience: Audience = Audience.APPELLANT


def lock_case(case_id: int) -> Suspension:
    """Lock a case: the first lock of every change. Raises NotVisible where there is none."""
    case = Suspension.objects.select_for_update(no_key=True).filter(pk=case_id).first()
    if case is None:
        raise NotVisible
    return case


def enter(actor: Actor, action: Action, subject: StatedT) -> StatedT:
    """Lock the case, then the subject, and check `action` under the locks; returns the subject as it is now.

    Raises NotAllowed (403) for the role before any lock, then IllegalTransition (409), then NotIndependent (403).
    """
    refused = role_refusal(actor, action, subject)
    if refused is not None:
        raise refused
    case = lock_case(case_of(subject).pk)
    locked = cast("StatedT", case) if isinstance(subject, Suspension) else _lock_part(subject, case)
    now_refused = refusal(actor, action, locked)
    if now_refused is not None:
        raise now_refused
    return locked


def _lock_part(subject: RowT, case: Suspension) -> RowT:
    locked: Any = type(subject)._default_manager.select_for_update(no_key=True).get(pk=subject.pk)
    locked.case = case
    return cast("RowT", locked)


def record(case_id: int, entry: Entry, actor: Actor, *, subject: str = "", state_after: str | None = None) -> Event:
    """Append one entry to a case's timeline by the database function that alone may do so."""
    body = json.dumps(entry.body, cls=DjangoJSONEncoder, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    (event,) = Event.objects.raw(
        "SELECT * FROM append_event(%s, %s, %s, %s, %s, %s, %s, %s)",
        [
            case_id,
            entry.kind,
            subject or f"suspension:{case_id}",
            state_after,
            str(actor.kind),
            actor.ref,
            str(entry.audience),
            body,
        ],
    )
    return event


def _next_seq(case_id: int) -> RawSQL:
    """The sequence number that the next entry of a locked case will get, found by the statement that inserts."""
    return RawSQL("(SELECT coalesce(max(seq), 0) + 1 FROM appeals_event WHERE case_id = %s)", [case_id])


def create(model: type[RowT], actor: Actor, entry: Entry, **values: Any) -> tuple[RowT, Event]:
    """Insert a row that has a state, together with the event that gives it its first state. The case is locked."""
    values.setdefault("state", _initial(model))
    row: Any = model._default_manager.create(event_seq=1 if model is Suspension else _next_seq(values["case"].pk), **values)
    case_id = row.pk if isinstance(row, Suspension) else row.case_id
    event = record(case_id, entry, actor, subject=row.subject, state_after=row.state)
    row.event_seq = event.seq
    return cast("RowT", row), event


def with_reference(prefix: Prefix, insert: Callable[[str], Inserted]) -> Inserted:
    """Call `insert` with a fresh reference, drawing again in the rare case that it is taken."""
    for draw in range(REFERENCE_DRAWS):
        try:
            with transaction.atomic():
                return insert(new_reference(prefix))
        except IntegrityError as error:
            constraint = getattr(getattr(error.__cause__, "diag", None), "constraint_name", "") or ""
            if "reference" not in constraint or draw == REFERENCE_DRAWS - 1:
                raise
    raise AssertionError


def _initial(model: type[Any]) -> str:
    return str(model._meta.get_field("state").get_default())


def take(subject: Stated, action: Action, actor: Actor, entry: Entry, **changes: Any) -> Event:
    """Move a locked subject by `action`: append the event, write the state and `changes`, refresh the public word.

    Raises IllegalTransition where the machine knows no such move.
    """
    target = machine_of(subject).target(subject.state, action)
    if target is None:
        raise IllegalTransition("This is not possible now.", state=subject.state)
    return settle(subject, target, actor, entry, **changes)


def settle(row: Anything, state: str, actor: Actor, entry: Entry, **changes: Any) -> Event:
    """Write a state with its event. Effects and information requests, which have no machine, come here directly."""
    event = record(case_of(row).pk, entry, actor, subject=row.subject, state_after=state)
    row.state = state
    row.event_seq = event.seq
    names = ["state", "event_seq", *changes]
    for name, value in changes.items():
        setattr(row, name, value)
    if hasattr(row, "version"):
        row.version += 1
        names.append("version")
    if hasattr(row, "updated_at"):
        row.updated_at = event.occurred_at
        names.append("updated_at")
    if isinstance(row, Suspension):
        row.status = _status(row)
        names.append("status")
    row.save(update_fields=names)
    if not isinstance(row, Suspension | Effect | InformationRequest | CaseMessage):
        touch(case_of(row), event)
    return event


def touch(case: Suspension, event: Event) -> None:
    """Write the case's public word and its last change after a part of it moved."""
    case.status = _status(case)
    case.updated_at = event.occurred_at
    case.save(update_fields=["status", "updated_at"])


def _status(case: Suspension) -> str:
    """The public word: of the open appeal, else of the last one that was sent, else of the measure."""
    unsent = [AppealState.DRAFT, AppealState.LAPSED, AppealState.WITHDRAWN]
    states = list(Appeal.objects.filter(case=case).exclude(state__in=unsent).order_by("-id").values_list("state", flat=True))
    open_state = next((state for state in states if state in OPEN_APPEAL), None)
    return public_status(suspension=case.state, measure=case.measure, appeal=open_state or (states[0] if states else None))
