"""From validated bodies to the drafts that verbs take."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from appeals.actions.closure_draft import ClosureDraft
from appeals.actions.drafts import CitationDraft, CounterpartyDraft, FactDraft, HoldDraft, SignalDraft, SuspensionDraft
from appeals.actions.people_draft import AccountDraft, MemberDraft, ProofDraft

if TYPE_CHECKING:
    from collections.abc import Mapping


def suspension_draft(body: Mapping[str, Any], *, body_sha256: str) -> SuspensionDraft:
    """A measure to record."""
    warned, disclosed, decided = body.get("warnings") or {}, body.get("disclosure") or {}, body["decided_by"] or {}
    return SuspensionDraft(
        external_id=body["external_id"],
        body_sha256=body_sha256,
        account=body["account"],
        origin=body["origin"],
        measure=body["measure"],
        removes=tuple(dict.fromkeys(body["removes"])),
        territory=tuple(dict.fromkeys(body.get("territory", ("*",)))),
        starts_at=body["starts_at"],
        ends_at=body["ends_at"],
        review_on=body["review_on"],
        already_applied_at=body["already_applied_at"],
        citations=tuple(_citation(one) for one in body["citations"]),
        prior_warnings=tuple(dict.fromkeys(warned.get("prior", ()))),
        no_warning_reason=warned.get("none_reason") or "",
        # Who says why nothing lighter came before has said why it goes further at once.
        ladder_reason=body["ladder_reason"] or warned.get("none_reason") or "",
        source=body["source"],
        source_reference=body["source_reference"],
        automated_detection=body["automated_detection"],
        automated_decision=body["automated_decision"],
        decided_by=decided.get("staff_id"),
        decided_at=decided.get("decided_at"),
        disclosure=disclosed.get("mode", "full"),
        disclosure_basis=disclosed.get("basis"),
        disclosure_review_on=disclosed.get("review_on"),
        notify=body["notify"],
        notice_proof=body["notice_proof"],
        holds=tuple(HoldDraft(**one) for one in body["holds"]),
        counterparties=tuple(CounterpartyDraft(**one) for one in body["counterparties"]),
        signals=tuple(SignalDraft(**one) for one in body["signals"]),
    )


def _citation(body: Mapping[str, Any]) -> CitationDraft:
    return CitationDraft(**{**body, "facts": tuple(_fact(one) for one in body["facts"])})


def _fact(body: Mapping[str, Any]) -> FactDraft:
    item = body["item"] or {}
    return FactDraft(
        occurred_on=body["occurred_on"],
        what=body["what"],
        item_kind=item.get("kind", ""),
        item_external_id=item.get("external_id", ""),
        item_label=item.get("label", ""),
    )


def closure_draft(body: Mapping[str, Any]) -> ClosureDraft:
    """A proposal to close an account."""
    asked = body["requested_by"] or {}
    return ClosureDraft(
        reasons=body["reasons"],
        language=body["language"],
        lighter_measures=tuple((one["measure"], one["why_not"]) for one in body["lighter_measures"]),
        money_plan=tuple((one["hold"], one["outcome"], one["by"]) for one in body["money_plan"]),
        requested_by=asked.get("staff_id"),
        requested_at=asked.get("decided_at"),
    )


def account_draft(body: Mapping[str, Any], *, body_sha256: str) -> AccountDraft:
    """An account as it is now."""
    return AccountDraft(
        **{
            **body,
            "regime_roles": tuple(dict.fromkeys(body["regime_roles"])),
            "proofs": tuple(ProofDraft(**one) for one in body["proofs"]),
            "members": tuple(MemberDraft(**one) for one in body["members"]),
        },
        body_sha256=body_sha256,
    )
