"""Who has a case before them now. Forgotten after a minute, and never part of its timeline."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from accounts.instants import RedressNow


class Presence(models.Model):
    """One member of the staff on one case. The table is unlogged: after a crash of the database nobody is there."""

    case = models.ForeignKey("appeals.Suspension", on_delete=models.CASCADE, related_name="+", db_index=False)
    user = models.ForeignKey("accounts.User", on_delete=models.CASCADE, related_name="+")
    mode = models.CharField(max_length=8, choices=[("viewing", "viewing"), ("editing", "editing")])
    since = models.DateTimeField(db_default=RedressNow())
    seen_at = models.DateTimeField(db_default=RedressNow())

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case", "user"], name="presence_once_per_person"),
            models.CheckConstraint(condition=Q(mode__in=["viewing", "editing"]), name="presence_mode_known"),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.mode} {self.case_id}"
