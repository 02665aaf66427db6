"""What the product's own role may not do to what was said."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.db import connection, transaction
from django.db.utils import ProgrammingError

from notifications.models import Message

if TYPE_CHECKING:
    from collections.abc import Callable

    Write = Callable[..., Message]


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE notifications_message SET text = 'another text'",
        "UPDATE notifications_message SET recipient = 'somebody@example.org'",
        "UPDATE notifications_message SET message_id = '<other@redress.example>'",
        "UPDATE notifications_message SET expires_at = NULL",
        "UPDATE notifications_attempt SET started_at = now()",
        "UPDATE notifications_stream SET key = 'case:2:email:b'",
        "DELETE FROM notifications_attempt",
        "DELETE FROM notifications_message",
        "DELETE FROM notifications_stream",
        "TRUNCATE notifications_attempt",
        "DROP TRIGGER outbox_guard ON notifications_message",
        "ALTER TABLE notifications_message DISABLE TRIGGER outbox_guard",
    ],
)
def test_what_was_written_to_be_sent_stays_as_it_was(db: None, write: Write, statement: str) -> None:
    before = write()

    with pytest.raises(ProgrammingError, match=r"permission denied|must be owner"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)

    after = Message.objects.get()
    assert (after.text, after.recipient, after.message_id) == (before.text, before.recipient, before.message_id)
