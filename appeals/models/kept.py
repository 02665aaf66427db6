"""A decision that is being written: kept between two sittings, by whoever holds the appeal. It decides nothing."""

from __future__ import annotations

from django.db import models

from accounts.instants import RedressNow


class KeptDraft(models.Model):
    """What was typed so far into the form of a decision, as it was typed. One for each appeal, for whoever holds it."""

    appeal = models.OneToOneField("appeals.Appeal", on_delete=models.PROTECT, related_name="kept_draft")
    typed = models.JSONField(help_text="The fields of the form by name, each a list of texts.")
    version = models.PositiveIntegerField(default=1)
    saved_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    saved_at = models.DateTimeField(db_default=RedressNow())

    def __str__(self) -> str:
        return f"{self.appeal_id} version {self.version}"
