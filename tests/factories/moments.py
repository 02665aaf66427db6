"""Writing rows as of another moment: the test clock moved for a while and put back."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

from django.db import connection

from accounts.instants import redress_now

LONG_AGO = datetime(2002, 1, 1, tzinfo=UTC)


@contextmanager
def at(instant: datetime) -> Iterator[datetime]:
    """Let `redress_now()` answer `instant` inside; afterwards it answers what it did before."""
    with connection.cursor() as cursor:
        # The list is read from left to right, so the first column is the setting as it was.
        cursor.execute("SELECT current_setting('redress.now', true), set_config('redress.now', %s, false)", [instant.isoformat()])
        before, _ = cursor.fetchone() or (None, None)
    yield instant
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('redress.now', %s, false)", [before or ""])


def ago(**span: float) -> datetime:
    """That long before now, as in `ago(days=30)`."""
    return redress_now() - timedelta(**span)
