"""P5, P6, P8 and P9: beginning an appeal, its tasks, checking and sending it, and the receipt."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from appeals.actions import perform
from appeals.actions.filing import edit_appeal, start_appeal, submit_appeal, withdraw_appeal
from appeals.actions.last_days import is_late, last_day_of
from appeals.authority import available_actions, role_refusal, ways_to_appeal
from appeals.errors import Invalid
from appeals.models import Level, SubjectKind
from appeals.portal import words
from appeals.portal.forms import WantsForm
from appeals.portal.sent import decision_number, files_rows, summary_rows
from appeals.portal.session import kept_words
from appeals.portal.tasks import tasks_of
from appeals.portal.telling import appeal_state
from appeals.portal.visits import for_case, show
from appeals.queries import portal_pages as read
from appeals.web.refusals import lines_of
from appeals.workflow import Action, AppealState

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from appeals.authority import Way
    from appeals.models import Appeal
    from appeals.portal.visits import Visit


@for_case("GET", "POST")
def options(request: HttpRequest, visit: Visit) -> HttpResponse:
    """P5: what do you want to do? Any answer but "nothing" begins a draft."""
    asked = request.POST if request.method == "POST" else request.GET
    way = _way(visit, asked.get("about", ""), asked.get("level", Level.FIRST))
    refused = role_refusal(visit.actor, Action.START_APPEAL, visit.case) or way.refused
    if refused is not None:
        raise refused
    if way.draft is not None:
        return redirect(visit.url("appeal", way.draft.reference))
    first = way.target.level == Level.FIRST
    choices = words.wants_for(way.target.kind, way.target.level)
    form = WantsForm(request.POST if request.method == "POST" else None, wants=choices, initial=kept_words(request))
    if form.is_valid():
        if form.cleaned_data["wants"] == "nothing":
            messages.info(request, _("Nothing was changed. You can come back until your last day to appeal."))
            return redirect(visit.url("case"))
        return redirect(visit.url("appeal", _begin(visit, way, form.cleaned_data["wants"]).reference))
    context = {"form": form, "about": asked.get("about", ""), "level": way.target.level, "kind": way.target.kind, "first": first}
    return show(request, "options.html", visit, context)


def _way(visit: Visit, about: str, level: str) -> Way:
    """The way to appeal that an address names; Http404 for one that this case does not have."""
    for way in ways_to_appeal(visit.case):
        subject = way.target.closure.reference if way.target.closure else way.target.hold.public_id if way.target.hold else ""
        if (subject, way.target.level) == (about, level):
            return way
    raise Http404


def _begin(visit: Visit, way: Way, wants: str) -> Appeal:
    target = way.target
    appeal: Appeal = perform(
        start_appeal,
        visit.actor,
        case=visit.case,
        subject_kind=target.kind,
        closure=target.closure,
        hold=target.hold,
        level=target.level,
    )
    perform(edit_appeal, visit.actor, appeal=appeal, wants=wants)
    return appeal


@for_case("GET")
def appeal(request: HttpRequest, visit: Visit, apl: str) -> HttpResponse:
    """P6: the tasks of a draft; or, once it is sent, what was sent and what became of it."""
    found = read.appeal_of(visit.actor, visit.case, apl)
    if found.state != AppealState.DRAFT:
        return _sent(request, visit, found)
    late, actions = is_late(found, visit.now), available_actions(visit.actor, found)
    tasks = tasks_of(found, visit, late=late)
    context = {
        "appeal": found,
        "tasks": tasks if Action.EDIT in actions else [replace(one, url="") for one in tasks],
        "late": late,
        "last_day": last_day_of(found),
        "answer_by": visit.case.answer_by if found.subject_kind == SubjectKind.SUSPENSION else None,
        "may_write": Action.EDIT in actions,
        "may_send": Action.SUBMIT in actions,
    }
    return show(request, "appeal_draft.html", visit, context)


def _sent(request: HttpRequest, visit: Visit, found: Appeal) -> HttpResponse:
    actions = available_actions(visit.actor, found)
    context = {
        "appeal": found,
        "state": appeal_state(found),
        "rows": summary_rows(found, visit, links=False),
        "files": files_rows(found, visit),
        "questions": read.questions_of(found),
        "receipts": read.receipts_of(found),
        "decision": decision_number(found, visit),
        "may_add": Action.ADD_EVIDENCE in actions,
        "may_complete": Action.EDIT in actions and found.filed_by_id is not None,
        "may_withdraw": Action.WITHDRAW in actions,
    }
    return show(request, "appeal_sent.html", visit, context)


@for_case("GET", "POST")
def check(request: HttpRequest, visit: Visit, apl: str) -> HttpResponse:
    """P8: everything once more, then send. Sending twice answers the same receipt."""
    found = read.appeal_of(visit.actor, visit.case, apl)
    errors: list[Any] = []
    if request.method == "POST":
        try:
            receipt = perform(submit_appeal, visit.actor, appeal=found)
        except Invalid as refused:
            links = {"statement": visit.url("story", apl), "late_reason": visit.url("late", apl)}
            errors = list(lines_of(refused, links))
        else:
            return redirect(visit.url("receipt", apl, receipt.number))
    elif found.state != AppealState.DRAFT:
        return redirect(visit.url("appeal", apl))
    late = is_late(found, visit.now)
    context = {
        "appeal": found,
        "rows": summary_rows(found, visit, links=True, late=late),
        "files": files_rows(found, visit),
        "errors": errors,
        "has_errors": bool(errors),
        "may_send": Action.SUBMIT in available_actions(visit.actor, found),
    }
    return show(request, "check.html", visit, context)


@for_case("GET")
def receipt(request: HttpRequest, visit: Visit, apl: str, number: int) -> HttpResponse:
    """P9: we have it. The page stays, for ever, under its number."""
    found = read.appeal_of(visit.actor, visit.case, apl)
    receipts = {one.number: one for one in read.receipts_of(found)}
    if number not in receipts:
        raise Http404
    return show(request, "receipt.html", visit, {"appeal": found, "receipt": receipts[number], "others": list(receipts.values())})


@for_case("GET", "POST")
def withdraw(request: HttpRequest, visit: Visit, apl: str) -> HttpResponse:
    """Take a sent appeal back, after one question."""
    found = read.appeal_of(visit.actor, visit.case, apl)
    if request.method == "POST":
        perform(withdraw_appeal, visit.actor, appeal=found)
        messages.success(request, _("Your appeal was taken back."))
        return redirect(visit.url("case"))
    if Action.WITHDRAW not in available_actions(visit.actor, found):
        return redirect(visit.url("appeal", apl))
    return show(request, "withdraw.html", visit, {"appeal": found, "last_day": last_day_of(found)})
