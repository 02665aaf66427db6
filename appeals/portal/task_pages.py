"""P6: one question a page. Every answer is saved at once; nothing is sent by it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from appeals.actions import perform
from appeals.actions.filing import edit_appeal
from appeals.authority import refusal
from appeals.errors import Invalid, VersionConflict
from appeals.portal import words
from appeals.portal.forms import ContactForm, ContextForm, LateForm, PointsForm, StoryForm, WantsForm
from appeals.portal.session import kept_words
from appeals.portal.tasks import points_of
from appeals.portal.visits import for_case, show
from appeals.queries import portal_pages as read
from appeals.web.refusals import add_to_form
from appeals.workflow import Action, AppealState

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.forms import Form
    from django.http import HttpRequest, HttpResponse

    from appeals.models import Appeal
    from appeals.portal.visits import Visit


def _writable(visit: Visit, apl: str) -> Appeal:
    """The appeal to write in: a draft, or one that staff wrote down. Raises the refusal for any other."""
    found = read.appeal_of(visit.actor, visit.case, apl)
    refused = refusal(visit.actor, Action.EDIT, found)
    if refused is not None:
        raise refused
    return found


def _data(request: HttpRequest) -> Any:
    return request.POST if request.method == "POST" else None


def _save(request: HttpRequest, visit: Visit, found: Appeal, form: Form, **values: Any) -> HttpResponse | None:
    """Save a valid form and go back to the tasks; None where the form has errors, which it then holds."""
    try:
        perform(edit_appeal, visit.actor, appeal=found, **values)
    except Invalid as refused:
        add_to_form(form, refused)
        return None
    said = _("Saved. It is not sent yet.") if found.state == AppealState.DRAFT else _("Added to your appeal.")
    messages.success(request, said)
    return redirect(visit.url("appeal", found.reference))


def _page(request: HttpRequest, visit: Visit, found: Appeal, form: Form, **more: Any) -> HttpResponse:
    context = {
        "appeal": found,
        "form": form,
        "tasks_url": visit.url("appeal", found.reference),
        "restored": bool(kept_words(request)),
        **more,
    }
    return show(request, "task.html", visit, context)


@for_case("GET", "POST")
def wants(request: HttpRequest, visit: Visit, apl: str) -> HttpResponse:
    """What the person wants, chosen anew."""
    found = _writable(visit, apl)
    choices = {code: word for code, word in words.wants_for(found.subject_kind, found.level).items() if code != "nothing"}
    form = WantsForm(_data(request), wants=choices, initial={"wants": found.wants} | kept_words(request))
    saved = _save(request, visit, found, form, wants=form.cleaned_data["wants"]) if form.is_valid() else None
    return saved or _page(request, visit, found, form)


@for_case("GET", "POST")
def points(request: HttpRequest, visit: Visit, apl: str) -> HttpResponse:
    """Which points of the reason are disputed."""
    found = _writable(visit, apl)
    form = PointsForm(_data(request), points=points_of(found, visit), initial={"disputes": found.disputes} | kept_words(request))
    saved = _save(request, visit, found, form, disputes=sorted(set(form.cleaned_data["disputes"]))) if form.is_valid() else None
    return saved or _page(request, visit, found, form)


@for_case("GET", "POST")
def story(request: HttpRequest, visit: Visit, apl: str) -> HttpResponse:
    """What happened. A text that was changed on another device meanwhile is shown beside the new one; none is lost."""
    found = _writable(visit, apl)
    form = StoryForm(_data(request), initial={"statement": found.statement, "version": found.version} | kept_words(request))
    if form.is_valid():
        try:
            saved = _save(request, visit, found, form, statement=form.cleaned_data["statement"], version=form.cleaned_data["version"])
        except VersionConflict:
            return _two_texts(request, visit, read.appeal_of(visit.actor, visit.case, apl), form.cleaned_data)
        if saved is not None:
            return saved
    return _page(request, visit, found, form, prompts=True)


def _two_texts(request: HttpRequest, visit: Visit, found: Appeal, typed: Mapping[str, Any]) -> HttpResponse:
    """Both texts: the typed one to send again, the stored one above it."""
    form = StoryForm(initial={"statement": typed["statement"], "version": found.version})
    context = {
        "appeal": found,
        "form": form,
        "tasks_url": visit.url("appeal", found.reference),
        "stored": found.statement,
        "has_errors": True,
    }
    return show(request, "task.html", visit, context, status=409)


@for_case("GET", "POST")
def context(request: HttpRequest, visit: Visit, apl: str) -> HttpResponse:
    """What was going on in the person's life."""
    found = _writable(visit, apl)
    written = next((str(one["text"]) for one in found.context if one.get("text")), "")
    stored = {"kinds": [one.get("kind") for one in found.context], "text": written}
    form = ContextForm(_data(request), initial=stored | kept_words(request))
    saved = _save(request, visit, found, form, context=_entries(form.cleaned_data)) if form.is_valid() else None
    return saved or _page(request, visit, found, form)


def _entries(chosen: Mapping[str, Any]) -> list[dict[str, str]]:
    """The chosen kinds as entries; the one text belongs to the first of them, or stands for something else."""
    kinds = chosen["kinds"] or (["other"] if chosen["text"] else [])
    return [{"kind": kind, "text": "" if place else chosen["text"]} for place, kind in enumerate(kinds)]


@for_case("GET", "POST")
def contact(request: HttpRequest, visit: Visit, apl: str) -> HttpResponse:
    """In which language we answer, and what helps to read it."""
    found = _writable(visit, apl)
    stored = {"language": found.language, "format": found.contact.get("format", "")}
    form = ContactForm(_data(request), initial=stored | kept_words(request))
    saved = None
    if form.is_valid():
        language, form_of_answer = form.cleaned_data["language"], form.cleaned_data["format"]
        given = {"language": language} | ({"format": form_of_answer} if form_of_answer else {})
        saved = _save(request, visit, found, form, language=language, contact=given)
    return saved or _page(request, visit, found, form)


@for_case("GET", "POST")
def late(request: HttpRequest, visit: Visit, apl: str) -> HttpResponse:
    """Why it comes after the last day. Never a locked door."""
    found = _writable(visit, apl)
    form = LateForm(_data(request), initial={"late_reason": found.late_reason or ""} | kept_words(request))
    saved = _save(request, visit, found, form, late_reason=form.cleaned_data["late_reason"]) if form.is_valid() else None
    return saved or _page(request, visit, found, form)
