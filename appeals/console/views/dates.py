"""What is half over, nearly over or missed: the seniors' view of every date that they were told of."""

from __future__ import annotations

from typing import TYPE_CHECKING

from appeals.console.desk import Desk, show, staff_page
from appeals.queries.console_dates import told_dates
from appeals.web.places import Place, read_place, with_query

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


@staff_page("GET")
def dates(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Every date that seniors were told of and that is not settled, the earliest first."""
    place = read_place(request.GET.get("after", ""))
    found = told_dates(desk.actor, after=(place.at, place.key) if place else None)
    context = {
        "rows": found.rows,
        "newer_url": with_query(request, after=None) if place else "",
        "older_url": with_query(request, after=Place(*found.next).written()) if found.next else "",
    }
    return show(request, desk, "dates.html", context)
