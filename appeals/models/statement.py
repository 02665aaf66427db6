"""The statement of reasons as issued, and the material it relies on."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from accounts.instants import RedressNow


class Disclosure(models.TextChoices):
    """How much of the reasons the person is given; less than all needs a basis and two people."""

    FULL = "full", "Full"
    LIMITED = "limited", "Limited"
    DEFERRED = "deferred", "Deferred"


class Statement(models.Model):
    """One issued version of the reasons: of a measure, or of the proposal to close. Never changes."""

    suspension = models.ForeignKey("appeals.Suspension", on_delete=models.PROTECT, related_name="statements", db_index=False)
    closure = models.ForeignKey(
        "appeals.Closure",
        on_delete=models.PROTECT,
        null=True,
        related_name="statements",
    )
    number = models.PositiveSmallIntegerField()
    issued_at = models.DateTimeField(db_default=RedressNow())
    language = models.CharField(max_length=35, default="en")
    disclosure = models.CharField(max_length=8, choices=Disclosure, default=Disclosure.FULL)
    basis = models.TextField(null=True, blank=True)
    disclosure_review_on = models.DateTimeField(null=True, blank=True)
    withheld_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, null=True, related_name="+")
    withheld_with = models.ForeignKey("accounts.User", on_delete=models.PROTECT, null=True, related_name="+")
    measure = models.CharField(max_length=12)
    content = models.JSONField(help_text="Everything the person reads, as issued.")
    sha256 = models.CharField(max_length=64)

    class Meta:
        ordering = ("number",)
        constraints = [
            models.UniqueConstraint(fields=["suspension", "number"], name="statement_number_once"),
            models.CheckConstraint(
                condition=Q(disclosure="full") | Q(basis__isnull=False, disclosure_review_on__isnull=False),
                name="statement_withholds_with_basis_and_review",
            ),
            models.CheckConstraint(
                condition=Q(withheld_with__isnull=True) | ~Q(withheld_with=models.F("withheld_by")),
                name="statement_withheld_by_two_people",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.suspension_id} statement {self.number}"


class Exhibit(models.Model):
    """Material the platform relies on. The person sees it unless it is redacted with a reason."""

    suspension = models.ForeignKey("appeals.Suspension", on_delete=models.PROTECT, related_name="exhibits")
    citation = models.ForeignKey("appeals.Citation", on_delete=models.PROTECT, null=True, related_name="exhibits")
    label = models.CharField(max_length=200)
    text = models.TextField(blank=True)
    storage_key = models.CharField(max_length=64, blank=True)
    media_type = models.CharField(max_length=64, blank=True)
    size = models.PositiveIntegerField(default=0)
    sha256 = models.CharField(max_length=64, blank=True)
    audience = models.CharField(max_length=12, default="appellant")
    redaction_reason = models.TextField(blank=True)
    created_at = models.DateTimeField(db_default=RedressNow())

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(audience="appellant") | ~Q(redaction_reason=""),
                name="exhibit_hidden_only_with_reason",
            )
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def public_id(self) -> str:
        """How a decision names it among everything that was considered."""
        return f"exhibit:{self.pk}"

    @property
    def name(self) -> str:
        """What stands in its place in a list of files."""
        return self.label
