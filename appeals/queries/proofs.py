"""What an account has proved already, so that nobody asks for it again before it runs out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from accounts.models import Proof

if TYPE_CHECKING:
    from datetime import date

    from accounts.models import Account


@dataclass(frozen=True, slots=True)
class Proved:
    """One thing that was proved: what, when, until when, in which document; `is_over` where its day has passed."""

    kind: str
    passed_on: date
    expires_on: date | None
    source: str
    is_over: bool


def proofs_of(account: Account, *, today: date) -> list[Proved]:
    """What this account proved and what was not taken back, what holds first, then the newest first. One query."""
    kept = Proof.objects.filter(account=account, taken_back_at=None).order_by("-passed_on", "-id")
    rows = [
        Proved(one.kind, one.passed_on, one.expires_on, one.source, one.expires_on is not None and one.expires_on < today) for one in kept
    ]
    return sorted(rows, key=lambda one: one.is_over)
