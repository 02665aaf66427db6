"""Giving one appeal to a person, and the tags of one case."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext as _

from appeals.actions import assigning, tagging
from appeals.console.act_page import ActPage, act_page
from appeals.console.acts import act, posted, to_case
from appeals.console.desk import Desk, staff_page
from appeals.console.forms.bulk import KNOWN_TAGS, AssignForm, CaseTagsForm
from appeals.queries.console_queue import known_tags, tags_of
from appeals.queries.staffing import judges_by_load
from appeals.queries.visibility import find_appeal, find_case
from appeals.workflow import Action

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


@staff_page("GET", "POST", back="console:appeal")
def assign(request: HttpRequest, desk: Desk, *, reference: str) -> HttpResponse:
    """Give an appeal to somebody who may judge it."""
    found = find_appeal(desk.actor, reference)
    there = reverse("console:appeal", args=[found.reference])
    form = AssignForm(posted(request), people=judges_by_load())
    given = {"reviewer": form.chosen(), "although": form.cleaned_data["although"]} if form.is_valid() else {}
    holds = _("%(name)s holds it now and loses it.") % {"name": found.assignee} if found.assignee else ""
    page = ActPage(
        action=Action.ASSIGN,
        subject=found,
        form=form,
        back_url=there,
        back_label=found.reference,
        context={
            "title": _("Give the appeal to a person"),
            "consequences": [one for one in (holds, _("They get a mail, and a day to begin. Then it goes back to the queue.")) if one],
            "button": _("Assign"),
            "case_reference": found.case.reference,
        },
    )
    return act_page(
        request,
        desk,
        page,
        lambda: act(request, desk, assigning.assign_appeal, appeal=found, **given, said=_("It is theirs now."), to=there),
    )


@staff_page("GET", "POST", back="console:case")
def tag_case(request: HttpRequest, desk: Desk, *, reference: str) -> HttpResponse:
    """Put a tag on a case, or take some off."""
    found = find_case(desk.actor, reference)
    form = CaseTagsForm(posted(request), tags=tags_of(found))
    page = ActPage(
        action=Action.TAG,
        subject=found,
        form=form,
        back_url=to_case(found.reference),
        back_label=found.reference,
        template="tags.html",
        names=lambda: {"tag": "add"},
        context={
            "title": _("Tags"),
            "text": _("A tag helps to find a case again. It changes no order, no date and no right, and the person never sees it."),
            "button": _("Change the tags"),
            "case_reference": found.reference,
            "tags": known_tags(),
            "tags_id": KNOWN_TAGS,
        },
    )
    given = {"add": form.cleaned_data["add"], "remove": tuple(form.cleaned_data.get("remove", ()))} if form.is_valid() else {}
    done = _("The tags are changed.")
    return act_page(
        request, desk, page, lambda: act(request, desk, tagging.change_tags, case=found, **given, said=done, to=to_case(found.reference))
    )
