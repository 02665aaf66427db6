"""Receipts: what we confirm to have received, with a number, and the letter that brings it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from appeals.actions.notices import tell
from appeals.models import Channel, Receipt

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from appeals.models import Appeal, Event, Evidence

# How an appeal reaches us when someone else writes it down.
RECORDED = frozenset({Channel.LETTER, Channel.EMAIL, Channel.PHONE, Channel.HELPDESK})


def files_of(evidence: Iterable[Evidence]) -> list[dict[str, str]]:
    """Files as a receipt and its letter name them; links have no fingerprint and are left out."""
    return [{"name": one.name, "sha256": one.sha256} for one in evidence if one.sha256]


def issue(appeal: Appeal, files: list[dict[str, str]], at: datetime, *, number: int | None = None) -> Receipt:
    """Write the next receipt of a locked appeal, or the one with a known number; it never changes."""
    number = number or Receipt.objects.filter(appeal=appeal).count() + 1
    return Receipt.objects.create(appeal=appeal, number=number, at=at, files=files, decide_by=appeal.decide_by)


def confirm(appeal: Appeal, event: Event, receipt: Receipt, *, received_at: datetime, addition: bool = False) -> None:
    """Send the letter of a receipt: of the appeal itself, or of an addition to it."""
    values: dict[str, Any] = {
        "reference": appeal.reference,
        "received_at": received_at,
        "decide_by": appeal.decide_by,
        "receipt": receipt.number,
        "files": receipt.files,
        "addition": addition,
        "recorded_for_you": not addition and appeal.channel in RECORDED,
    }
    tell(event, "appeal_received", values, about=appeal)
