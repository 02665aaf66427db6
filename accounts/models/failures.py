"""Sign-ins of staff that are being tried or failed: what the wait after too many of them is counted from."""

from __future__ import annotations

from django.db import models

from accounts.instants import RedressNow


class SignInFailure(models.Model):
    """One try to sign in that has not succeeded. The name that was typed is kept as a hash: it may be a password."""

    name_sha256 = models.CharField(max_length=64)
    at = models.DateTimeField(db_default=RedressNow())

    class Meta:
        indexes = [models.Index(fields=["name_sha256", "at"], name="sign_in_failure_by_name")]

    def __str__(self) -> str:
        return f"{self.name_sha256[:8]} {self.at:%Y-%m-%d %H:%M}Z"
