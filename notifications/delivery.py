"""Carrying messages out: claim a stream's head, send it outside any transaction, settle what came of it."""

from __future__ import annotations

import json
import logging
import os
import random
import socket
from dataclasses import dataclass
from time import monotonic
from typing import TYPE_CHECKING
from uuid import UUID, uuid4

from django.conf import settings
from django.db import connection, transaction

from notifications.channels import SENDERS
from notifications.channels.envelope import Outgoing, Reply
from notifications.models import Channel, Message, Outcome, State, Verdict
from notifications.sealing import unseal

if TYPE_CHECKING:
    from collections.abc import Callable

log = logging.getLogger(__name__)

MAX_ATTEMPTS = 12
FIRST_PAUSE_SECONDS = 30.0
LONGEST_PAUSE_SECONDS = 3600.0
JITTER = 0.2

# Where a letter wants its number ("Notice 7") or its secret, which are not known or not to be seen when it is written.
NUMBER_PLACE = "[[number]]"
SECRET_PLACE = "[[secret]]"  # noqa: S105 - a place, not a secret


@dataclass(frozen=True, slots=True)
class Claim:
    """A claimed message, and the token without which nothing can be said about it any more."""

    message: Message
    token: UUID


def pause_seconds(attempts: int) -> float:
    """How long to wait after this many attempts: 30 s doubling to an hour, ± 20 % so that no crowd returns at once."""
    seconds = min(FIRST_PAUSE_SECONDS * 2.0 ** (attempts - 1), LONGEST_PAUSE_SECONDS)
    return seconds * random.uniform(1 - JITTER, 1 + JITTER)  # noqa: S311 - no secret in it


def claim(older_than_seconds: float = 0.0) -> Claim | None:
    """Lease the message that has been due longest, by at least `older_than_seconds`; None when nothing is.

    A message that must not be sent any more comes back settled. Raises RuntimeError inside a transaction: a claim is
    committed before anything is sent.
    """
    with transaction.atomic(durable=True):
        pass  # only asks whether a transaction is open; nothing goes to the database
    token = uuid4()
    rows = Message.objects.raw(
        "SELECT * FROM outbox_claim(%s, %s, %s, %s, %s)",
        [token, _worker(), settings.OUTBOX_LEASE_SECONDS, older_than_seconds, MAX_ATTEMPTS],
    )
    for message in rows:
        return Claim(message, token)
    return None


def settle(claimed: Claim, reply: Reply) -> bool:
    """Store what an attempt came to; False, with nothing changed, when the lease has passed to somebody else."""
    message = claimed.message
    outcome = _outcome(reply.verdict, message.attempts)
    report = {"verdict": reply.verdict, "code": reply.code, "response": reply.excerpt(message.recipient)}
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT outbox_settle(%s, %s, %s, %s, %s, %s)",
            [claimed.token, message.stream_id, message.pk, json.dumps(report), outcome, pause_seconds(message.attempts)],
        )
        (settled,) = cursor.fetchone()
    return bool(settled)


def deliver_next(older_than_seconds: float = 0.0) -> bool:
    """Claim one message, send it and settle it; False when nothing was due."""
    claimed = claim(older_than_seconds)
    if claimed is None:
        return False
    message = claimed.message
    if message.state != State.SENDING:
        _tell(message.pk, message.kind, Outcome(message.outcome or Outcome.UNDELIVERABLE))
        return True
    reply = _send(message)
    if not settle(claimed, reply):
        log.warning("Message %s was taken over by another worker before its attempt ended.", message.pk)
        return True
    outcome = _outcome(reply.verdict, message.attempts)
    if outcome is not None:
        _tell(message.pk, message.kind, outcome)
    return True


def drain(
    *,
    limit: int | None = None,
    older_than_seconds: float = 0.0,
    seconds: float | None = None,
    stopped: Callable[[], bool] = lambda: False,
) -> int:
    """Deliver until nothing is due, `limit` messages are through, `seconds` are over or `stopped` says so; how many."""
    end = None if seconds is None else monotonic() + seconds
    done = 0
    while (limit is None or done < limit) and (end is None or monotonic() < end) and not stopped():
        if not deliver_next(older_than_seconds):
            break
        done += 1
    return done


def _outcome(verdict: Verdict, attempts: int) -> Outcome | None:
    if verdict is Verdict.ACCEPTED:
        return Outcome.ACCEPTED
    if verdict is Verdict.REFUSED:
        return Outcome.REFUSED
    return Outcome.UNDELIVERABLE if attempts >= MAX_ATTEMPTS else None


def _send(message: Message) -> Reply:
    try:
        return SENDERS[Channel(message.channel)](_outgoing(message))
    except Exception as error:  # whatever is wrong with one message must not stop the others
        log.exception("Message %s (%s) could not be sent.", message.pk, message.kind)
        return Reply(Verdict.DEFERRED, None, f"{type(error).__name__}: {error}")


def _outgoing(message: Message) -> Outgoing:
    secret = None if message.sealed is None else unseal(message.sealed)

    def filled(text: str) -> str:
        numbered = text.replace(NUMBER_PLACE, str(message.number))
        return numbered if secret is None else numbered.replace(SECRET_PLACE, secret)

    return Outgoing(
        message_id=message.message_id,
        thread=message.thread,
        recipient=message.recipient,
        subject=message.subject.replace(NUMBER_PLACE, str(message.number)),
        text=filled(message.text),
        html=filled(message.html),
        payload=message.payload,
        written_at=message.created_at,
    )


def _tell(message_pk: int, kind: str, outcome: Outcome) -> None:
    """One line for the people who watch; a dead letter is an error, because somebody has to act on it."""
    if outcome in {Outcome.REFUSED, Outcome.UNDELIVERABLE}:
        log.error("Message %s (%s) is dead: %s.", message_pk, kind, outcome)
    else:
        log.info("Message %s (%s): %s.", message_pk, kind, outcome)


def _worker() -> str:
    return f"{socket.gethostname()}:{os.getpid()}"
