"""The numbers people read: `SUS-7K3M-92QX` and the short ids of parts."""

from __future__ import annotations

import re
import secrets
import unicodedata
from typing import Literal

CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
PATTERN = re.compile(r"^(SUS|APL|CLO)-[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}$")
Prefix = Literal["SUS", "APL", "CLO"]
Part = Literal["hld", "evd", "irq", "dec", "eff", "ntc", "evt", "wth", "msg"]


def new_reference(prefix: Prefix) -> str:
    """A fresh public reference with 40 random bits. It can collide: draw again on a clash."""
    drawn = "".join(secrets.choice(CROCKFORD) for _ in range(8))
    return f"{prefix}-{drawn[:4]}-{drawn[4:]}"


def new_public_id(part: Part) -> str:
    """A fresh short id of a part of a case, with 80 random bits."""
    return f"{part}_" + "".join(secrets.choice(CROCKFORD) for _ in range(16)).lower()


def read_reference(typed: str) -> str | None:
    """The reference a person typed or pasted, in its one form; None where it cannot be one.

    Case, spaces, dashes, punctuation and invisible marks do not matter; O is read as 0, I and L as 1.
    """
    plain = unicodedata.normalize("NFKC", typed).upper()
    bare = "".join(char for char in plain if char == "@" or unicodedata.category(char)[0] not in "CPZ")
    drawn = bare[3:].translate(str.maketrans("OIL", "011"))
    candidate = f"{bare[:3]}-{drawn[:4]}-{drawn[4:]}"
    return candidate if PATTERN.match(candidate) else None
