"""Accounts that somebody says belong together, and what each of them did itself."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from accounts.instants import RedressNow


class LinkKind(models.TextChoices):
    """What two accounts are said to share."""

    SAME_PERSON = "same_person", "The same person"
    HOUSEHOLD = "household", "One household"
    DEVICE = "device", "One device or network"
    PAYMENT = "payment", "One way to be paid"
    WORK = "work", "They work together"
    AGENCY = "agency", "One agency"


class LinkedAccount(models.Model):
    """A link from a case to another account: who said so, and why. It says nothing about what the person did."""

    case = models.ForeignKey("appeals.Suspension", on_delete=models.PROTECT, related_name="links")
    other = models.ForeignKey("accounts.Account", on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=12, choices=LinkKind)
    said_by = models.CharField(max_length=120, help_text="Who says so: a person, a check, the marketplace.")
    reason = models.TextField()
    is_ground = models.BooleanField(default=False, help_text="The measure rests on what the other account did.")
    recorded_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(db_default=RedressNow())
    own_conduct = models.TextField(blank=True, help_text="What this account did itself, with day and exhibit.")
    own_conduct_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, null=True, related_name="+")
    own_conduct_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, null=True, related_name="+")
    ended_reason = models.TextField(blank=True)

    class Meta:
        ordering = ("id",)
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=LinkKind.values), name="link_kind_known"),
            models.CheckConstraint(condition=~Q(reason="") & ~Q(said_by=""), name="link_says_who_and_why"),
            models.CheckConstraint(
                condition=Q(own_conduct="", own_conduct_by__isnull=True, own_conduct_at__isnull=True)
                | (~Q(own_conduct="") & Q(own_conduct_by__isnull=False, own_conduct_at__isnull=False)),
                name="link_own_conduct_by_someone",
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True, ended_by__isnull=True)
                | Q(ended_at__isnull=False, ended_by__isnull=False, ended_at__gte=F("recorded_at")),
                name="link_ended_by_someone",
            ),
            models.UniqueConstraint(fields=["case", "other", "kind"], condition=Q(ended_at__isnull=True), name="link_said_once"),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.kind} {self.other_id}"
