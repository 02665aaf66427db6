"""Who may do what: one function answers for buttons, for the API's `available_actions` and for the checks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from appeals.authority.appealable import Target, Way, last_day_of_second_review, subject_refusal, way_to_appeal, ways_to_appeal
from appeals.authority.conditions import CONDITIONS, has_proposal, is_recorded_by
from appeals.authority.independence import INDEPENDENT, involvement
from appeals.authority.rules import (
    DESK,
    JUDGES,
    RULES,
    Anything,
    Stated,
    Who,
    case_of,
    look_refusal,
    machine_of,
    role_refusal,
)
from appeals.errors import IllegalTransition

if TYPE_CHECKING:
    from accounts.actors import Actor
    from appeals.errors import AppealError
    from appeals.workflow import Action

__all__ = [
    "CONDITIONS",
    "DESK",
    "INDEPENDENT",
    "JUDGES",
    "RULES",
    "Anything",
    "Stated",
    "Target",
    "Way",
    "Who",
    "allows",
    "available_actions",
    "case_of",
    "has_proposal",
    "involvement",
    "is_recorded_by",
    "last_day_of_second_review",
    "look_refusal",
    "machine_of",
    "refusal",
    "role_refusal",
    "subject_refusal",
    "way_to_appeal",
    "ways_to_appeal",
]


def refusal(actor: Actor, action: Action, subject: Stated) -> AppealError | None:
    """Why `actor` cannot take `action` on `subject` now, in the fixed order 403 role, 409 state, 403 independence."""
    refused: AppealError | None = role_refusal(actor, action, subject)
    if refused is not None:
        return refused
    machine = machine_of(subject)
    if machine.target(subject.state, action) is None:
        now = subject.state.replace("_", " ")
        return IllegalTransition(f"This cannot be done while the {machine.name} is “{now}”.", state=subject.state)
    condition = CONDITIONS.get((machine.name, action))
    refused = condition(actor, subject) if condition else None
    if refused is not None:
        return refused
    if (machine.name, action) in INDEPENDENT and actor.user_id is not None:
        return involvement(actor.user_id, subject)
    return None


def allows(actor: Actor, action: Action, subject: Stated) -> bool:
    """Whether `actor` can take `action` on `subject` now."""
    return refusal(actor, action, subject) is None


def available_actions(actor: Actor, subject: Stated) -> list[Action]:
    """Every action `actor` can take on `subject` now: the source of buttons and of the API's list."""
    return [action for action in machine_of(subject).actions_from(subject.state) if allows(actor, action, subject)]
