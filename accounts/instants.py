"""The product's one clock, asked of the database so that every process agrees."""

from __future__ import annotations

from datetime import UTC, datetime

from django.db import connection, models


class RedressNow(models.Func):
    """`redress_now()` in an expression: column defaults, comparisons."""

    function = "redress_now"
    template = "%(function)s()"
    arity = 0
    output_field = models.DateTimeField()


def redress_now() -> datetime:
    """The current instant, aware, in UTC; constant within one transaction."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT redress_now()")
        row: tuple[datetime] = cursor.fetchone()
    return row[0].astimezone(UTC)
