"""The timeline: append-only events, chained by hashes, and the platform's feed made from them."""

from __future__ import annotations

from django.db import models

from accounts.instants import RedressNow


class Audience(models.TextChoices):
    """Who may read an entry."""

    APPELLANT = "appellant", "The person"
    STAFF = "staff", "Staff"
    RESTRICTED = "restricted", "Senior staff"


class Event(models.Model):
    """One entry. Rows come only from the database function `append_event`; nothing updates or deletes them."""

    case = models.ForeignKey("appeals.Suspension", on_delete=models.PROTECT, related_name="events", db_index=False)
    seq = models.PositiveIntegerField()
    subject = models.TextField()
    state_after = models.TextField(null=True)
    kind = models.TextField()
    occurred_at = models.DateTimeField()
    actor_kind = models.TextField()
    actor_ref = models.TextField()
    audience = models.TextField(choices=Audience)
    body = models.TextField(null=True, help_text="Canonical JSON, made once; null after erasure.")
    salt = models.BinaryField(null=True)
    digest = models.BinaryField()
    prev_hash = models.BinaryField()
    hash = models.BinaryField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case", "seq"], name="event_once"),
            models.UniqueConstraint(
                fields=["case", "seq", "subject", "state_after"],
                name="event_gives_state",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case_id}#{self.seq} {self.kind}"


class FeedEntry(models.Model):
    """One entry of the platform's feed: its own position, given after commit, so that no gap fills behind a cursor."""

    position = models.BigIntegerField(unique=True)
    public_id = models.CharField(max_length=30, unique=True)
    event = models.OneToOneField(Event, on_delete=models.PROTECT, related_name="feed_entry")
    type = models.CharField(max_length=64)
    payload = models.JSONField()
    filed_at = models.DateTimeField(db_default=RedressNow())

    def __str__(self) -> str:
        return f"{self.position} {self.type}"


class FeedQueue(models.Model):
    """A committed entry that waits for its place in the feed: written by a trigger, taken away when it has one."""

    event = models.OneToOneField(Event, on_delete=models.PROTECT, primary_key=True, related_name="+")

    def __str__(self) -> str:
        return str(self.event_id)
