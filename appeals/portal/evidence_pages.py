"""P7: files and links. Each file is looked at by itself: one that we cannot take never costs the others."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.shortcuts import redirect
from django.utils.translation import gettext as _, ngettext

from accounts.instants import redress_now
from appeals.actions import intake, perform
from appeals.authority import refusal
from appeals.errors import Invalid
from appeals.evidence.countries import countries
from appeals.portal.forms import FilesForm, LinkForm
from appeals.portal.sent import files_rows
from appeals.portal.visits import for_case, show
from appeals.queries import portal_pages as read
from appeals.queries.proofs import proofs_of
from appeals.web.files import Turned, take_in, upload_limit
from appeals.web.refusals import add_to_form
from appeals.workflow import Action, AppealState

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.http import HttpRequest, HttpResponse

    from appeals.models import Appeal, InformationRequest
    from appeals.portal.visits import Visit
    from appeals.web.files import Upload

# Files that were not taken, until the page that says so is shown.
TURNED = "portal.turned"


def add_uploads(
    visit: Visit,
    found: Appeal,
    uploads: Sequence[Upload],
    *,
    about: dict[str, Any] | None = None,
    request: InformationRequest | None = None,
) -> tuple[int, list[Turned]]:
    """Take files in and add them; answers how many were added and which were not. Raises the verb's refusal but Invalid.

    `about` is what the person says of all of them: about, sensitive, label.
    """
    received, turned = take_in(uploads)
    if not received:
        return 0, turned
    files = [intake.NewFile(received=one, **(about or {})) for one in received]
    try:
        perform(intake.add_files, visit.actor, appeal=found, files=files, request=request)
    except BaseException as fault:
        for one in received:
            intake.discard(one)
        if not isinstance(fault, Invalid):
            raise
        return 0, [*turned, *(Turned(one.name, fault.errors[0].message) for one in received)]
    return len(received), turned


def say_added(request: HttpRequest, added: int, turned: Sequence[Turned]) -> None:
    """Say what became of the files on the page that comes next."""
    if added:
        messages.success(request, ngettext("%(n)s file was added.", "%(n)s files were added.", added) % {"n": added})
    if turned:
        request.session[TURNED] = [[one.name, one.message] for one in turned]


def turned_lines(request: HttpRequest, href: str) -> list[dict[str, str]]:
    """The files that were not taken, as lines of an error summary; said once."""
    rows: list[list[str]] = request.session.pop(TURNED, [])
    return [{"href": href, "message": f"{name}: {message}"} for name, message in rows]


def _open_appeal(visit: Visit, apl: str) -> Appeal:
    found = read.appeal_of(visit.actor, visit.case, apl)
    refused = refusal(visit.actor, Action.ADD_EVIDENCE, found)
    if refused is not None:
        raise refused
    return found


@for_case("GET", "POST", body_limit=upload_limit())
def evidence(request: HttpRequest, visit: Visit, apl: str) -> HttpResponse:
    """The files of an appeal, and a form for more."""
    found = _open_appeal(visit, apl)
    if request.method != "POST":
        return _page(request, visit, found)
    form = FilesForm(request.POST, request.FILES, auto_id="file_%s")
    if not form.is_valid():
        return _page(request, visit, found, files_form=form)
    given = form.cleaned_data
    said = {"about": given["about"], "sensitive": given["sensitive"], "label": given["label"]}
    added, turned = add_uploads(visit, found, given["uploads"], about=said)
    say_added(request, added, turned)
    return redirect(visit.url("evidence", apl))


@for_case("POST")
def link(request: HttpRequest, visit: Visit, apl: str) -> HttpResponse:
    """Add the address of a page on the web. Nobody of ours opens it by machine."""
    found = _open_appeal(visit, apl)
    form = LinkForm(request.POST, auto_id="link_%s")
    if form.is_valid():
        try:
            perform(intake.add_link, visit.actor, appeal=found, url=form.cleaned_data["url"], label=form.cleaned_data["label"])
        except Invalid as refused:
            add_to_form(form, refused)
        else:
            messages.success(request, _("The link was added."))
            return redirect(visit.url("evidence", apl))
    return _page(request, visit, found, link_form=form)


@for_case("POST")
def remove(request: HttpRequest, visit: Visit, apl: str, evd: str) -> HttpResponse:
    """Take a file or link back out of a draft; it is deleted for good."""
    found = read.appeal_of(visit.actor, visit.case, apl)
    perform(intake.remove_evidence, visit.actor, evidence=read.one_evidence(found, evd))
    messages.success(request, _("It was removed and deleted."))
    return redirect(visit.url("evidence", apl))


def _page(
    request: HttpRequest, visit: Visit, found: Appeal, *, files_form: FilesForm | None = None, link_form: LinkForm | None = None
) -> HttpResponse:
    draft = found.state == AppealState.DRAFT
    errors = turned_lines(request, "#file_uploads")
    context = {
        "appeal": found,
        "draft": draft,
        "files": files_rows(found, visit, removable=draft),
        "helps": read.helpful_evidence(visit.case) if found.subject_kind == "suspension" else [],
        "files_form": files_form or FilesForm(auto_id="file_%s"),
        "link_form": link_form or LinkForm(auto_id="link_%s"),
        "bad_form": files_form or link_form,
        "errors": errors,
        "has_errors": bool(errors or files_form or link_form),
        "country": countries().of(visit.case.account.country),
        "proofs": proofs_of(visit.case.account, today=redress_now().date()),
        "lacking_url": visit.url("lacking", found.reference),
        "tasks_url": visit.url("appeal", found.reference),
        "link_url": visit.url("link", found.reference),
    }
    return show(request, "evidence.html", visit, context)
