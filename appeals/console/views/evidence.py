"""Documents: a page of a view copy at a time, every look written down; the original only for a senior with a reason."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters

from appeals.actions import findings, intake
from appeals.actions.perform import perform
from appeals.authority import allows, look_refusal
from appeals.console.act_page import ActPage, act_page
from appeals.console.acts import act, posted, to_case
from appeals.console.again import Asked, fresh_first
from appeals.console.desk import Desk, show, staff_page
from appeals.console.files import stored_file
from appeals.console.forms.again import PASSWORD
from appeals.console.forms.checks import CheckForm
from appeals.console.forms.small import OriginalForm
from appeals.errors import Invalid, NotVisible
from appeals.evidence.checks import CHECKS, RESULT_LABELS, Result
from appeals.queries.console_evidence import document_of, find_evidence, page_of
from appeals.web.refusals import add_to_form
from appeals.workflow import Action

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse
    from django.http.response import HttpResponseBase

    from appeals.models import Evidence
    from appeals.queries.console_evidence import Document

# What our own program makes; nothing else is ever shown in a page.
SHOWN_INLINE = {"image/png": "png", "image/jpeg": "jpg"}
# How a result looks, and its sign.
CHECK_LOOKS = {"passed": ("passed", "ok"), "not_accepted": ("failed", "bad"), "waiting": ("waiting", "wait")}
LARGEST_PAGE = 1_000


@staff_page("GET")
def evidence(request: HttpRequest, desk: Desk, *, public_id: str) -> HttpResponse:
    """One document: the page asked for, its checks, who looked at it."""
    found = _found(desk, public_id)
    return show(request, desk, "evidence.html", _context(request, desk, document_of(found)) | {"form": None})


@staff_page("GET")
def evidence_page(request: HttpRequest, desk: Desk, *, public_id: str, number: int) -> HttpResponseBase:
    """One page of the view copy as a picture. The look is written down before the picture leaves."""
    del request
    found = _found(desk, public_id)
    page = page_of(found, min(number, LARGEST_PAGE))
    if page.media_type not in SHOWN_INLINE:
        raise NotVisible
    perform(intake.look_at, desk.actor, evidence=found)
    name = f"{found.public_id}-{page.number}.{SHOWN_INLINE[page.media_type]}"
    return stored_file(page.storage_key, page.media_type, name, attached=False)


@sensitive_post_parameters(PASSWORD)
@staff_page("GET", "POST")
def original(request: HttpRequest, desk: Desk, *, public_id: str) -> HttpResponseBase:
    """The file as it was sent, to save and never to show: for a senior who says why."""
    found = find_evidence(desk.actor, public_id)
    refused = look_refusal(desk.actor, found, original=True)
    if refused is not None:
        raise refused
    if not found.storage_key:
        raise NotVisible
    why = _("You are about to open an original. Type your password again.")
    asks = fresh_first(request, desk, Asked(text=why, back_url=_url(found), back_label=found.name))
    if asks is not None:
        return asks
    form = OriginalForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            perform(intake.look_at, desk.actor, evidence=found, original=True, reason=form.cleaned_data["reason"])
        except Invalid as error:
            add_to_form(form, error)
        else:
            return stored_file(found.storage_key, "application/octet-stream", found.name, attached=True)
    context = {
        "form": form,
        "title": _("Open the original"),
        "text": _("The file is saved to your computer as it was sent. It was not made safe; open it with care and delete it afterwards."),
        "consequences": [_("Your name, the time and the reason are written down.")],
        "button": _("Save the original"),
        "back_url": _url(found),
        "back_label": found.name,
        "cancel_url": _url(found),
    }
    return show(request, desk, "act.html", context)


@staff_page("POST")
def check_evidence(request: HttpRequest, desk: Desk, *, public_id: str) -> HttpResponse:
    """Write down what a person found in a document."""
    found = _found(desk, public_id)
    form = CheckForm(request.POST)
    page = ActPage(
        action=Action.CHECK_EVIDENCE,
        subject=found.appeal,
        form=form,
        back_url=_url(found),
        back_label=found.name,
        template="evidence.html",
        context=_context(request, desk, document_of(found)),
    )
    return act_page(
        request,
        desk,
        page,
        lambda: act(
            request,
            desk,
            findings.record_check,
            evidence=found,
            **{name: form.cleaned_data[name] for name in ("code", "result", "reason")},
            said=_("The check is written down."),
            to=_url(found),
        ),
    )


def _found(desk: Desk, public_id: str) -> Evidence:
    found = find_evidence(desk.actor, public_id)
    refused = look_refusal(desk.actor, found)
    if refused is not None:
        raise refused
    return found


def _context(request: HttpRequest, desk: Desk, document: Document) -> dict[str, Any]:
    found = document.evidence
    typed = request.GET.get("page", "1")
    wanted = int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 5 else 1
    count = len(document.pages)
    number = max(1, min(wanted, count)) if count else 0
    return {
        "document": document,
        "evidence": found,
        "case_reference": found.case.reference,
        "number": number,
        "page": document.pages[number - 1] if number else None,
        "count": count,
        "newer_url": f"?page={number - 1}" if number > 1 else "",
        "older_url": f"?page={number + 1}" if number < count else "",
        "checks": [_check_row(one) for one in document.checks],
        "check_form": CheckForm() if allows(desk.actor, Action.CHECK_EVIDENCE, found.appeal) else None,
        "may_open_original": look_refusal(desk.actor, found, original=True) is None and bool(found.storage_key),
        "back_url": f"{to_case(found.case.reference)}?appeal={found.appeal.reference}",
        "back_label": found.case.reference,
    }


def _check_row(one: Any) -> dict[str, Any]:
    check = CHECKS.get(one.code)
    known = {reason.code: reason for reason in check.reasons} if check else {}
    reason = known.get(one.reason)
    look, sign = CHECK_LOOKS.get(one.result, ("not_needed", "none"))
    return {
        "label": check.label if check else one.code,
        "look": look,
        "sign": sign,
        "word": RESULT_LABELS.get(Result(one.result)) if one.result in list(Result) else one.result,
        "reason": reason.text if reason else one.reason,
        "by": one.by,
    }


def _url(found: Evidence) -> str:
    return reverse("console:evidence", args=[found.public_id])
