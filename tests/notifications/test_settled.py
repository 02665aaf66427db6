"""What delivery learnt, handed over: oldest first, once, and no message holds up another."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.db import connection, transaction

from accounts.instants import redress_now
from notifications import delivery
from notifications.models import Message
from notifications.settled import handle_settled, mark_handled
from tests.factories.moments import ago, at

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.notifications.postbox import Postbox

    Write = Callable[..., Message]


def handle_after_seconds(message: Message) -> float:
    with connection.cursor() as cursor:
        cursor.execute("SELECT extract(epoch FROM handle_after - clock_timestamp()) FROM notifications_message WHERE id = %s", [message.pk])
        (seconds,) = cursor.fetchone()
    return float(seconds)


def come_back() -> None:
    with connection.cursor() as cursor:
        cursor.execute("UPDATE notifications_message SET handle_after = clock_timestamp()")


@pytest.fixture
def told() -> list[int]:
    return []


@pytest.fixture
def tell(told: list[int]) -> Callable[[int], None]:
    def tell(message_id: int) -> None:
        with transaction.atomic():
            if mark_handled(message_id):
                told.append(message_id)

    return tell


def test_settled_messages_are_handed_over_once_and_oldest_first(
    db: None, postbox: Postbox, write: Write, told: list[int], tell: Callable[[int], None]
) -> None:
    late = write(stream="case:1:email:a", kind="known")
    early = write(stream="case:2:email:a", kind="known")
    for message, moment in ((early, ago(hours=1)), (late, redress_now())):
        with at(moment):
            Message.objects.filter(pk=message.pk).update(state="sent", outcome="accepted", settled_at=moment)

    assert handle_settled({"known": tell}) == 2
    assert handle_settled({"known": tell}) == 0

    assert told == [early.pk, late.pk]
    late.refresh_from_db()
    assert late.handled_at == redress_now()


def test_what_is_not_settled_is_not_handed_over(db: None, write: Write, told: list[int], tell: Callable[[int], None]) -> None:
    message = write(kind="known")

    assert handle_settled({"known": tell}) == 0
    assert mark_handled(message.pk) is False
    assert told == []


def test_a_dead_letter_is_handed_over_too(db: None, postbox: Postbox, write: Write, told: list[int], tell: Callable[[int], None]) -> None:
    message = write(kind="known")
    postbox.script("rcpt", "550 no")
    delivery.drain()

    assert handle_settled({"known": tell}) == 1
    assert told == [message.pk]


def test_kinds_that_nobody_acts_on_are_marked(db: None, postbox: Postbox, write: Write) -> None:
    message = write(kind="sign_in.code")
    delivery.drain()

    assert handle_settled({}) == 1

    message.refresh_from_db()
    assert message.handled_at is not None


def test_marking_twice_says_so(db: None, postbox: Postbox, write: Write) -> None:
    message = write()
    delivery.drain()

    assert (mark_handled(message.pk), mark_handled(message.pk)) == (True, False)


@pytest.mark.django_db
def test_a_poisoned_message_waits_and_blocks_nobody(
    postbox: Postbox, write: Write, told: list[int], tell: Callable[[int], None], caplog: pytest.LogCaptureFixture
) -> None:
    poison = write(kind="poison")
    healthy = write(kind="known")
    delivery.drain()

    def fail(message_id: int) -> None:
        with transaction.atomic():
            mark_handled(message_id)
            raise LookupError

    handlers = {"poison": fail, "known": tell}
    assert handle_settled(handlers) == 1
    assert handle_settled(handlers) == 0

    poison.refresh_from_db()
    assert (told, poison.handled_at, poison.handle_tries) == ([healthy.pk], None, 1)
    assert f"Settled message {poison.pk} (poison) could not be handled." in caplog.text
    assert 50 < handle_after_seconds(poison) <= 60

    come_back()
    assert handle_settled(handlers) == 0
    assert 110 < handle_after_seconds(poison) <= 120

    come_back()
    assert handle_settled({"poison": tell}) == 1
    assert told == [healthy.pk, poison.pk]


def test_a_poisoned_message_waits_no_longer_than_an_hour(db: None, postbox: Postbox, write: Write) -> None:
    poison = write(kind="poison")
    delivery.drain()
    Message.objects.update(handle_tries=29_999)

    def fail(message_id: int) -> None:
        raise LookupError(message_id)

    for _ in range(2):
        come_back()
        assert handle_settled({"poison": fail}) == 0

    poison.refresh_from_db()
    assert poison.handle_tries == 30_000
    assert 3590 < handle_after_seconds(poison) <= 3600


def test_a_handler_that_forgets_to_mark_is_called_again(db: None, postbox: Postbox, write: Write, caplog: pytest.LogCaptureFixture) -> None:
    message = write(kind="known")
    delivery.drain()
    called: list[int] = []

    assert handle_settled({"known": called.append}) == 0
    assert "did not mark" in caplog.text

    come_back()
    assert handle_settled({"known": called.append}) == 0
    assert called == [message.pk, message.pk]


def test_one_call_takes_no_more_than_its_limit(
    db: None, postbox: Postbox, write: Write, told: list[int], tell: Callable[[int], None]
) -> None:
    for _ in range(3):
        write(kind="known")
    delivery.drain()

    assert handle_settled({"known": tell}, limit=2) == 2
    assert len(told) == 2
