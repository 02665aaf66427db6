"""Issuing the statement of reasons, and the letter that brings it."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import Prefetch, prefetch_related_objects

from accounts.instants import redress_now
from appeals.actions import clocks
from appeals.actions.notices import tell
from appeals.actions.transition import Entry, record
from appeals.deadlines import answer_by, decide_by, is_short, last_day_to_appeal
from appeals.errors import IllegalTransition
from appeals.letters import Amount
from appeals.models import Citation, ClockKind, ClockOwner, Disclosure, Measure, OnPass, Statement
from appeals.models.money import in_currency
from appeals.queries.rules import contact_for, rules_of, zone_of_case
from appeals.queries.standing import remaining_abilities

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from accounts.actors import Actor
    from appeals.models import Closure, Event, Hold, Notice, Suspension


@dataclass(frozen=True, slots=True)
class Withheld:
    """What two people agreed not to tell for now: `limited` leaves out the facts, `deferred` the rules as well."""

    disclosure: str
    basis: str
    review_on: datetime
    by_id: int
    with_id: int


def issue(
    case: Suspension, actor: Actor, *, closure: Closure | None = None, withheld: Withheld | None = None, give: bool = False
) -> Statement:
    """Issue the next version of the statement of reasons, with everything the person reads as it stands now.

    The content follows the Digital Services Act, Article 17(3): measure, territory and duration, facts, automation,
    ground and explanation, redress. The row never changes afterwards. What the version before withheld stays withheld,
    until `give` says otherwise; raises IllegalTransition once the day has come on which it is looked at again, and for
    a closure: nobody is closed for reasons that they were not told.
    """
    before = Statement.objects.filter(suspension=case).order_by("-number").first()
    if withheld is None and before is not None and not give:
        withheld = _still_withheld(before)
    if withheld is not None and closure is not None:
        raise IllegalTransition(
            "The reasons are held back. Give them first: nobody is closed for reasons they were not told.", state=case.state
        )
    content = content_of(case, closure=closure, withheld=withheld)
    text = json.dumps(content, cls=DjangoJSONEncoder, sort_keys=True, ensure_ascii=False)
    statement = Statement.objects.create(
        suspension=case,
        closure=closure,
        number=before.number + 1 if before else 1,
        language=case.account.language,
        measure="closure" if closure else case.measure,
        content=json.loads(text),
        sha256=hashlib.sha256(text.encode()).hexdigest(),
        **_columns(withheld),
    )
    _look_again(case, withheld)
    record(case.pk, Entry("statement.issued", {"version": statement.number, "sha256": statement.sha256}), actor)
    return statement


def _still_withheld(before: Statement) -> Withheld | None:
    if before.disclosure == Disclosure.FULL:
        return None
    if before.disclosure_review_on is None or before.disclosure_review_on <= redress_now():
        raise IllegalTransition("The time to hold back the reasons is over. Give them, or agree to hold them back longer, first.", state="")
    people = (before.withheld_by_id or 0, before.withheld_with_id or 0)
    return Withheld(before.disclosure, before.basis or "", before.disclosure_review_on, *people)


def _columns(withheld: Withheld | None) -> dict[str, Any]:
    if withheld is None:
        return {"disclosure": Disclosure.FULL}
    return {
        "disclosure": withheld.disclosure,
        "basis": withheld.basis,
        "disclosure_review_on": withheld.review_on,
        "withheld_by_id": withheld.by_id,
        "withheld_with_id": withheld.with_id,
    }


def _look_again(case: Suspension, withheld: Withheld | None) -> None:
    if withheld is None:
        clocks.stop(case, ClockKind.DISCLOSURE_REVIEW)
    else:
        clocks.start(case, ClockKind.DISCLOSURE_REVIEW, withheld.review_on, owner=ClockOwner.STAFF, on_pass=OnPass.ESCALATE, escalates=True)


def content_of(case: Suspension, *, closure: Closure | None = None, withheld: Withheld | None = None) -> dict[str, Any]:
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
        "disclosure": withheld.disclosure if withheld else Disclosure.FULL,
        "redress": _routes(case),
        "contact_person": contact_for(case),
        "citations": [_citation(row, withheld) for row in _told(case, withheld)],
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


def _told(case: Suspension, withheld: Withheld | None) -> list[Citation]:
    """The citations that the person is told of: all, unless they are deferred."""
    return [] if withheld is not None and withheld.disclosure == Disclosure.DEFERRED else _cited(case)


def _citation(row: Any, withheld: Withheld | None) -> dict[str, Any]:
    version = row.section_version
    return {
        "section": version.section.key,
        "version": version.number,
        "title": version.title,
        "ground": row.ground,
        "legal_ground": row.legal_ground,
        "explanation": row.explanation,
        "facts": [{"occurred_on": fact.occurred_on, "what": fact.what, "item": fact.item_label} for fact in _facts(row, withheld)],
    }


def _facts(row: Any, withheld: Withheld | None) -> list[Any]:
    return [] if withheld is not None else list(row.facts.all())


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


def tell_of_measure(case: Suspension, event: Event, placed: Sequence[Hold], *, withheld: Withheld | None = None) -> list[Notice]:
    """Send the letter of a measure that has just started, with both dates counted as if it arrived today.

    A later delivery moves the dates later, never earlier. Where the platform tells, only the inbox copy is written.
    """
    kind = "warning_issued" if case.measure == Measure.WARNING else "suspension_notice"
    dates = dates_if_delivered(case, event.occurred_at)
    values: dict[str, Any] = {**dates, **reasons_for_letter(case, withheld), "starts_at": case.starts_at}
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


def reasons_for_letter(case: Suspension, withheld: Withheld | None = None) -> dict[str, Any]:
    """The reasons of a measure as letters take them."""
    held_back = {"disclosure_basis": withheld.basis, "disclosure_review_on": withheld.review_on} if withheld else {}
    return {
        "citations": citations_for_letter(case, withheld),
        "disclosure": withheld.disclosure if withheld else Disclosure.FULL,
        **held_back,
        "source": case.source,
        "automated_detection": case.automated_detection,
        "automated_decision": case.automated_decision,
        "prior_warnings": [{"day": one.starts_at.date(), "title": _first_title(one)} for one in _warned(case)],
        "no_warning_reason": case.no_warning_reason,
        "routes": _routes(case),
        "contact": contact_for(case),
    }


def citations_for_letter(case: Suspension, withheld: Withheld | None = None) -> list[dict[str, Any]]:
    """The cited sections with their facts as letters take them."""
    return [
        {
            "title": row.section_version.title,
            "version": row.section_version.number,
            "explanation": row.explanation,
            "facts": [{"day": fact.occurred_on, "what": fact.what} for fact in _facts(row, withheld)],
        }
        for row in _told(case, withheld)
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
