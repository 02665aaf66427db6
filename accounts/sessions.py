"""Where sessions are kept: a row that is written again when something in it changed, or when a minute has passed."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.contrib.sessions.backends.db import SessionStore as DatabaseSessions

RENEWED_EVERY = timedelta(minutes=1)


class SessionStore(DatabaseSessions):
    """Django's sessions. Idle time counts from the last look, less up to a minute: it never lasts longer than was said."""

    def load(self) -> dict[str, Any]:
        """What the session holds. One whose end was set more than a minute ago is marked, so that its end moves on."""
        row = self._get_session_from_db()  # type: ignore[attr-defined] # the stubs leave it out
        if row is None:
            return {}
        kept = self.decode(row.session_data)
        # By the clock that Django ends sessions with, where it would end if it were written now.
        later = self.get_expiry_date(expiry=kept.get("_session_expiry"))
        if row.expire_date <= later - RENEWED_EVERY:
            self.modified = True
        return kept
