"""The Terms of Service as sections with dated versions, and the regimes of law that bind a case."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from accounts.instants import RedressNow


class Section(models.Model):
    """One rule of the Terms of Service, known by a key that never changes."""

    key = models.SlugField(max_length=64, unique=True)
    position = models.PositiveSmallIntegerField(default=0)
    safety = models.BooleanField(default=False, help_text="Breaking it can put a person in danger.")

    class Meta:
        ordering = ("position", "key")

    def __str__(self) -> str:
        return self.key


class SectionVersion(models.Model):
    """The text of a section from a date on. Versions are only added, never changed."""

    section = models.ForeignKey(Section, on_delete=models.PROTECT, related_name="versions", db_index=False)
    number = models.PositiveIntegerField()
    in_force_from = models.DateField()
    title = models.CharField(max_length=200)
    text = models.TextField()
    plain_meaning = models.TextField()
    allowed = ArrayField(models.TextField(), default=list)
    evidence_helps = ArrayField(models.TextField(), default=list)
    ladder = models.JSONField(default=list, help_text="Proportionate steps, lightest first.")
    dsa_category = models.CharField(max_length=80)
    dsa_keywords = ArrayField(models.CharField(max_length=80), default=list)
    dsa_other = models.CharField(max_length=500, blank=True, help_text="Said beside the keyword for other reasons.")
    translations = models.JSONField(default=dict, help_text="Per language: title, plain_meaning, allowed, evidence.")
    published_at = models.DateTimeField(db_default=RedressNow())
    published_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["section", "number"], name="section_version_once")]
        indexes = [
            models.Index(
                fields=["section", "-in_force_from", "-number"],
                name="section_in_force_on",
            )
        ]

    def __str__(self) -> str:
        return f"{self.section_id} v{self.number}"


class Regime(models.Model):
    """Deadlines, duties and numbers of people of one law or policy, as a version that cases pin."""

    key = models.SlugField(max_length=64, db_index=False)
    version = models.PositiveIntegerField(default=1)
    data = models.JSONField()
    active = models.BooleanField(default=True)
    valid_from = models.DateField(null=True, blank=True)
    valid_to = models.DateField(null=True, blank=True)
    created_at = models.DateTimeField(db_default=RedressNow())

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["key", "version"], name="regime_version_once"),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_from__isnull=True) | Q(valid_to__gte=models.F("valid_from")),
                name="regime_ends_after_it_starts",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.key} v{self.version}"


class RegimePin(models.Model):
    """The regime versions in force when a measure was decided: later edits do not touch the case."""

    suspension = models.ForeignKey("appeals.Suspension", on_delete=models.PROTECT, related_name="regime_pins", db_index=False)
    regime = models.ForeignKey(Regime, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["suspension", "regime"], name="regime_pinned_once")]

    def __str__(self) -> str:
        return f"{self.suspension_id} {self.regime_id}"
