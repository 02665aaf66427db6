"""Every letter there is, by kind: who reads it and which values it must be handed."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from appeals.letters import demands
from appeals.letters.values import Value, ValueKind


class Audience(StrEnum):
    """Who reads a letter, and so how it travels: a person's letter is pointed to, the others are sent whole."""

    PERSON = "person"
    STAFF = "staff"
    CLIENT = "client"
    SIGN_IN = "sign_in"


@dataclass(frozen=True, slots=True)
class Sheet:
    """What one kind of letter needs. `demand` names what the printed values lack as a whole, or is empty."""

    audience: Audience
    needs: Mapping[str, Value]
    demand: Callable[[Mapping[str, object]], str] = lambda _values: ""


LINE, TEXT = Value(ValueKind.LINE), Value(ValueKind.TEXT)
MOMENT, DAY = Value(ValueKind.MOMENT), Value(ValueKind.DAY)
MONEY, COUNT = Value(ValueKind.MONEY), Value(ValueKind.COUNT)
FLAG, CODE = Value(ValueKind.FLAG), Value(ValueKind.CODE)


def _term(table: str, *only: str) -> Value:
    return Value(ValueKind.TERM, table=table, only=frozenset(only))


def _terms(table: str) -> Value:
    return Value(ValueKind.TERMS, table=table)


def _rows(**columns: Value) -> Value:
    return Value(ValueKind.ROWS, columns=columns)


MEASURE = _term("measures")
RESTRICTION = _term("measures", "limitation", "temporary", "indefinite")
SUBJECT = _term("subjects")
ABILITIES, EFFECTS = _terms("abilities"), _terms("effects")
# A way to go on: its kind alone, or with the name of the body and the last moment to go there.
ROUTES = replace(_rows(kind=_term("routes"), name=LINE.optional(), until=MOMENT.optional()), short="kind")
END: Mapping[str, Value] = {"ends_at": MOMENT.optional(), "review_on": MOMENT.optional()}
DEADLINES: Mapping[str, Value] = {
    "answer_by": MOMENT.optional(),
    "decide_by": MOMENT.optional(),
    "workdays_to_decide": COUNT.optional(),
    "last_day_to_appeal": MOMENT,
}
FACTS = _rows(day=DAY, what=TEXT)
CITATIONS = _rows(title=LINE, version=COUNT, explanation=TEXT.optional(), facts=FACTS)
# Where the facts are held back, the rule is still named.
RULES = _rows(title=LINE, version=COUNT, explanation=TEXT.optional(), facts=FACTS.optional())
HOLDS = _rows(amount=MONEY, kind=_term("holds"), reason=TEXT, **END)
LIGHTER = _rows(measure=MEASURE, why_not=TEXT)
PLANNED_MONEY = _rows(amount=MONEY, outcome=_term("outcomes"), by=DAY)
FILES = _rows(name=LINE, sha256=Value(ValueKind.SHA256))
# Printed where a regime of the case asks for a name.
CONTACT: Mapping[str, Value] = {"contact": LINE.optional()}
REASONS: Mapping[str, Value] = {
    **CONTACT,
    "citations": RULES.optional(),
    "disclosure": _term("disclosures"),
    "disclosure_basis": TEXT.optional(),
    "disclosure_review_on": MOMENT.optional(),
    "source": _term("sources"),
    "automated_detection": FLAG,
    "automated_decision": _term("automation"),
    "prior_warnings": _rows(day=DAY, title=LINE).optional(),
    "no_warning_reason": TEXT.optional(),
    "routes": ROUTES,
}
DECISION: Mapping[str, Value] = {
    "reference": LINE,
    "subject": SUBJECT,
    "decided_at": MOMENT,
    "summary": TEXT,
    "findings": _rows(title=LINE, finding=_term("findings"), answer=TEXT).optional(),
    "arguments": _rows(point=TEXT, answer=TEXT).optional(),
    "second_person": FLAG,
    "independent": FLAG,
    "exception": TEXT.optional(),
    "second_review_until": MOMENT.optional(),
    "routes": ROUTES.optional(),
    "certified_by": LINE.optional(),
    **CONTACT,
}


def _person(needs: Mapping[str, Value], demand: Callable[[Mapping[str, object]], str] = lambda _values: "") -> Sheet:
    return Sheet(Audience.PERSON, {"reference": LINE, **needs}, demand)


def _staff(**needs: Value) -> Sheet:
    return Sheet(Audience.STAFF, {"reference": LINE, **needs})


CATALOGUE: Mapping[str, Sheet] = {
    "sign_in_code": Sheet(Audience.SIGN_IN, {"code": CODE, "minutes": COUNT}),
    "address_changed": Sheet(Audience.SIGN_IN, {"changed_at": MOMENT, "works_from": MOMENT}),
    # a measure
    "warning_issued": _person(
        {
            "starts_at": MOMENT,
            "counts_until": MOMENT,
            "what_to_change": TEXT.optional(),
            **DEADLINES,
            **REASONS,
        },
        demands.reasons_given,
    ),
    "suspension_notice": _person(
        {
            "measure": RESTRICTION,
            "starts_at": MOMENT,
            **END,
            "removes": ABILITIES,
            "remains": ABILITIES.optional(),
            "countries": LINE.optional(),
            "clients_see": TEXT.optional(),
            "holds": HOLDS.optional(),
            **DEADLINES,
            **REASONS,
        },
        demands.restriction_explained,
    ),
    "measure_confirmed": _person({"measure": RESTRICTION, "confirmed_at": MOMENT, **END, **DEADLINES}, demands.one_end),
    "measure_changed": _person(
        {
            "before": MEASURE,
            "measure": RESTRICTION,
            "changed_at": MOMENT,
            "reasons": TEXT,
            **END,
            "removes": ABILITIES.optional(),
            **DEADLINES,
        },
        demands.one_end,
    ),
    "measure_lifted": _person(
        {
            "measure": MEASURE,
            "lifted_at": MOMENT,
            "reasons": TEXT.optional(),
            "unconfirmed": FLAG.optional(),
            "our_mistake": FLAG,
            "others_in_force": FLAG,
        },
        demands.lift_explained,
    ),
    "measure_expired": _person({"measure": MEASURE, "ended_at": MOMENT, "others_in_force": FLAG}),
    "exhibit_added": _person({"added_at": MOMENT, "label": LINE.optional(), "hidden_because": TEXT.optional()}, demands.shown_or_explained),
    "effect_confirmed": _person({"effect": _term("done"), "done_at": MOMENT, "others_in_force": FLAG.optional()}),
    # an appeal
    "draft_saved": _person({**DEADLINES, "reminder": FLAG.optional()}),
    "appeal_received": _person(
        {
            "received_at": MOMENT,
            "decide_by": MOMENT,
            "receipt": COUNT,
            "files": FILES.optional(),
            "addition": FLAG.optional(),
            "recorded_for_you": FLAG.optional(),
        }
    ),
    "appeal_withdrawn": _person({"subject": SUBJECT, "withdrawn_at": MOMENT, "last_day_to_appeal": MOMENT}),
    "information_request": _person({"question": TEXT, "why": TEXT, "good_answer": TEXT.optional(), "answer_by": MOMENT}),
    "information_answered": _person({"answered_at": MOMENT, "decide_by": MOMENT, "files": FILES.optional()}),
    "information_reminder": _person({"question": TEXT, "asked_at": MOMENT, "answer_by": MOMENT}),
    "information_date": _person({"question": TEXT, "answer_by": MOMENT, "moved": FLAG, "reasons": TEXT}),
    "information_withdrawn": _person({"question": TEXT, "reasons": TEXT, "decide_by": MOMENT}),
    "document_result": _person(
        {"documents": _rows(name=LINE, accepted=FLAG, problem=TEXT.optional(), fix=TEXT.optional())}, demands.refusals_explained
    ),
    "date_changed": _person({"promised": MOMENT, "new_date": MOMENT, "reasons": TEXT.optional(), "escalated": FLAG.optional()}),
    "message": _person({"text": TEXT}),
    # a decision
    "decision_overturned": _person(
        {
            **DECISION,
            "cause": _term("causes"),
            "measure": RESTRICTION.optional(),
            **END,
            "effects": EFFECTS.optional(),
            "others_in_force": FLAG,
        }
    ),
    "decision_changed": _person(
        {**DECISION, "measure": MEASURE.optional(), **END, "effects": EFFECTS.optional(), "lighter": LIGHTER.optional()}
    ),
    "decision_upheld": _person({**DECISION, **END, "lighter": LIGHTER.optional()}),
    "decision_inadmissible": _person({**DECISION, **END}),
    # a closure
    "closure_proposed": _person(
        {
            "proposed_at": MOMENT,
            "summary": TEXT,
            "citations": CITATIONS.optional(),
            "lighter": LIGHTER,
            "answer_by": MOMENT,
            "earliest": MOMENT,
            "last_day_to_appeal": MOMENT,
            "money": PLANNED_MONEY.optional(),
            "routes": ROUTES,
            **CONTACT,
        }
    ),
    "closure_refused": _person({"decided_at": MOMENT, "reasons": TEXT, "measure": RESTRICTION.optional(), **END}),
    "closure_withdrawn": _person({"withdrawn_at": MOMENT, "reasons": TEXT, "measure": RESTRICTION.optional(), **END}),
    "closure_effected": _person(
        {
            "effected_at": MOMENT,
            "summary": TEXT,
            "last_day_to_appeal": MOMENT,
            "come_back_on": DAY.optional(),
            "money": PLANNED_MONEY.optional(),
            "routes": ROUTES,
            **CONTACT,
        }
    ),
    # money
    "hold_placed": _person({"holds": HOLDS, **DEADLINES}, demands.holds_end),
    "hold_changed": _person(
        {"amount": MONEY, "kind": _term("holds"), "reasons": TEXT, **END, "last_day_to_appeal": MOMENT}, demands.one_end
    ),
    "hold_ended": _person(
        {
            "amount": MONEY,
            "kind": _term("holds"),
            "outcome": _term("outcomes"),
            "ended_at": MOMENT,
            "reasons": TEXT,
            "last_day_to_appeal": MOMENT,
        },
        demands.hold_may_end_so,
    ),
    # people who are not the account's owner
    "client_notice": Sheet(Audience.CLIENT, {"contract": LINE, "contract_ends_on": DAY.optional()}),
    "client_correction": Sheet(Audience.CLIENT, {"contract": LINE, "told_on": DAY}),
    "suspender_recorded": _staff(decided_at=MOMENT),
    "staff_assigned": _staff(due_at=MOMENT),
    "staff_due": _staff(due_at=MOMENT, late=FLAG, told=FLAG.optional()),
    "staff_more_time": _staff(due_at=MOMENT),
    "staff_returned": _staff(due_at=MOMENT),
    "staff_looks": _staff(at=MOMENT, persons=COUNT),
    "staff_message": _staff(received_at=MOMENT),
    "staff_released": _staff(released_at=MOMENT),
}
