"""Secrets that open a door: API keys for machines, one-time codes for people. Only hashes are kept."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower

from accounts.instants import RedressNow


class ApiKey(models.Model):
    """A machine's key: shown once, stored as a hash, limited by scopes, expiring, revocable at once."""

    name = models.CharField(max_length=120)
    prefix = models.CharField(max_length=16, unique=True)
    secret_sha256 = models.CharField(max_length=64)
    scopes = ArrayField(models.CharField(max_length=40), default=list)
    created_at = models.DateTimeField(db_default=RedressNow())
    expires_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)
    last_used_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.name} ({self.prefix}…)"


class SignInCode(models.Model):
    """One e-mailed code: eight digits, 15 minutes, a few tries, one use. The digits are never stored."""

    pointer = models.CharField(max_length=43, unique=True)
    email = models.EmailField(max_length=254)
    code_hash = models.CharField(max_length=64)
    case_id = models.BigIntegerField(null=True, blank=True)
    tries = models.PositiveSmallIntegerField(default=0)
    created_at = models.DateTimeField(db_default=RedressNow())
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [
            models.Index(
                Lower("email"),
                models.F("created_at").desc(),
                name="code_latest_by_email",
            )
        ]
        constraints = [models.CheckConstraint(condition=Q(tries__lte=5), name="code_at_most_five_tries")]

    def __str__(self) -> str:
        return self.pointer[:6]
