"""Proceedings and legal holds of a visible case."""

from __future__ import annotations

from typing import TYPE_CHECKING

from appeals.errors import NotVisible
from appeals.models import Dispute, LegalHold

if TYPE_CHECKING:
    from appeals.models import Suspension


def find_dispute(case: Suspension, number: int) -> Dispute:
    """One proceeding of this case. Raises NotVisible."""
    found = Dispute.objects.filter(case=case, pk=number).first()
    if found is None:
        raise NotVisible
    return found


def find_legal_hold(case: Suspension, number: int) -> LegalHold:
    """One legal hold of this case. Raises NotVisible."""
    found = LegalHold.objects.filter(case=case, pk=number).first()
    if found is None:
        raise NotVisible
    return found
