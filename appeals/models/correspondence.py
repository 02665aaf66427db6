"""Messages between the staff and the person, and translations of what the person wrote."""

from __future__ import annotations

from datetime import timedelta

from django.db import models
from django.db.models import F, Q

from accounts.instants import RedressNow
from appeals.models.stated import subject_of
from appeals.workflow import MessageState

# How long a message of ours can be taken back; a guard of the database holds the same minute.
UNDO = timedelta(seconds=60)


class CaseMessage(models.Model):
    """One message on a case. Ours waits a minute before it leaves and can be taken back until then; theirs is there at once."""

    public_id = models.CharField(max_length=20, unique=True)
    case = models.ForeignKey("appeals.Suspension", on_delete=models.PROTECT, related_name="messages")
    state = models.CharField(max_length=12, default=MessageState.WAITING)
    event_seq = models.PositiveIntegerField()
    subject = subject_of("message")
    author = models.ForeignKey("accounts.User", on_delete=models.PROTECT, null=True, related_name="+", help_text="None: the person.")
    helper = models.ForeignKey("accounts.Representative", on_delete=models.PROTECT, null=True, related_name="+")
    answers = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="answered_by")
    language = models.CharField(max_length=35, help_text="In which it is written.")
    text = models.TextField()
    created_at = models.DateTimeField(db_default=RedressNow())
    sends_at = models.DateTimeField(help_text="When it leaves. Until then it can be taken back.")
    sent_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("id",)
        constraints = [
            models.CheckConstraint(condition=Q(state__in=list(MessageState)), name="message_state_known"),
            models.CheckConstraint(
                condition=Q(author__isnull=True, state="sent") | Q(author__isnull=False, helper__isnull=True, answers__isnull=True),
                name="message_has_one_side",
            ),
            models.CheckConstraint(
                condition=Q(author__isnull=True) | Q(sends_at__gte=F("created_at") + UNDO),
                name="message_waits_a_minute",
            ),
            models.CheckConstraint(
                condition=Q(state="waiting", sent_at__isnull=True, withdrawn_at__isnull=True)
                | Q(state="sent", sent_at__isnull=False, sent_at__gte=F("sends_at"), withdrawn_at__isnull=True)
                | Q(state="withdrawn", sent_at__isnull=True, withdrawn_at__isnull=False, withdrawn_at__lt=F("sends_at")),
                name="message_sent_or_withdrawn",
            ),
        ]

    def __str__(self) -> str:
        return self.public_id


class Translation(models.Model):
    """A translation of one text of the person, beside which the original always stands. It never changes; a later one follows it."""

    case = models.ForeignKey("appeals.Suspension", on_delete=models.PROTECT, related_name="translations")
    of = models.CharField(max_length=60, help_text="Which text, such as `appeal:12.statement`.")
    source_sha256 = models.CharField(max_length=64, help_text="Fingerprint of the very words that were translated.")
    language = models.CharField(max_length=35)
    text = models.TextField()
    made_by = models.CharField(max_length=8, choices=[("person", "A person"), ("machine", "A machine")])
    maker = models.CharField(max_length=120, help_text="Who translated: a person's name, or which machine.")
    added_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(db_default=RedressNow())

    class Meta:
        ordering = ("id",)
        constraints = [
            models.CheckConstraint(condition=Q(made_by__in=["person", "machine"]), name="translation_made_by_known"),
            models.CheckConstraint(condition=~Q(maker="") & ~Q(text=""), name="translation_names_its_maker"),
        ]

    def __str__(self) -> str:
        return f"{self.of} {self.language}"
