"""What the tests with real processes share: a mail server, a broker of their own, children of which nothing is left."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from contextlib import contextmanager
from secrets import token_hex
from typing import TYPE_CHECKING

import pytest
from django.db import connection

from config.embedded import ensure
from config.embedded.places import CHECKOUT, Cluster, cluster_name
from tests.notifications.conftest import postbox, silent_commits

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from pytest_django import Settings

    from tests.databases import Committed
    from tests.notifications.postbox import Postbox

__all__ = ["postbox", "silent_commits"]


@pytest.fixture
def surroundings(committed_db: Committed, postbox: Postbox, settings: Settings) -> dict[str, str]:
    """What a worker needs to work on this test's database, with its mail server and names of its own in Redis."""
    if not os.environ.get("REDIS_URL"):
        ensure(servers=["redis"])
    url = os.environ.get("REDIS_URL") or Cluster(cluster_name()).redis_url()
    return committed_db.environ | {
        "EMAIL_URL": f"smtp://127.0.0.1:{settings.EMAIL_PORT}",
        "REDIS_URL": url,
        "TEST_KEY_PREFIX": f"test-{token_hex(4)}-",
        "DJANGO_SETTINGS_MODULE": "tests.faults.worker_settings",
        # The checks of the doors are tried elsewhere; a worker loads every page for them before it starts.
        "CELERY_SKIP_CHECKS": "1",
    }


@contextmanager
def child(environ: dict[str, str], *arguments: str) -> Iterator[subprocess.Popen[bytes]]:
    """A process in a group of its own, killed at the end with everything it started."""
    process = subprocess.Popen(
        [sys.executable, *arguments],
        cwd=CHECKOUT,
        env=environ,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=None if os.environ.get("SHOW_WORKERS") else subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        yield process
    finally:
        kill(process)


def kill(process: subprocess.Popen[bytes]) -> None:
    """SIGKILL, as the kernel would."""
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def worker_with_beat() -> tuple[str, ...]:
    """A real Celery worker that ticks by itself."""
    quiet = ("--without-gossip", "--without-mingle", "--without-heartbeat")
    return ("-m", "celery", "-A", "config.celery", "worker", "--beat", "--loglevel=WARNING", "--concurrency=1", *quiet)


def until(true: Callable[[], object], *, seconds: float = 40.0) -> None:
    """Look ten times a second until something is true."""
    pause = threading.Event()
    for _ in range(int(seconds * 10)):
        if true():
            return
        pause.wait(0.1)
    pytest.fail("It did not come true in time.")


def somebody_waits_for_a_lock() -> bool:
    """Whether a session of this database waits for a lock of another."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'")
        (count,) = cursor.fetchone()
    return bool(count)
