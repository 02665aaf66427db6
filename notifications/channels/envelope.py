"""What goes into a channel and what comes out of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from notifications.models import Verdict

EXCERPT_LENGTH = 300


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A message as it leaves: its places filled in, its secret in the clear, nothing of the database on it."""

    message_id: str
    thread: str
    recipient: str
    subject: str
    text: str
    html: str
    payload: Mapping[str, Any]
    written_at: datetime


@dataclass(frozen=True, slots=True)
class Reply:
    """What the other side answered."""

    verdict: Verdict
    code: int | None
    text: str

    def excerpt(self, recipient: str) -> str:
        """The start of the answer in one line, without the address, which mail servers like to repeat."""
        plain = self.text.replace(recipient, "<recipient>") if recipient else self.text
        return " ".join("".join(char if char.isprintable() else " " for char in plain).split())[:EXCERPT_LENGTH]
