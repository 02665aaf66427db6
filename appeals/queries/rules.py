"""The law and the local days of a case: its pinned regimes merged, its person's zone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings

from appeals.authority.law import pinned_regimes, rules_of, zone_of_case
from appeals.deadlines import is_active, select, unconfirmed
from appeals.models import Regime

if TYPE_CHECKING:
    from datetime import date

    from accounts.models import Account
    from appeals.models import Suspension

__all__ = ["contact_for", "limit_is_confirmed", "regimes_for", "rules_of", "zone_of_case"]


def limit_is_confirmed(case: Suspension) -> bool:
    """Whether a person has confirmed every value behind the law's limit for decisions in this case."""
    laws = (regime for regime in pinned_regimes(case) if regime.key != "baseline")
    return not any("decide_by" in unconfirmed(regime.data) for regime in laws)


def contact_for(case: Suspension) -> str | None:
    """Whom the person can talk to about a decision, where the case's law asks for a name; None where it does not, or none is set."""
    return (settings.CONTACT_PERSON or None) if rules_of(case).contact_person else None


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
