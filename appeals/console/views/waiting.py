"""Measures and holds that wait for a second person."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from appeals.authority import refusal
from appeals.console.desk import Desk, show, staff_page
from appeals.queries.console_lists import waiting_for_second_person
from appeals.queries.disclosure import open_withholdings
from appeals.workflow import Action

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from appeals.authority import Stated


@staff_page("GET")
def to_confirm(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Everything that runs only for a while until a second person signs, and whether this reader may."""
    waiting = waiting_for_second_person(desk.actor)
    context = {
        "measures": [_row(one, desk) for one in waiting.measures],
        "holds": [_row(one, desk) for one in waiting.holds],
        "withholdings": open_withholdings(desk.actor),
        "more": waiting.more,
    }
    return show(request, desk, "to_confirm.html", context)


def _row(subject: Stated, desk: Desk) -> dict[str, Any]:
    refused = refusal(desk.actor, Action.CONFIRM, subject)
    return {"subject": subject, "why_not": refused.detail if refused else ""}
