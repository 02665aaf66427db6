"""The law's regimes as the staff read them: each with its newest version, what is unconfirmed, and what is proposed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from appeals.deadlines import unconfirmed, unfilled
from appeals.errors import NotVisible
from appeals.models import ProposalState, Regime, RegimeProposal

if TYPE_CHECKING:
    from collections.abc import Sequence


@dataclass(frozen=True, slots=True, kw_only=True)
class RegimeRow:
    """One regime: its newest version, how many of its values nobody confirmed or filled in, and the open proposal."""

    newest: Regime
    versions: int
    unconfirmed: int
    unfilled: int
    proposal: RegimeProposal | None


def regimes_now() -> list[RegimeRow]:
    """Every regime by key. Two queries."""
    proposals = {one.key: one for one in RegimeProposal.objects.filter(state=ProposalState.OPEN).select_related("proposed_by")}
    versions: dict[str, list[Regime]] = {}
    for regime in Regime.objects.order_by("key", "version"):
        versions.setdefault(regime.key, []).append(regime)
    return [_row(every, proposals.pop(key, None)) for key, every in versions.items()]


def first_proposals() -> list[RegimeProposal]:
    """Proposals of regimes that have no version yet. One query."""
    known = Regime.objects.values("key")
    return list(
        RegimeProposal.objects.filter(state=ProposalState.OPEN).exclude(key__in=known).select_related("proposed_by").order_by("key")
    )


def _row(versions: Sequence[Regime], proposal: RegimeProposal | None) -> RegimeRow:
    newest = versions[-1]
    return RegimeRow(
        newest=newest,
        versions=len(versions),
        unconfirmed=len(unconfirmed(newest.data)),
        unfilled=len(unfilled(newest.data)),
        proposal=proposal,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class RegimeVersion:
    """One version with the one before it, every version there is, and how proposals of this regime ended."""

    regime: Regime
    before: Regime | None
    versions: Sequence[Regime]
    proposals: Sequence[RegimeProposal]

    @property
    def open_proposal(self) -> RegimeProposal | None:
        """The proposal that waits for a second person, if there is one."""
        return next((one for one in self.proposals if one.state == ProposalState.OPEN), None)


def regime_version(key: str, number: int) -> RegimeVersion:
    """One version of a regime. Raises NotVisible. Two queries."""
    versions = list(Regime.objects.filter(key=key).order_by("-version"))
    found = next((one for one in versions if one.version == number), None)
    if found is None:
        raise NotVisible
    before = next((one for one in versions if one.version < number), None)
    people = RegimeProposal.objects.select_related("proposed_by", "settled_by")
    proposals = list(people.filter(key=key).order_by("-id")[:20])
    return RegimeVersion(regime=found, before=before, versions=versions, proposals=proposals)


def newest_regime(key: str) -> Regime | None:
    """The newest version of a regime, None where there is none. One query."""
    return Regime.objects.filter(key=key).order_by("-version").first()


def proposed_regime(key: str) -> RegimeProposal:
    """The proposed version that waits for a second person. Raises NotVisible. One query."""
    found = RegimeProposal.objects.filter(key=key, state=ProposalState.OPEN).select_related("proposed_by").first()
    if found is None:
        raise NotVisible
    return found
