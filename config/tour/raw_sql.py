"""Going around the doors: the product's own role in the database, and what it is refused there."""

from __future__ import annotations

from typing import TYPE_CHECKING

import psycopg
from django.conf import settings

from config.databases import connect
from config.tour.telling import TourError

if TYPE_CHECKING:
    from config.tour.telling import Teller

REVIEW = """
INSERT INTO appeals_review (case_id, closure_id, part, reviewer_id, role, own_view, own_view_reason, outcome, reasons, proposal,
    evidence_rev_seen, completed_at, exception_reason)
SELECT case_id, id, 'second', 4, 'senior', 'close', 'x', 'close', repeat('Agreed. ', 9), '{}', 0, redress_now(), ''
FROM appeals_closure WHERE reference = %(closure)s
"""
EFFECT = """
INSERT INTO appeals_effect (public_id, case_id, closure_id, kind, state, event_seq, note, refusal_code, refusal_detail)
SELECT 'eff_forged', case_id, id, 'close', 'requested', 1, '', '', '' FROM appeals_closure WHERE reference = %(closure)s
"""
# With an entry in the timeline for it, and the one signature that exists used for both.
FORGED_APPROVAL = """
SELECT append_event(case_id, 'closure.approved', subject, 'approved', 'staff', 'staff:4', 'staff', '{}')
FROM appeals_closure WHERE reference = %(closure)s;
UPDATE appeals_closure SET state = 'approved', approved_at = redress_now(), approval_id = review_id,
    event_seq = (SELECT max(seq) FROM appeals_event e WHERE e.case_id = appeals_closure.case_id)
WHERE reference = %(closure)s
"""
# What is tried, and the reason it is refused with: the rule of the database, or a right that the role does not have.
ATTEMPTS = (
    ("write “approved” into the closure", "UPDATE appeals_closure SET state = 'approved' WHERE reference = %(closure)s", "I4"),
    ("the same, with a forged entry and one signature used twice", FORGED_APPROVAL, "I2"),
    ("write “closed” into the measure", "UPDATE appeals_suspension SET state = 'closed' WHERE reference = %(case)s", "I2"),
    ("write a signature that was never given", REVIEW, "I6"),
    ("ask the platform to close the account", EFFECT, "I2"),
    ("take the guard away", "DROP TRIGGER closure_gate ON appeals_closure", "no right"),
    ("let all guards rest", "SET session_replication_role = replica", "no right"),
    ("tear a page out of the timeline", "DELETE FROM appeals_event", "no right"),
    ("turn the clock forward", "UPDATE shifted_time.clock SET shift = '1 year'", "no right"),
)


def attempt_all(teller: Teller, case: str, closure: str) -> None:
    """Try everything as the role that web and workers connect with. Raises TourError where something gets through."""
    names = {"case": case, "closure": closure}
    with connect(settings.DATABASES["default"]) as app:
        for what, statement, wanted in ATTEMPTS:
            teller.same(f"refused: {what}", _refusal(app, statement, names), wanted)


def _refusal(app: psycopg.Connection, statement: str, names: dict[str, str]) -> str:
    """With which reason a statement is refused."""
    try:
        with app.transaction():
            psycopg.ClientCursor(app).execute(statement.encode(), names)
    except psycopg.errors.CheckViolation as error:
        return error.diag.constraint_name or ""
    except psycopg.errors.InsufficientPrivilege:
        return "no right"
    message = f"the database let this through: {statement}"
    raise TourError(message)


def chain_breaks(references: list[str]) -> dict[str, list[int]]:
    """Where the hash chains of these cases break, by the database's own check; all empty when they hold."""
    with connect(settings.DATABASES["default"]) as app:
        rows = app.execute("SELECT reference, chain_breaks(id) FROM appeals_suspension WHERE reference = ANY (%s)", [references])
        return dict(rows.fetchall())
