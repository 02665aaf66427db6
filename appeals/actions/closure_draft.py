"""What a door hands to the proposal to close an account, and what it must say before a person reads it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from appeals.actions.wording import LONGEST_STATEMENT, outgoing
from appeals.deadlines import local_date
from appeals.errors import FieldError, Invalid
from appeals.models import Hold, HoldKind, HoldOutcome, Measure
from appeals.queries.rules import zone_of_case
from appeals.workflow import HoldState

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date, datetime

    from appeals.models import Suspension

WHY = "Say why. The person reads it."
PAID_OR_BY_LAW = frozenset({HoldOutcome.RELEASE, HoldOutcome.SURRENDER_BY_LAW})


@dataclass(frozen=True, slots=True, kw_only=True)
class ClosureDraft:
    """A proposal as API and console hand it in: lighter measures as (measure, why not), money as (hold, outcome, by)."""

    reasons: str
    lighter_measures: tuple[tuple[str, str], ...]
    money_plan: tuple[tuple[str, str, date], ...] = ()
    language: str = "en"
    requested_by: str | None = None
    requested_at: datetime | None = None


def check(draft: ClosureDraft, case: Suspension, *, now: datetime) -> None:
    """Check a draft against every rule. Raises Invalid with all errors, each naming its field."""
    errors = [*_said("reasons", draft.reasons, draft.language), *_lighter(draft), *_money(draft, case, now)]
    if draft.requested_at is not None and draft.requested_at > now:
        errors.append(FieldError("requested_by.decided_at", "in_the_future", "This moment has not come yet."))
    if errors:
        raise Invalid(errors)


def check_reasons(text: str, field: str, *, at_least: int = 1, language: str = "en") -> None:
    """Raise Invalid for a reason that is missing, shorter than `at_least` characters, or not fit to be read."""
    errors = list(_said(field, text, language))
    if not errors and len(text.strip()) < at_least:
        errors.append(FieldError(field, "too_short", f"Give your reasons in at least {at_least} characters."))
    if errors:
        raise Invalid(errors)


def lighter_as_stored(draft: ClosureDraft) -> list[dict[str, str]]:
    """The lighter measures as the closure keeps them."""
    return [{"measure": measure, "why_not": why_not} for measure, why_not in draft.lighter_measures]


def money_as_stored(draft: ClosureDraft) -> list[dict[str, str]]:
    """The plan for the held money as the closure keeps it."""
    return [{"hold": hold, "outcome": outcome, "by": by.isoformat()} for hold, outcome, by in draft.money_plan]


def _said(field: str, text: str, language: str) -> Iterator[FieldError]:
    return outgoing(field, text.strip(), language=language, longest=LONGEST_STATEMENT, required=WHY)


def _lighter(draft: ClosureDraft) -> Iterator[FieldError]:
    if not draft.lighter_measures:
        yield FieldError("lighter_measures", "required", "Name at least one lighter measure and say why it is not enough.")
    for place, (measure, why_not) in enumerate(draft.lighter_measures):
        if measure not in Measure.values:
            yield FieldError(f"lighter_measures[{place}].measure", "unknown", "There is no such measure.")
        yield from _said(f"lighter_measures[{place}].why_not", why_not, draft.language)


def _money(draft: ClosureDraft, case: Suspension, now: datetime) -> Iterator[FieldError]:
    held = {hold.public_id: hold for hold in Hold.objects.filter(case=case, state=HoldState.HELD).order_by("id")}
    named = Counter(hold for hold, _, _ in draft.money_plan)
    today = local_date(now, zone_of_case(case))
    for place, (public_id, outcome, by) in enumerate(draft.money_plan):
        field = f"money_plan[{place}]"
        hold = held.get(public_id)
        if hold is None or named[public_id] > 1:
            text = "Name each hold once." if hold else "This case has no such open hold."
            yield FieldError(f"{field}.hold", "twice" if hold else "unknown", text)
        elif outcome not in HoldOutcome.values:
            yield FieldError(f"{field}.outcome", "unknown", "Say how the hold ends.")
        elif hold.kind == HoldKind.APPROVED_WORK and outcome not in PAID_OR_BY_LAW:
            yield FieldError(f"{field}.outcome", "approved_work", "Money for approved work is paid, or handed over by law.")
        if by < today:
            yield FieldError(f"{field}.by", "in_the_past", "This day is over.")
    missing = [public_id for public_id in held if public_id not in named]
    if missing:
        yield FieldError("money_plan", "required", f"Say what happens to the held money: {', '.join(missing)}.")
