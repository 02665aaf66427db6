"""The product's one clock, asked of the database so that every process agrees."""

from __future__ import annotations

from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from django.db import connection, models

if TYPE_CHECKING:
    from collections.abc import Iterator

# Inside one transaction or one page: a list that holds the instant once it was asked for.
_held: ContextVar[list[datetime] | None] = ContextVar("held", default=None)


class RedressNow(models.Func):
    """`redress_now()` in an expression: column defaults, comparisons."""

    function = "redress_now"
    template = "%(function)s()"
    arity = 0
    output_field = models.DateTimeField()


def redress_now() -> datetime:
    """The current instant, aware, in UTC; constant within one transaction, and on one page that is read."""
    held = _held.get()
    if held:
        return held[0]
    with connection.cursor() as cursor:
        cursor.execute("SELECT redress_now()")
        row: tuple[datetime] = cursor.fetchone()
    now = row[0].astimezone(UTC)
    if held is not None:
        held.append(now)
    return now


@contextmanager
def one_instant() -> Iterator[None]:
    """The database is asked for its instant once: around the whole of one transaction, where it does not change, or one page.

    A transaction inside a page has its own.
    """
    token = _held.set([])
    try:
        yield
    finally:
        _held.reset(token)
