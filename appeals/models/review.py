"""One person's completed judgement, and the decision that follows from one or two of them."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from accounts.instants import RedressNow


class ReviewPart(models.TextChoices):
    """Which signature this is: the first judgement, or the second person's own."""

    FIRST = "first", "Review"
    SECOND = "second", "Second signature"


class ReviewOutcome(models.TextChoices):
    """What the reviewer concludes."""

    OVERTURNED = "overturned", "It was wrong"
    CHANGED = "changed", "Something lighter"
    UPHELD = "upheld", "It stays"
    INADMISSIBLE = "inadmissible", "We cannot look at it"
    CLOSE = "close", "The account is to be closed"
    KEEP = "keep", "The account is not to be closed"
    RETURNED = "returned", "Back to the reviewer"


class Review(models.Model):
    """One human's judgement of an appeal or a closure. Opened first, completed later, never by software."""

    case = models.ForeignKey("appeals.Suspension", on_delete=models.PROTECT, related_name="reviews", db_index=False)
    appeal = models.ForeignKey("appeals.Appeal", on_delete=models.PROTECT, null=True, related_name="reviews")
    closure = models.ForeignKey("appeals.Closure", on_delete=models.PROTECT, null=True, related_name="reviews")
    part = models.CharField(max_length=8, choices=ReviewPart, default=ReviewPart.FIRST)
    reviewer = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="reviews")
    role = models.CharField(max_length=16)
    opened_at = models.DateTimeField(db_default=RedressNow())
    own_view = models.CharField(
        max_length=16,
        blank=True,
        help_text="Recorded before the first judgement is shown.",
    )
    own_view_at = models.DateTimeField(null=True, blank=True)
    own_view_reason = models.TextField(blank=True)
    outcome = models.CharField(max_length=16, blank=True)
    reasons = models.TextField(blank=True)
    proposal = models.JSONField(default=dict, help_text="The decision as drafted, for the second person.")
    evidence_rev_seen = models.PositiveIntegerField(null=True, blank=True)
    completed_at = models.DateTimeField(null=True, blank=True)
    abandoned_at = models.DateTimeField(null=True, blank=True, help_text="Given back without a judgement.")
    exception_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, null=True, related_name="+")
    exception_reason = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(appeal__isnull=False, closure__isnull=True) | Q(appeal__isnull=True, closure__isnull=False),
                name="review_of_one_thing",
            ),
            models.CheckConstraint(
                condition=Q(completed_at__isnull=True)
                | (~Q(outcome="") & ~Q(reasons="") & Q(evidence_rev_seen__isnull=False, abandoned_at__isnull=True)),
                name="review_completed_has_reasons",
            ),
            models.CheckConstraint(
                condition=Q(part="first") | Q(completed_at__isnull=True) | ~Q(own_view=""),
                name="second_signature_has_own_view",
            ),
            models.UniqueConstraint(
                fields=["appeal", "reviewer"],
                condition=Q(completed_at__isnull=True, abandoned_at__isnull=True),
                name="one_open_review_of_appeal",
            ),
            models.UniqueConstraint(
                fields=["closure", "reviewer"],
                condition=Q(completed_at__isnull=True, abandoned_at__isnull=True),
                name="one_open_review_of_closure",
            ),
        ]
        indexes = [
            models.Index(fields=["case", "completed_at"], name="review_of_case"),
            models.Index(
                fields=["reviewer", "opened_at"],
                name="review_open_of_person",
                condition=Q(completed_at__isnull=True, abandoned_at__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.reviewer_id} reviews {self.appeal_id or self.closure_id}"


class Outcome(models.TextChoices):
    """The four results of an appeal. Labels say the effect."""

    OVERTURNED = "overturned", "We were wrong"
    CHANGED = "changed", "We changed it"
    UPHELD = "upheld", "It stays"
    INADMISSIBLE = "inadmissible", "We could not look at it"


class Cause(models.TextChoices):
    """Why a measure was overturned."""

    FACTS_WRONG = "facts_wrong", "The facts were wrong"
    POLICY_UNCLEAR = "policy_unclear", "The rule was unclear"
    DETECTOR_WRONG = "detector_wrong", "Our check was wrong"
    NEW_EVIDENCE = "new_evidence", "New evidence"
    PROPORTIONALITY = "proportionality", "It was too heavy"


class Decision(models.Model):
    """What was decided on an appeal. Never changes; a later one overrides by pointing at it."""

    public_id = models.CharField(max_length=20, unique=True)
    case = models.ForeignKey("appeals.Suspension", on_delete=models.PROTECT, related_name="decisions", db_index=False)
    appeal = models.OneToOneField("appeals.Appeal", on_delete=models.PROTECT, related_name="decision")
    outcome = models.CharField(max_length=16, choices=Outcome)
    cause = models.CharField(max_length=20, choices=Cause, null=True, blank=True)
    inadmissible_code = models.CharField(max_length=32, null=True, blank=True)
    overrides = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="overridden_by")
    review = models.ForeignKey(Review, on_delete=models.PROTECT, related_name="+")
    second_review = models.ForeignKey(Review, on_delete=models.PROTECT, null=True, related_name="+")
    summary = models.TextField(help_text="The first words the person reads after the result.")
    arguments = models.JSONField(default=list, help_text="Each of the person's points with our answer.")
    lighter_measures = models.JSONField(default=list)
    evidence_used = models.JSONField(default=list)
    measure_after = models.JSONField(null=True, blank=True)
    letter_hash = models.CharField(
        max_length=64,
        help_text="Normalised text: the same letter is refused elsewhere.",
    )
    language = models.CharField(max_length=35, default="en")
    decided_at = models.DateTimeField(db_default=RedressNow())

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(outcome="overturned") | Q(cause__isnull=False),
                name="overturned_names_the_cause",
            ),
            models.CheckConstraint(
                condition=~Q(outcome="inadmissible") | Q(inadmissible_code__isnull=False),
                name="inadmissible_names_the_reason",
            ),
            models.UniqueConstraint(fields=["letter_hash"], name="no_form_letter"),
        ]
        indexes = [models.Index(fields=["case", "decided_at"], name="decision_of_case")]

    def __str__(self) -> str:
        return self.public_id


class Finding(models.Model):
    """What the decision says about one citation."""

    decision = models.ForeignKey(Decision, on_delete=models.PROTECT, related_name="findings", db_index=False)
    citation = models.ForeignKey("appeals.Citation", on_delete=models.PROTECT, related_name="+")
    finding = models.CharField(
        max_length=12,
        choices=[
            ("shown", "Shown"),
            ("not_shown", "Not shown"),
            ("withdrawn", "Withdrawn"),
        ],
    )
    answer = models.TextField()

    class Meta:
        ordering = ("citation__position",)
        constraints = [models.UniqueConstraint(fields=["decision", "citation"], name="finding_once_per_citation")]

    def __str__(self) -> str:
        return f"{self.decision_id} {self.citation_id} {self.finding}"
