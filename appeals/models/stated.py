"""What every row with a state shares: its name in the timeline, stored by the database itself."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Func


def subject_of(kind: str) -> models.GeneratedField:
    """The stored name of a row in its case's timeline, such as `appeal:12`; part of the key to its event.

    A deferred composite foreign key (sql/timeline.sql) ties (case, event_seq, subject, state) to the event that
    gave the row this state, so a state can only change together with its event.
    """
    return models.GeneratedField(
        expression=Func(
            F("id"),
            template=f"('{kind}:' || %(expressions)s)",
            output_field=models.TextField(),
        ),
        output_field=models.TextField(),
        db_persist=True,
    )
