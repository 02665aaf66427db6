"""Documents: a page of a view copy at a time, every look written down; the original only for a senior with a reason."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.translation import gettext as _, ngettext
from django.views.decorators.debug import sensitive_post_parameters

from accounts.preferences import covers_pictures
from accounts.reauth import is_fresh
from appeals.actions import findings
from appeals.actions.looking import look_at, say_why
from appeals.actions.perform import perform
from appeals.actions.rehearsal import rehearse
from appeals.authority import allows, look_refusal
from appeals.console.act_page import ActPage, act_page
from appeals.console.acts import act, posted, to_case
from appeals.console.again import Asked, asked_again, is_asked
from appeals.console.desk import Desk, see_other, show, staff_page
from appeals.console.files import stored_file
from appeals.console.forms.again import PASSWORD
from appeals.console.forms.checks import ChecksForm
from appeals.console.forms.small import OriginalForm
from appeals.console.viewer import drawing, sight_of, tools
from appeals.errors import IllegalTransition, Invalid, NotAllowed, NotVisible
from appeals.evidence.checks import CHECKS, RESULT_LABELS, Result
from appeals.evidence.countries import countries
from appeals.queries.console_evidence import document_of, find_evidence, looks_at, page_of
from appeals.queries.looks import open_stop
from appeals.web.refusals import add_to_form
from appeals.workflow import Action

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse, QueryDict
    from django.http.response import HttpResponseBase

    from appeals.evidence.countries import Country
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
    document = document_of(found)
    context = _context(request, desk, document)
    if context["open"]:
        if perform(look_at, desk.actor, evidence=found, page=context["number"]) is not None:
            asks = _question(request, desk, found, answer_url=_with_query(request, reverse("console:say_why", args=[found.public_id])))
            if asks is not None:
                return asks
        context["document"] = replace(document, looks=looks_at(found))
    return show(request, desk, "evidence.html", context | {"form": None})


@sensitive_post_parameters(PASSWORD)
@staff_page("POST")
def say_why_view(request: HttpRequest, desk: Desk, *, public_id: str) -> HttpResponse:
    """Take the answer of somebody who was stopped at opening this document, and lead back to it."""
    found = _found(desk, public_id)
    if not is_asked(request) and open_stop(desk.user.pk) is None:
        raise NotAllowed(_("Nothing was stopped for you."))
    here = _with_query(request, _url(found))
    return _question(request, desk, found, answer_url=request.get_full_path(), then=here) or see_other(here)


@staff_page("GET")
def evidence_page(request: HttpRequest, desk: Desk, *, public_id: str, number: int) -> HttpResponseBase:
    """One page of the view copy as a picture. The look is written down before the picture leaves."""
    del request
    found = _found(desk, public_id)
    page = page_of(found, min(number, LARGEST_PAGE))
    if page.media_type not in SHOWN_INLINE:
        raise NotVisible
    if perform(look_at, desk.actor, evidence=found, page=page.number) is not None:
        raise NotAllowed(_("You opened the documents of many people. Open the document's page and say why."))
    name = f"{found.public_id}-{page.number}.{SHOWN_INLINE[page.media_type]}"
    return stored_file(page.storage_key, page.media_type, name, attached=False)


@sensitive_post_parameters(PASSWORD)
@staff_page("GET", "POST")
def original(request: HttpRequest, desk: Desk, *, public_id: str) -> HttpResponseBase:
    """The file as it was sent, to save and never to show: for a senior who says why and has just shown who they are."""
    found = find_evidence(desk.actor, public_id)
    refused = look_refusal(desk.actor, found, original=True)
    if refused is not None:
        raise refused
    if not found.storage_key:
        raise NotVisible
    asks = _question(request, desk, found, fresh=True)
    if asks is not None:
        return asks
    form = OriginalForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            stop = perform(look_at, desk.actor, evidence=found, original=True, reason=form.cleaned_data["reason"])
        except Invalid as error:
            add_to_form(form, error)
        else:
            asks = _question(request, desk, found) if stop is not None else None
            return asks or stored_file(found.storage_key, "application/octet-stream", found.name, attached=True)
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


@sensitive_post_parameters(PASSWORD)
@staff_page("POST")
def check_evidence(request: HttpRequest, desk: Desk, *, public_id: str) -> HttpResponse:
    """Write down what a person found in a document, all checks at once; or show the letter that would go out."""
    found = _found(desk, public_id)
    asks = _question(request, desk, found)
    if asks is not None:
        return asks
    document = document_of(found)
    form = _checks_form(document, request.POST)
    values = dict[str, Any](evidence=found)

    def said() -> dict[str, Any]:
        return values | {"checks": form.checks(), "proof": form.proof(), "seen": form.cleaned_data["seen"]}

    def take() -> HttpResponse:
        try:
            return act(request, desk, findings.record_checks, **said(), said=_("What you found is written down."), to=_url(found))
        except IllegalTransition:
            form.look_again(findings.fingerprint(document.checks))
            raise

    page = ActPage(
        action=Action.CHECK_EVIDENCE,
        subject=found.appeal,
        form=form,
        back_url=_url(found),
        back_label=found.name,
        template="evidence.html",
        rehearsal=lambda: rehearse(findings.record_checks, desk.actor, **said()),
        context=_context(request, desk, document) | {"check_form": form},
    )
    return act_page(request, desk, page, take)


def _found(desk: Desk, public_id: str) -> Evidence:
    found = find_evidence(desk.actor, public_id)
    refused = look_refusal(desk.actor, found)
    if refused is not None:
        raise refused
    return found


def _question(
    request: HttpRequest, desk: Desk, found: Evidence, *, fresh: bool = False, answer_url: str = "", then: str = ""
) -> HttpResponse | None:
    """Ask for the password again: with a reason after a look was stopped, without one where only `fresh` is wanted; else None."""
    stop = open_stop(desk.user.pk)
    if stop is None and not is_asked(request) and (not fresh or is_fresh(request.session, now=desk.now)):
        return None
    text = _("You are about to open an original.")
    if stop is not None:
        people = ngettext("the documents of %(n)s person", "the documents of %(n)s people", stop.persons) % {"n": stop.persons}
        text = _("Within an hour you opened %(people)s. Before you open more, say why. The seniors know that you were asked.") % {
            "people": people
        }
    asked = Asked(
        text=text,
        back_url=to_case(found.case.reference),
        back_label=found.case.reference,
        wants_reason=stop is not None,
        since=stop.at if stop is not None else None,
        answer_url=answer_url,
        then=then,
    )
    accept = partial(_say_why, desk) if stop is not None else None
    return asked_again(request, desk, asked, accept=accept)


def _say_why(desk: Desk, reason: str) -> None:
    perform(say_why, desk.actor, reason=reason)


def _with_query(request: HttpRequest, url: str) -> str:
    query = request.META.get("QUERY_STRING", "")
    return f"{url}?{query}" if query else url


def _context(request: HttpRequest, desk: Desk, document: Document) -> dict[str, Any]:
    found, count = document.evidence, len(document.pages)
    sight = sight_of(request.GET, count=count, covers=covers_pictures(desk.user))
    number = sight.number
    page = document.pages[number - 1] if number else None
    return {
        "document": document,
        "evidence": found,
        "case_reference": found.case.reference,
        "sight": sight,
        "open": page is not None and sight.is_open,
        "number": number,
        "page": page,
        "drawing": drawing(page, sight) if page is not None else None,
        "tools": tools(sight),
        "count": count,
        "newer_url": sight.url(number=number - 1, turn=0) if number > 1 else "",
        "older_url": sight.url(number=number + 1, turn=0) if number < count else "",
        "checks": [_check_row(one) for one in document.checks],
        "check_form": _checks_form(document) if allows(desk.actor, Action.CHECK_EVIDENCE, found.appeal) else None,
        "country": _country(document),
        "proofs": document.proofs,
        "may_open_original": look_refusal(desk.actor, found, original=True) is None and bool(found.storage_key),
        "back_url": f"{to_case(found.case.reference)}?appeal={found.appeal.reference}",
        "back_label": found.case.reference,
    }


def _country(document: Document) -> Country:
    return countries().of(document.evidence.case.account.country)


def _checks_form(document: Document, sent: QueryDict | None = None) -> ChecksForm:
    language = document.evidence.case.account.language
    seen = findings.fingerprint(document.checks)
    return ChecksForm(sent, written=document.checks, seen=seen, country=_country(document), language=language)


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
