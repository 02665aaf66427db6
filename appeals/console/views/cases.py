"""The page of a case, and the notes on it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from accounts.roles import JUDGING_ROLES
from appeals.actions.notes import add_note
from appeals.authority import allows
from appeals.console.act_page import ActPage, act_page
from appeals.console.acts import act, to_case
from appeals.console.buttons import buttons_for, may_or_may_not
from appeals.console.desk import SENIORS, Desk, show, staff_page
from appeals.console.forms.casework import NoteForm
from appeals.console.presence import seen_on
from appeals.console.timeline import rows_of
from appeals.queries.casework import CaseWork, casework_of, fingerprint
from appeals.queries.console_case import StaffCase, staff_case
from appeals.queries.console_queue import tags_of
from appeals.queries.visibility import find_case
from appeals.workflow import OPEN_APPEAL, PENDING_CLOSURE, Action, AppealState

if TYPE_CHECKING:
    from datetime import datetime

    from django.http import HttpRequest, HttpResponse

    from appeals.models import Appeal, Suspension

FIRST_ENTRIES = 8
FIRST_BUTTONS = 5


@staff_page("GET")
def case(request: HttpRequest, desk: Desk, *, reference: str) -> HttpResponse:
    """A whole case on one page."""
    found = find_case(desk.actor, reference)
    return show(request, desk, "case.html", _context(request, desk, found))


@staff_page("POST", back="console:case")
def add_note_view(request: HttpRequest, desk: Desk, *, reference: str) -> HttpResponse:
    """Write an internal note."""
    found = find_case(desk.actor, reference)
    form = NoteForm(request.POST)
    page = ActPage(
        action=Action.ADD_NOTE,
        subject=found,
        form=form,
        back_url=to_case(found.reference),
        back_label=found.reference,
        context={"title": _("Add a note"), "text": _("Only staff read this."), "button": _("Add the note")},
    )
    there = f"{to_case(found.reference)}#notes"
    return act_page(request, desk, page, lambda: act(request, desk, add_note, case=found, **_noted(form), said=_("Noted."), to=there))


def _noted(form: NoteForm) -> dict[str, Any]:
    return {name: form.cleaned_data[name] for name in ("text", "seen")}


def _context(request: HttpRequest, desk: Desk, found: Suspension) -> dict[str, Any]:
    view = staff_case(desk.actor, found, appeal=request.GET.get("appeal", ""))
    work = casework_of(found)
    appeal = view.appeal
    entries = rows_of(view.timeline)
    buttons = (buttons_for(desk.actor, appeal) if appeal is not None else []) + buttons_for(desk.actor, found)
    return {
        "case": found,
        "case_reference": found.reference,
        "view": view,
        "appeal": appeal,
        "bar": _bar(view),
        "person_zone": found.account.time_zone or "",
        "claimed": _claimed(appeal, desk),
        "first_buttons": buttons[:FIRST_BUTTONS],
        "more_buttons": buttons[FIRST_BUTTONS:],
        "why_not": may_or_may_not(desk.actor, appeal) if appeal is not None else "",
        "points": _points(view),
        "holds": [{"hold": hold, "buttons": buttons_for(desk.actor, _in_case(hold, found))} for hold in view.holds],
        "entries": entries[:FIRST_ENTRIES],
        "more_entries": entries[FIRST_ENTRIES:],
        "note_form": NoteForm(initial={"seen": max((one.pk for one in view.notes), default=0)})
        if allows(desk.actor, Action.ADD_NOTE, found)
        else None,
        "work": work,
        "tags": tags_of(found),
        "earlier": [{"case": one, "appeals": work.earlier_appeals.get(one.pk, [])} for one in view.earlier],
        "texts": _texts(view, work),
        "may_translate": allows(desk.actor, Action.TRANSLATE, found),
        "may_link": allows(desk.actor, Action.LINK, found),
        "may_message": allows(desk.actor, Action.MESSAGE, found),
        "presence_case": found,
        "presence": seen_on(desk, found),
        "pending_closure": next((one for one in view.closures if one.state in PENDING_CLOSURE), None),
        "may_stay": bool(desk.actor.roles & SENIORS),
        "may_judge": bool(desk.actor.roles & JUDGING_ROLES),
        "waiting": appeal is not None and appeal.state == AppealState.WAITING_FOR_APPELLANT,
    }


def _in_case(hold: Any, found: Suspension) -> Any:
    hold.case = found
    return hold


def _bar(view: StaffCase) -> dict[str, Any]:
    """Whose clock counts: the open appeal's, else the measure's own end or review."""
    appeal = view.appeal
    if appeal is not None and appeal.state in OPEN_APPEAL:
        resting = appeal.state == AppealState.WAITING_FOR_APPELLANT
        return {"state": appeal.state, "family": "appeal", "due_at": appeal.decide_by, "resting": resting}
    due: datetime | None = view.case.ends_at or view.case.review_on if view.case.state == "in_force" else None
    return {"state": view.case.state, "family": "suspension", "due_at": due, "resting": False}


def _claimed(appeal: Appeal | None, desk: Desk) -> str:
    if appeal is None or appeal.assignee is None or appeal.state not in OPEN_APPEAL:
        return ""
    return _("Claimed by you") if appeal.assignee_id == desk.user.pk else _("Claimed by %(name)s") % {"name": appeal.assignee}


def _points(view: StaffCase) -> list[dict[str, Any]]:
    """Each cited point: what was stated, whether the person disputes it, what was found."""
    disputes = view.appeal.disputes if view.appeal is not None else []
    findings = {row.citation_id: row for row in view.decision.findings.all()} if view.decision is not None else {}
    return [
        {
            "number": one.position + 1,
            "citation": one,
            "disputed": view.appeal is not None and (not disputes or one.position in disputes),
            "finding": findings.get(one.pk),
        }
        for one in view.citations
    ]


def _texts(view: StaffCase, work: CaseWork) -> dict[str, dict[str, Any]]:
    """Each text of the person by its name, with the newest translation, and whether that is of these very words."""
    named: dict[str, str | None] = {}
    if view.appeal is not None:
        named = {f"{view.appeal.subject}.statement": view.appeal.statement, f"{view.appeal.subject}.late_reason": view.appeal.late_reason}
    named |= {f"{one.subject}.answer": one.answer for one in view.requests}
    named |= {f"{one.subject}.text": one.text for one in work.messages if one.author_id is None}
    return {of: _translated(of, words, work) for of, words in named.items() if words}


def _translated(of: str, words: str, work: CaseWork) -> dict[str, Any]:
    newest = next(iter(work.translations.get(of, [])), None)
    return {"of": of, "newest": newest, "same": newest is not None and newest.source_sha256 == fingerprint(words)}
