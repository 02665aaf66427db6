"""Withheld money: how much, why, until when, and how it ended."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from accounts.instants import RedressNow
from appeals.models.stated import subject_of
from appeals.workflow import HoldState


class HoldKind(models.TextChoices):
    """Which money it is; approved work can only be released or surrendered by law."""

    APPROVED_WORK = "approved_work", "Work your client approved"
    IN_ESCROW = "in_escrow", "Money in escrow"
    REFUND_RISK = "refund_risk", "Money a client may get back"
    PENDING_WITHDRAWAL = "pending_withdrawal", "A payout on its way"


class HoldOutcome(models.TextChoices):
    """The four ways held money can end."""

    RELEASE = "release", "Paid to you"
    REFUND_TO_CLIENT = "refund_to_client", "Paid back to the client"
    SET_OFF = "set_off", "Set off"
    SURRENDER_BY_LAW = "surrender_by_law", "Handed over because the law says so"


class Hold(models.Model):
    """One amount that is withheld."""

    public_id = models.CharField(max_length=20, unique=True)
    case = models.ForeignKey("appeals.Suspension", on_delete=models.PROTECT, related_name="holds", db_index=False)
    external_id = models.CharField(max_length=128, unique=True, null=True, blank=True)
    kind = models.CharField(max_length=20, choices=HoldKind)
    amount = models.DecimalField(max_digits=20, decimal_places=4)
    currency = models.CharField(max_length=3)
    reason = models.TextField()
    basis = models.CharField(max_length=200, blank=True)
    state = models.CharField(max_length=8, default=HoldState.HELD)
    event_seq = models.PositiveIntegerField()
    subject = subject_of("hold")
    ends_at = models.DateTimeField(null=True, blank=True)
    proposed_ends_at = models.DateTimeField(null=True, blank=True)
    review_on = models.DateTimeField(null=True, blank=True)
    proposed_review_on = models.DateTimeField(null=True, blank=True)
    moved = models.PositiveSmallIntegerField(default=0)
    confirmed_at = models.DateTimeField(null=True, blank=True)
    confirmed_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, null=True, related_name="+")
    placed_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, null=True, related_name="+")
    outcome = models.CharField(max_length=20, choices=HoldOutcome, null=True, blank=True)
    outcome_reason = models.TextField(blank=True)
    placed_at = models.DateTimeField(db_default=RedressNow())
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(amount__gt=0), name="hold_amount_above_zero"),
            models.CheckConstraint(condition=Q(state__in=list(HoldState)), name="hold_state_known"),
            models.CheckConstraint(
                condition=Q(ends_at__isnull=False) | Q(review_on__isnull=False),
                name="hold_has_end_or_review",
            ),
            models.CheckConstraint(
                condition=Q(state="held", outcome__isnull=True) | Q(state="ended", outcome__isnull=False),
                name="hold_ended_with_outcome",
            ),
            models.CheckConstraint(
                condition=~Q(kind="approved_work") | Q(outcome__isnull=True) | Q(outcome__in=["release", "surrender_by_law"]),
                name="hold_of_approved_work_is_paid",
            ),
            models.CheckConstraint(condition=Q(moved__lte=2), name="hold_date_moved_twice_at_most"),
        ]
        indexes = [models.Index(fields=["case", "state"], name="hold_of_case")]

    def __str__(self) -> str:
        return self.public_id
