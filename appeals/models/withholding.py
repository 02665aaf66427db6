"""Reasons that a person is not told, or not wholly, for a while: proposed by one person, agreed to by another."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from accounts.instants import RedressNow
from appeals.models.statement import Disclosure


class Answered(models.TextChoices):
    """Where a proposal to withhold stands; nothing follows from an open one."""

    OPEN = "open", "Waits for a second person"
    AGREED = "agreed", "Agreed"
    REFUSED = "refused", "Refused"
    WITHDRAWN = "withdrawn", "Withdrawn"


class Withholding(models.Model):
    """One proposal to withhold reasons: of a measure that is recorded when a second person agrees, or of a case again.

    `draft` is the whole measure as it was written; `case` is the case that came of it, or that goes on being withheld.
    """

    public_id = models.CharField(max_length=40, unique=True)
    account = models.ForeignKey("accounts.Account", on_delete=models.PROTECT, related_name="+")
    case = models.ForeignKey("appeals.Suspension", on_delete=models.PROTECT, null=True, related_name="withholdings")
    draft = models.JSONField(null=True)
    disclosure = models.CharField(max_length=8, choices=Disclosure)
    basis = models.TextField(help_text="The ground that the person is told.")
    why = models.TextField(help_text="For the second person; never sent.")
    review_on = models.DateTimeField(help_text="When two people look at it again.")
    state = models.CharField(max_length=9, choices=Answered, default=Answered.OPEN)
    proposed_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField(db_default=RedressNow())
    answered_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True)
    answer = models.TextField(blank=True)

    class Meta:
        ordering = ("id",)
        constraints = [
            models.CheckConstraint(condition=~Q(disclosure=Disclosure.FULL), name="withholding_withholds"),
            models.CheckConstraint(condition=Q(draft__isnull=False) | Q(case__isnull=False), name="withholding_of_something"),
            models.CheckConstraint(
                condition=Q(state="open", answered_by__isnull=True, answered_at__isnull=True)
                | (~Q(state="open") & Q(answered_by__isnull=False, answered_at__isnull=False)),
                name="withholding_answered_by_someone",
            ),
            models.CheckConstraint(
                condition=~Q(state="agreed") | (~Q(answered_by=F("proposed_by")) & Q(case__isnull=False)),
                name="withholding_agreed_by_another",
            ),
            models.UniqueConstraint(fields=["case"], condition=Q(state="open"), name="withholding_open_once"),
        ]
        indexes = [models.Index(fields=["id"], condition=Q(state="open"), name="withholding_open")]

    def __str__(self) -> str:
        return f"{self.public_id} {self.state}"
