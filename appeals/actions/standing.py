"""Telling the platform when an account's standing changed, whatever measure or closure moved it."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from appeals.actions.transition import Entry, record
from appeals.models import Audience
from appeals.queries.standing import standing_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from accounts.actors import Actor
    from appeals.models import Suspension


@contextmanager
def standing_kept(case: Suspension, actor: Actor) -> Iterator[None]:
    """Append `account.standing_changed` to the case if what runs inside changed the account's standing or abilities."""
    before = standing_of(case.account)
    yield
    after = standing_of(case.account)
    if (before.standing, before.abilities) != (after.standing, after.abilities):
        body = {"before": before.standing, "standing": after.standing, "abilities": list(after.abilities)}
        record(case.pk, Entry("account.standing_changed", body, Audience.STAFF), actor)
