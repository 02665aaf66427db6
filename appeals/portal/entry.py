"""P1 and P2: finding one's case by an e-mailed code. Every answer is the same whether or not anything is there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import get_language, gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.actors import SYSTEM
from accounts.instants import redress_now
from accounts.sign_in import CODE_MINUTES, redeem
from appeals.actions import perform
from appeals.actions.signing_in import send_code
from appeals.models import read_reference
from appeals.portal import session
from appeals.portal.forms import CodeForm, FindForm
from appeals.portal.visits import for_visitor, private, zone_name
from appeals.queries.portal_pages import cases_of, reference_of

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse
    from django.http.response import HttpResponseBase

    from appeals.portal.session import Visitor


@require_http_methods(["GET", "HEAD", "POST"])
def find(request: HttpRequest) -> HttpResponseBase:
    """P1: ask for a code. The address of the next page tells nothing about what was found."""
    if request.method == "POST":
        form = FindForm(request.POST)
        if form.is_valid():
            typed = form.cleaned_data["typed"]
            pointer: str = perform(send_code, SYSTEM, typed=typed, language=get_language() or "en")
            request.session[session.ASKED] = {"typed": typed, "next": form.cleaned_data["next"], "pointer": pointer}
            return private(redirect("portal:enter", pointer))
        return private(render(request, "portal/find.html", {"form": form}, status=422))
    target = request.GET.get("next", "")
    form = FindForm(initial={"typed": _reference_in(target), "next": target})
    signed_in = isinstance(request.session.get(session.EMAIL), str)
    return private(render(request, "portal/find.html", {"form": form, "signed_in": signed_in, "wanted": _reference_in(target)}))


@require_http_methods(["GET", "HEAD", "POST"])
def enter(request: HttpRequest, pointer: str) -> HttpResponseBase:
    """P2: type the code. Looking at the page uses nothing up; only a sent code is tried."""
    asked: dict[str, str] = request.session.get(session.ASKED, {})
    if asked.get("pointer") != pointer:
        asked = {}
    form = CodeForm(request.POST) if request.method == "POST" else CodeForm()
    context: dict[str, Any] = {"form": form, "typed": asked.get("typed", ""), "next": asked.get("next", ""), "minutes": CODE_MINUTES}
    if request.method != "POST":
        return private(render(request, "portal/enter.html", context))
    if form.is_valid():
        row = redeem(pointer, form.cleaned_data["code"], now=redress_now())
        if row is not None:
            session.sign_in(request, row.email)
            request.session.pop(session.ASKED, None)
            return private(redirect(_where_to(request, asked.get("next", ""), row.case_id)))
        form.add_error("code", _("This code did not work. It is wrong, or was used, or is too old. Look again, or send a new one."))
    return private(render(request, "portal/enter.html", context, status=422))


@require_POST
def sign_out(request: HttpRequest) -> HttpResponseBase:
    """Leave; the page after it shows nothing of the case."""
    session.sign_out(request)
    return private(redirect("portal:find"))


@for_visitor("GET")
def cases(request: HttpRequest, visitor: Visitor) -> HttpResponse:
    """Every case that this address may open, newest change first."""
    rows = cases_of([one.actor() for one in visitor.identities])
    context = {"cases": rows, "email": visitor.email, "now": visitor.now, "sign_out_url": reverse("portal:sign_out")}
    with timezone.override(zone_name(rows[0]) if rows else "UTC"):
        return render(request, "portal/cases.html", context)


def _reference_in(target: str) -> str:
    """The case reference in the address that somebody wanted to open, to be typed for them."""
    parts = target.split("/")
    named = parts[parts.index("cases") + 1] if "cases" in parts[:-1] else ""
    return read_reference(named) or ""


def _where_to(request: HttpRequest, target: str, case_id: int | None) -> str:
    """Where a person goes on after signing in: the page they wanted, the case they named, their only case, or the list."""
    if target.startswith("/") and url_has_allowed_host_and_scheme(target, allowed_hosts=None, require_https=request.is_secure()):
        return target
    reference = reference_of(case_id) if case_id else None
    if reference is None:
        visitor = session.visitor_of(request)
        rows = cases_of([one.actor() for one in visitor.identities]) if visitor else []
        reference = rows[0].reference if len(rows) == 1 else None
    return reverse("portal:case", args=[reference]) if reference else reverse("portal:cases")
