"""What an appeal may hold and how it may reach us: every rule, all its errors at once."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from accounts.actors import Actor, ActorKind
from appeals.actions.receipts import RECORDED
from appeals.actions.wording import LONGEST_ANSWER, LONGEST_LINE, LONGEST_STATEMENT, composed, incoming
from appeals.authority import Target
from appeals.errors import FieldError, Invalid
from appeals.models import Channel, Level, SubjectKind, Wants

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from datetime import datetime

    from appeals.models import Appeal, Closure, Hold, Suspension

# What was happening in the person's life or around the account; open only to who decides.
CONTEXT_KINDS = (
    "travel_or_vpn",
    "shared_network",
    "shared_device",
    "someone_else_had_access",
    "illness",
    "bereavement",
    "power_or_war",
    "safety",
    "other",
)
CONTACT_KEYS = frozenset({"language", "email", "phone", "time_zone", "format", "note"})
_LANGUAGE = re.compile(r"[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*")
LONGEST_LANGUAGE = 35


@dataclass(frozen=True, slots=True)
class Arrival:
    """How an appeal reaches us: by which channel, and since when we have it (None: since it is sent)."""

    channel: str
    received_at: datetime | None


def target_of(case: Suspension, kind: str, closure: Closure | None, hold: Hold | None, level: str) -> Target:
    """What is disputed, checked to belong to the case. Raises Invalid."""
    errors = []
    if kind not in SubjectKind.values:
        errors.append(FieldError("subject.kind", "unknown", "Say what the appeal is about: suspension, closure or hold."))
    if level not in Level.values:
        errors.append(FieldError("level", "unknown", "The level is 1, 2 or reinstatement."))
    named = {SubjectKind.CLOSURE: closure, SubjectKind.HOLD: hold}
    for of, subject in named.items():
        if (kind == of) != (subject is not None) or (subject is not None and subject.case_id != case.pk):
            errors.append(FieldError("subject.reference", "unknown", f"Name the {of} of this case."))
    if level == Level.REINSTATEMENT and kind != SubjectKind.CLOSURE:
        errors.append(FieldError("level", "not_here", "Asking to come back is for an account that was closed for good."))
    if errors:
        raise Invalid(errors)
    return Target(kind=kind, level=level, closure=closure, hold=hold)


def arrival_of(actor: Actor, case: Suspension, channel: str, received_at: datetime | None, *, now: datetime) -> Arrival:
    """The channel and day of arrival, as far as this actor may say them. Raises Invalid.

    A person writes in the portal or through the platform's own; staff and keys write down what came by other ways.
    """
    allowed = {
        ActorKind.STAFF: RECORDED,
        ActorKind.MACHINE: RECORDED | {Channel.API},
    }.get(actor.kind, frozenset({Channel.PORTAL, Channel.API}))
    errors = []
    if channel not in allowed:
        errors.append(FieldError("channel", "not_here", f"Use one of: {', '.join(sorted(map(str, allowed)))}."))
    if received_at is not None:
        if actor.kind not in {ActorKind.STAFF, ActorKind.MACHINE}:
            errors.append(FieldError("received_at", "not_here", "An appeal counts from the moment you send it."))
        elif received_at > now:
            errors.append(FieldError("received_at", "in_the_future", "This moment has not come yet."))
        elif received_at < case.starts_at:
            errors.append(FieldError("received_at", "before_start", "The measure had not started then."))
    if errors:
        raise Invalid(errors)
    return Arrival(channel, received_at)


def checked(appeal: Appeal, given: Mapping[str, Any]) -> dict[str, Any]:
    """The values that were given for an appeal, tidied. Raises Invalid with every error."""
    values = {name: _tidied(value) for name, value in given.items() if value is not None}
    errors = [error for name, value in values.items() for error in _CHECKS[name](appeal, value)]
    if errors:
        raise Invalid(errors)
    return values


def _tidied(value: Any) -> Any:
    if isinstance(value, str):
        return composed(value)
    if isinstance(value, dict):
        return {key: _tidied(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [_tidied(one) for one in value]
    return value


def _statement(_appeal: Appeal, text: str) -> Iterator[FieldError]:
    return incoming("statement", text, longest=LONGEST_STATEMENT)


def _late_reason(_appeal: Appeal, text: str) -> Iterator[FieldError]:
    return incoming("late_reason", text, longest=LONGEST_ANSWER)


def _disputes(appeal: Appeal, positions: Sequence[int]) -> Iterator[FieldError]:
    known = set(appeal.case.citations.values_list("position", flat=True))
    if not all(isinstance(one, int) and not isinstance(one, bool) and one in known for one in positions):
        yield FieldError("disputes", "unknown", "Name points of the reason by their numbers, from 0 on.")
    elif len(set(positions)) != len(positions):
        yield FieldError("disputes", "twice", "Name each point once.")


def _wants(_appeal: Appeal, wants: str) -> Iterator[FieldError]:
    if wants not in Wants.values:
        yield FieldError("wants", "unknown", f"Use one of: {', '.join(Wants.values)}.")


def _context(_appeal: Appeal, entries: Sequence[Any]) -> Iterator[FieldError]:
    if len(entries) > len(CONTEXT_KINDS):
        yield FieldError("context", "too_many", "Name each kind of context once.")
        return
    for place, entry in enumerate(entries):
        field = f"context[{place}]"
        if not isinstance(entry, dict) or set(entry) - {"kind", "text"} or not isinstance(entry.get("text", ""), str):
            yield FieldError(field, "malformed", "An entry has a kind and a text.")
        elif entry.get("kind") not in CONTEXT_KINDS:
            yield FieldError(f"{field}.kind", "unknown", f"Use one of: {', '.join(CONTEXT_KINDS)}.")
        else:
            yield from incoming(f"{field}.text", entry.get("text", ""), longest=LONGEST_ANSWER)


def _contact(_appeal: Appeal, contact: Mapping[str, Any]) -> Iterator[FieldError]:
    for key, value in contact.items():
        if key not in CONTACT_KEYS or not isinstance(value, str):
            yield FieldError("contact", "unknown", f"Use texts named: {', '.join(sorted(CONTACT_KEYS))}.")
        else:
            yield from incoming(f"contact.{key}", value, longest=LONGEST_LINE)


def _language(_appeal: Appeal, language: str) -> Iterator[FieldError]:
    return language_errors(language)


def language_errors(language: str) -> Iterator[FieldError]:
    """What is wrong with a language tag (BCP 47)."""
    if len(language) > LONGEST_LANGUAGE or not _LANGUAGE.fullmatch(language):
        yield FieldError("language", "malformed", "Name the language as in “en” or “pt-BR”.")


_CHECKS: Mapping[str, Callable[[Appeal, Any], Iterator[FieldError]]] = {
    "statement": _statement,
    "late_reason": _late_reason,
    "disputes": _disputes,
    "wants": _wants,
    "context": _context,
    "contact": _contact,
    "language": _language,
}
