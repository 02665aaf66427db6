"""What every page for a signed-in person shares: who it is, which case, in which zone, and what a refusal looks like."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import wraps
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.actors import ActorKind
from appeals.deadlines import known_zones
from appeals.errors import AppealError
from appeals.models import read_reference
from appeals.portal.session import forget_words, keep_words, visitor_of
from appeals.queries.portal_pages import case_for
from appeals.web.instants import at_one_instant
from appeals.web.refusals import page_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime

    from django.http import HttpRequest, HttpResponse
    from django.http.response import HttpResponseBase

    from accounts.actors import Actor
    from appeals.models import Suspension
    from appeals.portal.session import Visitor


@dataclass(frozen=True, slots=True)
class Visit:
    """One person before one of their cases."""

    actor: Actor
    case: Suspension
    member_id: int | None
    now: datetime

    @property
    def is_own(self) -> bool:
        """Whether the person reads their own case: what a helper opens was not delivered to its owner."""
        return self.actor.kind is ActorKind.APPELLANT

    def again(self, case: Suspension) -> Visit:
        """The same visit with the case read anew, after something of it has changed."""
        return replace(self, case=case)

    def url(self, name: str, *args: object) -> str:
        """The address of a page of this case."""
        return reverse(f"portal:{name}", args=[self.case.reference, *args])


def for_visitor(*methods: str) -> Callable[[Callable[..., HttpResponseBase]], Callable[..., HttpResponseBase]]:
    """A page for whoever is signed in: the view gets (request, visitor, …). Others are led to the sign-in page."""

    def around(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
        @require_http_methods([*methods, "HEAD"] if "GET" in methods else list(methods))
        @wraps(view)
        def page(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            with at_one_instant(request):
                visitor = visitor_of(request)
                if visitor is None:
                    return private(_sign_in_first(request, readable="GET" in methods, case=kwargs.get("ref")))
                return private(view(request, visitor, *args, **kwargs))

        return page

    return around


def for_case(*methods: str, body_limit: int | None = None) -> Callable[[Callable[..., HttpResponseBase]], Callable[..., HttpResponseBase]]:
    """A page of one case: the view gets (request, visit, …). A case that is not theirs does not exist for them.

    `body_limit` in bytes is for pages that take files; others take what the settings say.
    """

    def around(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
        @for_visitor(*methods)
        @wraps(view)
        def page(request: HttpRequest, visitor: Visitor, ref: str, **kwargs: Any) -> HttpResponseBase:
            visit = _visit(visitor, ref)
            if request.method == "POST":
                forget_words(request)
            with timezone.override(zone_name(visit.case)):
                try:
                    return view(request, visit, **kwargs)
                except AppealError as refused:
                    return page_of(request, refused, back_url=visit.url("case"))

        page.body_limit = body_limit  # type: ignore[attr-defined]
        return page

    return around


def zone_name(case: Suspension) -> str:
    """The zone in which a person reads times: their own where it is known, else UTC."""
    wanted = case.account.time_zone or ""
    return wanted if wanted in known_zones() else "UTC"


def private(response: HttpResponseBase) -> HttpResponseBase:
    """Nothing of a signed-in page is kept by a browser or a proxy."""
    response["Cache-Control"] = "no-store"
    return response


def show(request: HttpRequest, template: str, visit: Visit, context: Mapping[str, Any], *, status: int = 200) -> HttpResponse:
    """A page of a case, with what its frame needs. Forms with errors answer 422."""
    form = context.get("form")
    failed = request.method == "POST" and (bool(context.get("has_errors")) or (form is not None and bool(form.errors)))
    frame = {
        "case": visit.case,
        "case_reference": visit.case.reference,
        "case_url": visit.url("case"),
        "now": visit.now,
        "sign_out_url": reverse("portal:sign_out"),
        **context,
    }
    return render(request, f"portal/{template}", frame, status=422 if failed and status == 200 else status)


def _visit(visitor: Visitor, ref: str) -> Visit:
    """The visit of a case by its reference; Http404 for one that is absent, foreign or not yet in force alike."""
    wanted = read_reference(ref)
    case = case_for([one.actor() for one in visitor.identities], wanted) if wanted else None
    identity = visitor.identity_for(case) if case else None
    if case is None or identity is None:
        raise Http404
    return Visit(identity.actor(), case, identity.member.pk if identity.member else None, visitor.now)


def _sign_in_first(request: HttpRequest, *, readable: bool, case: str | None) -> HttpResponse:
    """Lead to the sign-in page and remember where to go on. Words that were just typed are kept for that time."""
    target = request.get_full_path() if readable else (reverse("portal:case", args=[case]) if case else reverse("portal:cases"))
    if request.method == "POST":
        if readable:
            keep_words(request, request.path)
        messages.warning(
            request, _("You were signed out because nothing happened for 60 minutes. Sign in to go on: what you wrote is kept.")
        )
    return redirect(f"{reverse('portal:find')}?{urlencode({'next': target})}")
