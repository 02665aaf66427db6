"""What a door hands to the recording of a measure: plain values, already of the right type, not yet checked."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder


@dataclass(frozen=True, slots=True, kw_only=True)
class FactDraft:
    """What was found on which day."""

    occurred_on: date
    what: str
    item_kind: str = ""
    item_external_id: str = ""
    item_label: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CitationDraft:
    """A section that the measure is based on; without a version, the one in force on the first fact's day."""

    section: str
    explanation: str
    facts: tuple[FactDraft, ...]
    version: int | None = None
    ground: str = "terms"
    legal_ground: str | None = None
    language: str = "en"
    public_facts: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class HoldDraft:
    """Money to withhold; exactly one of `ends_at` and `review_on`."""

    kind: str
    amount: Decimal
    currency: str
    reason: str
    external_id: str | None = None
    basis: str = ""
    ends_at: datetime | None = None
    review_on: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CounterpartyDraft:
    """Someone with an open contract."""

    external_id: str
    contract: str = ""
    contract_ends_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SignalDraft:
    """Internal detection detail; never leaves the staff side."""

    detector: str
    version: str = ""
    score: str = ""
    detail: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class SuspensionDraft:
    """A measure to record, as API and console hand it in. Instants are aware UTC."""

    account: str
    measure: str
    starts_at: datetime
    citations: tuple[CitationDraft, ...]
    external_id: str | None = None
    body_sha256: str = ""
    origin: str = "live"
    removes: tuple[str, ...] = ()
    territory: tuple[str, ...] = ("*",)
    ends_at: datetime | None = None
    review_on: datetime | None = None
    already_applied_at: datetime | None = None
    prior_warnings: tuple[str, ...] = ()
    no_warning_reason: str = ""
    ladder_reason: str = ""
    source: str = "own_initiative"
    source_reference: str | None = None
    automated_detection: bool = False
    automated_decision: str = "none"
    decided_by: str | None = None
    decided_at: datetime | None = None
    disclosure: str = "full"
    disclosure_basis: str | None = None
    disclosure_review_on: datetime | None = None
    notify: str = "redress"
    notice_proof: dict[str, Any] | None = None
    holds: tuple[HoldDraft, ...] = ()
    counterparties: tuple[CounterpartyDraft, ...] = ()
    signals: tuple[SignalDraft, ...] = ()


def as_stored(draft: SuspensionDraft) -> dict[str, Any]:
    """The draft as plain values, to be kept until somebody answers: instants and days in ISO 8601."""
    stored: dict[str, Any] = json.loads(json.dumps(asdict(draft), cls=DjangoJSONEncoder))
    return stored


def from_stored(values: dict[str, Any]) -> SuspensionDraft:
    """The draft that `as_stored` wrote."""
    return SuspensionDraft(
        **values
        | {
            **{name: _instant(values[name]) for name in ("starts_at", "ends_at", "review_on", "already_applied_at", "decided_at")},
            "disclosure_review_on": _instant(values["disclosure_review_on"]),
            **{name: tuple(values[name]) for name in ("removes", "territory", "prior_warnings")},
            "citations": tuple(_citation(one) for one in values["citations"]),
            "holds": tuple(_hold(one) for one in values["holds"]),
            "counterparties": tuple(
                CounterpartyDraft(**one | {"contract_ends_on": _day(one["contract_ends_on"])}) for one in values["counterparties"]
            ),
            "signals": tuple(SignalDraft(**one) for one in values["signals"]),
        }
    )


def _citation(values: dict[str, Any]) -> CitationDraft:
    facts = tuple(FactDraft(**one | {"occurred_on": _day(one["occurred_on"])}) for one in values["facts"])
    return CitationDraft(**values | {"facts": facts})


def _hold(values: dict[str, Any]) -> HoldDraft:
    instants = {name: _instant(values[name]) for name in ("ends_at", "review_on")}
    return HoldDraft(**values | instants | {"amount": Decimal(values["amount"])})


def _instant(written: str | None) -> datetime | None:
    return None if written is None else datetime.fromisoformat(written)


def _day(written: str | None) -> date | None:
    return None if written is None else date.fromisoformat(written)
