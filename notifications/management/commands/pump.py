"""The belt for the time the broker is gone: the workers' functions, run in a loop without it."""

from __future__ import annotations

import logging
import signal
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.db import OperationalError, close_old_connections, connection
from django.utils.module_loading import import_string

from notifications import delivery, sweep

if TYPE_CHECKING:
    from argparse import ArgumentParser
    from collections.abc import Callable, Iterator

log = logging.getLogger(__name__)

REPAIR_EVERY_ROUNDS = 12


class Command(BaseCommand):
    """Runs until SIGTERM or SIGINT, then ends after the message in hand."""

    help = "Deliver what no worker has taken for a while, and run PUMP_FUNCTIONS, without the broker."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """How often, and from which age on."""
        parser.add_argument("--every", type=float, default=5.0, metavar="SECONDS", help="pause between two rounds")
        parser.add_argument("--older-than", type=float, default=15.0, metavar="SECONDS", help="leave younger messages alone")
        parser.add_argument("--rounds", type=int, default=0, metavar="N", help="end after N rounds (0: never)")

    def handle(self, *_args: Any, every: float, older_than: float, rounds: int, **_options: Any) -> None:
        """Pump until told to stop."""
        also: list[Callable[[], object]] = [import_string(path) for path in getattr(settings, "PUMP_FUNCTIONS", ())]
        done = 0
        with told_to_stop() as stop:

            def deliver() -> int:
                return delivery.drain(older_than_seconds=older_than, stopped=stop.is_set)

            while not stop.is_set():
                work: list[Callable[[], object]] = [deliver, *([] if done % REPAIR_EVERY_ROUNDS else [sweep.repair]), *also]
                for function in work:
                    if stop.is_set() or not run(function):
                        break
                done += 1
                if done == rounds:
                    break
                stop.wait(every)


@contextmanager
def told_to_stop() -> Iterator[threading.Event]:
    """An event that SIGTERM or SIGINT sets, instead of ending the process in the middle of a message."""
    stop = threading.Event()
    before = {number: signal.signal(number, lambda *_: stop.set()) for number in (signal.SIGTERM, signal.SIGINT)}
    try:
        yield stop
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def run(function: Callable[[], object]) -> bool:
    """Run one function on a sound connection; what goes wrong is logged and left to the next round.

    False where the database is away: the others of this round would only find the same.
    """
    name = function.__name__
    close_old_connections()
    try:
        function()
    except OperationalError as fault:
        what = next(iter(str(fault).splitlines()), "no reason given")
        log.warning("The pump could not run %s and tries again in the next round: %s", name, what)
        return connection.connection is not None and connection.is_usable()
    except Exception:  # a belt that snaps at the first fault is none
        log.exception("The pump could not run %s.", name)
    finally:
        close_old_connections()
    return True
