"""A proposal to close an account for good, and its gate."""

from typing import Annotated, TypedDict

from accounts.actors import Actor
from appeals.api.shapes.fields import ActionWord, At, CaseReference, ClosureReference, instant, one_of, written
from appeals.api.shapes.parts import EffectAnswer, effect_answer, offered
from appeals.api.shapes.problems import MissingAnswer
from appeals.errors import Missing
from appeals.models import Closure, Effect
from appeals.workflow import ClosureState


class ClosureDatesAnswer(TypedDict):
    """The dates of a closure. They run from the delivery of its own notice."""

    answer_by: At | None
    notice_period_until: At | None
    last_day_to_appeal: At | None


class ClosureRow(TypedDict):
    """A closure as lists give it."""

    reference: ClosureReference
    suspension: CaseReference
    state: Annotated[str, one_of(ClosureState)]
    dates: ClosureDatesAnswer
    available_actions: list[ActionWord]
    version: int
    proposed_at: At
    updated_at: At


class GateAnswer(TypedDict):
    """What keeps the account from being closed now."""

    open: bool
    missing: list[MissingAnswer]


class ClosureAnswer(ClosureRow):
    """A proposal to close an account for good. `gate` is null once the closure is no longer pending."""

    gate: GateAnswer | None
    effect: EffectAnswer | None


def closure_row(actor: Actor, closure: Closure) -> ClosureRow:
    """One closure of a list."""
    return {
        "reference": closure.reference,
        "suspension": closure.case.reference,
        "state": closure.state,
        "dates": {
            "answer_by": instant(closure.answer_by),
            "notice_period_until": instant(closure.notice_period_until),
            "last_day_to_appeal": instant(closure.last_day_to_appeal),
        },
        "available_actions": offered(actor, closure),
        "version": closure.version,
        "proposed_at": written(closure.proposed_at),
        "updated_at": written(closure.updated_at),
    }


def closure_answer(actor: Actor, closure: Closure, missing: list[Missing] | None, effect: Effect | None) -> ClosureAnswer:
    """One closure as a whole; `missing` is None where the gate is no longer asked."""
    return {
        **closure_row(actor, closure),
        "gate": None if missing is None else {"open": not missing, "missing": [_missing(one) for one in missing]},
        "effect": None if effect is None else effect_answer(effect),
    }


def _missing(one: Missing) -> MissingAnswer:
    return {"code": one.code, "detail": one.detail, "until": instant(one.until)}
