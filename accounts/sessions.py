"""Where sessions are kept: a row that is written again when something in it changed, or when a minute has passed."""

from __future__ import annotations

import time
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.contrib.sessions.backends.db import SessionStore as DatabaseSessions

if TYPE_CHECKING:
    from django.contrib.sessions.backends.base import SessionBase

RENEWED_EVERY = timedelta(minutes=1)
# When a session ends though somebody looks all the time; seconds since 1970.
ENDS_AT = "ends_at"


class SessionStore(DatabaseSessions):
    """Django's sessions. Idle time counts from the last look, less up to a minute: it never lasts longer than was said."""

    def load(self) -> dict[str, Any]:
        """What the session holds. One whose end was set more than a minute ago is marked, so that its end moves on."""
        row = self._get_session_from_db()  # type: ignore[attr-defined] # the stubs leave it out
        if row is None:
            return {}
        kept = self.decode(row.session_data)
        ends_at = kept.get(ENDS_AT)
        if ends_at is not None and ends_at < time.time():
            return {}
        # By the clock that Django ends sessions with, where it would end if it were written now.
        later = self.get_expiry_date(expiry=kept.get("_session_expiry"))
        if row.expire_date <= later - RENEWED_EVERY:
            self.modified = True
        return kept


def begin(session: SessionBase, *, idle: int | None, longest: int) -> None:
    """Let a session end `longest` seconds from now however busy it is, and after `idle` seconds (None: the usual) without a look."""
    session[ENDS_AT] = time.time() + longest
    if idle is not None:
        session.set_expiry(idle)
