"""Many hands at once, with real commits: no deadlock, no lost message, no broken order."""

from __future__ import annotations

import random
import threading
from collections import Counter, defaultdict
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

import pytest
from django.db import connection, transaction
from psycopg.sql import SQL, Identifier

from accounts.instants import RedressNow
from notifications import delivery, outbox, sweep
from notifications.channels.envelope import Outgoing, Reply
from notifications.models import Attempt, Channel, Message, State, Stream, Verdict
from notifications.settled import handle_settled, mark_handled

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from tests.databases import Committed

# Nobody is to be woken here: the test's own threads are the workers.
pytestmark = pytest.mark.usefixtures("silent_commits", "emptied")
FINE = Reply(Verdict.ACCEPTED, 250, "fine")


@pytest.fixture
def emptied(shared_db: Committed) -> Iterator[None]:
    """An outbox that is left as it was found."""
    yield
    with shared_db.connect(as_owner=True) as owner:
        owner.execute("UPDATE notifications_stream SET head_id = NULL")
        for model in (Attempt, Message, Stream):
            owner.execute(SQL("DELETE FROM {}").format(Identifier(model._meta.db_table)))


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> list[Outgoing]:
    """What left, in its order, by a channel that takes everything at once."""
    gone: list[Outgoing] = []

    def take(outgoing: Outgoing) -> Reply:
        gone.append(outgoing)
        return FINE

    monkeypatch.setattr(delivery, "SENDERS", {Channel.EMAIL: take})
    return gone


def draft(stream: str, key: str) -> outbox.Draft:
    return outbox.Draft(stream=stream, kind="test", channel=Channel.EMAIL, recipient=stream, dedupe_key=key, text=key)


def write(stream: str, key: str) -> Message:
    with transaction.atomic():
        return outbox.enqueue(**draft(stream, key))


def together(*calls: Callable[[], Any]) -> list[Any]:
    """Run all at once, each in its thread and on its connection; what they returned, or the first error."""

    def run(call: Callable[[], Any]) -> Any:
        try:
            return call()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(calls)) as pool:
        return [future.result(timeout=60) for future in [pool.submit(run, call) for call in calls]]


def blocked_by_us(committed: Committed) -> bool:
    with committed.connect() as plain:
        row = plain.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
        ).fetchone()
    return bool(row and row[0])


def settle_while_someone_writes(committed: Committed, settle: Callable[[], object]) -> None:
    """Let `settle` wait for a stream that another transaction has locked to write its next message, then commit that."""
    written, done = threading.Event(), threading.Event()

    def enqueue_slowly() -> None:
        with transaction.atomic():
            outbox.enqueue(**draft("case:1", "second"))
            written.set()
            while not blocked_by_us(committed) and not done.is_set():
                pass

    def settle_meanwhile() -> None:
        assert written.wait(10)
        try:
            settle()
        finally:
            done.set()

    together(enqueue_slowly, settle_meanwhile)


def test_one_update_that_waits_for_a_writer_would_strand_its_message(shared_db: Committed) -> None:
    first = write("case:1", "first")
    Message.objects.update(state=State.SENT, outcome="accepted", settled_at=RedressNow())

    def naive() -> None:
        with connection.cursor() as cursor:
            cursor.execute(
                "UPDATE notifications_stream SET head_id = (SELECT min(id) FROM notifications_message"
                " WHERE stream_id = %s AND settled_at IS NULL) WHERE id = %s",
                [first.stream_id, first.stream_id],
            )

    settle_while_someone_writes(shared_db, naive)

    assert Stream.objects.get().head_id is None
    assert Message.objects.filter(state=State.READY).count() == 1
    assert sweep.repair().stranded == 1


def test_settling_that_waits_for_a_writer_finds_its_message(shared_db: Committed) -> None:
    write("case:1", "first")
    mine = delivery.claim()
    assert mine is not None

    settle_while_someone_writes(shared_db, lambda: delivery.settle(mine, FINE))

    assert Stream.objects.get().head_id == Message.objects.get(dedupe_key="second").pk
    assert sweep.repair().stranded == 0


def test_four_workers_keep_the_order_of_every_stream(shared_db: Committed, sent: list[Outgoing]) -> None:
    with transaction.atomic():
        for number in range(160):
            outbox.enqueue(**draft(f"case:{number % 8}", f"{number:03}"))

    together(*[delivery.drain] * 4)

    order: defaultdict[str, list[str]] = defaultdict(list)
    for outgoing in sent:
        order[outgoing.recipient].append(outgoing.text)
    assert {stream: texts == sorted(texts) and len(texts) for stream, texts in order.items()} == {f"case:{n}": 20 for n in range(8)}
    assert Message.objects.filter(state=State.SENT).count() == 160
    assert Attempt.objects.count() == 160


def test_eight_workers_on_one_message_send_it_once(shared_db: Committed, sent: list[Outgoing]) -> None:
    write("case:1", "only")
    barrier = threading.Barrier(8)

    def claim_together() -> int:
        barrier.wait()
        return delivery.drain()

    assert sorted(together(*[claim_together] * 8)) == [0] * 7 + [1]
    assert [outgoing.text for outgoing in sent] == ["only"]


def test_a_worker_that_wakes_up_late_changes_nothing(shared_db: Committed) -> None:
    write("case:1", "only")
    stalled = delivery.claim()
    Stream.objects.update(lease_until="2000-01-01T00:00:00Z")
    current = delivery.claim()
    assert stalled is not None
    assert current is not None

    answers = together(lambda: delivery.settle(stalled, Reply(Verdict.REFUSED, 550, "no")), lambda: delivery.settle(current, FINE))

    assert answers == [False, True]
    assert Message.objects.get().outcome == "accepted"
    assert list(Attempt.objects.order_by("number").values_list("verdict", flat=True)) == [Verdict.UNKNOWN, Verdict.ACCEPTED]


def test_the_same_thing_told_by_many_at_once_is_one_message(shared_db: Committed) -> None:
    barrier = threading.Barrier(6)

    def tell(stream: str) -> int:
        barrier.wait()
        return write(stream, "event:7").pk

    found = together(*[lambda stream=stream: tell(stream) for stream in ("case:1", "case:2", "case:1", "case:2", "case:1", "case:2")])

    assert len(set(found)) == 1
    assert Message.objects.count() == 1


def test_writers_workers_and_sweeps_on_the_same_streams_never_deadlock(shared_db: Committed, sent: list[Outgoing]) -> None:
    streams = [f"shared:{number}" for number in range(5)]
    through: list[int] = []
    handled: list[int] = []

    def write_many(writer: int) -> None:
        drawn = random.Random(writer)  # noqa: S311 - to be repeatable
        try:
            for round_ in range(25):
                chosen = drawn.sample(streams, 3)
                with transaction.atomic():
                    outbox.enqueue_all([draft(stream, f"{writer}:{round_}:{stream}") for stream in chosen])
        finally:
            through.append(writer)

    def handle(message_id: int) -> None:
        with transaction.atomic():
            if mark_handled(message_id):
                outbox.enqueue(**draft("shared:0", f"answer:{message_id}") | {"kind": "answer"})
                handled.append(message_id)

    def work(tick: Callable[[], object]) -> None:
        while len(through) < 3:
            tick()
        tick()

    workers: Iterable[Callable[[], object]] = (
        delivery.drain,
        delivery.drain,
        lambda: handle_settled({"test": handle}),
        sweep.repair,
    )
    together(*[lambda w=w: write_many(w) for w in range(3)], *[lambda tick=tick: work(tick) for tick in workers])
    delivery.drain()
    handle_settled({"test": handle}, limit=1000)
    delivery.drain()

    assert Counter(Message.objects.values_list("kind", "state")) == {("test", "sent"): 225, ("answer", "sent"): 225}
    assert len(handled) == len(set(handled)) == 225
    assert len(sent) == 450
    assert sweep.repair().stranded == 0
