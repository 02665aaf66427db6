"""The law and the local days of a case: its pinned regimes merged, its person's zone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Prefetch, prefetch_related_objects

from appeals.deadlines import merge, zone_of
from appeals.models import RegimePin

if TYPE_CHECKING:
    from datetime import tzinfo

    from appeals.deadlines import RegimeRules
    from appeals.models import Regime, Suspension


def pinned_regimes(case: Suspension) -> list[Regime]:
    """The regime versions that were in force when the measure was decided. One query, once for each instance of the case."""
    prefetch_related_objects([case], Prefetch("regime_pins", RegimePin.objects.select_related("regime")))
    return sorted((pin.regime for pin in case.regime_pins.all()), key=lambda regime: regime.key)


def rules_of(case: Suspension) -> RegimeRules:
    """The merged rules of the regimes pinned to this case: later edits of a regime do not touch it."""
    return merged(case, pinned_regimes(case))


def merged(case: Suspension, regimes: list[Regime]) -> RegimeRules:
    """What these regimes say together for the person of this case."""
    account = case.account
    return merge([regime.data for regime in regimes], country=account.country, subdivision=account.subdivision)


def zone_of_case(case: Suspension) -> tzinfo:
    """The zone in which the person's days end; UTC-12 where it is not known."""
    return zone_of(case.account.time_zone)
