"""Dates that run, and things the platform must do and confirm."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from accounts.instants import RedressNow
from appeals.models.stated import subject_of
from appeals.workflow import EffectState


class ClockOwner(models.TextChoices):
    """Who must act before the date."""

    APPELLANT = "appellant", "The person"
    STAFF = "staff", "Us"
    PLATFORM = "platform", "The marketplace"


class ClockKind(models.TextChoices):
    """Every kind of date a case can carry."""

    ANSWER_BY = "answer_by", "Answer by"
    DECIDE_BY = "decide_by", "Decide by"
    CEILING = "ceiling", "Legal limit"
    LAST_DAY = "last_day_to_appeal", "Last day to appeal"
    NEXT_UPDATE = "next_update_by", "Next update by"
    CONFIRM_BY = "confirm_by", "Second person by"
    HUMAN_REVIEW = "human_review_by", "A person looks by"
    ENDS = "ends", "Measure ends"
    REVIEW_MEASURE = "review_on", "Measure is looked at again"
    COUNTS_UNTIL = "counts_until", "Warning counts until"
    DISCLOSURE_REVIEW = "disclosure_review", "Withheld part is looked at again"
    REASON_DUE = "reason_due", "Reason to be given by"
    REQUEST_DUE = "request_due", "Question to be answered by"
    REQUEST_HALF = "request_half", "Reminder of the question"
    CLAIM_IDLE = "claim_idle", "Claim ends when idle"
    DRAFT_LAPSES = "draft_lapses", "Draft ends"
    HOLD_CONFIRM = "hold_confirm_by", "Second person for the hold by"
    HOLD_ENDS = "hold_ends", "Hold ends"
    HOLD_REVIEW = "hold_review", "Hold is looked at again"
    CLOSURE_ANSWER_BY = "closure_answer_by", "Answer to the closure by"
    CLOSURE_NOTICE = "closure_notice", "Notice period of the closure"
    CLOSURE_REVIEW_BY = "closure_review_by", "Closure reviewed by"
    CLOSURE_APPEAL = "closure_last_day", "Last day to appeal the closure"
    EFFECT_DUE = "effect_due", "Platform confirms by"
    NOTICE_LOST = "notice_lost", "A letter did not arrive"
    MESSAGE_LEAVES = "message_leaves", "A message leaves"


class OnPass(models.TextChoices):
    """What a passed clock does. Nothing here closes, rejects or decides."""

    NOTHING = "nothing", "Nothing"
    ALERT = "alert", "Alert a person"
    ESCALATE = "escalate", "Escalate to a senior"
    LIFT = "lift", "Lift what nobody confirmed"
    EXPIRE = "expire", "End the measure as announced"
    END_HOLD = "end_hold", "Release the money"
    BACK_TO_REVIEW = "back_to_review", "Back to review"
    REMIND = "remind", "Remind the person"
    RELEASE_CLAIM = "release_claim", "Release the claim"
    LAPSE = "lapse", "End the unsent draft"
    TELL_LATE = "tell_late", "Tell the person that we are late"
    QUEUE_REVIEW = "queue_review", "Queue a review"
    REQUEST_EFFECT = "request_effect", "Ask the gate"
    SEND_AGAIN = "send_again", "Send lost letters again"
    SEND_MESSAGE = "send_message", "Send the message"


class ClockState(models.TextChoices):
    """Running, resting, met in time, passed, or no longer needed."""

    RUNNING = "running", "Running"
    PAUSED = "paused", "Paused"
    MET = "met", "Met"
    PASSED = "passed", "Passed"
    CANCELLED = "cancelled", "Cancelled"


class Clock(models.Model):
    """One absolute date with an owner and what happens when it passes."""

    case = models.ForeignKey("appeals.Suspension", on_delete=models.PROTECT, related_name="clocks", db_index=False)
    kind = models.CharField(max_length=24, choices=ClockKind)
    about = models.CharField(max_length=40, help_text="The subject it belongs to, such as `appeal:12`.")
    about_id = models.BigIntegerField()
    owner = models.CharField(max_length=12, choices=ClockOwner)
    state = models.CharField(max_length=12, choices=ClockState, default=ClockState.RUNNING)
    started_at = models.DateTimeField(db_default=RedressNow())
    due_at = models.DateTimeField()
    next_at = models.DateTimeField(help_text="When the sweep looks next: the due date, or an escalation before it.")
    escalations = models.JSONField(
        default=list,
        help_text="Instants before the due date at which seniors are told.",
    )
    pausable = models.BooleanField(default=False)
    paused_at = models.DateTimeField(null=True, blank=True)
    on_pass = models.CharField(max_length=16, choices=OnPass, default=OnPass.ALERT)
    settled_at = models.DateTimeField(null=True, blank=True)
    failures = models.PositiveSmallIntegerField(default=0)
    told = models.PositiveSmallIntegerField(
        db_default=0,
        help_text="At which part of its time seniors were told, in per cent; 0 again once what it was for is settled.",
    )

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=ClockKind.values), name="clock_kind_known"),
            models.CheckConstraint(condition=Q(on_pass__in=OnPass.values), name="clock_never_decides"),
            models.CheckConstraint(
                condition=~Q(state="paused") | Q(pausable=True, paused_at__isnull=False),
                name="clock_paused_if_pausable",
            ),
            models.UniqueConstraint(
                fields=["case", "kind", "about"],
                condition=Q(state__in=["running", "paused"]),
                name="one_running_clock_of_a_kind",
            ),
        ]
        indexes = [
            models.Index(fields=["next_at", "id"], name="clock_due", condition=Q(state="running")),
            models.Index(fields=["case", "state"], name="clock_of_case"),
            models.Index(fields=["due_at", "id"], name="clock_escalated", condition=Q(told__gt=0)),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.about} {self.due_at:%Y-%m-%d %H:%M}Z"


class EffectKind(models.TextChoices):
    """What the platform is asked to do."""

    APPLY = "apply", "Apply the measure"
    CHANGE = "change", "Change the measure"
    END = "end", "End the measure"
    CLOSE = "close", "Close the account"
    REOPEN = "reopen", "Open the account again"
    HOLD = "hold", "Hold money"
    RELEASE = "release", "Release money"
    REFUND = "refund", "Pay back to the client"
    RESTORE_BADGE = "restore_badge", "Restore the badge"
    RESTORE_VISIBILITY = "restore_visibility", "Show the profile again"
    RESTORE_REVIEWS = "restore_reviews", "Restore reviews"
    TELL_COUNTERPARTIES = "tell_counterparties", "Tell the clients"


class Effect(models.Model):
    """One thing the platform must do and confirm."""

    public_id = models.CharField(max_length=20, unique=True)
    case = models.ForeignKey("appeals.Suspension", on_delete=models.PROTECT, related_name="effects", db_index=False)
    kind = models.CharField(max_length=20, choices=EffectKind)
    state = models.CharField(max_length=12, default=EffectState.REQUESTED)
    event_seq = models.PositiveIntegerField()
    subject = subject_of("effect")
    appeal = models.ForeignKey("appeals.Appeal", on_delete=models.PROTECT, null=True, related_name="effects")
    closure = models.ForeignKey("appeals.Closure", on_delete=models.PROTECT, null=True, related_name="effects")
    hold = models.ForeignKey("appeals.Hold", on_delete=models.PROTECT, null=True, related_name="effects")
    requested_at = models.DateTimeField(db_default=RedressNow())
    due_at = models.DateTimeField(null=True, blank=True)
    confirmed_at = models.DateTimeField(null=True, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)
    note = models.TextField(blank=True)
    refusal_code = models.CharField(max_length=32, blank=True)
    refusal_detail = models.TextField(blank=True)
    retry_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(state__in=list(EffectState)), name="effect_state_known"),
            models.CheckConstraint(
                condition=~Q(state="confirmed") | Q(confirmed_at__isnull=False),
                name="effect_confirmed_has_instant",
            ),
            models.CheckConstraint(
                condition=~Q(state="refused") | ~Q(refusal_code=""),
                name="effect_refused_has_code",
            ),
            models.CheckConstraint(
                condition=~Q(kind="close") | Q(closure__isnull=False),
                name="close_names_closure",
            ),
        ]
        indexes = [
            models.Index(fields=["case", "state"], name="effect_of_case"),
        ]

    def __str__(self) -> str:
        return self.public_id
