"""What delivery learnt, handed to those who act on it: one settled message at a time, oldest first."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from django.db import connection

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

log = logging.getLogger(__name__)

# How long the others leave a message to the worker that took it; then its crash is assumed.
TURN_SECONDS = 60

_TAKE = """
UPDATE notifications_message SET
    handle_tries = LEAST(handle_tries + 1, 30000),
    handle_after = clock_timestamp() + LEAST(%s * 2 ^ LEAST(handle_tries, 10), 3600) * interval '1 second'
WHERE id = (
    SELECT id FROM notifications_message
    WHERE settled_at IS NOT NULL AND handled_at IS NULL
        AND (handle_after IS NULL OR handle_after <= clock_timestamp())
    ORDER BY settled_at, id LIMIT 1 FOR NO KEY UPDATE SKIP LOCKED
)
RETURNING id, kind
"""


def handle_settled(handlers: Mapping[str, Callable[[int], None]], *, limit: int = 200) -> int:
    """Call the handler of each settled message's kind with its id, oldest first; how many were handled.

    A handler runs its own transaction and calls `mark_handled` in it. Kinds without one are marked handled. A handler
    that raises, or does not mark, is logged, and its message comes back after a pause (a minute, doubling to an hour):
    it holds up nobody else.
    """
    handled = 0
    for _ in range(limit):
        taken = _take()
        if taken is None:
            break
        handled += _handle(*taken, handlers)
    return handled


def mark_handled(message_id: int) -> bool:
    """Note, in the caller's transaction, that a settled message has been acted on; False when it had been already.

    Whoever gets False has nothing left to do: the message's consequences are there.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE notifications_message SET handled_at = redress_now() WHERE id = %s AND settled_at IS NOT NULL AND handled_at IS NULL",
            [message_id],
        )
        return bool(cursor.rowcount)


def _take() -> tuple[int, str] | None:
    with connection.cursor() as cursor:
        cursor.execute(_TAKE, [TURN_SECONDS])
        taken: tuple[int, str] | None = cursor.fetchone()
    return taken


def _handle(message_id: int, kind: str, handlers: Mapping[str, Callable[[int], None]]) -> bool:
    handler = handlers.get(kind, mark_handled)
    try:
        handler(message_id)
    except Exception:  # one poisoned message must not hold up the others
        log.exception("Settled message %s (%s) could not be handled.", message_id, kind)
        return False
    with connection.cursor() as cursor:
        cursor.execute("SELECT handled_at IS NOT NULL FROM notifications_message WHERE id = %s", [message_id])
        (handled,) = cursor.fetchone()
    if not handled:
        log.error("The handler of %s did not mark message %s as handled.", kind, message_id)
    return bool(handled)
