"""The case file to print: one page of what the person may have, and one apart of what only staff may read."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from accounts.actors import ActorKind
from appeals.console.timeline import rows_of
from appeals.models import Audience
from appeals.queries.casework import casework_of
from appeals.queries.console_case import staff_case
from appeals.workflow import MessageState

if TYPE_CHECKING:
    from appeals.console.desk import Desk
    from appeals.models import Suspension
    from appeals.queries.timeline import TimelineEntry


def file_context(desk: Desk, found: Suspension, *, internal: bool = False) -> dict[str, Any]:
    """What one of the two pages prints: an entry or a message stands on one of them, never on both."""
    view, work = staff_case(desk.actor, found), casework_of(found)
    wanted = [one for one in view.timeline if (one.audience != Audience.APPELLANT) is internal]
    return {
        "case": found,
        "case_reference": found.reference,
        "view": view,
        "work": work,
        "messages_sent": [one for one in reversed(work.messages) if one.state == MessageState.SENT],
        "entries": list(reversed(rows_of(wanted if internal else [_without_name(one) for one in wanted]))),
        "person_zone": found.account.time_zone or "UTC",
        "internal": internal,
    }


def _without_name(one: TimelineEntry) -> TimelineEntry:
    """The same entry, in which a member of the staff is one of our team: the person may be handed this page."""
    return one if one.who in set(ActorKind) else replace(one, who=_("Our team"))
