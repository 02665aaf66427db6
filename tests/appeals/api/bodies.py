"""Whole bodies as the marketplace sends them; a test changes what it is about."""

from datetime import datetime, timedelta
from typing import Any

from accounts.instants import redress_now


def text(at: datetime | None) -> str:
    assert at is not None
    return f"{at:%Y-%m-%dT%H:%M:%SZ}"


def account_body(**changes: Any) -> dict[str, Any]:
    return {
        "kind": "agency",
        "display_name": "Sample Person",
        "email": "person@example.org",
        "email_changed_at": None,
        "previous_email": None,
        "language": "es",
        "time_zone": "America/Bogota",
        "country": "CO",
        "subdivision": None,
        "regime_roles": ["worker", "business_user"],
        "registered_on": "2019-06-04",
        "proofs": [{"kind": "identity_video", "passed_on": "2019-05-02", "expires_on": None}],
        "members": [
            {
                "external_id": "u_51",
                "display_name": "Second Person",
                "email": "second@example.org",
                "language": "en",
                "role": "owner",
                "may_appeal": True,
            }
        ],
    } | changes


def suspension_body(**changes: Any) -> dict[str, Any]:
    now = redress_now()
    day = f"{now - timedelta(days=8):%Y-%m-%d}"
    return {
        "external_id": "enf-2026-118734",
        "account": "u_48213",
        "origin": "live",
        "measure": "temporary",
        "removes": ["message_new", "propose", "new_contract", "visible"],
        "already_applied_at": text(now),
        "starts_at": text(now),
        "ends_at": text(now + timedelta(days=30)),
        "review_on": None,
        "territory": ["*"],
        "citations": [citation_body(day)],
        "warnings": {"prior": [], "none_reason": "First difference found; identity had to be asked at once."},
        "ladder_reason": "The name decides who is paid.",
        "source": "own_initiative",
        "source_reference": None,
        "automated_detection": True,
        "automated_decision": "partial",
        "decided_by": {"staff_id": "00u1abc", "decided_at": text(now)},
        "disclosure": {"mode": "full", "basis": None, "review_on": None},
        "notify": "redress",
        "notice_proof": None,
        "holds": [hold_body(now)],
        "counterparties": [{"external_id": "c_9912", "contract": "k_55", "contract_ends_on": "2026-12-01"}],
        "signals": [{"detector": "CANARY-R-118", "version": "3", "score": "0.93", "detail": {"pair": "CANARY-doc"}}],
    } | changes


def citation_body(day: str, **changes: Any) -> dict[str, Any]:
    return {
        "section": "false-identity",
        "version": None,
        "ground": "terms",
        "legal_ground": None,
        "explanation": "The profile must carry your own name.",
        "language": "en",
        "facts": [
            {
                "occurred_on": day,
                "what": "The name on your ID card and on your profile are different.",
                "item": {"kind": "document", "external_id": "doc_991", "label": "ID card sent on 12 November"},
            }
        ],
        "public_facts": "A document and a profile carried different names; a reviewer compared them.",
    } | changes


def hold_body(now: datetime, **changes: Any) -> dict[str, Any]:
    return {
        "external_id": "hold_77",
        "kind": "in_escrow",
        "amount": "340.00",
        "currency": "USD",
        "reason": "Your client disputes this work.",
        "basis": "Terms 8.3",
        "ends_at": text(now + timedelta(days=20)),
        "review_on": None,
    } | changes


def closure_body(suspension: str, **changes: Any) -> dict[str, Any]:
    return {
        "suspension": suspension,
        "reasons": "Third confirmed break of the same rule in a year.",
        "language": "en",
        "lighter_measures": [{"measure": "temporary", "why_not": "Used twice, in February and in June."}],
        "money_plan": [],
        "requested_by": {"staff_id": "00u1abc", "decided_at": text(redress_now())},
    } | changes
