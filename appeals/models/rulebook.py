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


class ProposalState(models.TextChoices):
    """Where a proposed version of a regime stands."""

    OPEN = "open", "Waits for a second person"
    PUBLISHED = "published", "Published"
    REFUSED = "refused", "Refused"
    WITHDRAWN = "withdrawn", "Taken back"


class RegimeProposal(models.Model):
    """A new version of a regime as one person wrote it, until another person publishes it as it is, or refuses it."""

    key = models.SlugField(max_length=64, db_index=False)
    version = models.PositiveIntegerField()
    data = models.JSONField()
    why = models.TextField(help_text="Why it changes. Staff read it.")
    state = models.CharField(max_length=12, choices=ProposalState, default=ProposalState.OPEN)
    proposed_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField(db_default=RedressNow())
    settled_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, null=True, related_name="+")
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_because = models.TextField(blank=True)
    regime = models.OneToOneField(Regime, on_delete=models.PROTECT, null=True, related_name="proposal")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(state__in=ProposalState.values), name="regime_proposal_state_known"),
            models.CheckConstraint(
                condition=Q(state="open", settled_by=None, settled_at=None)
                | ~Q(state="open") & Q(settled_by__isnull=False, settled_at__isnull=False),
                name="regime_proposal_settled_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(state="published", regime__isnull=False) & ~Q(settled_by=models.F("proposed_by"))
                | ~Q(state="published") & Q(regime=None),
                name="regime_published_by_a_second_person",
            ),
            models.UniqueConstraint(fields=["key"], condition=Q(state="open"), name="one_open_proposal_of_a_regime"),
        ]

    def __str__(self) -> str:
        return f"{self.key} v{self.version}"
