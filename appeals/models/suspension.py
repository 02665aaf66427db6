"""One measure against one account: the case that everything else belongs to."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from accounts.instants import RedressNow
from appeals.models.stated import subject_of
from appeals.workflow import SuspensionState


class Measure(models.TextChoices):
    """The ladder, lightest first. Closing for good is no measure: it is a closure with its own gate."""

    WARNING = "warning", "Warning"
    LIMITATION = "limitation", "Limitation"
    TEMPORARY = "temporary", "Suspension for a time"
    INDEFINITE = "indefinite", "Suspension until a review"


class Origin(models.TextChoices):
    """Recorded as it happened, or brought in from an older system."""

    LIVE = "live", "Live"
    IMPORTED = "imported", "Imported"


class Source(models.TextChoices):
    """What made the platform look."""

    OWN_INITIATIVE = "own_initiative", "Our own check"
    NOTICE = "notice", "A notice of illegal content"
    TRUSTED_FLAGGER = "trusted_flagger", "A trusted flagger"
    OTHER_NOTICE = "other_notice", "A report"
    AUTHORITY_ORDER = "authority_order", "An order of an authority"
    COURT_ORDER = "court_order", "An order of a court"


class Automation(models.TextChoices):
    """How far software decided."""

    NONE = "none", "No software decided"
    PARTIAL = "partial", "Software proposed, a person decided"
    FULL = "full", "Software decided"


ABILITIES = (
    "sign_in",
    "read",
    "message_existing",
    "message_new",
    "propose",
    "new_contract",
    "finish_contract",
    "visible",
    "withdraw",
    "receive_payment",
)


class Suspension(models.Model):
    """One measure and its case. Called by its measure in every text a person reads."""

    reference = models.CharField(max_length=13, unique=True)
    external_id = models.CharField(max_length=128, unique=True, null=True, blank=True)
    body_sha256 = models.CharField(max_length=64, default="", help_text="Fingerprint of the recording request.")
    account = models.ForeignKey("accounts.Account", on_delete=models.PROTECT, related_name="suspensions", db_index=False)
    origin = models.CharField(max_length=8, choices=Origin, default=Origin.LIVE)
    measure = models.CharField(max_length=12, choices=Measure)
    removes = ArrayField(models.CharField(max_length=24), default=list)
    territory = ArrayField(models.CharField(max_length=8), default=list)

    state = models.CharField(max_length=12, default=SuspensionState.RECORDED)
    status = models.CharField(
        max_length=12,
        default="suspended",
        help_text="The public word, written with the state.",
    )
    event_seq = models.PositiveIntegerField(default=1)
    subject = subject_of("suspension")
    evidence_rev = models.PositiveIntegerField(default=0)
    version = models.PositiveIntegerField(default=1)

    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField(null=True, blank=True, help_text="What runs now and what the statement says.")
    proposed_ends_at = models.DateTimeField(null=True, blank=True, help_text="What waits for a second person.")
    review_on = models.DateTimeField(null=True, blank=True)
    proposed_review_on = models.DateTimeField(null=True, blank=True)
    already_applied_at = models.DateTimeField(null=True, blank=True)
    confirmed_at = models.DateTimeField(null=True, blank=True)
    confirmed_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, null=True, related_name="+")
    counts_until = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    source = models.CharField(max_length=16, choices=Source)
    source_reference = models.CharField(max_length=200, null=True, blank=True)
    automated_detection = models.BooleanField(default=False)
    automated_decision = models.CharField(max_length=8, choices=Automation, default=Automation.NONE)
    decided_by_staff_id = models.CharField(max_length=128, null=True, blank=True)
    decided_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, null=True, related_name="decided")
    decided_by_outside = models.BooleanField(default=False, help_text="Checked: this person is not of our staff.")
    decided_at = models.DateTimeField(null=True, blank=True)

    prior_warnings = models.ManyToManyField("self", symmetrical=False, blank=True, through="appeals.PriorWarning")
    no_warning_reason = models.TextField(blank=True)
    ladder_reason = models.TextField(blank=True)
    notify = models.CharField(
        max_length=8,
        default="redress",
        choices=[("redress", "Redress"), ("platform", "Platform")],
    )
    notice_proof = models.JSONField(null=True, blank=True)

    answer_by = models.DateTimeField(null=True, blank=True)
    last_day_to_appeal = models.DateTimeField(null=True, blank=True)
    next_update_by = models.DateTimeField(null=True, blank=True)

    recorded_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, null=True, related_name="+")
    recorded_by_key = models.ForeignKey("accounts.ApiKey", on_delete=models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField(db_default=RedressNow())
    updated_at = models.DateTimeField(db_default=RedressNow())

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=list(SuspensionState)),
                name="suspension_state_known",
            ),
            models.CheckConstraint(condition=Q(measure__in=Measure.values), name="suspension_measure_known"),
            models.CheckConstraint(
                condition=Q(ends_at__isnull=True) | Q(ends_at__gt=F("starts_at")),
                name="suspension_ends_after_start",
            ),
            models.CheckConstraint(
                condition=Q(measure="warning", ends_at__isnull=True, review_on__isnull=True)
                | (Q(measure__in=["limitation", "temporary", "indefinite"]) & (Q(ends_at__isnull=False) | Q(review_on__isnull=False))),
                name="suspension_has_end_or_review",
            ),
            models.CheckConstraint(
                condition=Q(automated_decision="full") | Q(origin="imported") | Q(decided_by_staff_id__isnull=False),
                name="suspension_names_who_decided",
            ),
        ]
        indexes = [
            models.Index(fields=["account", "state"], name="suspension_of_account"),
            models.Index(fields=["updated_at", "id"], name="suspension_by_update"),
            models.Index(fields=["state", "updated_at", "id"], name="suspension_by_state"),
            models.Index(fields=["status", "updated_at", "id"], name="suspension_by_status"),
            models.Index(fields=["measure", "updated_at", "id"], name="suspension_by_measure"),
            models.Index(fields=["account", "updated_at", "id"], name="suspension_of_account_new"),
            models.Index(
                fields=["starts_at", "id"],
                name="suspension_unconfirmed",
                condition=Q(state="in_force", confirmed_at__isnull=True)
                & (Q(proposed_ends_at__isnull=False) | Q(proposed_review_on__isnull=False)),
            ),
        ]

    def __str__(self) -> str:
        return self.reference


class PriorWarning(models.Model):
    """An earlier warning that this measure builds on."""

    suspension = models.ForeignKey(Suspension, on_delete=models.PROTECT, related_name="+", db_index=False)
    warning = models.ForeignKey(Suspension, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["suspension", "warning"], name="prior_warning_once")]

    def __str__(self) -> str:
        return f"{self.suspension_id} after {self.warning_id}"


class Citation(models.Model):
    """A section version that a measure is based on, with the explanation the person reads."""

    suspension = models.ForeignKey(Suspension, on_delete=models.PROTECT, related_name="citations", db_index=False)
    position = models.PositiveSmallIntegerField()
    section_version = models.ForeignKey("appeals.SectionVersion", on_delete=models.PROTECT, related_name="+")
    ground = models.CharField(
        max_length=8,
        choices=[("terms", "Terms of Service"), ("illegal", "Law")],
        default="terms",
    )
    legal_ground = models.TextField(null=True, blank=True)
    explanation = models.TextField()
    language = models.CharField(max_length=35, default="en")
    public_facts = models.TextField(blank=True, help_text="For the public database; no personal data.")

    class Meta:
        ordering = ("position",)
        constraints = [
            models.UniqueConstraint(fields=["suspension", "position"], name="citation_position_once"),
            models.CheckConstraint(
                condition=Q(ground="terms") | Q(legal_ground__isnull=False),
                name="citation_of_law_names_it",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.suspension_id}.{self.position}"


class Fact(models.Model):
    """What was found, and on which day. A citation without a dated fact holds no measure."""

    citation = models.ForeignKey(Citation, on_delete=models.PROTECT, related_name="facts")
    position = models.PositiveSmallIntegerField(default=0)
    occurred_on = models.DateField()
    what = models.TextField()
    item_kind = models.CharField(max_length=40, blank=True)
    item_external_id = models.CharField(max_length=128, blank=True)
    item_label = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ("position", "id")

    def __str__(self) -> str:
        return f"{self.occurred_on} {self.what[:40]}"


class Signal(models.Model):
    """Internal detection detail. It never leaves the staff side."""

    suspension = models.ForeignKey(Suspension, on_delete=models.PROTECT, related_name="signals")
    detector = models.CharField(max_length=64)
    version = models.CharField(max_length=32, blank=True)
    score = models.CharField(max_length=32, blank=True)
    detail = models.JSONField(default=dict)
    created_at = models.DateTimeField(db_default=RedressNow())

    def __str__(self) -> str:
        return self.detector


class Counterparty(models.Model):
    """Someone with an open contract, who gets a neutral notice and, after a mistake, a correction."""

    suspension = models.ForeignKey(Suspension, on_delete=models.PROTECT, related_name="counterparties")
    external_id = models.CharField(max_length=128)
    contract = models.CharField(max_length=128, blank=True)
    contract_ends_on = models.DateField(null=True, blank=True)

    def __str__(self) -> str:
        return self.external_id
