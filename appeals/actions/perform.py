"""The one durable transaction around every verb, with idempotency and the door's answer inside it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.db import IntegrityError, transaction

from accounts.instants import RedressNow, one_instant
from appeals.actions.refusals import refusal_of
from appeals.errors import IdempotencyMismatch, RequestInFlight
from appeals.models import Idempotency

if TYPE_CHECKING:
    from collections.abc import Callable

    from accounts.actors import Actor

KEPT = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class IdempotencyKey:
    """The key a client sent, the scope it counts in (who and where), and the fingerprint of the request's body."""

    scope: str
    key: str
    body_sha256: str


@dataclass(frozen=True, slots=True)
class Answer:
    """What a door serialised inside the transaction: a status and a JSON value, replayed for the same key."""

    status: int
    body: Any


def perform(
    verb: Callable[..., Any],
    actor: Actor,
    *args: Any,
    idempotency: IdempotencyKey | None = None,
    answer: Callable[[Any], Answer] | None = None,
    **values: Any,
) -> Any:
    """Run `verb(actor, *args, **values)` in one durable transaction and return its result, or the door's answer.

    With an idempotency key the answer is stored in the same transaction; the same key and body later return it
    without running the verb, another body raises IdempotencyMismatch, and a request still running RequestInFlight.
    What the database refuses is raised as the domain error it stands for.
    """
    try:
        with one_instant(), transaction.atomic(durable=True):
            if idempotency is not None:
                stored = _claim(idempotency)
                if stored is not None:
                    return stored
            result = verb(actor, *args, **values)
            answered = answer(result) if answer is not None else result
            if idempotency is not None and isinstance(answered, Answer):
                Idempotency.objects.filter(scope=idempotency.scope, key=idempotency.key).update(
                    status=answered.status, answer=answered.body
                )
            return answered
    except IntegrityError as error:
        refused = refusal_of(error)
        if refused is None:
            raise
        raise refused from error


def _claim(wanted: IdempotencyKey) -> Answer | None:
    """Take the key for this transaction; None if it is ours, else the stored answer. A key is free again after 24 hours."""
    Idempotency.objects.filter(scope=wanted.scope, key=wanted.key, created_at__lt=RedressNow() - KEPT).delete()
    row, ours = Idempotency.objects.get_or_create(scope=wanted.scope, key=wanted.key, defaults={"body_sha256": wanted.body_sha256})
    if ours:
        return None
    if row.body_sha256 != wanted.body_sha256:
        raise IdempotencyMismatch("This idempotency key was used for another request.")
    if row.status is None:
        raise RequestInFlight("This request is being worked on. Ask again in a moment.")
    return Answer(row.status, row.answer)
