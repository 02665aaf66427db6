"""Issuing the statement of reasons, and the letter that brings it."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import Prefetch, prefetch_related_objects

from appeals.actions.notices import tell
from appeals.actions.transition import Entry, record
from appeals.deadlines import answer_by, decide_by, is_short, last_day_to_appeal
from appeals.letters import Amount
from appeals.models import Citation, Measure, Statement
from appeals.models.money import in_currency
from appeals.queries.rules import rules_of, zone_of_case
from appeals.queries.standing import remaining_abilities

if TYPE_CHECKING:
    from collections.abc import Sequence

    from accounts.actors import Actor
    from appeals.models import Closure, Event, Hold, Notice, Suspension


def issue(case: Suspension, actor: Actor, *, closure: Closure | None = None) -> Statement:
    """Issue the next version of the statement of reasons, with everything the person reads as it stands now.

    The content follows the Digital Services Act, Article 17(3): measure, territory and duration, facts, automation,
    ground and explanation, redress. The row never changes afterwards.
    """
    content = content_of(case, closure=closure)
    text = json.dumps(content, cls=DjangoJSONEncoder, sort_keys=True, ensure_ascii=False)
    statement = Statement.objects.create(
        suspension=case,
        closure=closure,
        number=Statement.objects.filter(suspension=case).count() + 1,
        language=case.account.language,
        measure="closure" if closure else case.measure,
        content=json.loads(text),
        sha256=hashlib.sha256(text.encode()).hexdigest(),
    )
    record(case.pk, Entry("statement.issued", {"version": statement.number, "sha256": statement.sha256}), actor)
    return statement


def content_of(case: Suspension, *, closure: Closure | None = None) -> dict[str, Any]:
    """What a statement says, as plain values: the source for page, letter, API and export alike."""
    content: dict[str, Any] = {
        "measure": "closure" if closure else case.measure,
        "removes": list(case.removes),
        "starts_at": case.starts_at,
        "ends_at": case.ends_at,
        "review_on": case.review_on,
        "counts_until": case.counts_until,
        "territory": list(case.territory),
        "source": case.source,
        "automated_detection": case.automated_detection,
        "automated_decision": case.automated_decision,
        "disclosure": "full",
        "redress": _routes(case),
        "citations": [_citation(row) for row in _cited(case)],
        "prior_warnings": [{"reference": one.reference, "on": one.starts_at.date()} for one in _warned(case)],
        "no_warning_reason": case.no_warning_reason,
        "holds": [_hold(hold) for hold in case.holds.order_by("id")],
    }
    if closure is not None:
        content["reasons"] = closure.reasons
        content["lighter_measures"] = closure.lighter_measures
        content["money_plan"] = closure.money_plan
    return content


def _routes(case: Suspension) -> list[str]:
    """Where the person can turn: to us once more, and wherever the case's law says."""
    return sorted({"second_review", *(way.kind for way in rules_of(case).redress)})


def _cited(case: Suspension) -> list[Citation]:
    """The citations with their sections and facts: read once for the statement and its letter, since they never change."""
    rows = Citation.objects.select_related("section_version__section").prefetch_related("facts")
    prefetch_related_objects([case], Prefetch("citations", rows))
    return list(case.citations.all())


def _warned(case: Suspension) -> list[Suspension]:
    """The warnings before the measure, the oldest first: read once, as the citations are."""
    prefetch_related_objects([case], "prior_warnings")
    return sorted(case.prior_warnings.all(), key=lambda one: one.starts_at)


def _citation(row: Any) -> dict[str, Any]:
    version = row.section_version
    return {
        "section": version.section.key,
        "version": version.number,
        "title": version.title,
        "ground": row.ground,
        "legal_ground": row.legal_ground,
        "explanation": row.explanation,
        "facts": [{"occurred_on": fact.occurred_on, "what": fact.what, "item": fact.item_label} for fact in row.facts.all()],
    }


def _hold(hold: Hold) -> dict[str, Any]:
    return {
        "id": hold.public_id,
        "kind": hold.kind,
        "amount": in_currency(hold.amount, hold.currency),
        "currency": hold.currency,
        "reason": hold.reason,
        "ends_at": hold.ends_at,
        "review_on": hold.review_on,
    }


def tell_of_measure(case: Suspension, event: Event, placed: Sequence[Hold]) -> list[Notice]:
    """Send the letter of a measure that has just started, with both dates counted as if it arrived today.

    A later delivery moves the dates later, never earlier. Where the platform tells, only the inbox copy is written.
    """
    kind = "warning_issued" if case.measure == Measure.WARNING else "suspension_notice"
    dates = dates_if_delivered(case, event.occurred_at)
    values: dict[str, Any] = {**dates, **reasons_for_letter(case), "starts_at": case.starts_at}
    if kind == "warning_issued":
        values["counts_until"] = case.counts_until
    else:
        values |= {
            "measure": case.measure,
            "ends_at": case.ends_at,
            "review_on": case.review_on,
            "removes": case.removes,
            "remains": list(remaining_abilities((case,))),
            "countries": None if case.territory == ["*"] else ", ".join(case.territory),
            "holds": [letter_hold(hold) for hold in placed],
        }
    return tell(event, kind, values, about=case, by=dates.get("answer_by"), mail=case.notify == "redress")


def dates_if_delivered(case: Suspension, delivered: Any) -> dict[str, Any]:
    """The dates of a measure whose notice is delivered at that instant; `decide_by` for an answer on its last day."""
    zone, rules = zone_of_case(case), rules_of(case)
    short = is_short(case.starts_at, case.ends_at)
    answer = answer_by(delivered, ends_at=case.ends_at, zone=zone, rules=rules, starts_at=case.starts_at)
    return {
        "answer_by": answer,
        "decide_by": decide_by(answer or delivered, ends_at=case.ends_at, zone=zone, rules=rules, under_seven_days=short),
        "last_day_to_appeal": last_day_to_appeal(delivered, zone=zone, rules=rules),
    }


def reasons_for_letter(case: Suspension) -> dict[str, Any]:
    """The reasons of a measure as letters take them."""
    return {
        "citations": citations_for_letter(case),
        "disclosure": "full",
        "source": case.source,
        "automated_detection": case.automated_detection,
        "automated_decision": case.automated_decision,
        "prior_warnings": [{"day": one.starts_at.date(), "title": _first_title(one)} for one in _warned(case)],
        "no_warning_reason": case.no_warning_reason,
        "routes": _routes(case),
    }


def citations_for_letter(case: Suspension) -> list[dict[str, Any]]:
    """The cited sections with their facts as letters take them."""
    return [
        {
            "title": row.section_version.title,
            "version": row.section_version.number,
            "explanation": row.explanation,
            "facts": [{"day": fact.occurred_on, "what": fact.what} for fact in row.facts.all()],
        }
        for row in _cited(case)
    ]


def letter_hold(hold: Hold) -> dict[str, Any]:
    """A hold as letters take it."""
    return {
        "amount": Amount(hold.amount, hold.currency),
        "kind": hold.kind,
        "reason": hold.reason,
        "ends_at": hold.ends_at,
        "review_on": hold.review_on,
    }


def _first_title(case: Suspension) -> str:
    citation = case.citations.select_related("section_version").first()
    return citation.section_version.title if citation else case.reference
