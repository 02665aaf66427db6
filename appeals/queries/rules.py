"""The law and the local days of a case: its pinned regimes merged, its person's zone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings

from appeals.deadlines import is_active, merge, select, zone_of
from appeals.models import Regime

if TYPE_CHECKING:
    from datetime import date, tzinfo

    from accounts.models import Account
    from appeals.deadlines import RegimeRules
    from appeals.models import Suspension


def regimes_for(account: Account, *, measure: str, on: date) -> list[Regime]:
    """The active regime versions that bind a measure decided on that day; an unknown country takes them all."""
    known = {(regime.key, regime.version): regime for regime in Regime.objects.filter(active=True)}
    chosen = select(
        [regime.data for regime in known.values() if is_active(regime.data, on)],
        country=account.country,
        subdivision=account.subdivision,
        roles=account.regime_roles,
        size=settings.PLATFORM_SIZE,
        measure=measure,
        on=on,
    )
    return [known[str(data["key"]), int(str(data["version"]))] for data in chosen]


def rules_of(case: Suspension) -> RegimeRules:
    """The merged rules of the regimes pinned to this case: later edits of a regime do not touch it. One query."""
    pinned = Regime.objects.filter(pk__in=case.regime_pins.values("regime_id")).order_by("key")
    account = case.account
    return merge([regime.data for regime in pinned], country=account.country, subdivision=account.subdivision)


def zone_of_case(case: Suspension) -> tzinfo:
    """The zone in which the person's days end; UTC−12 where it is not known."""
    return zone_of(case.account.time_zone)
