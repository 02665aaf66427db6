"""The way into the outbox: messages written with the change they speak of, and one knock on the workers' door.

Lock order: case → subject → clocks → stream. A stream row is the last lock of a transaction. The streams of one case
are safe in any order, because whoever writes to them holds the case. Streams that several cases share are not: a
transaction that writes to more than one of those gives all its messages to one `enqueue_all`, which locks in the order
of the stream keys. Delivery never waits for a stream while it holds another.

This is the only module of the project that sends a task.
"""

from __future__ import annotations

import json
import logging
import os
import re
import threading
import time
from email.utils import parseaddr
from typing import TYPE_CHECKING, Any, Required, TypedDict, Unpack
from uuid import uuid4

from celery import current_app
from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection, transaction
from kombu.exceptions import OperationalError as BrokerError

from notifications.channels import SENDERS
from notifications.delivery import SECRET_PLACE
from notifications.models import Channel, Message
from notifications.sealing import seal
from notifications.tasks import deliver

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from kombu import Producer

log = logging.getLogger(__name__)

# A broker that is away must cost a request nothing that a person would notice.
BROKER_TIMEOUT_SECONDS = 0.5
BROKER_QUIET_SECONDS = 5.0
# The tick does the work of a wake-up that nobody has taken for a minute.
WAKE_UP_EXPIRES_SECONDS = 60

_HEADER_TOKEN = re.compile(r"[A-Za-z0-9.-]*")
_ESCAPED_NUL = re.compile(r"(?<!\\)(?:\\\\)*\\u0000")


class Draft(TypedDict, total=False):
    """A message to be written.

    `stream` names the order it belongs to (one case, recipient and channel); `dedupe_key` makes writing it twice harmless.
    `secret` is sealed until it leaves and takes the place of SECRET_PLACE in `text` and `html`; it needs `expires_at`.
    NUMBER_PLACE in subject, text and html becomes the message's number in its stream. `thread` groups mails.
    `holds_stream`: if it dies, what follows it waits until a person has released the stream.
    """

    stream: Required[str]
    kind: Required[str]
    channel: Required[Channel]
    recipient: Required[str]
    dedupe_key: Required[str]
    subject: str
    text: str
    html: str
    payload: Mapping[str, Any]
    secret: str | None
    expires_at: datetime | None
    holds_stream: bool
    thread: str


def enqueue(**draft: Unpack[Draft]) -> Message:
    """Write one message in the caller's transaction and wake a worker once it has committed.

    Returns the message that is there when its `dedupe_key` is known. Raises RuntimeError outside a transaction and
    ValueError for what could never be sent safely.
    """
    (message,) = enqueue_all([draft])
    return message


def enqueue_all(drafts: Sequence[Draft]) -> list[Message]:
    """As `enqueue`, for several messages, locking their streams in one order for all; answers in the given order."""
    if not connection.in_atomic_block:
        message = "A message is written in the transaction of the change it speaks of."
        raise RuntimeError(message)
    documents = [_document(draft) for draft in drafts]
    written: dict[int, Message] = {}
    for place in sorted(range(len(drafts)), key=lambda place: drafts[place]["stream"]):
        rows = Message.objects.raw("SELECT * FROM outbox_enqueue(%s, %s)", [drafts[place]["stream"], documents[place]])
        (written[place],) = rows
    _wake_after_commit()
    return [written[place] for place in range(len(drafts))]


def release(stream: str) -> bool:
    """Let a held stream go on after a person has looked at its dead message; False when it was not held."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT outbox_release(%s)", [stream])
        (released,) = cursor.fetchone()
    _wake_after_commit()
    return bool(released)


def _document(draft: Draft) -> str:
    """The draft as JSON for the database, checked; every key the row needs is in it."""
    _check(draft)
    secret = draft.get("secret")
    document = {
        "kind": draft["kind"],
        "channel": draft["channel"],
        "recipient": draft["recipient"],
        "dedupe_key": draft["dedupe_key"],
        "message_id": f"<{uuid4().hex}@{parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition('@')[2]}>",
        "thread": draft.get("thread", ""),
        "subject": draft.get("subject", ""),
        "text": draft.get("text", ""),
        "html": draft.get("html", ""),
        "payload": draft.get("payload", {}),
        "sealed": None if secret is None else seal(secret),
        "expires_at": draft.get("expires_at"),
        "holds_stream": draft.get("holds_stream", False),
    }
    encoded = json.dumps(document, cls=DjangoJSONEncoder, ensure_ascii=False)
    encoded.encode()  # a lone surrogate raises UnicodeEncodeError, which is a ValueError
    if _ESCAPED_NUL.search(encoded):
        _refuse("A message cannot contain the NUL character.")
    return encoded


def _check(draft: Draft) -> None:
    if draft["channel"] not in SENDERS:
        _refuse(f"Nothing carries messages by {draft['channel']}.")
    if any(char in draft["recipient"] + draft.get("subject", "") for char in "\r\n"):
        _refuse("Recipient and subject must each be one line.")
    if not _HEADER_TOKEN.fullmatch(draft.get("thread", "")):
        _refuse("A thread is named with letters, digits, dots and hyphens.")
    has_secret = draft.get("secret") is not None
    if has_secret and draft.get("expires_at") is None:
        _refuse("A secret expires.")
    if has_secret != (SECRET_PLACE in draft.get("text", "")):
        _refuse("A secret and its place in the text belong together.")


def _refuse(reason: str) -> None:
    raise ValueError(reason)


def _wake_after_commit() -> None:
    # Django drops what a rolled-back savepoint had registered, so looking here is right also after one.
    if not any(entry[1] is wake for entry in connection.run_on_commit):
        transaction.on_commit(wake, robust=True)


class _Bell(threading.local):
    """How a thread reaches the broker, over a connection of its own, and until when it leaves a dead one alone."""

    producer: Producer | None = None
    pid: int = 0
    quiet_until: float = 0.0


_bell = _Bell()


def wake() -> None:
    """Tell a worker that something is due. A broker that is gone costs at most half a second, once every five."""
    if time.monotonic() < _bell.quiet_until:
        return
    try:
        deliver.apply_async(producer=_producer(), retry=False, ignore_result=True, expires=WAKE_UP_EXPIRES_SECONDS)
    except Exception as error:  # the message is committed: the tick or the pump finds it
        # A broker that is gone is told in one line; anything else is a fault, with its place.
        expected = isinstance(error, BrokerError)
        log.warning("The broker could not be reached; messages leave with the next tick: %s", error, exc_info=not expected)
        _bell.producer = None
        _bell.quiet_until = time.monotonic() + BROKER_QUIET_SECONDS


def _producer() -> Producer:
    if _bell.producer is None or _bell.pid != os.getpid():
        connection_to_broker = current_app.connection_for_write(
            connect_timeout=BROKER_TIMEOUT_SECONDS,
            transport_options={
                "socket_connect_timeout": BROKER_TIMEOUT_SECONDS,
                "socket_timeout": BROKER_TIMEOUT_SECONDS,
                "retry_on_timeout": False,
                "max_retries": 0,
            },
        )
        _bell.producer = current_app.amqp.Producer(connection_to_broker, auto_declare=False)
        _bell.pid = os.getpid()
    return _bell.producer
