"""Being seen on a case: one row for each member of the staff, for a minute. Nothing of it stands in the timeline."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import connection

from appeals.actions.activity import touch_claim
from appeals.actions.signing import person_of
from appeals.queries.presence import SEEN

if TYPE_CHECKING:
    from accounts.actors import Actor
    from appeals.models import Suspension

_NOTE = """
WITH over AS (DELETE FROM appeals_presence WHERE user_id = %(user)s AND case_id <> %(case)s AND seen_at < redress_now() - interval '1 hour')
INSERT INTO appeals_presence AS known (case_id, user_id, seen_at, editing_since, edited_at)
VALUES (%(case)s, %(user)s, redress_now(), CASE WHEN %(edits)s THEN redress_now() END, CASE WHEN %(edits)s THEN redress_now() END)
ON CONFLICT (case_id, user_id) DO UPDATE SET
    seen_at = EXCLUDED.seen_at,
    editing_since = CASE WHEN %(edits)s AND (known.edited_at IS NULL OR known.edited_at < redress_now() - make_interval(secs => %(seen)s))
        THEN redress_now() ELSE known.editing_since END,
    edited_at = coalesce(EXCLUDED.edited_at, known.edited_at)
"""


def be_seen(actor: Actor, *, case: Suspension, edits: bool = False) -> None:
    """Note that this member of the staff has a visible case before them; `edits`: a form of it, or words in one.

    Whoever edits keeps by it the claim they hold on the case.
    """
    with connection.cursor() as cursor:
        cursor.execute(_NOTE, {"case": case.pk, "user": person_of(actor), "edits": edits, "seen": SEEN.total_seconds()})
    if edits:
        touch_claim(actor, case=case)
