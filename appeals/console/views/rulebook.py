"""The rulebook, for reading: sections, their versions, their ladders."""

from __future__ import annotations

from typing import TYPE_CHECKING

from appeals.console.desk import EVERYBODY, Desk, show, staff_page
from appeals.console.wording import ABILITIES, HOLD_KINDS, MEASURES, word, words
from appeals.queries.console_rulebook import section_on, sections_on, version_of
from appeals.queries.ladder import as_step

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from appeals.models import SectionVersion


@staff_page("GET", roles=EVERYBODY)
def rulebook(request: HttpRequest, desk: Desk) -> HttpResponse:
    """All sections with the version in force today."""
    return show(request, desk, "rulebook.html", {"sections": sections_on(desk.now.date())})


@staff_page("GET", roles=EVERYBODY)
def section(request: HttpRequest, desk: Desk, *, key: str) -> HttpResponse:
    """One section: the version in force today, and all others."""
    row = section_on(key, desk.now.date())
    version = row.current or row.coming
    context = {"row": row, "version": version, "ladder": _ladder(version) if version else [], "today": desk.now.date()}
    return show(request, desk, "section.html", context)


@staff_page("GET", roles=EVERYBODY)
def section_version(request: HttpRequest, desk: Desk, *, key: str, number: int) -> HttpResponse:
    """One version of a section, as it was and stays."""
    version = version_of(key, number)
    return show(request, desk, "section_version.html", {"version": version, "ladder": _ladder(version), "today": desk.now.date()})


def _ladder(version: SectionVersion) -> list[dict[str, object]]:
    """The steps of a ladder in words."""
    rows: list[dict[str, object]] = []
    for data in version.ladder:
        step = as_step(data)
        rows.append(
            {
                "measure": word(MEASURES, step.measure),
                "days": step.days,
                "removes": words(ABILITIES, step.removes),
                "hold": word(HOLD_KINDS, step.hold) if step.hold else "",
                "danger": bool(data.get("safety")),
            }
        )
    return rows
