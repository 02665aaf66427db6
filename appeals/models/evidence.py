"""Files and links sent by the person: what they are, what was checked, who looked."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from accounts.instants import RedressNow


class EvidenceState(models.TextChoices):
    """What became of a file, in words the person reads."""

    RECEIVED = "received", "Received"
    CHECKING = "checking", "Being checked"
    ACCEPTED = "accepted", "Accepted"
    REPLACE = "replace", "Not accepted"
    QUARANTINED = "quarantined", "Held back"
    NOT_USED = "not_used", "Not used"


class About(models.TextChoices):
    """Whom the file is about."""

    ME = "me", "Me"
    OTHER = "other", "Another person"
    BOTH = "both", "Me and another person"


class Evidence(models.Model):
    """One file or link. The original is kept untouched under a random key and never served inline."""

    public_id = models.CharField(max_length=20, unique=True)
    case = models.ForeignKey("appeals.Suspension", on_delete=models.PROTECT, related_name="evidence")
    appeal = models.ForeignKey("appeals.Appeal", on_delete=models.PROTECT, related_name="evidence")
    request = models.ForeignKey(
        "appeals.InformationRequest",
        on_delete=models.PROTECT,
        null=True,
        related_name="evidence",
    )
    name = models.CharField(max_length=240)
    label = models.CharField(max_length=200, blank=True, help_text="What the person says it shows.")
    kind = models.CharField(max_length=8, blank=True)
    media_type = models.CharField(max_length=64, blank=True)
    link = models.URLField(max_length=500, blank=True)
    size = models.PositiveIntegerField(default=0)
    sha256 = models.CharField(max_length=64, blank=True)
    storage_key = models.CharField(max_length=64, blank=True)
    about = models.CharField(max_length=8, choices=About, default=About.ME)
    sensitive = models.BooleanField(default=False)
    state = models.CharField(max_length=12, choices=EvidenceState, default=EvidenceState.RECEIVED)
    scan = models.CharField(max_length=16, blank=True)
    findings = models.JSONField(default=list)
    check_attempts = models.PositiveSmallIntegerField(default=0)
    check_after = models.DateTimeField(null=True, blank=True, help_text="When a worker may look (again).")
    removed_at = models.DateTimeField(null=True, blank=True, help_text="Taken back by the person in a draft.")
    erased_at = models.DateTimeField(null=True, blank=True)
    added_by = models.CharField(max_length=200, blank=True)
    added_at = models.DateTimeField(db_default=RedressNow())

    class Meta:
        ordering = ("id",)
        constraints = [
            models.CheckConstraint(condition=Q(state__in=EvidenceState.values), name="evidence_state_known"),
            models.CheckConstraint(condition=~Q(sha256="") | ~Q(link=""), name="evidence_is_file_or_link"),
        ]
        indexes = [
            models.Index(
                fields=["check_after", "id"],
                name="evidence_to_check",
                condition=Q(state__in=["received", "checking"]),
            )
        ]

    def __str__(self) -> str:
        return self.public_id


class ViewPage(models.Model):
    """One page of the re-encoded view copy, made without any metadata."""

    evidence = models.ForeignKey(Evidence, on_delete=models.PROTECT, related_name="pages", db_index=False)
    number = models.PositiveSmallIntegerField()
    storage_key = models.CharField(max_length=64)
    media_type = models.CharField(max_length=64)
    width = models.PositiveIntegerField(default=0)
    height = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ("number",)
        constraints = [models.UniqueConstraint(fields=["evidence", "number"], name="view_page_once")]

    def __str__(self) -> str:
        return f"{self.evidence_id} page {self.number}"


class EvidenceCheck(models.Model):
    """One check of one document; its reason is the text the person reads."""

    evidence = models.ForeignKey(Evidence, on_delete=models.PROTECT, related_name="checks", db_index=False)
    code = models.CharField(max_length=32)
    result = models.CharField(max_length=16)
    reason = models.TextField(blank=True)
    by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(db_default=RedressNow())

    class Meta:
        ordering = ("id",)
        constraints = [models.UniqueConstraint(fields=["evidence", "code"], name="check_once_per_document")]

    def __str__(self) -> str:
        return f"{self.evidence_id} {self.code} {self.result}"


class EvidenceView(models.Model):
    """One look at a file by one person of the staff: append-only, countable."""

    evidence = models.ForeignKey(Evidence, on_delete=models.PROTECT, related_name="views")
    user = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+", db_index=False)
    page = models.PositiveSmallIntegerField(default=0, help_text="Which page of the view copy; 0 for an original.")
    claimed = models.BooleanField(default=False, help_text="The viewer had the case in hand at that moment.")
    original = models.BooleanField(default=False)
    reason = models.TextField(blank=True)
    at = models.DateTimeField(db_default=RedressNow())

    class Meta:
        indexes = [
            models.Index(fields=["user", "-at"], name="evidence_view_by_person"),
            models.Index(fields=["-at"], name="evidence_view_by_time"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(original=False) | ~Q(reason=""),
                name="original_opened_with_reason",
            )
        ]

    def __str__(self) -> str:
        return f"{self.user_id} saw {self.evidence_id}"


class LookStop(models.Model):
    """Somebody opened the documents of more people within an hour than planned: nothing more opens until they say why."""

    user = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+", db_index=False)
    evidence = models.ForeignKey(Evidence, on_delete=models.PROTECT, related_name="+", help_text="What was not opened.")
    claimed = models.BooleanField(help_text="Which limit it was: cases in hand, or others.")
    persons = models.PositiveSmallIntegerField(help_text="Whose documents were open before.")
    at = models.DateTimeField(db_default=RedressNow())
    reason = models.TextField(blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["user", "-answered_at"], name="look_stop_of_person"),
            models.Index(fields=["-at"], name="look_stop_by_time"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["user"], condition=Q(answered_at=None), name="one_open_look_stop"),
            models.CheckConstraint(
                condition=Q(answered_at=None, reason="") | (Q(answered_at__isnull=False) & ~Q(reason="")),
                name="look_stop_answered_with_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} stopped at {self.persons}"
