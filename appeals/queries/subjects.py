"""From the name that clocks, notices and events carry, such as `appeal:12`, back to the row."""

from __future__ import annotations

from typing import TYPE_CHECKING

from appeals.models import Appeal, CaseMessage, Closure, Effect, Hold, InformationRequest, Suspension

if TYPE_CHECKING:
    from appeals.authority import Anything

KINDS: dict[str, type[Anything]] = {
    "suspension": Suspension,
    "appeal": Appeal,
    "closure": Closure,
    "hold": Hold,
    "effect": Effect,
    "request": InformationRequest,
    "message": CaseMessage,
}


def row_of(subject: str) -> Anything:
    """The row that a subject names. Raises LookupError for a name that none of our rows has."""
    kind, _, number = subject.partition(":")
    model = KINDS.get(kind)
    row = model._default_manager.filter(pk=int(number)).first() if model is not None and number.isdecimal() else None
    if row is None:
        raise LookupError(f"There is no {subject}.")
    return row
