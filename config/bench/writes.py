"""B3 and B5: submitting an appeal against the bare rows it writes, and the sweep of due clocks among few and many."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from statistics import median
from typing import TYPE_CHECKING, Any

from django.db import connection, transaction

from accounts.actors import Actor
from accounts.instants import redress_now
from appeals.actions import due, perform
from appeals.actions.filing import edit_appeal, start_appeal, submit_appeal
from appeals.models import Appeal, Suspension
from config.bench.databases import connected_to, copy_of
from config.bench.timing import Ratio, seconds, unswept
from config.databases import connect, for_owner

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    import psycopg

SUBMISSIONS = 60
WARM = 5
TURN_SECONDS = 2.0
WORDS = "The document that I sent was cut at one corner by the scanner of the copy shop. Please look at it again."
WRITING = ("INSERT", "UPDATE", "SELECT * FROM append_event", "SELECT * FROM outbox_enqueue")
NUMBERS = "SELECT schemaname || '.' || sequencename, last_value FROM pg_sequences WHERE last_value IS NOT NULL"
# Beside the clocks that wait: due ones of a kind that the load does not have, spread over all cases.
DUE = """
INSERT INTO appeals_clock (case_id, kind, about, about_id, owner, state, started_at, due_at, next_at, escalations, pausable, on_pass, failures)
SELECT id, 'disclosure_review', 'suspension:' || id, id, 'staff', 'running', redress_now() - interval '1 day',
    redress_now() - interval '1 hour', redress_now() - interval '1 hour', '[]', false, 'nothing', 0
FROM appeals_suspension WHERE id %% (SELECT greatest(1, count(*) / %s) FROM appeals_suspension) = 0 ORDER BY id LIMIT %s
"""
LATER = "UPDATE appeals_clock SET next_at = next_at + interval '30 days' WHERE state = 'running' AND next_at < redress_now() + interval '1 hour'"
AWAY = "DELETE FROM appeals_clock WHERE kind = 'disclosure_review'"


@dataclass(frozen=True, slots=True)
class Written:
    """One statement that wrote, and to how many rows."""

    statement: str
    params: Any
    rows: int


class _TakenBackError(Exception):
    """Ends a transaction whose statements were only to be noted."""


def submit_ratio(database: str) -> Ratio:
    """B3: submitting an appeal ÷ one transaction of the bare statements that write the same rows, in a copy of the database."""
    ours, bare = [], []
    with copy_of(database) as copy, connected_to(copy), connect(for_owner(copy)) as owner:
        for number, (first, second) in enumerate([(_draft(case), _draft(other)) for case, other in _pairs_of_cases()]):
            person = Actor.appellant(first.case.account)
            with unswept():
                taken = seconds(partial(perform, submit_appeal, person, appeal=first))
            noted = _statements_of(owner, second)
            with unswept():
                against = seconds(partial(_replay, *noted))
            if number >= WARM:
                ours.append(taken)
                bare.append(against)
    return Ratio(median(ours) * 1000, median(bare) * 1000)


def _pairs_of_cases() -> list[tuple[Suspension, Suspension]]:
    free = Suspension.objects.filter(state="in_force", appeals=None, last_day_to_appeal__gt=redress_now())
    cases = list(free.select_related("account").order_by("-id")[: 2 * (SUBMISSIONS + WARM)])
    return list(zip(cases[::2], cases[1::2], strict=False))


def _draft(case: Suspension) -> Appeal:
    person = Actor.appellant(case.account)
    appeal = perform(start_appeal, person, case=case)
    changed: Appeal = perform(edit_appeal, person, appeal=appeal, statement=f"{WORDS} {case.reference}")
    return changed


@contextmanager
def _noting(noted: list[Written]) -> Iterator[None]:
    def note(execute: Any, statement: str, params: Any, many: bool, context: Any) -> Any:  # noqa: FBT001 - Django's signature
        result = execute(statement, params, many, context)
        if statement.lstrip().startswith(WRITING):
            noted.append(Written(statement, params, context["cursor"].rowcount))
        return result

    with connection.execute_wrapper(note):
        yield


def _statements_of(owner: psycopg.Connection, appeal: Appeal) -> tuple[list[Written], datetime]:
    """What submitting this appeal writes and when, noted in a transaction that is taken back, its numbers given back too."""
    noted: list[Written] = []
    before = owner.execute(NUMBERS).fetchall()
    try:
        with transaction.atomic(), _noting(noted):
            at = redress_now()
            submit_appeal(Actor.appellant(appeal.case.account), appeal=appeal)
            _take_back()
    except _TakenBackError:
        for name, last in before:
            owner.execute("SELECT setval(%s, %s)", [name, last])
    return noted, at


def _take_back() -> None:
    raise _TakenBackError


def _replay(statements: list[Written], at: datetime) -> None:
    """Write the same rows with nothing around it, dated now; raises AssertionError where it writes fewer or more."""
    with transaction.atomic(), connection.cursor() as cursor:
        now = redress_now()
        for one in statements:
            cursor.execute(one.statement, [now if value == at else value for value in one.params])
            assert cursor.rowcount == one.rows, one.statement  # noqa: S101 - a bench that writes less than it says lies


def sweep_ratio(small: str, large: str, *, clocks: int) -> Ratio:
    """B5: sweeping so many due clocks among the waiting ones of `large` ÷ among those of `small`; both take turns."""
    taken = {large: 0.0, small: 0.0}
    handled = {large: 0, small: 0}
    for name in taken:
        with connect(for_owner(name)) as owner:
            owner.execute(AWAY)
            owner.execute(LATER)
            owner.execute(DUE, [clocks, clocks])
            owner.execute("VACUUM (ANALYZE) appeals_clock")
    unfinished = set(taken)
    while unfinished:
        for name in sorted(unfinished):
            with connected_to(name):
                now: list[int] = []
                taken[name] += seconds(lambda: now.append(due.sweep(seconds=TURN_SECONDS)))  # noqa: B023
            handled[name] += now[0]
            if now[0] == 0:
                unfinished.discard(name)
    assert set(handled.values()) == {clocks}, handled  # noqa: S101 - a bench that sweeps less than it says lies
    for name in taken:
        with connect(for_owner(name)) as owner:
            owner.execute(AWAY)
    return Ratio(taken[large], taken[small], "s")
