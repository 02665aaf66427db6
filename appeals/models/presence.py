"""Who has a case before them now. Forgotten after a minute, and never part of its timeline."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from accounts.instants import RedressNow


class Presence(models.Model):
    """One member of the staff on one case. The table is unlogged: after a crash of the database nobody is there."""

    case = models.ForeignKey("appeals.Suspension", on_delete=models.CASCADE, related_name="+", db_index=False)
    user = models.ForeignKey("accounts.User", on_delete=models.CASCADE, related_name="+")
    seen_at = models.DateTimeField(db_default=RedressNow())
    editing_since = models.DateTimeField(null=True, blank=True)
    edited_at = models.DateTimeField(null=True, blank=True, help_text="When they last wrote something, or opened a form.")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case", "user"], name="presence_once_per_person"),
            models.CheckConstraint(
                condition=Q(editing_since__isnull=True, edited_at__isnull=True) | Q(editing_since__isnull=False, edited_at__isnull=False),
                name="presence_edits_since",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} on {self.case_id}"
