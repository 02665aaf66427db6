"""Being seen on a case, and who else is: never in the way of the page, whatever is the matter with it."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from django.db import DatabaseError
from django.utils.translation import gettext as _

from appeals.actions.perform import perform
from appeals.actions.presence import be_seen
from appeals.queries.presence import others_on
from appeals.templatetags.when import words as time_words, zone_name, zone_of

if TYPE_CHECKING:
    from appeals.console.desk import Desk
    from appeals.models import Suspension
    from appeals.queries.presence import Beside

log = logging.getLogger(__name__)


def seen_on(desk: Desk, case: Suspension, *, edits: bool = False) -> list[str]:
    """Note that this reader has the case before them, and say who else does: "Rita is editing since 14:02".

    Whoever edits keeps their claim by it. A fault shows nobody and breaks nothing.
    """
    try:
        perform(be_seen, desk.actor, case=case, edits=edits)
        return [_line(one) for one in others_on(desk.actor, case)]
    except DatabaseError:
        log.warning("Who is on a case could not be noted.", exc_info=True)
        return []


def _line(one: Beside) -> str:
    if one.editing_since is None:
        return _("%(name)s is viewing, not editing") % {"name": one.name}
    zone = zone_of(None)
    since = f"{time_words(one.editing_since, 'time', zone)} {zone_name(zone, one.editing_since)}"
    return _("%(name)s is editing since %(time)s") % {"name": one.name, "time": since}
