"""A proposal to hold back the reasons of a measure."""

from datetime import timedelta
from typing import Any

from accounts.instants import redress_now
from accounts.models import Account, User
from appeals.actions.drafts import as_stored
from appeals.models import Withholding, new_public_id
from tests.factories.drafts import suspension_draft


def make_withholding(account: Account, proposed_by: User, **changes: Any) -> Withholding:
    """An open proposal of a measure of ten days."""
    draft = suspension_draft(account.external_id, proposed_by.staff_id)
    values: dict[str, Any] = {
        "draft": as_stored(draft),
        "disclosure": "deferred",
        "basis": "A court told us to wait.",
        "why": "The order of 3 March, file 12.",
        "review_on": redress_now() + timedelta(days=5),
    }
    return Withholding.objects.create(public_id=new_public_id("wth"), account=account, proposed_by=proposed_by, **(values | changes))
