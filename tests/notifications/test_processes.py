"""Real workers and pumps in processes of their own: killed, without a broker, without a wake-up."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from contextlib import contextmanager
from secrets import token_hex
from typing import TYPE_CHECKING, Any

import pytest
from django.core.management import call_command
from django.db import connection

from config.celery import app as celery_app
from config.embedded import ensure
from config.embedded.places import CHECKOUT, Cluster, cluster_name
from notifications import outbox
from notifications.models import Attempt, Message, State, Verdict
from tests.notifications.postbox import HANG, TAKE_AND_HANG, Postbox

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from pytest_django import Settings

    from tests.databases import Committed

    Write = Callable[..., Message]

NOWHERE = "redis://127.0.0.1:1/0"
RECOVERY_SECONDS = 60


@pytest.fixture
def broker(monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """The embedded Redis, with names in it that only this test uses, for this process and its children."""
    if not os.environ.get("REDIS_URL"):
        ensure(servers=["redis"])
    url = os.environ.get("REDIS_URL") or Cluster(cluster_name()).redis_url()
    prefix = f"test-{token_hex(4)}-"
    celery_app.set_current()
    monkeypatch.setenv("CELERY_BROKER_WRITE_URL", url)
    monkeypatch.setitem(celery_app.conf.broker_transport_options, "global_keyprefix", prefix)
    monkeypatch.setattr(outbox, "_bell", outbox._Bell())
    return {"REDIS_URL": url, "TEST_KEY_PREFIX": prefix}


class Child:
    """A process in a group of its own. What it says is read all the time: a full pipe would stop it."""

    def __init__(self, environ: dict[str, str], arguments: list[str]) -> None:
        self.popen = subprocess.Popen(
            [sys.executable, "-m", *arguments],
            cwd=CHECKOUT,
            env=environ | {"DJANGO_SETTINGS_MODULE": "tests.notifications.worker_settings"},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )
        self.ready = threading.Event()
        self.listener = threading.Thread(target=self.listen)
        self.listener.start()

    def listen(self) -> None:
        assert self.popen.stderr is not None
        with self.popen.stderr:
            for line in self.popen.stderr:
                sys.stderr.write(line)
                if "ready." in line:
                    self.ready.set()

    def kill(self) -> None:
        """SIGKILL for the whole group, as an operator or the kernel would."""
        if self.popen.poll() is None:
            os.killpg(self.popen.pid, signal.SIGKILL)
            self.popen.wait()


@contextmanager
def process(environ: dict[str, str], *arguments: str) -> Iterator[Child]:
    """A child of which nothing is left afterwards."""
    child = Child(environ, list(arguments))
    try:
        yield child
    finally:
        child.kill()
        child.listener.join()


def worker(*more: str) -> list[str]:
    quiet = ["--without-gossip", "--without-mingle", "--without-heartbeat"]
    return ["celery", "-A", "config.celery", "worker", "--loglevel=INFO", "--concurrency=2", *quiet, *more]


@pytest.fixture
def environ(committed_db: Committed, postbox: Postbox, settings: Settings) -> dict[str, str]:
    """What a child needs to work on this test's database with this test's mail server."""
    # The checks of the doors are tried elsewhere; a worker loads every page for them before it starts.
    return committed_db.environ | {"EMAIL_URL": f"smtp://127.0.0.1:{settings.EMAIL_PORT}", "CELERY_SKIP_CHECKS": "1"}


def test_a_commit_wakes_a_worker(environ: dict[str, str], postbox: Postbox, write: Write, broker: dict[str, str]) -> None:
    with process(environ | broker, *worker()) as child:
        assert child.ready.wait(30)
        # No beat runs here: only the wake-up can tell the worker.
        message = write()
        postbox.wait_until_accepted(1)

    assert postbox.copies() == {message.message_id: 1}


def test_a_worker_killed_in_the_middle_of_sending_loses_nothing(
    environ: dict[str, str], postbox: Postbox, write: Write, broker: dict[str, str], silent_commits: None
) -> None:
    # The process that wrote died between commit and wake-up, too: only the tick is left to find the messages.
    messages = [write(stream=f"case:{number % 4}:email:a") for number in range(12)]
    postbox.script("data", HANG, TAKE_AND_HANG)

    with process(environ | broker, *worker("--beat")) as doomed:
        postbox.wait_for(arrived=2)
        doomed.kill()
    cut_off = [mail.message_id for mail in postbox.arrived]
    killed_at = time.monotonic()
    with process(environ | broker, *worker("--beat")):
        postbox.wait_until_accepted(12, seconds=RECOVERY_SECONDS)
    recovered_in = time.monotonic() - killed_at

    assert recovered_in < RECOVERY_SECONDS
    copies = postbox.copies()
    assert set(copies) == {message.message_id for message in messages}
    assert (copies[cut_off[0]], copies[cut_off[1]]) == (1, 2)
    assert sum(copies.values()) == 13
    first_seen = list(dict.fromkeys(mail.message_id for mail in postbox.arrived))
    for number in range(4):
        expected = [message.message_id for message in messages[number::4]]
        assert [seen for seen in first_seen if seen in expected] == expected
    again = Attempt.objects.filter(message__message_id__in=cut_off).order_by("message_id", "number")
    assert [attempt.verdict for attempt in again][0::2] == [Verdict.UNKNOWN] * 2


def test_without_a_broker_commits_go_through_and_the_pump_delivers(
    environ: dict[str, str], postbox: Postbox, write: Write, broker: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CELERY_BROKER_WRITE_URL", NOWHERE)
    started = time.monotonic()
    messages = [write(stream=f"case:{number}:email:a") for number in range(3)]
    assert time.monotonic() - started < 1

    pump = ("django", "pump", "--skip-checks", "--every", "0.1", "--older-than", "0")
    with process(environ | broker | {"REDIS_URL": NOWHERE}, *pump) as child:
        postbox.wait_until_accepted(3)
        child.popen.terminate()
        assert child.popen.wait(timeout=10) == 0

    assert postbox.copies() == {message.message_id: 1 for message in messages}
    assert Message.objects.filter(state=State.SENT).count() == 3


@pytest.mark.usefixtures("committed_db", "silent_commits")
def test_the_pump_runs_what_it_is_given_and_survives_what_fails(
    postbox: Postbox, write: Write, settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    settings.PUMP_FUNCTIONS = ("tests.notifications.pumped.fail", "tests.notifications.pumped.handle")
    message = write()
    before = signal.getsignal(signal.SIGTERM)

    call_command("pump", rounds=1, older_than=0)

    message.refresh_from_db()
    assert message.state == State.SENT
    assert message.handled_at is not None
    assert "The pump could not run fail." in caplog.text
    assert signal.getsignal(signal.SIGTERM) is before


def test_while_the_database_is_away_the_pump_says_so_in_one_line_a_round(
    django_db_blocker: Any, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    with django_db_blocker.unblock():
        connection.close()
        for name, value in {"HOST": "127.0.0.1", "PORT": "1"}.items():
            monkeypatch.setitem(connection.settings_dict, name, value)
        call_command("pump", rounds=2, every=0.0, skip_checks=True)

    lines = [(one.levelname, one.getMessage().partition(":")[0], one.exc_info) for one in caplog.records]
    assert lines == [("WARNING", "The pump could not run deliver and tries again in the next round", None)] * 2


@pytest.mark.usefixtures("committed_db", "silent_commits")
def test_the_pump_leaves_young_messages_to_the_workers(postbox: Postbox, write: Write) -> None:
    write()

    call_command("pump", rounds=1)

    assert postbox.arrived == []
    assert Message.objects.get().attempts == 0
