"""The rows of the outbox: streams that keep order, messages, and the attempts to send them."""

from __future__ import annotations

from enum import StrEnum

from django.db import models
from django.db.models import Q


class Channel(StrEnum):
    """The ways a message is carried out of the house.

    The portal's inbox is not among them: there the notice's own row is the copy, readable from the commit that wrote
    it, so nothing has to be carried and no row here could say more. A message points to it.
    """

    EMAIL = "email"
    WEBHOOK = "webhook"


class State(StrEnum):
    """Where a message is; the last three are final."""

    READY = "ready"
    SENDING = "sending"
    SENT = "sent"
    DEAD = "dead"
    EXPIRED = "expired"


class Outcome(StrEnum):
    """What became of a settled message."""

    ACCEPTED = "accepted"  # the receiving system took it over
    REFUSED = "refused"  # the receiving system refused it for good
    UNDELIVERABLE = "undeliverable"  # all attempts were used up
    EXPIRED = "expired"  # it was no longer worth sending


class Verdict(StrEnum):
    """What one attempt came to."""

    ACCEPTED = "accepted"
    REFUSED = "refused"  # for good: trying again would not help
    DEFERRED = "deferred"  # nothing was taken over: try again later
    UNKNOWN = "unknown"  # it may have been taken over: send the same Message-ID again


def _values(*members: StrEnum) -> list[str]:
    return [member.value for member in members]


def _choices(enum: type[StrEnum]) -> list[tuple[str, str]]:
    return [(member.value, member.value) for member in enum]


def _settled(state: State, *outcomes: Outcome) -> Q:
    # The explicit "is not null" matters: a CHECK lets through what it cannot decide.
    return Q(state=state.value, outcome__isnull=False, outcome__in=_values(*outcomes), settled_at__isnull=False)


class Stream(models.Model):
    """One case, one recipient, one channel: the unit of order and of locking. The last lock of every transaction."""

    key = models.TextField()
    head = models.ForeignKey("Message", null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    last_number = models.PositiveIntegerField(default=0)
    run_at = models.DateTimeField()
    lease_token = models.UUIDField(null=True)
    lease_until = models.DateTimeField(null=True)
    held_reason = models.TextField(default="", blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["run_at"], name="stream_claimable", condition=Q(head__isnull=False, held_reason="")),
        ]
        constraints = [
            models.UniqueConstraint(fields=["key"], name="stream_key_once"),
            models.CheckConstraint(
                name="stream_lease_is_whole",
                condition=Q(lease_token__isnull=True, lease_until__isnull=True)
                | Q(lease_token__isnull=False, lease_until__isnull=False, head__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.key


class Message(models.Model):
    """One thing to be told to one recipient by one channel, written with the change it speaks of."""

    stream = models.ForeignKey(Stream, on_delete=models.PROTECT, related_name="messages", db_index=False)
    number = models.PositiveIntegerField()
    kind = models.TextField()
    channel = models.TextField(choices=_choices(Channel))
    dedupe_key = models.TextField()
    message_id = models.TextField()
    thread = models.TextField(default="", blank=True)
    recipient = models.TextField()
    subject = models.TextField(default="", blank=True)
    text = models.TextField(default="", blank=True)
    html = models.TextField(default="", blank=True)
    payload = models.JSONField(default=dict, blank=True)
    sealed = models.TextField(null=True)  # null: there is none, or it was wiped
    holds_stream = models.BooleanField(default=False)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField(null=True)
    state = models.TextField(choices=_choices(State), default=State.READY.value)
    attempts = models.PositiveSmallIntegerField(default=0)
    last_error = models.TextField(default="", blank=True)
    outcome = models.TextField(choices=_choices(Outcome), null=True)  # null until settled
    settled_at = models.DateTimeField(null=True)
    handled_at = models.DateTimeField(null=True)
    handle_after = models.DateTimeField(null=True)
    handle_tries = models.PositiveSmallIntegerField(default=0)

    class Meta:
        indexes = [
            models.Index(fields=["stream", "id"], name="message_unsettled", condition=Q(settled_at__isnull=True)),
            models.Index(
                fields=["settled_at", "id"],
                name="message_unhandled",
                condition=Q(settled_at__isnull=False, handled_at__isnull=True),
            ),
            models.Index(
                fields=["expires_at"],
                name="message_expiring",
                condition=Q(settled_at__isnull=True, expires_at__isnull=False),
            ),
        ]
        constraints = [
            models.UniqueConstraint(fields=["dedupe_key"], name="message_told_once"),
            models.UniqueConstraint(fields=["message_id"], name="message_id_once"),
            models.UniqueConstraint(fields=["stream", "number"], name="message_number_once"),
            models.CheckConstraint(name="message_channel_known", condition=Q(channel__in=_values(*Channel))),
            models.CheckConstraint(
                name="message_outcome_fits_state",
                condition=Q(state__in=_values(State.READY, State.SENDING), outcome__isnull=True, settled_at__isnull=True)
                | _settled(State.SENT, Outcome.ACCEPTED)
                | _settled(State.DEAD, Outcome.REFUSED, Outcome.UNDELIVERABLE)
                | _settled(State.EXPIRED, Outcome.EXPIRED),
            ),
            models.CheckConstraint(name="message_sending_was_tried", condition=~Q(state=State.SENDING.value) | Q(attempts__gt=0)),
            models.CheckConstraint(
                name="message_secret_lives_as_long_as_it_waits",
                condition=Q(sealed__isnull=True) | Q(settled_at__isnull=True, expires_at__isnull=False),
            ),
            models.CheckConstraint(
                name="message_handled_after_settled",
                condition=Q(handled_at__isnull=True) | Q(settled_at__isnull=False),
            ),
            models.CheckConstraint(
                name="message_header_in_one_line",
                condition=~Q(subject__regex=r"[\r\n]") & ~Q(recipient__regex=r"[\r\n]"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.number} ({self.state})"


class Attempt(models.Model):
    """One try to send one message. A worker that died leaves it unfinished until the next one takes over."""

    message = models.ForeignKey(Message, on_delete=models.PROTECT, related_name="tries", db_index=False)
    number = models.PositiveSmallIntegerField()
    worker = models.TextField()
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)
    verdict = models.TextField(choices=_choices(Verdict), null=True)  # null until finished
    code = models.PositiveSmallIntegerField(null=True)
    response = models.TextField(default="", blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["message", "number"], name="attempt_number_once"),
            models.CheckConstraint(
                name="attempt_verdict_when_finished",
                condition=Q(finished_at__isnull=True, verdict__isnull=True)
                | Q(finished_at__isnull=False, verdict__isnull=False, verdict__in=_values(*Verdict)),
            ),
        ]

    def __str__(self) -> str:
        return f"Attempt {self.number}: {self.verdict or 'unfinished'}"
