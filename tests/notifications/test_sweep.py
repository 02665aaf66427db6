"""The sweep under delivery, and the settings it relies on."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from accounts.instants import redress_now
from notifications import delivery, tasks
from notifications.checks import lease_outlasts_a_send
from notifications.delivery import SECRET_PLACE
from notifications.models import Attempt, Message, State, Stream, Verdict
from notifications.sweep import Repaired, repair

if TYPE_CHECKING:
    from collections.abc import Callable

    import pytest
    from pytest_django import Settings

    from tests.clock import TestClock
    from tests.notifications.postbox import Postbox

    Write = Callable[..., Message]


def test_a_stranded_stream_gets_its_head_back(db: None, postbox: Postbox, write: Write, caplog: pytest.LogCaptureFixture) -> None:
    first = write()
    write()
    healthy = write(stream="case:2:email:b")
    Stream.objects.filter(key="case:1:email:a").update(head=None)

    assert repair() == Repaired(stranded=1, expired=0)
    assert repair() == Repaired(stranded=0, expired=0)

    assert "1 stranded streams were repaired." in caplog.text
    assert list(Stream.objects.order_by("key").values_list("head_id", flat=True)) == [first.pk, healthy.pk]
    assert delivery.drain() == 3


def test_a_stream_with_nothing_to_send_is_not_stranded(db: None, postbox: Postbox, write: Write) -> None:
    write()
    delivery.drain()

    assert tasks.repair() == 0


def test_an_expired_code_in_a_held_stream_is_wiped(db: None, write: Write, clock: TestClock) -> None:
    held = write(text=SECRET_PLACE, secret="1234", expires_at=clock.now + timedelta(minutes=15))
    Stream.objects.update(held_reason="restored from a copy")
    assert repair() == Repaired(stranded=0, expired=0)

    clock.advance(minutes=15)
    assert repair() == Repaired(stranded=0, expired=1)
    assert repair() == Repaired(stranded=0, expired=0)

    held.refresh_from_db()
    stream = Stream.objects.get()
    assert (held.state, held.sealed) == (State.EXPIRED, None)
    assert (stream.head_id, stream.held_reason) == (None, "restored from a copy")


def test_an_expired_code_behind_another_message_is_wiped_and_the_head_stays(db: None, write: Write, clock: TestClock) -> None:
    head = write()
    behind = write(text=SECRET_PLACE, secret="1234", expires_at=clock.now + timedelta(minutes=15))

    clock.advance(minutes=15)
    repair()

    behind.refresh_from_db()
    assert behind.state == State.EXPIRED
    assert Stream.objects.get().head_id == head.pk


def test_what_is_being_sent_is_left_to_its_worker(db: None, write: Write, clock: TestClock) -> None:
    code = write(text=SECRET_PLACE, secret="1234", expires_at=clock.now + timedelta(minutes=15))
    delivery.claim()
    clock.advance(minutes=15)

    assert repair() == Repaired(stranded=0, expired=0)

    Stream.objects.update(lease_until=redress_now() - timedelta(days=3650))
    assert repair() == Repaired(stranded=0, expired=1)
    code.refresh_from_db()
    assert code.state == State.EXPIRED
    assert Attempt.objects.get().verdict == Verdict.UNKNOWN


def test_the_deliver_task_sends_what_is_due(db: None, postbox: Postbox, write: Write) -> None:
    write()

    assert tasks.deliver() == 1
    assert len(postbox.accepted) == 1


def test_a_lease_must_outlast_a_send(settings: Settings) -> None:
    settings.OUTBOX_LEASE_SECONDS, settings.EMAIL_TIMEOUT = 40, 15
    assert lease_outlasts_a_send(None) == []

    settings.OUTBOX_LEASE_SECONDS = 29
    assert [error.id for error in lease_outlasts_a_send(None)] == ["notifications.E001"]
