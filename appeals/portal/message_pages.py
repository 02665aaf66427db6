"""Messages between the person and our team: read here, answered here."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from appeals.actions import perform
from appeals.actions.messages import write_back
from appeals.authority import refusal, role_refusal
from appeals.errors import Invalid
from appeals.portal.case_pages import open_letters
from appeals.portal.forms import MessageForm
from appeals.portal.session import kept_words
from appeals.portal.visits import for_case, show
from appeals.queries import portal_pages as read
from appeals.queries.casework import messages_for_person
from appeals.web.refusals import add_to_form
from appeals.workflow import Action

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from appeals.portal.visits import Visit


@for_case("GET", "POST")
def messages_page(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Everything that went between us, newest first, and a place to write. Reading a message is its delivery."""
    written = messages_for_person(visit.case)
    ours = [one.subject for one in written if one.author_id is not None]
    if ours:
        open_letters(request, visit, read.unopened(visit.case, member_id=visit.member_id, about=ours))
    form = MessageForm(request.POST) if request.method == "POST" else MessageForm(initial=kept_words(request))
    if request.method == "POST" and form.is_valid():
        answered = next((one for one in written if one.author_id is not None), None)
        try:
            perform(write_back, visit.actor, case=visit.case, text=form.cleaned_data["text"], answers=answered)
        except Invalid as refused:
            add_to_form(form, refused)
        else:
            messages.success(request, _("We have your message. A person reads it."))
            return redirect(visit.url("messages"))
    elif request.method == "POST":
        refused_role = role_refusal(visit.actor, Action.WRITE_BACK, visit.case)
        if refused_role is not None:
            raise refused_role
    context: dict[str, Any] = {"messages_written": written, "form": form, "may_write": _may_write(visit)}
    return show(request, "messages.html", visit, context)


def _may_write(visit: Visit) -> bool:
    return refusal(visit.actor, Action.WRITE_BACK, visit.case) is None
