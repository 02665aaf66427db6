"""Our copy of a marketplace account, its members, what it proved, and who may speak for it."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower

from accounts.instants import RedressNow


class AccountKind(models.TextChoices):
    """What the account is on the marketplace."""

    FREELANCER = "freelancer", "Freelancer"
    CLIENT = "client", "Client"
    AGENCY = "agency", "Agency"


class Account(models.Model):
    """A freelancer's, client's or agency's account, known by the id the marketplace gave it."""

    external_id = models.CharField(max_length=128, unique=True)
    kind = models.CharField(max_length=12, choices=AccountKind)
    display_name = models.CharField(max_length=200)
    email = models.EmailField(max_length=254)
    email_changed_at = models.DateTimeField(null=True, blank=True)
    previous_email = models.EmailField(max_length=254, null=True, blank=True)
    language = models.CharField(max_length=35, default="en")
    time_zone = models.CharField(max_length=64, null=True, blank=True)
    country = models.CharField(max_length=2, null=True, blank=True)
    subdivision = models.CharField(max_length=6, null=True, blank=True)
    regime_roles = ArrayField(models.CharField(max_length=32), default=list, blank=True)
    registered_on = models.DateField(null=True, blank=True)
    body_sha256 = models.CharField(max_length=64, default="", help_text="Fingerprint of the last PUT body.")
    created_at = models.DateTimeField(db_default=RedressNow())
    updated_at = models.DateTimeField(db_default=RedressNow())

    class Meta:
        indexes = [models.Index(Lower("email"), name="account_by_email")]

    def __str__(self) -> str:
        return self.external_id


class Member(models.Model):
    """A person of an agency. A measure against the agency never spreads to them."""

    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="members", db_index=False)
    external_id = models.CharField(max_length=128)
    display_name = models.CharField(max_length=200)
    email = models.EmailField(max_length=254)
    language = models.CharField(max_length=35, default="en")
    role = models.CharField(max_length=32, default="member")
    may_appeal = models.BooleanField(default=False)
    left_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["account", "external_id"], name="member_once_per_account")]
        indexes = [models.Index(Lower("email"), name="member_by_email")]

    def __str__(self) -> str:
        return self.external_id


class Proof(models.Model):
    """Something the account proved before, so that it is not asked again before it expires."""

    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="proofs", db_index=False)
    kind = models.CharField(max_length=64)
    passed_on = models.DateField()
    expires_on = models.DateField(null=True, blank=True)
    source = models.CharField(max_length=20, blank=True, help_text="The document it was seen in, by its public id.")
    taken_back_at = models.DateTimeField(null=True, blank=True, help_text="A later check found that it does not hold.")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["account", "kind", "passed_on"], name="proof_once_per_day"),
            models.CheckConstraint(
                condition=Q(expires_on__isnull=True) | Q(expires_on__gte=models.F("passed_on")),
                name="proof_expires_after_it_passed",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.passed_on}"


class Representative(models.Model):
    """A helper whom the person invited, with scopes and an end; for one case, or for all when `case_id` is empty."""

    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="representatives")
    case_id = models.BigIntegerField(null=True, blank=True)
    name = models.CharField(max_length=200)
    email = models.EmailField(max_length=254)
    language = models.CharField(max_length=35, default="en")
    scopes = ArrayField(models.CharField(max_length=32), default=list)
    invited_at = models.DateTimeField(db_default=RedressNow())
    accepted_at = models.DateTimeField(null=True, blank=True)
    ends_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(Lower("email"), name="representative_by_email")]

    def __str__(self) -> str:
        return self.name
