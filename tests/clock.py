"""Moving `redress_now()` in tests: by a setting inside one transaction, by the owner's row across processes."""

from datetime import datetime, timedelta

from django.db import connection

from accounts.instants import redress_now
from tests.databases import Committed


class TestClock:
    """The database's clock in the hands of a test. Until it is moved it is the real one."""

    __test__ = False

    def __init__(self, committed: Committed | None) -> None:
        self.committed = committed

    @property
    def now(self) -> datetime:
        """What `redress_now()` answers."""
        return redress_now()

    def at(self, instant: datetime) -> datetime:
        """Stop the clock at an instant."""
        if instant.tzinfo is None:
            message = "A clock is set to an aware instant."
            raise ValueError(message)
        if self.committed:
            with self.committed.connect(as_owner=True) as owner:
                owner.execute("UPDATE shifted_time.clock SET fixed = %s", [instant])
        else:
            self.set(instant.isoformat())
        return instant

    def advance(self, **step: float) -> datetime:
        """Move on, as in `clock.advance(days=14, minutes=1)`, and stop there."""
        return self.at(self.now + timedelta(**step))

    def reset(self) -> None:
        """Back to the real clock."""
        if not self.committed:
            self.set("")

    @staticmethod
    def set(value: str) -> None:
        """The setting that the test body of `redress_now()` reads; empty means none."""
        with connection.cursor() as cursor:
            cursor.execute("SELECT set_config('redress.now', %s, false)", [value])
