"""What a door would hand in to record a measure, and a look at everything a refusal must leave alone."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from accounts.instants import redress_now
from appeals.actions.drafts import CitationDraft, FactDraft, HoldDraft, SuspensionDraft
from appeals.models import Appeal, Clock, Closure, Decision, Effect, Event, Evidence, Hold, Notice, Review, Statement, Suspension
from notifications.models import Message
from tests.factories.trips import planned_once

WATCHED = (Suspension, Appeal, Closure, Hold, Effect, Evidence, Review, Decision, Statement, Clock, Event, Notice, Message)


ROWS = "SELECT '{}', array_agg(to_jsonb(one)::text ORDER BY one.id) FROM {} one"
SNAPSHOT = " UNION ALL ".join(ROWS.format(model.__name__, model._meta.db_table) for model in WATCHED)


def snapshot() -> dict[str, list[str] | None]:
    """Every row of a case, whole, to compare before and after a refusal: nothing changed, nothing was sent. One query."""
    return dict(planned_once(SNAPSHOT))


def fact_draft(**changes: Any) -> FactDraft:
    """A dated fact."""
    values: dict[str, Any] = {"occurred_on": date(2026, 11, 12), "what": "The two names are different."}
    return FactDraft(**(values | changes))


def citation_draft(**changes: Any) -> CitationDraft:
    """A citation of the section that `make_section` makes."""
    values = {"section": "false-identity", "explanation": "The profile must carry your own name.", "facts": (fact_draft(),)}
    return CitationDraft(**(values | changes))


def hold_draft(**changes: Any) -> HoldDraft:
    """Money in escrow, withheld for ten days."""
    values: dict[str, Any] = {
        "kind": "in_escrow",
        "amount": Decimal("340.00"),
        "currency": "USD",
        "reason": "Your client disputes this work.",
        "ends_at": redress_now() + timedelta(days=10),
    }
    return HoldDraft(**(values | changes))


def suspension_draft(account: str, decided_by: str | None, **changes: Any) -> SuspensionDraft:
    """A suspension of ten days, decided by a person, with one citation."""
    now = redress_now()
    values: dict[str, Any] = {
        "account": account,
        "measure": "temporary",
        "removes": ("propose", "visible"),
        "starts_at": now,
        "ends_at": now + timedelta(days=10),
        "citations": (citation_draft(),),
        "no_warning_reason": "First difference found.",
        "ladder_reason": "Names must match before money moves.",
        "decided_by": decided_by,
        "decided_at": now if decided_by else None,
    }
    return SuspensionDraft(**(values | changes))
