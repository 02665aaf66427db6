"""Writing messages: in the change's own transaction, once, in order, safely."""

from __future__ import annotations

import logging
import socket
import time
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.db import connection, transaction
from django.db.utils import IntegrityError

from accounts.instants import RedressNow, redress_now
from config.celery import app as celery_app
from notifications import outbox
from notifications.delivery import SECRET_PLACE
from notifications.models import Channel, Message, State, Stream
from notifications.sealing import unseal

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.databases import Committed

    Write = Callable[..., Message]


@pytest.fixture
def bell(monkeypatch: pytest.MonkeyPatch) -> outbox._Bell:
    """The wake-up as a fresh process knows it, with the product's own Celery."""
    celery_app.set_current()
    fresh = outbox._Bell()
    monkeypatch.setattr(outbox, "_bell", fresh)
    return fresh


def draft(stream: str, key: str) -> outbox.Draft:
    return outbox.Draft(stream=stream, kind="test", channel=Channel.EMAIL, recipient="a@example.org", dedupe_key=key)


def write_and_fail(write: Write) -> None:
    with transaction.atomic():
        write()
        raise LookupError


def test_a_message_waits_at_the_head_of_its_stream(db: None, write: Write) -> None:
    first = write(subject="One", payload={"notice": 7})
    second = write(subject="Two")

    stream = Stream.objects.get()
    assert (first.state, first.attempts, first.payload) == (State.READY, 0, {"notice": 7})
    assert (first.number, second.number, stream.last_number) == (1, 2, 2)
    assert stream.head_id == first.pk
    assert first.message_id != second.message_id
    assert first.message_id.endswith("@redress.example>")
    assert first.created_at == redress_now()


def test_streams_count_for_themselves(db: None, write: Write) -> None:
    write(stream="case:1:email:a")
    other = write(stream="case:2:email:a")

    assert other.number == 1
    assert Stream.objects.count() == 2


def test_the_same_thing_is_told_once(db: None, write: Write) -> None:
    first = write(dedupe_key="case:1:event:4", subject="As written first")

    again = write(dedupe_key="case:1:event:4", subject="Another text")

    assert again.pk == first.pk
    assert again.subject == "As written first"
    assert Message.objects.count() == 1
    assert Stream.objects.get().last_number == 1


def test_a_known_key_in_another_stream_is_still_the_same_message(db: None, write: Write) -> None:
    first = write(dedupe_key="case:1:event:4")

    again = write(dedupe_key="case:1:event:4", stream="case:2:email:b")

    assert again.pk == first.pk
    assert Stream.objects.get(key="case:2:email:b").head_id is None


def test_nothing_is_written_outside_a_transaction(committed_db: Committed) -> None:
    with pytest.raises(RuntimeError, match="in the transaction"):
        outbox.enqueue(**draft("case:1:email:a", "k"))

    assert Stream.objects.count() == 0


def test_a_change_that_is_rolled_back_tells_nobody(db: None, write: Write) -> None:
    with pytest.raises(LookupError):
        write_and_fail(write)

    assert Message.objects.count() == 0
    assert Stream.objects.count() == 0


@pytest.mark.parametrize(
    "wrong",
    [
        {"subject": "News\r\nBcc: all@example.org"},
        {"recipient": "a@example.org\nBcc: all@example.org"},
        {"thread": "SUS-1>\r\nX: y"},
        {"text": "a\x00b"},
        {"payload": {"deep": ["a\x00b"]}},
        {"subject": "half \ud83d of a face"},
        {"secret": "1234 5678", "text": f"Code {SECRET_PLACE}"},
        {"text": f"Code {SECRET_PLACE}"},
        {"channel": Channel.WEBHOOK},
    ],
)
def test_what_could_never_be_sent_safely_is_refused(db: None, write: Write, wrong: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"."):
        write(**wrong)

    assert Message.objects.count() == 0


def test_a_secret_without_its_place_is_refused(db: None, write: Write) -> None:
    with pytest.raises(ValueError, match="belong together"):
        write(secret="1234 5678", text="Your code", expires_at=redress_now() + timedelta(minutes=15))

    assert Message.objects.count() == 0


def test_text_that_only_looks_like_an_escape_is_kept(db: None, write: Write) -> None:
    message = write(text="C:\\u0000 and \U0001f600 and \\\\u0000")

    assert Message.objects.get().text == message.text == "C:\\u0000 and \U0001f600 and \\\\u0000"


def test_a_secret_is_stored_sealed(db: None, write: Write) -> None:
    message = write(secret="1234 5678", text=f"Your code is {SECRET_PLACE}.", expires_at=redress_now() + timedelta(minutes=15))

    with connection.cursor() as cursor:
        cursor.execute("SELECT message::text FROM notifications_message AS message")
        (row,) = cursor.fetchone()
    assert "1234 5678" not in row
    assert unseal(message.sealed or "") == "1234 5678"


def test_messages_for_several_streams_come_back_in_the_order_given(db: None) -> None:
    drafts = [draft(stream, stream) for stream in ("case:3:email:a", "case:1:email:a", "case:2:email:a")]

    messages = outbox.enqueue_all(drafts)

    assert [message.dedupe_key for message in messages] == [one["stream"] for one in drafts]
    # The streams were locked by their keys, whatever the order of the messages.
    assert sorted(messages, key=lambda message: message.pk) == [messages[1], messages[2], messages[0]]


def test_what_dies_soon_goes_before_what_waited_long(db: None, write: Write) -> None:
    write(stream="case:1:email:a")
    write(stream="person:1", secret="1", text=SECRET_PLACE, expires_at=redress_now() + timedelta(minutes=15))

    assert [stream.key for stream in Stream.objects.order_by("run_at")] == ["person:1", "case:1:email:a"]


def test_one_transaction_wakes_one_worker(db: None, write: Write, django_capture_on_commit_callbacks: Any) -> None:
    with django_capture_on_commit_callbacks() as callbacks:
        write()
        write(stream="case:2:email:a")

    assert callbacks == [outbox.wake]


def test_a_rolled_back_savepoint_does_not_swallow_the_wake_up(db: None, write: Write, django_capture_on_commit_callbacks: Any) -> None:
    with django_capture_on_commit_callbacks() as callbacks:
        with pytest.raises(LookupError):
            write_and_fail(write)
        write()

    assert callbacks == [outbox.wake]


def test_a_commit_survives_a_broker_that_refuses(
    db: None, write: Write, bell: outbox._Bell, monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks: Any
) -> None:
    monkeypatch.setenv("CELERY_BROKER_WRITE_URL", "redis://127.0.0.1:1/0")

    started = time.monotonic()
    with django_capture_on_commit_callbacks(execute=True):
        write()

    assert time.monotonic() - started < 1
    assert bell.quiet_until > started
    assert Message.objects.get().state == State.READY


def test_a_commit_does_not_wait_for_a_broker_that_never_answers(
    bell: outbox._Bell, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        monkeypatch.setenv("CELERY_BROKER_WRITE_URL", f"redis://127.0.0.1:{silent.getsockname()[1]}/0")

        started = time.monotonic()
        outbox.wake()
        first = time.monotonic() - started
        outbox.wake()
        second = time.monotonic() - started - first

    assert first < 1
    assert second < 0.05
    told = [(record.levelno, record.name, bool(record.exc_info)) for record in caplog.records if record.name.startswith("notifications")]
    assert told == [(logging.WARNING, "notifications.outbox", False)]


def test_a_person_can_let_a_held_stream_go_on(db: None, write: Write) -> None:
    write()
    Stream.objects.update(held_reason="message 1 is refused")

    assert outbox.release("case:1:email:a") is True

    assert Stream.objects.get().held_reason == ""
    assert outbox.release("case:1:email:a") is False


def test_the_database_refuses_a_stream_with_half_a_lease(db: None, write: Write) -> None:
    write()

    with pytest.raises(IntegrityError, match="stream_lease_is_whole"), transaction.atomic():
        Stream.objects.update(lease_until=redress_now())


@pytest.mark.parametrize(
    ("values", "rule"),
    [
        ({"state": "sent"}, "message_outcome_fits_state"),
        ({"state": "sent", "outcome": "refused", "settled_at": RedressNow()}, "message_outcome_fits_state"),
        ({"state": "dead", "settled_at": RedressNow()}, "message_outcome_fits_state"),
        ({"outcome": "accepted"}, "message_outcome_fits_state"),
        ({"state": "sending"}, "message_sending_was_tried"),
        ({"sealed": "x"}, "message_secret_lives_as_long_as_it_waits"),
        ({"handled_at": "2026-01-01T00:00:00Z"}, "message_handled_after_settled"),
        ({"state": "sent", "outcome": "accepted", "settled_at": "2026-01-01T00:00:00Z"}, "settles now"),
    ],
)
def test_the_database_refuses_states_that_cannot_be(db: None, write: Write, values: dict[str, Any], rule: str) -> None:
    write()

    with pytest.raises(IntegrityError, match=rule), transaction.atomic():
        Message.objects.update(**values)


@pytest.mark.parametrize("changed", [{"attempts": 5}, {"last_error": "x"}, {"state": "dead", "outcome": "refused"}])
def test_a_settled_message_does_not_change(db: None, write: Write, changed: dict[str, Any]) -> None:
    write()
    Message.objects.update(state="sent", outcome="accepted", settled_at=redress_now())

    with pytest.raises(IntegrityError, match="settled message does not change"), transaction.atomic():
        Message.objects.update(**changed)


def test_a_handled_message_stays_handled(db: None, write: Write) -> None:
    write()
    Message.objects.update(state="sent", outcome="accepted", settled_at=redress_now(), handled_at=redress_now())

    with pytest.raises(IntegrityError, match="stays handled"), transaction.atomic():
        Message.objects.update(handled_at=None)
