"""Two connections of the product's role, brought to the same moment and let go."""

import threading
from collections.abc import Callable
from typing import Any

import psycopg

from tests.databases import Committed

Act = Callable[[psycopg.Connection], Any]
PATIENCE_SECONDS = 20


def outcome_of(act: Act, connection: psycopg.Connection) -> str:
    """Run an act in a transaction of its own; `done`, or the rule and codes that refused it."""
    try:
        with connection.transaction():
            act(connection)
    except psycopg.errors.IntegrityError as error:
        return f"{error.diag.constraint_name} {error.diag.message_detail}"
    return "done"


def let_go_together(committed: Committed, *acts: Act) -> list[str]:
    """Start all acts at one barrier, each on a connection of its own; their outcomes."""
    barrier = threading.Barrier(len(acts))
    outcomes = [""] * len(acts)

    def run(place: int, act: Act) -> None:
        with committed.connect() as connection:
            barrier.wait(PATIENCE_SECONDS)
            outcomes[place] = outcome_of(act, connection)

    threads = [threading.Thread(target=run, args=(place, act)) for place, act in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(PATIENCE_SECONDS)
    return outcomes


def one_after_the_other(committed: Committed, first: Act, second: Act) -> tuple[str, bool]:
    """Run `first`, and `second` before `first` has committed.

    Answers the outcome of `second`, and whether it had to wait for `first`. `first` must succeed.
    """
    outcomes: list[str] = []
    with committed.connect() as one, committed.connect() as two, committed.connect() as eye:
        thread = threading.Thread(target=lambda: outcomes.append(outcome_of(second, two)))
        with one.transaction():
            first(one)
            thread.start()
            waited = _waits(eye, two.info.backend_pid, thread)
        thread.join(PATIENCE_SECONDS)
    (outcome,) = outcomes
    return outcome, waited


def _waits(eye: psycopg.Connection, pid: int, thread: threading.Thread) -> bool:
    """Until the other is done, or until somebody blocks it: which of the two."""
    tick = threading.Event()
    while thread.is_alive():
        row = eye.execute("SELECT cardinality(pg_blocking_pids(%s)) > 0", [pid]).fetchone()
        if row and row[0]:
            return True
        tick.wait(0.002)
    return False
