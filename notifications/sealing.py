"""Short secrets, encrypted while they wait in the outbox."""

from __future__ import annotations

from base64 import urlsafe_b64encode
from functools import lru_cache

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

# Binds the derived key to this one use: no other use of SECRET_KEY opens a sealed payload.
_PURPOSE = b"redress outbox sealed payload v1"


class SealBrokenError(ValueError):
    """A sealed text that no key of this installation opens."""


def seal(secret: str) -> str:
    """The secret encrypted under a key derived from SECRET_KEY; ASCII text, different at every call."""
    return _box().encrypt(secret.encode()).decode("ascii")


def unseal(sealed: str) -> str:
    """What `seal` was given; keys in SECRET_KEY_FALLBACKS open too. Raises SealBrokenError otherwise."""
    try:
        return _box().decrypt(sealed.encode()).decode()
    except InvalidToken as error:
        message = "No key of this installation opens this sealed text."
        raise SealBrokenError(message) from error


def _box() -> MultiFernet:
    return MultiFernet([_lock(key) for key in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)])


@lru_cache(maxsize=8)
def _lock(secret_key: str) -> Fernet:
    derived = HKDF(algorithm=SHA256(), length=32, salt=None, info=_PURPOSE).derive(secret_key.encode())
    return Fernet(urlsafe_b64encode(derived))
