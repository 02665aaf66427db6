"""What stands beside a case: internal notes, legal holds, outside disputes, answers already given to a request."""

from __future__ import annotations

from datetime import timedelta

from django.db import models
from django.db.models import F, Q

from accounts.instants import RedressNow


class Note(models.Model):
    """An internal remark. It is never shown to the person."""

    case = models.ForeignKey("appeals.Suspension", on_delete=models.PROTECT, related_name="notes")
    author = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    text = models.TextField()
    created_at = models.DateTimeField(db_default=RedressNow())

    class Meta:
        ordering = ("id",)

    def __str__(self) -> str:
        return self.text[:40]


# How long a legal hold of one person lasts before another has confirmed it.
ALONE_HOLDS = timedelta(hours=72)


class LegalHold(models.Model):
    """What stops deletion and closure: who placed it, why, until when. Beyond 72 hours it takes a second person."""

    case = models.ForeignKey("appeals.Suspension", on_delete=models.PROTECT, related_name="legal_holds")
    reason = models.TextField()
    placed_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    placed_at = models.DateTimeField(db_default=RedressNow())
    until = models.DateTimeField(null=True, blank=True)
    wanted_until = models.DateTimeField(null=True, blank=True, help_text="What was asked for; empty: until it is lifted.")
    confirmed_at = models.DateTimeField(null=True, blank=True)
    confirmed_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, null=True, related_name="+")
    lifted_at = models.DateTimeField(null=True, blank=True)
    lifted_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(lifted_at__isnull=True, lifted_by__isnull=True) | Q(lifted_at__isnull=False, lifted_by__isnull=False),
                name="legal_hold_lifted_by_someone",
            ),
            models.CheckConstraint(
                condition=Q(
                    confirmed_at__isnull=True, confirmed_by__isnull=True, until__isnull=False, until__lte=F("placed_at") + ALONE_HOLDS
                )
                | (Q(confirmed_at__isnull=False, confirmed_by__isnull=False) & ~Q(confirmed_by=F("placed_by"))),
                name="legal_hold_takes_two_people",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.reason[:40]}"


class Dispute(models.Model):
    """A proceeding before an out-of-court body or a court, and its outcome."""

    case = models.ForeignKey("appeals.Suspension", on_delete=models.PROTECT, related_name="disputes")
    kind = models.CharField(max_length=16, choices=[("out_of_court", "Out of court"), ("court", "Court")])
    body = models.CharField(max_length=200)
    body_reference = models.CharField(max_length=120, blank=True)
    stays_closure = models.BooleanField(default=True)
    recorded_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, null=True, related_name="+")
    filed_at = models.DateTimeField()
    recorded_at = models.DateTimeField(db_default=RedressNow())
    outcome = models.CharField(max_length=16, blank=True)
    outcome_note = models.TextField(blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(decided_at__isnull=True) | ~Q(outcome=""),
                name="dispute_decided_has_outcome",
            )
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.body}"


class Idempotency(models.Model):
    """One answered request: the same key and body give the same answer for 24 hours."""

    scope = models.CharField(max_length=200, help_text="Who asked, and where.")
    key = models.CharField(max_length=255)
    body_sha256 = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField(null=True, blank=True)
    answer = models.JSONField(null=True, blank=True)
    created_at = models.DateTimeField(db_default=RedressNow())

    class Meta:
        constraints = [models.UniqueConstraint(fields=["scope", "key"], name="idempotency_once")]
        indexes = [models.Index(fields=["created_at"], name="idempotency_by_age")]

    def __str__(self) -> str:
        return f"{self.scope} {self.key}"
