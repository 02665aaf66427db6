"""Who may do what: one function answers for buttons, for the API's `available_actions` and for the checks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from appeals.authority.appealable import Target, Way, last_day_of_second_review, subject_refusal, way_to_appeal, ways_to_appeal
from appeals.authority.conditions import CONDITIONS, has_proposal, is_recorded_by
from appeals.authority.independence import INDEPENDENT, involvement
from appeals.authority.involved_in_many import involvements
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
from appeals.workflow import APPEAL

if TYPE_CHECKING:
    from collections.abc import Sequence

    from accounts.actors import Actor
    from appeals.errors import AppealError
    from appeals.models import Appeal
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
    "involvements",
    "is_recorded_by",
    "last_day_of_second_review",
    "look_refusal",
    "machine_of",
    "refusal",
    "refusals",
    "role_refusal",
    "subject_refusal",
    "way_to_appeal",
    "ways_to_appeal",
]


def refusal(actor: Actor, action: Action, subject: Stated) -> AppealError | None:
    """Why `actor` cannot take `action` on `subject` now, in the fixed order 403 role, 409 state, 403 independence."""
    refused = _refused_to_anybody(actor, action, subject)
    if refused is None and (machine_of(subject).name, action) in INDEPENDENT and actor.user_id is not None:
        return involvement(actor.user_id, subject)
    return refused


def refusals(actor: Actor, action: Action, appeals: Sequence[Appeal]) -> dict[int, AppealError]:
    """The same for several appeals at once, by their keys; what is not in the answer is allowed."""
    asks = (APPEAL.name, action) in INDEPENDENT and actor.user_id is not None
    involved = involvements(actor.user_id or 0, [one.pk for one in appeals]) if asks else {}
    found = {one.pk: _refused_to_anybody(actor, action, one) or involved.get(one.pk) for one in appeals}
    return {pk: why for pk, why in found.items() if why is not None}


def _refused_to_anybody(actor: Actor, action: Action, subject: Stated) -> AppealError | None:
    refused: AppealError | None = role_refusal(actor, action, subject)
    if refused is not None:
        return refused
    machine = machine_of(subject)
    if machine.target(subject.state, action) is None:
        now = subject.state.replace("_", " ")
        return IllegalTransition(f"This cannot be done while the {machine.name} is “{now}”.", state=subject.state)
    condition = CONDITIONS.get((machine.name, action))
    return condition(actor, subject) if condition else None


def allows(actor: Actor, action: Action, subject: Stated) -> bool:
    """Whether `actor` can take `action` on `subject` now."""
    return refusal(actor, action, subject) is None


def available_actions(actor: Actor, subject: Stated) -> list[Action]:
    """Every action `actor` can take on `subject` now: the source of buttons and of the API's list."""
    return [action for action in machine_of(subject).actions_from(subject.state) if allows(actor, action, subject)]
