"""What an account may still do: computed from the measures in force, so that lifting one never lifts another."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from appeals.models import ABILITIES, Effect, Measure, Suspension
from appeals.workflow import EffectState, SuspensionState

if TYPE_CHECKING:
    from datetime import datetime

    from accounts.models import Account


@dataclass(frozen=True, slots=True)
class Standing:
    """One account at this moment."""

    standing: str
    since: datetime | None
    abilities: tuple[str, ...]
    in_force: tuple[Suspension, ...]


def standing_of(account: Account) -> Standing:
    """The account's standing (`good|limited|suspended|closed`) and abilities, in one query."""
    measures = tuple(
        Suspension.objects.filter(account=account, state__in=[SuspensionState.IN_FORCE, SuspensionState.CLOSED]).order_by("starts_at", "id")
    )
    closed = [one for one in measures if one.state == SuspensionState.CLOSED]
    biting = [one for one in measures if one.state == SuspensionState.IN_FORCE and one.measure != Measure.WARNING]
    if closed:
        word, since = "closed", closed[0].ended_at
    elif any(one.measure in {Measure.TEMPORARY, Measure.INDEFINITE} for one in biting):
        word = "suspended"
        since = min(one.starts_at for one in biting if one.measure != Measure.LIMITATION)
    elif biting:
        word, since = "limited", min(one.starts_at for one in biting)
    else:
        word, since = "good", None
    return Standing(word, since, remaining_abilities(measures), measures)


def effects_waiting(account: Account) -> int:
    """How many things the platform was asked to do for this account and has not reported yet."""
    return Effect.objects.filter(case__account=account, state__in=[EffectState.REQUESTED, EffectState.OVERDUE]).count()


def remaining_abilities(measures: tuple[Suspension, ...]) -> tuple[str, ...]:
    """What no measure in force removes; a closed account may still sign in to read and take out its money."""
    if any(one.state == SuspensionState.CLOSED for one in measures):
        kept = {"sign_in", "read", "withdraw", "receive_payment"}
        return tuple(ability for ability in ABILITIES if ability in kept)
    removed = {ability for one in measures for ability in one.removes}
    return tuple(ability for ability in ABILITIES if ability not in removed)
