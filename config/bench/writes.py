"""B3 and B5: submitting an appeal against the bare rows it writes, and the sweep of due clocks among few and many."""

from __future__ import annotations

from contextlib import contextmanager
from functools import partial
from statistics import median
from typing import TYPE_CHECKING, Any

from django.db import connection, transaction

from accounts.actors import Actor
from accounts.instants import redress_now
from appeals.actions import due, perform
from appeals.actions.filing import edit_appeal, start_appeal, submit_appeal
from appeals.models import Appeal, Suspension
from config.bench.databases import connected_to
from config.bench.timing import seconds
from config.database_setup import connect
from config.databases import for_owner

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

SUBMISSIONS = 60
WORDS = "The document that I sent was cut at one corner by the scanner of the copy shop. Please look at it again."
WRITING = ("INSERT", "UPDATE", "SELECT * FROM append_event", "SELECT * FROM outbox_enqueue")
_DUE = """
INSERT INTO appeals_clock (case_id, kind, about, about_id, owner, state, started_at, due_at, next_at, escalations, pausable, on_pass, failures)
SELECT id, 'disclosure_review', 'suspension:' || id, id, 'staff', 'running', redress_now() - interval '1 day',
    redress_now() - interval '1 hour', redress_now() - interval '1 hour', '[]', false, 'nothing', 0
FROM appeals_suspension WHERE state = 'in_force' AND NOT EXISTS (
    SELECT 1 FROM appeals_clock c WHERE c.case_id = appeals_suspension.id AND c.kind = 'disclosure_review' AND c.state = 'running')
ORDER BY id LIMIT %s
"""


class _TakenBackError(Exception):
    """Ends a transaction whose statements were only to be noted."""


def submit_ratio(database: str) -> dict[str, float]:
    """B3: submitting an appeal ÷ one transaction of the bare statements that write the same rows."""
    with connected_to(database):
        pairs = [(_draft(case), _draft(other)) for case, other in _pairs_of_cases()]
        ours, bare = [], []
        for first, second in pairs:
            person = Actor.appellant(first.case.account)
            ours.append(seconds(partial(perform, submit_appeal, person, appeal=first)))
            noted_at, written = _statements_of(second)
            bare.append(seconds(partial(_replay, written, noted_at)))
    told = median(ours), median(bare)
    return {"ratio": round(told[0] / told[1], 3), "ms": round(told[0] * 1000, 2), "against_ms": round(told[1] * 1000, 2)}


def _pairs_of_cases() -> list[tuple[Suspension, Suspension]]:
    free = Suspension.objects.filter(state="in_force", appeals=None, last_day_to_appeal__gt=redress_now())
    cases = list(free.select_related("account").order_by("-id")[: 2 * SUBMISSIONS])
    return list(zip(cases[::2], cases[1::2], strict=False))


def _draft(case: Suspension) -> Appeal:
    person = Actor.appellant(case.account)
    appeal = perform(start_appeal, person, case=case)
    changed: Appeal = perform(edit_appeal, person, appeal=appeal, statement=f"{WORDS} {case.reference}")
    return changed


@contextmanager
def _noting(noted: list[tuple[str, Any]]) -> Iterator[None]:
    def note(execute: Any, statement: str, params: Any, many: bool, context: Any) -> Any:  # noqa: FBT001 - Django's signature
        if statement.lstrip().startswith(WRITING):
            noted.append((statement, params))
        return execute(statement, params, many, context)

    with connection.execute_wrapper(note):
        yield


def _statements_of(appeal: Appeal) -> tuple[datetime, list[tuple[str, Any]]]:
    """What submitting this appeal writes, and the instant it writes, noted in a transaction that is taken back."""
    noted: list[tuple[str, Any]] = []
    now = redress_now()
    try:
        with transaction.atomic(), _noting(noted):
            now = redress_now()
            submit_appeal(Actor.appellant(appeal.case.account), appeal=appeal)
            _take_back()
    except _TakenBackError:
        pass
    return now, noted


def _take_back() -> None:
    raise _TakenBackError


def _replay(statements: list[tuple[str, Any]], noted_at: datetime) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT redress_now()")
        (now,) = cursor.fetchone()
        for statement, params in statements:
            # The guards want the transaction's own instant where the noted one stands.
            cursor.execute(statement, [now if param == noted_at else param for param in params or ()])


def sweep_ratio(small: str, large: str, *, clocks: int) -> dict[str, float]:
    """B5: sweeping so many due clocks among the waiting ones of `large` ÷ among those of `small`, in one run."""
    few, many = _sweep_seconds(small, clocks), _sweep_seconds(large, clocks)
    return {"ratio": round(many / few, 3), "seconds": round(many, 2), "against_seconds": round(few, 2), "clocks": clocks}


def _sweep_seconds(database: str, clocks: int) -> float:
    with connect(for_owner(database)) as owner:
        owner.execute(_DUE, [clocks])
        owner.execute("ANALYZE appeals_clock")
    with connected_to(database):
        handled: list[int] = []
        taken = seconds(lambda: handled.append(due.sweep()))
    assert handled[0] >= clocks, handled  # noqa: S101 - a bench that sweeps less than it says lies
    return taken * clocks / handled[0]
