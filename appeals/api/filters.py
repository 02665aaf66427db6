"""What a list can be asked for, and where its next page begins."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from appeals.api.inputs import Choice, Count, ExternalId, Input, Instant, Line
from appeals.api.shapes.appeals import SENT_STATES
from appeals.api.shapes.fields import STATUSES
from appeals.errors import Invalid
from appeals.models import Level, Measure, Origin, read_reference
from appeals.web.places import Place, read_place
from appeals.workflow import ClosureState, SuspensionState

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from rest_framework.request import Request

    from accounts.actors import Actor
    from appeals.queries.lists import Page

MOST_ROWS, USUAL_ROWS = 100, 50


class ListQuery(Input):
    """What every list can be asked for. Rows come in the order of `updated_at`, least recently changed first."""

    account = ExternalId(required=False)
    updated_since = Instant(required=False, help_text="Only rows that changed at this instant or later.")
    cursor = Line(most=200, required=False, help_text="From `next` of the page before.")
    limit = Count(min_value=1, max_value=MOST_ROWS, default=USUAL_ROWS)


class CaseQuery(ListQuery):
    """Filters of measures."""

    state = Choice(choices=[str(state) for state in SuspensionState], required=False)
    status = Choice(choices=STATUSES, required=False)
    measure = Choice(choices=Measure.values, required=False)
    origin = Choice(choices=Origin.values, required=False)


class AppealQuery(ListQuery):
    """Filters of appeals."""

    suspension = Line(most=40, required=False, help_text="The reference of a case.")
    state = Choice(choices=SENT_STATES, required=False)
    level = Choice(choices=Level.values, required=False)


class ClosureQuery(ListQuery):
    """Filters of closures."""

    suspension = Line(most=40, required=False, help_text="The reference of a case.")
    state = Choice(choices=[str(state) for state in ClosureState], required=False)


def page(actor: Actor, rows: Callable[..., Page[Any]], asked: Mapping[str, Any]) -> Page[Any]:
    """One page of a list as the query asks for it. Raises Invalid for a cursor or reference that we did not write."""
    filters = {name: value for name, value in asked.items() if name not in {"cursor", "limit"}}
    if "suspension" in filters:
        filters["suspension"] = wanted = read_reference(filters["suspension"])
        if wanted is None or not wanted.startswith("SUS-"):
            raise Invalid.one("suspension", "invalid", "This is not the reference of a case.")
    place = read_place(asked["cursor"]) if "cursor" in asked else None
    if place is None and "cursor" in asked:
        raise Invalid.one("cursor", "invalid", "Take the cursor from `next` as it is.")
    return rows(actor, filters, after=(place.at, place.key) if place else None, limit=asked["limit"])


def next_address(request: Request, found: Page[Any]) -> str | None:
    """The address of the next page; None at the end."""
    if found.next is None:
        return None
    query = request.query_params.dict() | {"cursor": Place(*found.next).written()}
    return request.build_absolute_uri(f"{request.path}?{urlencode(query)}")
