"""What tells a person something: rendered once, in the action. This row is the inbox copy."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from accounts.instants import RedressNow


class Notice(models.Model):
    """One rendered letter to one recipient. A date against the person runs only from its delivery."""

    public_id = models.CharField(max_length=20, unique=True)
    case = models.ForeignKey("appeals.Suspension", on_delete=models.PROTECT, related_name="notices", db_index=False)
    event_seq = models.PositiveIntegerField(help_text="The entry in the timeline that it speaks of.")
    about = models.CharField(max_length=40, help_text="The subject, such as `closure:3`.")
    recipient = models.CharField(max_length=16, default="appellant")
    member = models.ForeignKey("accounts.Member", on_delete=models.PROTECT, null=True, related_name="+")
    address = models.EmailField(max_length=254, blank=True)
    kind = models.CharField(max_length=40)
    letter_version = models.PositiveSmallIntegerField()
    language = models.CharField(max_length=35)
    title = models.CharField(max_length=200)
    text = models.TextField()
    html = models.TextField(default="", help_text="The same words with headings and lists; no attributes.")
    sha256 = models.CharField(max_length=64)
    dates = models.JSONField(default=dict, help_text="The instants it prints, by name: a promise that only moves later.")
    message = models.OneToOneField(
        "notifications.Message",
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        help_text="The pointer mail.",
    )
    created_at = models.DateTimeField(db_default=RedressNow())
    accepted_at = models.DateTimeField(null=True, blank=True)
    opened_at = models.DateTimeField(null=True, blank=True)
    proved_at = models.DateTimeField(null=True, blank=True)
    bounced_at = models.DateTimeField(null=True, blank=True)
    undeliverable_at = models.DateTimeField(null=True, blank=True)
    delivered_at = models.DateTimeField(null=True, blank=True, help_text="The first of opened, accepted, proved.")
    how = models.CharField(max_length=16, blank=True)
    unreachable_at = models.DateTimeField(null=True, blank=True, help_text="When a senior ended the search; no date runs from it.")
    unreachable_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ("id",)
        constraints = [
            models.CheckConstraint(
                condition=Q(how="", delivered_at__isnull=True)
                | Q(how="opened", opened_at__isnull=False, delivered_at__isnull=False)
                | Q(
                    how="email_accepted",
                    accepted_at__isnull=False,
                    bounced_at__isnull=True,
                    delivered_at__isnull=False,
                )
                | Q(
                    how="platform_proof",
                    proved_at__isnull=False,
                    delivered_at__isnull=False,
                ),
                name="notice_delivered_by_something",
            ),
            models.CheckConstraint(
                condition=Q(unreachable_at__isnull=True, unreachable_by__isnull=True)
                | Q(unreachable_at__isnull=False, unreachable_by__isnull=False),
                name="notice_unreachable_by_someone",
            ),
        ]
        indexes = [
            models.Index(fields=["case", "event_seq"], name="notice_of_event"),
            models.Index(fields=["case", "about", "kind"], name="notice_of_subject"),
            models.Index(
                fields=["id"],
                condition=Q(delivered_at=None, unreachable_at=None) & (Q(bounced_at__isnull=False) | Q(undeliverable_at__isnull=False)),
                name="notice_lost",
            ),
        ]

    def __str__(self) -> str:
        return self.public_id

    @property
    def is_lost(self) -> bool:
        """Whether it came back or could not be sent, and has reached nobody in another way."""
        return self.delivered_at is None and (self.bounced_at is not None or self.undeliverable_at is not None)


class By(models.TextChoices):
    """A way by which staff try to reach somebody whose letter was lost."""

    PHONE = "phone", "Phone"
    TEXT = "text", "Text message"
    POST = "post", "Letter by post"
    PLATFORM = "platform", "The platform's own messages"
    OTHER_MAIL = "other_mail", "Another mail address"


class ContactAttempt(models.Model):
    """One try to reach the person of a lost letter by another way than its mail. It stays as it was written."""

    notice = models.ForeignKey(Notice, on_delete=models.PROTECT, related_name="attempts")
    by_way = models.CharField(max_length=10, choices=By)
    tried_on = models.DateField()
    note = models.TextField(blank=True)
    by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(db_default=RedressNow())

    class Meta:
        ordering = ("id",)

    def __str__(self) -> str:
        return f"{self.notice_id} {self.by_way} {self.tried_on}"
