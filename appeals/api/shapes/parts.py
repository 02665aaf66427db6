"""What several answers hold: withheld money, effects, and what the key may do next."""

from typing import Annotated, TypedDict

from accounts.actors import Actor
from appeals.api.shapes.fields import At, Money, amount, instant, one_of
from appeals.authority import Stated, allows, machine_of
from appeals.models import Effect, EffectKind, Hold, HoldKind, HoldOutcome
from appeals.workflow import Action, EffectState, HoldState

# The verbs that have an address in this API. Whether one is possible now is for authority to say.
OFFERED = {"suspension": (Action.LIFT, Action.ADD_EXHIBIT, Action.PROPOSE_CLOSURE), "closure": (Action.WITHDRAW,)}


class HoldAnswer(TypedDict):
    """Withheld money."""

    id: str
    external_id: str | None
    kind: Annotated[str, one_of(HoldKind)]
    amount: Money
    currency: str
    state: Annotated[str, one_of(HoldState)]
    ends_at: At | None
    review_on: At | None
    outcome: Annotated[str, one_of(HoldOutcome)] | None


class EffectAnswer(TypedDict):
    """One thing that the platform must do and confirm."""

    id: str
    kind: Annotated[str, one_of(EffectKind)]
    state: Annotated[str, one_of(EffectState)]
    due_at: At | None
    confirmed_at: At | None


def hold_answer(hold: Hold) -> HoldAnswer:
    """A hold as it runs now."""
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


def effect_answer(effect: Effect) -> EffectAnswer:
    """An effect and how far it is."""
    return {
        "id": effect.public_id,
        "kind": effect.kind,
        "state": effect.state,
        "due_at": instant(effect.due_at),
        "confirmed_at": instant(effect.confirmed_at),
    }


def offered(actor: Actor, subject: Stated) -> list[str]:
    """The verbs of this API that the key can use on `subject` now."""
    return [str(action) for action in OFFERED.get(machine_of(subject).name, ()) if allows(actor, action, subject)]
