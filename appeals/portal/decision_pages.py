"""P11 and the closure's page: what was decided and why, and the plan to close an account."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import Http404
from django.utils.translation import gettext as _

from appeals.actions.deciding_letter import certifier
from appeals.authority import last_day_of_second_review, role_refusal, ways_to_appeal
from appeals.models import Level
from appeals.portal import words
from appeals.portal.cards import options_url
from appeals.portal.case_pages import open_letters
from appeals.portal.papers import day, moment, plain_amount, statement_page
from appeals.portal.visits import for_case, show
from appeals.queries import portal_pages as read
from appeals.queries.pseudonyms import numbers_of_staff
from appeals.queries.redress import ways_outside
from appeals.queries.rules import contact_for
from appeals.queries.visibility import find_case, find_closure
from appeals.workflow import PENDING_CLOSURE, Action, ClosureState, EffectState

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.http import HttpRequest, HttpResponse

    from appeals.authority import Way
    from appeals.models import Closure, Decision, Effect, Hold
    from appeals.portal.visits import Visit


@for_case("GET")
def decision(request: HttpRequest, visit: Visit, number: int) -> HttpResponse:
    """P11: the result first, then every point with our answer, and what one can still do."""
    decisions = read.decisions_of(visit.case)
    if not 1 <= number <= len(decisions):
        raise Http404
    made = decisions[number - 1]
    open_letters(request, visit, read.unopened(visit.case, member_id=visit.member_id, about=[made.appeal.subject]))
    outside = [] if made.outcome == "overturned" else ways_outside(visit.case, made.decided_at)
    context: dict[str, Any] = {
        "decision": made,
        "appeal": made.appeal,
        "title": result(made, visit),
        "good": made.outcome == "overturned",
        "cause": words.of(words.CAUSES, made.cause) if made.cause else "",
        "findings": [_finding(one) for one in read.findings_of(made)],
        "arguments": [(one["point"], one["answer"]) for one in made.arguments],
        "lighter": [{"name": words.of(words.MEASURE_NAMES, one["measure"]), "why_not": one["why_not"]} for one in made.lighter_measures],
        "used": _used(made, visit),
        "after": _after(made),
        "effects": effect_rows(read.effects_of_decision(made)),
        "people": _people(made),
        "later": [place for place, one in enumerate(decisions, start=1) if one.overrides_id == made.pk],
        "ways": _further(made, visit),
        "until": last_day_of_second_review(made.appeal),
        "outside": [{"text": words.of(words.REDRESS, one.kind), "name": one.name, "until": one.until} for one in outside],
    }
    return show(request, "decision.html", visit, context)


def result(made: Decision, visit: Visit) -> str:
    """The result as the heading: the effect, in one or two sentences."""
    about = made.appeal.subject_kind
    measure = words.of(words.MEASURES, visit.case.measure)
    titles = {
        "overturned": {
            "suspension": _("We were wrong. %(measure)s is taken back.") % {"measure": measure},
            "closure": _("We were wrong. Your account is not closed for this."),
            "hold": _("We were wrong. Your money is released."),
        },
        "changed": {
            "suspension": _("We changed the measure"),
            "closure": _("We changed our decision"),
            "hold": _("We changed the hold on your money"),
        },
        "upheld": {
            "suspension": _("%(measure)s stays") % {"measure": measure},
            "closure": _("The closing stays"),
            "hold": _("The hold on your money stays"),
        },
        "inadmissible": dict.fromkeys(("suspension", "closure", "hold"), _("We could not look at your appeal")),
    }
    return titles[made.outcome][about]


def _finding(row: Any) -> dict[str, str]:
    return {"title": row.citation.section_version.title, "finding": row.finding, "answer": row.answer}


def _used(made: Decision, visit: Visit) -> list[dict[str, Any]]:
    """Which files were used and why, by name and fingerprint."""
    names = read.considered_named(visit.case, [row["evidence"] for row in made.evidence_used])
    found = [(names.get(row["evidence"]), row) for row in made.evidence_used]
    return [{"name": name, "used": row["used"], "note": row["note"]} for name, row in found if name]


def _after(made: Decision) -> dict[str, Any] | None:
    """The lighter measure that goes on after a change."""
    after = made.measure_after
    if not after:
        return None
    return {
        "name": words.of(words.MEASURE_NAMES, after["measure"]),
        "removes": [words.of(words.ABILITIES, one) for one in after.get("removes", [])],
        "ends_at": moment(after.get("ends_at")),
        "review_on": moment(after.get("review_on")),
    }


def _people(made: Decision) -> list[str]:
    """Who decided, by number and never by name."""
    second = made.second_review
    lines = [_("Two people decided. No software decided.") if second else _("One person decided. No software decided.")]
    exception = next((one.exception_reason for one in (made.review, second) if one is not None and one.exception_reason), "")
    if exception:
        lines.append(
            _("There was nobody left who was not involved. A senior person wrote down why this was allowed: %(why)s") % {"why": exception}
        )
    else:
        lines.append(_("Nobody who made the first decision took part."))
    return lines + _numbered(made) + _named(made)


def _numbered(made: Decision) -> list[str]:
    """Who signed, under the numbers that they have in the whole case."""
    numbers = numbers_of_staff(made.case)
    signed = [numbers.get(f"staff:{one.reviewer_id}") for one in (made.review, made.second_review) if one is not None]
    words = [_("Reviewer %(number)s") % {"number": one} for one in signed if one is not None]
    return [", ".join(words) + "."] if words else []


def _named(made: Decision) -> list[str]:
    """The names that the case's law asks for: who stands for the answer, and whom to talk to."""
    signed, contact = certifier(made), contact_for(made.case)
    lines = [_("%(name)s stands for this answer with their name.") % {"name": signed}] if signed else []
    return lines + ([_("A person answers your questions about this: %(contact)s") % {"contact": contact}] if contact else [])


def effect_rows(effects: Sequence[Effect]) -> list[dict[str, Any]]:
    """What the marketplace was asked to do, with what is done."""
    return [
        {
            "text": str(words.EFFECTS[one.kind][one.state == EffectState.CONFIRMED]),
            "done": one.state == EffectState.CONFIRMED,
            "late": one.state in {EffectState.OVERDUE, EffectState.REFUSED},
            "at": one.done_at if one.state == EffectState.CONFIRMED else one.due_at,
        }
        for one in effects
        if one.kind in words.EFFECTS
    ]


def _further(made: Decision, visit: Visit) -> list[dict[str, Any]]:
    """The further ways that are open: a second review, or another appeal of the same subject."""
    if role_refusal(visit.actor, Action.START_APPEAL, visit.case) is not None:
        return []
    same = [way for way in ways_to_appeal(visit.case) if way.target.is_of(made.appeal) and way.refused is None]
    return [_way_row(way, visit) for way in same]


def _way_row(way: Way, visit: Visit) -> dict[str, Any]:
    return {"second": way.target.level == Level.SECOND, "begun": way.draft is not None, "url": options_url(visit, way)}


@for_case("GET")
def closure(request: HttpRequest, visit: Visit, clo: str) -> HttpResponse:
    """The plan to close an account, its dates and its reasons; after the closing, until when it can be appealed."""
    planned = _closure_of(visit, clo)
    if open_letters(request, visit, read.unopened(visit.case, member_id=visit.member_id, about=[planned.subject])):
        visit = visit.again(find_case(visit.actor, visit.case.reference))
        planned = _closure_of(visit, clo)
    statement = read.statement_of(visit.case, closure=planned)
    ways = [way for way in ways_to_appeal(visit.case) if way.target.closure == planned]
    allowed = role_refusal(visit.actor, Action.START_APPEAL, visit.case) is None
    holds = {one.public_id: one for one in visit.case.holds.all()}
    context: dict[str, Any] = {
        "closure": planned,
        "pending": planned.state in PENDING_CLOSURE,
        "effected": planned.state == ClosureState.EFFECTED,
        "title": CLOSURE_TITLES[ClosureState(planned.state)],
        "ways": [_way_row(way, visit) | {"level": way.target.level} for way in ways if way.refused is None and allowed],
        "opens_at": next((way.opens_at for way in ways if way.refused is not None and way.opens_at), None),
        "plan": [_plan_row(row, holds) for row in planned.money_plan],
        "appeals": [one for one in visit.case.appeals.all() if one.closure_id == planned.pk and one.state not in {"draft", "lapsed"}],
        "effects": effect_rows(read.effects_of_closure(planned)),
    }
    if statement is not None:
        context |= statement_page(statement, visit)
        context["reasons"] = statement.content.get("reasons", "")
    return show(request, "closure.html", visit, context)


def _closure_of(visit: Visit, clo: str) -> Closure:
    planned = find_closure(visit.actor, clo)
    if planned.case_id != visit.case.pk:
        raise Http404
    return planned


CLOSURE_TITLES = {
    ClosureState.PROPOSED: words.PLANNED,
    ClosureState.IN_REVIEW: words.PLANNED,
    ClosureState.SECOND_APPROVAL: words.PLANNED,
    ClosureState.APPROVED: words.PLANNED,
    ClosureState.EFFECTED: words.CLOSED,
    ClosureState.REFUSED: words.NOT_CLOSED,
    ClosureState.WITHDRAWN: words.NOT_CLOSED,
}


def _plan_row(row: dict[str, Any], holds: dict[str, Hold]) -> dict[str, Any]:
    """What is planned for one hold: how much, how it ends, by when."""
    hold = holds.get(str(row.get("hold", "")))
    return {
        "amount": plain_amount(hold.amount) if hold else None,
        "currency": hold.currency if hold else "",
        "outcome": words.of(words.HOLD_OUTCOMES, str(row.get("outcome", ""))),
        "by": day(str(row["by"])) if row.get("by") else None,
    }
