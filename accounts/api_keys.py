"""API keys for machines: shown once, stored hashed, scoped, expiring, revocable at once."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from django.utils.crypto import constant_time_compare

from accounts.instants import RedressNow
from accounts.models import ApiKey

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

SCOPES = frozenset(
    {
        "accounts:read",
        "accounts:write",
        "suspensions:read",
        "suspensions:write",
        "appeals:read",
        "appeals:content",
        "appeals:file",
        "effects:write",
        "closures:read",
        "closures:write",
        "sections:read",
        "notices:write",
        "events:read",
        "webhooks:write",
        "exports:read",
    }
)
SEEN_EVERY = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class NewKey:
    """A fresh key and its secret, which is shown this one time."""

    row: ApiKey
    secret: str


def create_key(name: str, scopes: Iterable[str], *, expires_at: datetime | None = None) -> NewKey:
    """Make a key with these scopes. Raises ValueError for a scope that does not exist."""
    wanted = sorted(set(scopes))
    unknown = [scope for scope in wanted if scope not in SCOPES]
    if unknown or not wanted:
        message = f"Unknown scopes: {', '.join(unknown) or 'none given'}. Known: {', '.join(sorted(SCOPES))}."
        raise ValueError(message)
    prefix = secrets.token_hex(4)
    secret = f"rdk_{prefix}_{secrets.token_urlsafe(32)}"
    row = ApiKey.objects.create(name=name, prefix=prefix, secret_sha256=_hash(secret), scopes=wanted, expires_at=expires_at)
    return NewKey(row, secret)


def key_of(secret: str) -> ApiKey | None:
    """The live key that this secret belongs to; None for anything else. One query; notes the use once a minute."""
    parts = secret.split("_", 2)
    if len(parts) != 3 or parts[0] != "rdk":
        return None
    row = ApiKey.objects.filter(prefix=parts[1], revoked_at=None).annotate(asked_at=RedressNow()).first()
    if row is None or not constant_time_compare(row.secret_sha256, _hash(secret)):
        return None
    now: datetime = row.asked_at
    if row.expires_at is not None and row.expires_at <= now:
        return None
    if row.last_used_at is None or now - row.last_used_at > SEEN_EVERY:
        ApiKey.objects.filter(pk=row.pk).update(last_used_at=now)
    return row


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
