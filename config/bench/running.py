"""Processes that a measure needs beside itself, on one of the measured databases."""

from __future__ import annotations

import os
import sys
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

from config.bench.databases import app_url
from config.demo.house import free_port, is_free
from config.demo.processes import Child, stop_all
from config.embedded.places import LOOPBACK

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

READY_SECONDS = 30
QUIET = ("--without-gossip", "--without-mingle", "--without-heartbeat")


@contextmanager
def sink() -> Iterator[int]:
    """A mail server that keeps nothing; its port."""
    port = free_port()
    with running([sys.executable, "-m", "config.bench.sink", str(port)], {}):
        wait_until(lambda: not is_free(port))
        yield port


@contextmanager
def worker(database: str, mail_port: int) -> Iterator[None]:
    """A Celery worker of two processes, ready to work."""
    heard: list[str] = []
    command = [sys.executable, "-m", "celery", "-A", "config", "worker", "--loglevel", "INFO", "--concurrency", "2", *QUIET]
    environ = {"DATABASE_URL": app_url(database), "EMAIL_URL": f"smtp://{LOOPBACK}:{mail_port}", "LOG_LEVEL": "WARNING"}
    with running(command, environ, heard.append):
        wait_until(lambda: any("ready." in line for line in heard))
        yield


@contextmanager
def web(database: str) -> Iterator[tuple[str, int]]:
    """One web process; its address and its number."""
    port = free_port()
    command = [sys.executable, "-m", "gunicorn", "config.wsgi", "--bind", f"{LOOPBACK}:{port}", "--workers", "1", "--threads", "4"]
    environ = {"DATABASE_URL": app_url(database), "BASE_URL": f"http://{LOOPBACK}:{port}", "LOG_LEVEL": "ERROR"}
    with running([*command, "--log-level", "error"], environ) as child:
        wait_until(lambda: not is_free(port))
        master = child.process.pid if child.process else 0
        wait_until(lambda: bool(children_of(master)))
        yield f"http://{LOOPBACK}:{port}", children_of(master)[0]


@contextmanager
def running(command: list[str], environ: dict[str, str], say: Callable[[str], None] = lambda _line: None) -> Iterator[Child]:
    """A program with the settings of this process, ended afterwards."""
    chosen = {"DJANGO_SETTINGS_MODULE": os.environ["DJANGO_SETTINGS_MODULE"], "PYTHONUNBUFFERED": "1"}
    child = Child("bench", command, chosen | environ, say)
    child.start()
    try:
        yield child
    finally:
        stop_all([child])


def children_of(pid: int) -> list[int]:
    """The processes that a process started, on Linux."""
    with open(f"/proc/{pid}/task/{pid}/children") as file:  # noqa: PTH123 - a file of the kernel
        return [int(number) for number in file.read().split()]


def wait_until(happened: Callable[[], bool]) -> None:
    """Poll a fact about another process; raises TimeoutError after half a minute."""
    deadline = time.monotonic() + READY_SECONDS
    while not happened():
        if time.monotonic() > deadline:
            message = "A process of the bench did not get ready."
            raise TimeoutError(message)
        time.sleep(0.05)
