"""How often the password of one name may be tried: five times in fifteen minutes, whether or not anybody has that name."""

from __future__ import annotations

import hashlib
from datetime import timedelta
from typing import TYPE_CHECKING

from accounts.models import SignInFailure

if TYPE_CHECKING:
    from datetime import datetime

TRIES = 5
WAIT = timedelta(minutes=15)
LONGEST_NAME = 150


def take_try(name: str, *, now: datetime) -> bool:
    """Take one of the tries of this name; False where none is left for now.

    The try is written before the password is looked at, so that many requests at once do not get more tries. A refused
    one is taken away again: asking too early does not make the wait longer.
    """
    SignInFailure.objects.filter(at__lt=now - WAIT).delete()
    row = SignInFailure.objects.create(name_sha256=_hash(name), at=now)
    if SignInFailure.objects.filter(name_sha256=row.name_sha256, at__gt=now - WAIT).count() <= TRIES:
        return True
    row.delete()
    return False


def forget_tries(name: str) -> None:
    """The password was right: the name has all its tries again."""
    SignInFailure.objects.filter(name_sha256=_hash(name)).delete()


def _hash(name: str) -> str:
    return hashlib.sha256(name.strip().casefold().encode()).hexdigest()
