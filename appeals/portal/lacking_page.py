"""P7: "I do not have this document": another way from the list of the person's country, with a word about it where they like."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from appeals.actions import perform
from appeals.actions.lacking import lack_document
from appeals.authority import refusal
from appeals.errors import Invalid
from appeals.evidence.countries import KINDS, countries
from appeals.portal.lacking_form import LackingForm
from appeals.portal.session import kept_words
from appeals.portal.visits import for_case, show
from appeals.queries import portal_pages as read
from appeals.web.refusals import add_to_form
from appeals.workflow import Action

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from appeals.portal.visits import Visit


@for_case("GET", "POST")
def lacking(request: HttpRequest, visit: Visit, apl: str) -> HttpResponse:
    """Which document there is none of, and what can stand in for it."""
    found = read.appeal_of(visit.actor, visit.case, apl)
    refused = refusal(visit.actor, Action.ADD_EVIDENCE, found)
    if refused is not None:
        raise refused
    country = countries().of(visit.case.account.country)
    sent = request.POST if request.method == "POST" else None
    form = LackingForm(sent, initial=None if sent else kept_words(request), country=country)
    if request.method == "POST" and form.is_valid():
        try:
            perform(lack_document, visit.actor, appeal=found, **form.cleaned_data)
        except Invalid as error:
            add_to_form(form, error)
        else:
            how = KINDS[form.cleaned_data["instead"]].how
            messages.success(request, _("That is fine, and it does not count against you. %(how)s") % {"how": how})
            return redirect(visit.url("evidence", apl))
    context = {"form": form, "files_url": visit.url("evidence", apl), "has_errors": bool(form.errors)}
    return show(request, "lacking.html", visit, context)
