"""Who looked at whose documents, and who was stopped: for seniors, administrators and auditors."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings

from accounts.roles import Role
from appeals.console.desk import Desk, show, staff_page
from appeals.queries.looks import MOST_STOPS, last_stops, looks_of_a_day

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

READERS = frozenset({Role.SENIOR, Role.AUDITOR, Role.POLICY_ADMIN})


@staff_page("GET", roles=READERS)
def looks(request: HttpRequest, desk: Desk) -> HttpResponse:
    """The looks of the last 24 hours by person, and the last stops with what was said about them."""
    context = {
        "people": looks_of_a_day(desk.now),
        "stops": last_stops(),
        "most_stops": MOST_STOPS,
        "limit_in_hand": settings.LOOKS_PER_HOUR_CLAIMED,
        "limit_others": settings.LOOKS_PER_HOUR_OTHERS,
    }
    return show(request, desk, "looks.html", context)
