"""Finding a case: by a number, an id of the marketplace, an address, or words of an appeal."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from accounts.roles import JUDGING_ROLES
from appeals.console.acts import to_case
from appeals.console.desk import Desk, see_other, show, staff_page
from appeals.models import read_reference
from appeals.queries.console_lists import newest_cases
from appeals.queries.search import LONGEST_SEARCH, search
from appeals.web.places import Place, read_place, with_query

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


@staff_page("GET")
def suspensions(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Cases for what was typed, the last changed first; a whole number leads straight to its case."""
    typed = " ".join(request.GET.get("q", "").replace("\x00", "").split())[:LONGEST_SEARCH]
    shown = {"query": typed, "may_record": bool(desk.actor.roles & JUDGING_ROLES)}
    return _searched(request, desk, typed, shown) if typed else _newest(request, desk, shown)


def _searched(request: HttpRequest, desk: Desk, typed: str, shown: dict[str, Any]) -> HttpResponse:
    place = read_place(request.GET.get("after", ""))
    found = search(desk.actor, typed, after=(place.at, place.key) if place else None)
    if len(found.hits) == 1 and read_reference(typed) is not None:
        return see_other(to_case(found.hits[0].case))
    context = {
        "hits": found.hits,
        "count": found.found,
        "capped": found.more,
        "newer_url": with_query(request, after=None) if place else "",
        "older_url": with_query(request, after=Place(*found.next).written()) if found.next else "",
    }
    return show(request, desk, "search.html", shown | context)


def _newest(request: HttpRequest, desk: Desk, shown: dict[str, Any]) -> HttpResponse:
    place = read_place(request.GET.get("after", ""))
    rows, older = newest_cases(desk.actor, after=(place.at, place.key) if place else None)
    context = {
        "rows": rows,
        "newer_url": with_query(request, after=None) if place else "",
        "older_url": with_query(request, after=Place(*older).written()) if older else "",
    }
    return show(request, desk, "suspensions.html", shown | context)
