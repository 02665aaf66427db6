"""One act on several appeals: each is checked alone, taken alone, and told alone."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.utils.translation import gettext as _, ngettext

from appeals.actions.perform import Answer, perform
from appeals.console.acts import once_of
from appeals.errors import AppealError, Invalid

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from django.http import HttpRequest

    from appeals.console.desk import Desk
    from appeals.models import Appeal


@dataclass(slots=True)
class Told:
    """Which were done, and which were not, by why not."""

    done: list[str] = field(default_factory=list)
    left: dict[str, list[str]] = field(default_factory=dict)

    def not_done(self) -> list[str]:
        """Those that were not done."""
        return [reference for references in self.left.values() for reference in references]


def each(
    request: HttpRequest, desk: Desk, verb: Callable[..., Any], appeals: Sequence[Appeal], values: Callable[[Appeal], Mapping[str, Any]]
) -> Told:
    """Perform `verb` for each appeal in a transaction of its own. What one refuses stops no other."""
    told = Told()
    for one in appeals:
        try:
            once = once_of(request, desk, part=one.reference)
            perform(verb, desk.actor, idempotency=once, answer=lambda _result: Answer(200, {}), **values(one))
        except AppealError as error:
            told.left.setdefault(_why(error), []).append(one.reference)
        else:
            told.done.append(one.reference)
    return told


def say(request: HttpRequest, told: Told) -> None:
    """“3 done, 1 not”, and for those that were not, why."""
    done, left = len(told.done), len(told.not_done())
    whole = ngettext("%(count)s done", "%(count)s done", done) % {"count": done}
    if left:
        whole = _("%(done)s, %(left)s not") % {"done": whole, "left": left}
    (messages.success if done else messages.warning)(request, f"{whole}.")
    for why, references in told.left.items():
        messages.warning(request, _("%(names)s: %(why)s") % {"names": ", ".join(references), "why": why})


def _why(error: AppealError) -> str:
    return " ".join(_(one.message) for one in error.errors) if isinstance(error, Invalid) else _(error.detail)
