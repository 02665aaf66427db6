"""What becomes of a message: sent, tried again, given up, expired; always under a lease, always in order."""

from __future__ import annotations

import logging
from datetime import timedelta
from typing import TYPE_CHECKING
from uuid import uuid4

import pytest
from django.db import connection

from accounts.instants import redress_now
from notifications import delivery
from notifications.channels.envelope import Reply
from notifications.delivery import MAX_ATTEMPTS, NUMBER_PLACE, SECRET_PLACE, Claim
from notifications.models import Attempt, Message, Outcome, State, Stream, Verdict
from tests.notifications.postbox import DROP, HANG, Postbox

if TYPE_CHECKING:
    from collections.abc import Callable

    from pytest_django import Settings

    from tests.clock import TestClock

    Write = Callable[..., Message]


def due_in_seconds() -> float:
    with connection.cursor() as cursor:
        cursor.execute("SELECT extract(epoch FROM run_at - clock_timestamp()) FROM notifications_stream")
        (seconds,) = cursor.fetchone()
    return float(seconds)


def make_due() -> None:
    """The pause is over: what a stopwatch would do, without waiting for it."""
    with connection.cursor() as cursor:
        cursor.execute("UPDATE notifications_stream SET run_at = clock_timestamp()")


def lose_the_lease() -> None:
    """The worker that holds it has died, or has been stopped for too long."""
    with connection.cursor() as cursor:
        cursor.execute("UPDATE notifications_stream SET lease_until = clock_timestamp() WHERE lease_token IS NOT NULL")


def verdicts() -> list[tuple[int, str | None, int | None]]:
    return list(Attempt.objects.order_by("message_id", "number").values_list("number", "verdict", "code"))


def claimed() -> Claim:
    found = delivery.claim()
    assert found is not None
    return found


def test_a_message_is_sent_and_its_stream_goes_quiet(db: None, postbox: Postbox, write: Write) -> None:
    message = write()

    assert delivery.drain() == 1

    message.refresh_from_db()
    stream = Stream.objects.get()
    assert (message.state, message.outcome, message.attempts) == (State.SENT, Outcome.ACCEPTED, 1)
    assert (message.settled_at, message.handled_at) == (redress_now(), None)
    assert (stream.head_id, stream.lease_token, stream.lease_until) == (None, None, None)
    assert verdicts() == [(1, Verdict.ACCEPTED, 250)]
    assert postbox.copies() == {message.message_id: 1}


def test_an_empty_outbox_has_nothing_to_deliver(db: None, postbox: Postbox) -> None:
    assert delivery.drain() == 0
    assert postbox.arrived == []


def test_a_stream_keeps_its_order(db: None, postbox: Postbox, write: Write) -> None:
    messages = [write(subject=f"Letter {number}") for number in range(5)]

    assert delivery.drain() == 5

    assert [mail.message_id for mail in postbox.accepted] == [message.message_id for message in messages]


def test_a_drain_ends_at_its_limit_its_time_and_when_told(db: None, postbox: Postbox, write: Write) -> None:
    for _ in range(4):
        write()

    assert delivery.drain(limit=1) == 1
    assert delivery.drain(seconds=0.0) == 0
    assert delivery.drain(stopped=lambda: len(postbox.accepted) == 3) == 2
    assert len(postbox.accepted) == 3


def test_young_messages_are_left_to_the_workers(db: None, postbox: Postbox, write: Write) -> None:
    write()

    assert delivery.drain(older_than_seconds=15) == 0
    with connection.cursor() as cursor:
        cursor.execute("UPDATE notifications_stream SET run_at = run_at - interval '16 seconds'")
    assert delivery.drain(older_than_seconds=15) == 1


@pytest.mark.parametrize("answer", ["421 come back later", "450 greylisted", "451 try again", "452 full", "535 who are you?"])
def test_a_temporary_refusal_is_tried_again_after_a_pause(db: None, postbox: Postbox, write: Write, answer: str) -> None:
    message = write()
    postbox.script("rcpt", answer)

    assert delivery.drain() == 1

    message.refresh_from_db()
    assert (message.state, message.outcome, message.last_error) == (State.READY, None, answer[4:])
    assert 24 <= due_in_seconds() <= 36
    assert delivery.drain() == 0

    make_due()
    assert delivery.drain() == 1
    assert verdicts() == [(1, Verdict.DEFERRED, int(answer[:3])), (2, Verdict.ACCEPTED, 250)]
    assert postbox.copies() == {message.message_id: 1}


@pytest.mark.django_db
@pytest.mark.parametrize("stage", ["rcpt", "data"])
@pytest.mark.parametrize("code", [550, 552, 553, 554])
def test_a_permanent_refusal_is_dead_at_once(
    postbox: Postbox, write: Write, caplog: pytest.LogCaptureFixture, stage: str, code: int
) -> None:
    message = write()
    postbox.script(stage, f"{code} 5.1.1 <ana@example.org> is not here")

    assert delivery.drain() == 1

    message.refresh_from_db()
    assert (message.state, message.outcome, message.attempts) == (State.DEAD, Outcome.REFUSED, 1)
    assert message.last_error == "5.1.1 <<recipient>> is not here"
    assert Stream.objects.get().head_id is None
    assert verdicts() == [(1, Verdict.REFUSED, code)]
    assert [record.levelno for record in caplog.records if record.name == "notifications.delivery"] == [logging.ERROR]
    make_due()
    assert delivery.drain() == 0


def test_a_line_cut_after_the_body_is_sent_again_as_the_same_mail(db: None, postbox: Postbox, write: Write) -> None:
    message = write()
    postbox.script("data", DROP)

    delivery.drain()
    make_due()
    delivery.drain()

    assert verdicts() == [(1, Verdict.UNKNOWN, None), (2, Verdict.ACCEPTED, 250)]
    assert [mail.message_id for mail in postbox.arrived] == [message.message_id] * 2
    assert Message.objects.get().state == State.SENT


def test_silence_after_the_body_ends_in_time_and_is_sent_again(db: None, postbox: Postbox, write: Write, settings: Settings) -> None:
    message = write()
    settings.EMAIL_TIMEOUT = 0.3
    postbox.script("data", HANG)

    delivery.drain()
    make_due()
    delivery.drain()

    assert verdicts() == [(1, Verdict.UNKNOWN, None), (2, Verdict.ACCEPTED, 250)]
    assert [mail.message_id for mail in postbox.arrived] == [message.message_id] * 2


def test_pauses_double_to_an_hour_and_scatter_by_a_fifth() -> None:
    middles = [30, 60, 120, 240, 480, 960, 1920, 3600, 3600, 3600, 3600]

    for attempts, middle in enumerate(middles, start=1):
        drawn = [delivery.pause_seconds(attempts) for _ in range(200)]
        assert middle * 0.8 <= min(drawn) < middle < max(drawn) <= middle * 1.2


def test_twelve_attempts_end_in_a_dead_letter(db: None, postbox: Postbox, write: Write, caplog: pytest.LogCaptureFixture) -> None:
    message = write()
    follower = write()
    postbox.script("rcpt", *["451 not now"] * MAX_ATTEMPTS)

    for _ in range(MAX_ATTEMPTS):
        make_due()
        delivery.drain(limit=1)

    message.refresh_from_db()
    assert (message.state, message.outcome, message.attempts) == (State.DEAD, Outcome.UNDELIVERABLE, 12)
    assert "is dead: undeliverable" in caplog.text
    assert Stream.objects.get().head_id == follower.pk


def test_a_dead_letter_lets_the_next_one_pass(db: None, postbox: Postbox, write: Write) -> None:
    write()
    follower = write()
    postbox.script("rcpt", "550 no")

    assert delivery.drain() == 2
    assert postbox.copies() == {follower.message_id: 1}


def test_a_dead_decision_holds_what_follows_it(db: None, postbox: Postbox, write: Write) -> None:
    decision = write(kind="appeal.decided", holds_stream=True)
    follower = write()
    postbox.script("rcpt", "550 no")

    assert delivery.drain() == 1

    stream = Stream.objects.get()
    assert stream.held_reason == f"message {decision.pk} is refused"
    assert stream.head_id == follower.pk
    assert postbox.accepted == []


def test_a_decision_that_arrives_holds_nothing(db: None, postbox: Postbox, write: Write) -> None:
    write(kind="appeal.decided", holds_stream=True)
    write()

    assert delivery.drain() == 2
    assert Stream.objects.get().held_reason == ""


def test_a_code_leaves_in_the_clear_and_is_wiped(db: None, postbox: Postbox, write: Write) -> None:
    expires_at = redress_now() + timedelta(minutes=15)
    message = write(
        subject=f"Notice {NUMBER_PLACE}",
        text=f"Your code is {SECRET_PLACE}. Notice {NUMBER_PLACE}.",
        html=f"<p>Your code is {SECRET_PLACE}.</p>",
        secret="1234 5678",
        expires_at=expires_at,
    )

    delivery.drain()

    mail = postbox.accepted[0].parsed
    text, html = (part.get_content() for part in mail.iter_parts())
    assert (mail["Subject"], text) == ("Notice 1", "Your code is 1234 5678. Notice 1.\n")
    assert html == "<p>Your code is 1234 5678.</p>\n"
    message.refresh_from_db()
    assert (message.state, message.sealed, message.text) == (State.SENT, None, f"Your code is {SECRET_PLACE}. Notice {NUMBER_PLACE}.")


def test_a_message_dies_with_its_code(db: None, postbox: Postbox, write: Write, clock: TestClock) -> None:
    message = write(text=SECRET_PLACE, secret="1234 5678", expires_at=clock.now + timedelta(minutes=15))
    postbox.script("rcpt", "450 greylisted")
    delivery.drain()

    clock.advance(minutes=15)
    make_due()
    assert delivery.drain() == 1

    message.refresh_from_db()
    assert (message.state, message.outcome, message.sealed) == (State.EXPIRED, Outcome.EXPIRED, None)
    assert (message.attempts, postbox.arrived) == (1, [])
    assert Stream.objects.get().head_id is None


def test_a_worker_that_died_in_the_middle_is_followed_by_another(db: None, postbox: Postbox, write: Write) -> None:
    message = write()
    claimed()
    assert delivery.drain() == 0

    lose_the_lease()
    assert delivery.drain() == 1

    assert verdicts() == [(1, Verdict.UNKNOWN, None), (2, Verdict.ACCEPTED, 250)]
    assert postbox.copies() == {message.message_id: 1}


def test_a_message_that_kills_its_workers_is_given_up(db: None, postbox: Postbox, write: Write) -> None:
    message = write()
    follower = write(stream="case:2:email:b")
    Message.objects.filter(pk=message.pk).update(attempts=MAX_ATTEMPTS - 1)
    claimed()

    lose_the_lease()
    assert delivery.drain() == 2

    message.refresh_from_db()
    assert (message.state, message.outcome) == (State.DEAD, Outcome.UNDELIVERABLE)
    assert postbox.copies() == {follower.message_id: 1}


def test_a_stalled_worker_can_change_nothing_any_more(db: None, postbox: Postbox, write: Write) -> None:
    write()
    stalled = claimed()
    lose_the_lease()
    current = claimed()

    assert delivery.settle(stalled, Reply(Verdict.REFUSED, 550, "no")) is False

    message, stream = Message.objects.get(), Stream.objects.get()
    assert (message.state, message.outcome, message.last_error, stream.lease_token) == (State.SENDING, None, "", current.token)
    assert verdicts() == [(1, Verdict.UNKNOWN, None), (2, None, None)]
    assert delivery.settle(current, Reply(Verdict.ACCEPTED, 250, "fine")) is True


def test_settling_twice_changes_nothing(db: None, write: Write) -> None:
    write()
    mine = claimed()
    assert delivery.settle(mine, Reply(Verdict.ACCEPTED, 250, "fine")) is True

    assert delivery.settle(mine, Reply(Verdict.REFUSED, 550, "no")) is False

    assert Message.objects.get().outcome == Outcome.ACCEPTED


def test_a_foreign_token_settles_nothing(db: None, write: Write) -> None:
    write()
    mine = claimed()

    assert delivery.settle(Claim(mine.message, uuid4()), Reply(Verdict.ACCEPTED, 250, "fine")) is False

    assert Message.objects.get().state == State.SENDING


def test_a_late_settling_counts_while_nobody_else_has_taken_over(db: None, write: Write) -> None:
    write()
    mine = claimed()
    lose_the_lease()

    assert delivery.settle(mine, Reply(Verdict.ACCEPTED, 250, "fine")) is True


def test_a_message_that_cannot_even_be_built_holds_up_nobody(db: None, postbox: Postbox, write: Write, settings: Settings) -> None:
    code = write(text=SECRET_PLACE, secret="1234", expires_at=redress_now() + timedelta(minutes=15))
    other = write(stream="case:2:email:b")
    settings.SECRET_KEY = "lost"

    assert delivery.drain() == 2

    code.refresh_from_db()
    assert (code.state, code.attempts) == (State.READY, 1)
    assert code.last_error.startswith("SealBrokenError")
    assert postbox.copies() == {other.message_id: 1}


def test_delivering_costs_the_same_queries_however_much_waits(
    db: None, postbox: Postbox, write: Write, django_assert_num_queries: object
) -> None:
    for number in range(30):
        write(stream=f"case:{number}:email:a")

    # One to claim, one to settle; and a savepoint made and left, because the test itself is a transaction.
    with django_assert_num_queries(4):  # type: ignore[operator]
        assert delivery.deliver_next() is True
