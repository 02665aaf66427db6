"""What staff add to their queue: views that they saved, and tags on cases."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from accounts.instants import RedressNow


class SavedView(models.Model):
    """A view of the queue with its filters under a name: its owner's alone, or shared with the team."""

    owner = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="saved_views", db_index=False)
    name = models.CharField(max_length=60)
    query = models.CharField(max_length=500, help_text="The address's parameters, as the queue's form writes them.")
    shared = models.BooleanField(default=False)
    created_at = models.DateTimeField(db_default=RedressNow())
    updated_at = models.DateTimeField(db_default=RedressNow())

    class Meta:
        constraints = [models.UniqueConstraint(fields=["owner", "name"], name="saved_view_named_once")]
        indexes = [models.Index(fields=["name", "id"], name="saved_view_shared", condition=Q(shared=True))]

    def __str__(self) -> str:
        return self.name


class Tag(models.Model):
    """A word that staff put on cases to find them again, such as “raised publicly”. It changes no order and no right."""

    name = models.CharField(max_length=40, unique=True)
    made_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(db_default=RedressNow())

    class Meta:
        constraints = [models.CheckConstraint(condition=~Q(name=""), name="tag_has_a_name")]

    def __str__(self) -> str:
        return self.name


class CaseTag(models.Model):
    """One tag on one case, by whom and since when. It is taken off, never erased."""

    case = models.ForeignKey("appeals.Suspension", on_delete=models.PROTECT, related_name="tags", db_index=False)
    tag = models.ForeignKey(Tag, on_delete=models.PROTECT, related_name="+", db_index=False)
    by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(db_default=RedressNow())
    removed_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, null=True, related_name="+")
    removed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case", "tag"], condition=Q(removed_at__isnull=True), name="case_tag_once"),
            models.CheckConstraint(
                condition=Q(removed_at__isnull=True, removed_by__isnull=True) | Q(removed_at__isnull=False, removed_by__isnull=False),
                name="case_tag_removed_by_someone",
            ),
        ]
        indexes = [models.Index(fields=["tag", "case"], name="case_tag_in_use", condition=Q(removed_at__isnull=True))]

    def __str__(self) -> str:
        return f"{self.case_id} {self.tag_id}"
