"""What the tests of delivery share: a real SMTP server, and messages to write."""

from __future__ import annotations

from itertools import count
from typing import TYPE_CHECKING, Any

import pytest
from django.db import transaction

from notifications import outbox
from notifications.channels import email
from notifications.models import Channel, Message
from tests.notifications.postbox import Postbox

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from pytest_django import Settings


@pytest.fixture
def postbox(settings: Settings) -> Iterator[Postbox]:
    """A mail server that takes everything unless told otherwise, and the settings that lead to it."""
    box = Postbox()
    controller = box.start()
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", controller.port
    settings.EMAIL_HOST_USER, settings.EMAIL_USE_TLS, settings.EMAIL_USE_SSL = "", False, False
    settings.EMAIL_TIMEOUT = 5
    settings.DEFAULT_FROM_EMAIL = "Redress <notices@redress.example>"
    yield box
    kept = email._line.take()
    if kept is not None:
        kept.close()
    controller.stop()


@pytest.fixture
def silent_commits(monkeypatch: pytest.MonkeyPatch) -> None:
    """Commits that wake nobody, as if their process had died a moment later."""
    monkeypatch.setattr(outbox, "wake", lambda: None)


@pytest.fixture
def write() -> Callable[..., Message]:
    """`write(stream="case:2:email:b", …)` puts a message into the outbox, in a transaction of its own."""
    numbers = count(1)

    def write(**draft: Any) -> Message:
        number = next(numbers)
        whole = {
            "stream": "case:1:email:a",
            "kind": "statement.issued",
            "channel": Channel.EMAIL,
            "recipient": "ana@example.org",
            "dedupe_key": f"test:{number}",
            "subject": f"News {number}",
            "text": f"There is news {number}. Sign in to read it.\n",
        }
        with transaction.atomic():
            return outbox.enqueue(**(whole | draft))

    return write
