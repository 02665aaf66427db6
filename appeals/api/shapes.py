"""The answers, as typed functions from rows to JSON values: the published shapes, and nothing of the staff side."""

from __future__ import annotations

from datetime import UTC
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from appeals.templatetags.looks import status_word

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from accounts.models import Account
    from appeals.models import Effect, Hold, SectionVersion, Suspension
    from appeals.queries.standing import Standing

NO_DECIMALS = frozenset({"BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW", "PYG", "RWF", "UGX", "UYI", "VND", "VUV", "XAF", "XOF", "XPF"})
THREE_DECIMALS = frozenset({"BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"})


def instant(at: datetime | None) -> str | None:
    """`YYYY-MM-DDTHH:MM:SSZ`."""
    return None if at is None else at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def amount(value: Decimal, currency: str) -> str:
    """Money with the currency's decimals."""
    places = 0 if currency in NO_DECIMALS else 3 if currency in THREE_DECIMALS else 2
    return str(value.quantize(Decimal(1).scaleb(-places)))


def account_shape(account: Account, standing: Standing) -> dict[str, Any]:
    """An account with its standing and what it may still do."""
    return {
        "external_id": account.external_id,
        "kind": account.kind,
        "display_name": account.display_name,
        "email": account.email,
        "email_changed_at": instant(account.email_changed_at),
        "previous_email": account.previous_email,
        "language": account.language,
        "time_zone": account.time_zone,
        "country": account.country,
        "subdivision": account.subdivision,
        "regime_roles": account.regime_roles,
        "registered_on": account.registered_on and account.registered_on.isoformat(),
        "proofs": [
            {
                "kind": one.kind,
                "passed_on": one.passed_on.isoformat(),
                "expires_on": one.expires_on and one.expires_on.isoformat(),
            }
            for one in account.proofs.all()
        ],
        "members": [
            {
                "external_id": one.external_id,
                "display_name": one.display_name,
                "email": one.email,
                "language": one.language,
                "role": one.role,
                "may_appeal": one.may_appeal,
            }
            for one in account.members.all()
            if one.left_at is None
        ],
        "standing": standing.standing,
        "standing_since": instant(standing.since),
        "abilities": list(standing.abilities),
        "in_force": [one.reference for one in standing.in_force],
        "effects_waiting": standing.effects_waiting,
        "updated_at": instant(account.updated_at),
    }


def section_shape(version: SectionVersion) -> dict[str, Any]:
    """A section with one version's words."""
    return {
        "key": version.section.key,
        "safety": version.section.safety,
        "version": version.number,
        "in_force_from": version.in_force_from.isoformat(),
        "title": version.title,
        "text": version.text,
        "plain_meaning": version.plain_meaning,
        "allowed": version.allowed,
        "evidence_helps": version.evidence_helps,
        "ladder": version.ladder,
        "dsa_category": version.dsa_category,
        "dsa_keywords": version.dsa_keywords,
    }


def hold_shape(hold: Hold) -> dict[str, Any]:
    """A hold."""
    return {
        "id": hold.public_id,
        "external_id": hold.external_id,
        "kind": hold.kind,
        "amount": amount(hold.amount, hold.currency),
        "currency": hold.currency,
        "state": hold.state,
        "ends_at": instant(hold.ends_at),
        "review_on": instant(hold.review_on),
        "outcome": hold.outcome,
    }


def effect_shape(effect: Effect) -> dict[str, Any]:
    """An effect."""
    return {
        "id": effect.public_id,
        "kind": effect.kind,
        "state": effect.state,
        "due_at": instant(effect.due_at),
        "confirmed_at": instant(effect.confirmed_at),
    }


def suspension_row(case: Suspension) -> dict[str, Any]:
    """A measure as lists give it."""
    return {
        "reference": case.reference,
        "external_id": case.external_id,
        "account": case.account.external_id,
        "origin": case.origin,
        "measure": case.measure,
        "removes": case.removes,
        "state": case.state,
        "status": case.status,
        "status_display": status_word(case.status),
        "confirmed_at": instant(case.confirmed_at),
        "starts_at": instant(case.starts_at),
        "ends_at": instant(case.ends_at),
        "proposed_ends_at": instant(case.proposed_ends_at),
        "review_on": instant(case.review_on),
        "territory": case.territory,
        "automated_detection": case.automated_detection,
        "automated_decision": case.automated_decision,
        "source": case.source,
        "source_reference": case.source_reference,
        "version": case.version,
        "created_at": instant(case.created_at),
        "updated_at": instant(case.updated_at),
    }


def references(rows: Iterable[Any]) -> list[str]:
    """The public references of some rows."""
    return [row.reference for row in rows]
