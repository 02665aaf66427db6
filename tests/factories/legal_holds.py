"""A legal hold as one person places it."""

from datetime import timedelta

from accounts.instants import redress_now
from accounts.models import User
from appeals.models import LegalHold, Suspension


def make_legal_hold(case: Suspension, by: User) -> LegalHold:
    """A legal hold of one person, in its first 72 hours."""
    now = redress_now()
    return LegalHold.objects.create(case=case, reason="A court asked for it.", placed_by=by, placed_at=now, until=now + timedelta(hours=72))
