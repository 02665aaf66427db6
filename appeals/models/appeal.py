"""The person's dispute: the appeal, its receipts, and the questions asked back."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import F, Func, Q

from accounts.instants import RedressNow
from appeals.models.stated import subject_of
from appeals.workflow import OPEN_APPEAL, AppealState, RequestState

OPEN_STATES = sorted(OPEN_APPEAL)


class SubjectKind(models.TextChoices):
    """What can be disputed."""

    SUSPENSION = "suspension", "The measure"
    CLOSURE = "closure", "The closing of the account"
    HOLD = "hold", "The held money"


class Level(models.TextChoices):
    """First appeal, second review by a new person, or the request to come back after the cooling-off time."""

    FIRST = "1", "Appeal"
    SECOND = "2", "Second review"
    REINSTATEMENT = "reinstatement", "Request to come back"


class Channel(models.TextChoices):
    """How the appeal reached us."""

    PORTAL = "portal", "Portal"
    API = "api", "API"
    LETTER = "letter", "Letter"
    EMAIL = "email", "E-mail"
    PHONE = "phone", "Phone"
    HELPDESK = "helpdesk", "Help desk"


class Wants(models.TextChoices):
    """What the person asks for."""

    OVERTURN = "overturn", "I disagree with it"
    CORRECT = "correct", "Something in the facts is wrong"
    REDUCE = "reduce", "It happened, I ask for a lighter measure"
    NOT_ME = "not_me", "It was not me"
    OTHER_ACCOUNT = (
        "other_account",
        "It concerns another person's account, card or device",
    )


class Appeal(models.Model):
    """One dispute of one subject at one level."""

    reference = models.CharField(max_length=13, unique=True)
    case = models.ForeignKey("appeals.Suspension", on_delete=models.PROTECT, related_name="appeals", db_index=False)
    subject_kind = models.CharField(max_length=12, choices=SubjectKind, default=SubjectKind.SUSPENSION)
    closure = models.ForeignKey("appeals.Closure", on_delete=models.PROTECT, null=True, related_name="appeals")
    hold = models.ForeignKey("appeals.Hold", on_delete=models.PROTECT, null=True, related_name="appeals")
    level = models.CharField(max_length=16, choices=Level, default=Level.FIRST)
    state = models.CharField(max_length=24, default=AppealState.DRAFT)
    event_seq = models.PositiveIntegerField()
    subject = subject_of("appeal")
    version = models.PositiveIntegerField(default=1)

    channel = models.CharField(max_length=12, choices=Channel, default=Channel.PORTAL)
    language = models.CharField(max_length=35, default="en")
    disputes = ArrayField(
        models.PositiveSmallIntegerField(),
        default=list,
        help_text="Positions of citations.",
    )
    wants = models.CharField(max_length=16, choices=Wants, default=Wants.OVERTURN)
    statement = models.TextField(blank=True)
    context = models.JSONField(default=list, help_text="What was happening; open only to who decides.")
    contact = models.JSONField(default=dict)
    late = models.BooleanField(default=False)
    late_reason = models.TextField(null=True, blank=True)
    filed_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, null=True, related_name="+")

    assignee = models.ForeignKey(
        "accounts.User",
        on_delete=models.PROTECT,
        null=True,
        related_name="claimed_appeals",
    )
    claimed_at = models.DateTimeField(null=True, blank=True)
    decide_by = models.DateTimeField(
        null=True,
        blank=True,
        help_text="The promise; rests while we wait for the person.",
    )
    ceiling_at = models.DateTimeField(null=True, blank=True, help_text="The legal limit; never rests.")
    late_told_at = models.DateTimeField(null=True, blank=True)
    held_since = models.DateTimeField(null=True, blank=True, help_text="Since when the case holds money; the database alone writes it.")

    created_at = models.DateTimeField(db_default=RedressNow())
    submitted_at = models.DateTimeField(null=True, blank=True)
    received_at = models.DateTimeField(null=True, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    updated_at = models.DateTimeField(db_default=RedressNow())
    search = models.GeneratedField(
        expression=Func(
            F("statement"),
            template="to_tsvector('simple', %(expressions)s)",
            output_field=SearchVectorField(),
        ),
        output_field=SearchVectorField(),
        db_persist=True,
    )

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(state__in=list(AppealState)), name="appeal_state_known"),
            models.CheckConstraint(
                condition=Q(subject_kind="suspension", closure__isnull=True, hold__isnull=True)
                | Q(subject_kind="closure", closure__isnull=False, hold__isnull=True)
                | Q(subject_kind="hold", closure__isnull=True, hold__isnull=False),
                name="appeal_names_its_subject",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["draft", "lapsed"]) | Q(submitted_at__isnull=False, received_at__isnull=False),
                name="appeal_sent_has_instants",
            ),
            models.CheckConstraint(
                condition=~Q(state="decided") | Q(decided_at__isnull=False),
                name="appeal_decided_has_instant",
            ),
            models.CheckConstraint(
                condition=~Q(state="in_review") | Q(assignee__isnull=False),
                name="appeal_in_review_has_reviewer",
            ),
            models.UniqueConstraint(
                fields=["case", "level"],
                condition=Q(subject_kind="suspension", state__in=["draft", *OPEN_STATES]),
                name="one_open_appeal_of_suspension",
            ),
            models.UniqueConstraint(
                fields=["closure", "level"],
                condition=Q(subject_kind="closure", state__in=["draft", *OPEN_STATES]),
                name="one_open_appeal_of_closure",
            ),
            models.UniqueConstraint(
                fields=["hold", "level"],
                condition=Q(subject_kind="hold", state__in=["draft", *OPEN_STATES]),
                name="one_open_appeal_of_hold",
            ),
        ]
        indexes = [
            models.Index(fields=["case", "state"], name="appeal_of_case"),
            models.Index(fields=["updated_at", "id"], name="appeal_by_update"),
            models.Index(fields=["state", "updated_at", "id"], name="appeal_by_state"),
            models.Index(
                fields=["state", "decide_by", "id"],
                name="appeal_queue",
                condition=Q(state__in=OPEN_STATES),
            ),
            models.Index(
                fields=["decide_by", "id"],
                name="appeal_due",
                condition=Q(state__in=["submitted", "in_review", "second_check"]),
            ),
            models.Index(
                fields=["assignee", "decide_by", "id"],
                name="appeal_mine",
                condition=Q(state__in=OPEN_STATES),
            ),
            models.Index(
                fields=["decide_by", "id"],
                name="appeal_with_money",
                condition=Q(state__in=OPEN_STATES, held_since__isnull=False),
            ),
            models.Index(
                fields=["decide_by", "id"],
                name="appeal_not_me",
                condition=Q(state__in=OPEN_STATES, wants="not_me"),
            ),
            models.Index(
                fields=["language", "decide_by", "id"],
                name="appeal_free_by_language",
                condition=Q(state="submitted"),
            ),
            GinIndex(fields=["search"], name="appeal_words"),
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def is_open(self) -> bool:
        """Sent and not yet answered."""
        return self.state in OPEN_APPEAL


class Receipt(models.Model):
    """What we confirmed to have received: number 1 for the appeal, more for later additions."""

    appeal = models.ForeignKey(Appeal, on_delete=models.PROTECT, related_name="receipts", db_index=False)
    number = models.PositiveSmallIntegerField()
    at = models.DateTimeField(db_default=RedressNow())
    files = models.JSONField(default=list)
    decide_by = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("number",)
        constraints = [models.UniqueConstraint(fields=["appeal", "number"], name="receipt_number_once")]

    def __str__(self) -> str:
        return f"{self.appeal_id} receipt {self.number}"


class InformationRequest(models.Model):
    """One question from staff, with why, an example, and a deadline. The promise to the person rests meanwhile."""

    public_id = models.CharField(max_length=20, unique=True)
    case = models.ForeignKey(
        "appeals.Suspension",
        on_delete=models.PROTECT,
        related_name="information_requests",
    )
    appeal = models.ForeignKey(Appeal, on_delete=models.PROTECT, related_name="information_requests")
    state = models.CharField(max_length=12, default=RequestState.OPEN)
    event_seq = models.PositiveIntegerField()
    subject = subject_of("request")
    question = models.TextField()
    why = models.TextField()
    example = models.TextField(blank=True)
    asked_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(db_default=RedressNow())
    due_at = models.DateTimeField()
    extended = models.PositiveSmallIntegerField(default=0)
    answer = models.TextField(blank=True)
    cannot_answer = models.BooleanField(default=False)
    answered_at = models.DateTimeField(null=True, blank=True)
    more_time_asked_at = models.DateTimeField(null=True, blank=True, help_text="Since when a wish for more time waits for a person.")
    more_time_why = models.TextField(blank=True)
    withdrawn_because = models.TextField(blank=True, help_text="Why we took the question back. The person reads it.")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(state__in=list(RequestState)), name="request_state_known"),
            models.CheckConstraint(condition=~Q(state="withdrawn") | ~Q(withdrawn_because=""), name="request_withdrawn_says_why"),
            models.UniqueConstraint(
                fields=["appeal"],
                condition=Q(state="open"),
                name="one_open_request_per_appeal",
            ),
        ]

    def __str__(self) -> str:
        return self.public_id
