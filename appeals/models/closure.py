"""The proposal to close an account for good, with its own statement, notice, dates, reviews and gate."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from accounts.instants import RedressNow
from appeals.models.stated import subject_of
from appeals.workflow import PENDING_CLOSURE, ClosureState

PENDING_STATES = sorted(PENDING_CLOSURE)


class Closure(models.Model):
    """One proposal. `approved` is where the gate is held; `effected` is a fact the platform reports."""

    reference = models.CharField(max_length=13, unique=True)
    case = models.ForeignKey("appeals.Suspension", on_delete=models.PROTECT, related_name="closures", db_index=False)
    state = models.CharField(max_length=16, default=ClosureState.PROPOSED)
    event_seq = models.PositiveIntegerField()
    subject = subject_of("closure")
    version = models.PositiveIntegerField(default=1)

    reasons = models.TextField()
    language = models.CharField(max_length=35, default="en")
    lighter_measures = models.JSONField(default=list, help_text="Each lighter measure and why it is not enough.")
    money_plan = models.JSONField(default=list, help_text="Each open hold, how it ends and by when.")
    requested_by_staff_id = models.CharField(max_length=128, null=True, blank=True)
    requested_at = models.DateTimeField(null=True, blank=True)
    proposed_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, null=True, related_name="+")
    proposed_by_key = models.ForeignKey("accounts.ApiKey", on_delete=models.PROTECT, null=True, related_name="+")

    statement = models.ForeignKey("appeals.Statement", on_delete=models.PROTECT, null=True, related_name="+")
    notice = models.ForeignKey("appeals.Notice", on_delete=models.PROTECT, null=True, related_name="+")
    answer_by = models.DateTimeField(null=True, blank=True)
    notice_period_until = models.DateTimeField(null=True, blank=True)
    last_day_to_appeal = models.DateTimeField(null=True, blank=True)

    assignee = models.ForeignKey(
        "accounts.User",
        on_delete=models.PROTECT,
        null=True,
        related_name="claimed_closures",
    )
    review = models.ForeignKey("appeals.Review", on_delete=models.PROTECT, null=True, related_name="+")
    approval = models.ForeignKey("appeals.Review", on_delete=models.PROTECT, null=True, related_name="+")
    letter_language = models.CharField(max_length=35, blank=True, help_text="Of the rendered letter; empty: none.")
    letter_names_last_day = models.BooleanField(default=False)
    review_by = models.DateTimeField(null=True, blank=True)

    proposed_at = models.DateTimeField(db_default=RedressNow())
    approved_at = models.DateTimeField(null=True, blank=True)
    effected_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    updated_at = models.DateTimeField(db_default=RedressNow())

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(state__in=list(ClosureState)), name="closure_state_known"),
            models.CheckConstraint(
                condition=~Q(state__in=["approved", "effected"])
                | Q(
                    review__isnull=False,
                    approval__isnull=False,
                    notice__isnull=False,
                    statement__isnull=False,
                ),
                name="closure_approved_is_reviewed",
            ),
            models.CheckConstraint(
                condition=~Q(state="effected") | Q(effected_at__isnull=False),
                name="closure_effected_has_instant",
            ),
            models.UniqueConstraint(
                fields=["case"],
                condition=Q(state__in=PENDING_STATES),
                name="one_pending_closure_per_case",
            ),
        ]
        indexes = [
            models.Index(fields=["case", "state"], name="closure_of_case"),
            models.Index(fields=["updated_at", "id"], name="closure_by_update"),
            models.Index(
                fields=["state", "review_by", "id"],
                name="closure_queue",
                condition=Q(state__in=PENDING_STATES),
            ),
        ]

    def __str__(self) -> str:
        return self.reference
