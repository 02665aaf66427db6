"""P10: one question of ours, with why, an example and a date. An answer, files, "I cannot", or more time."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from appeals.actions import perform
from appeals.actions.information import EXTENSIONS, answer_information, ask_more_time
from appeals.authority import role_refusal
from appeals.errors import Invalid
from appeals.portal.case_pages import open_letters
from appeals.portal.evidence_pages import add_uploads, say_added, turned_lines
from appeals.portal.forms import AnswerForm, MoreTimeForm
from appeals.portal.sent import file_row
from appeals.portal.session import keep_words, kept_words
from appeals.portal.telling import day
from appeals.portal.visits import for_case, show
from appeals.queries import portal_pages as read
from appeals.web.files import upload_limit
from appeals.web.refusals import add_to_form
from appeals.workflow import Action, RequestState

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from appeals.models import InformationRequest
    from appeals.portal.visits import Visit

TAKES_ANSWERS = frozenset({RequestState.OPEN, RequestState.UNANSWERED})


@for_case("GET", "POST", body_limit=upload_limit())
def question(request: HttpRequest, visit: Visit, irq: str) -> HttpResponse:
    """The question and its answer. Files are taken first; if one is not, the written answer waits and is not lost."""
    asked = read.question_of(visit.case, irq)
    open_letters(request, visit, read.unopened(visit.case, member_id=visit.member_id, about=[asked.subject]))
    if request.method != "POST":
        return _page(request, visit, asked, AnswerForm(initial=kept_words(request)))
    form = AnswerForm(request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, visit, asked, form)
    given = form.cleaned_data
    added, turned = add_uploads(visit, asked.appeal, given["uploads"], request=asked)
    if turned or "add" in request.POST:
        say_added(request, added, turned)
        keep_words(request, request.path)
        return redirect(request.path)
    try:
        perform(answer_information, visit.actor, request=asked, text=given["answer"], cannot_answer=given["cannot_answer"])
    except Invalid as refused:
        add_to_form(form, refused)
        return _page(request, visit, asked, form)
    messages.success(request, _("We have your answer. Our clock runs again."))
    return redirect(visit.url("case"))


@for_case("POST")
def more_time(request: HttpRequest, visit: Visit, irq: str) -> HttpResponse:
    """Seven more days by one press, at once; the next time a person of ours is asked."""
    asked = read.question_of(visit.case, irq)
    form = MoreTimeForm(request.POST)
    if not form.is_valid():
        return _page(request, visit, asked, AnswerForm(), wish=form)
    now = perform(ask_more_time, visit.actor, request=asked, why=form.cleaned_data["why"])
    said = _("We asked the person who works on your appeal. Until they answer, the date stands.")
    if now.more_time_asked_at is None:
        said = _("You have 7 more days. Answer by %(day)s.") % {"day": day(now.due_at)}
    messages.success(request, said)
    return redirect(visit.url("question", irq))


def _page(
    request: HttpRequest, visit: Visit, asked: InformationRequest, form: AnswerForm, *, wish: MoreTimeForm | None = None
) -> HttpResponse:
    errors = turned_lines(request, "#id_uploads")
    open_now = asked.state in TAKES_ANSWERS and asked.appeal.is_open
    allowed = role_refusal(visit.actor, Action.ANSWER, asked.appeal) is None
    context: dict[str, Any] = {
        "asked": asked,
        "form": form,
        "errors": errors,
        "has_errors": bool(errors or form.errors or (wish and wish.errors)),
        "files": [file_row(one) for one in read.evidence_for(asked)],
        "may_answer": open_now and allowed,
        "open_now": open_now,
        "is_late": asked.state == RequestState.UNANSWERED,
        "more_time": asked.state == RequestState.OPEN and allowed,
        "wish": None if asked.extended < EXTENSIONS else wish or MoreTimeForm(),
        "more_time_url": visit.url("more_time", asked.public_id),
        "appeal_url": visit.url("appeal", asked.appeal.reference),
    }
    return show(request, "question.html", visit, context)
