"""What every page of the console shares: who is at the desk, checked anew each time, and what a refusal looks like."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from accounts.actors import Actor
from accounts.instants import redress_now
from accounts.models import User
from accounts.roles import READING_ROLES, Role
from appeals.errors import AppealError, GateClosed, Invalid, NotAllowed
from appeals.queries.console_desk import own_load
from appeals.queries.too_few import LACKS, too_few
from appeals.web.instants import at_one_instant

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from django.http import HttpRequest

View = Callable[..., HttpResponseBase]

EVERYBODY = frozenset(Role)
# Who may record what stands outside a case and stops its closing.
SENIORS = frozenset({Role.SENIOR})
# Who looks after the people of the desk: administrators for everything, leads for who is away and who takes over.
ADMINISTRATORS = frozenset({Role.POLICY_ADMIN})
LEADS = frozenset({Role.SENIOR, Role.POLICY_ADMIN})


@dataclass(frozen=True, slots=True)
class Desk:
    """One member of the staff before a page: with the roles they hold at this moment."""

    actor: Actor
    user: User
    now: datetime


def staff_page(*methods: str, roles: frozenset[Role] = READING_ROLES, back: str = "") -> Callable[[View], View]:
    """A page for signed-in staff who hold one of `roles`: the view gets (request, desk, …).

    Others are led to the sign-in. A refusal of the domain becomes a page with its status, and a link to the address
    `back`, which takes the same arguments.
    """
    allowed = [*methods, "HEAD"] if "GET" in methods else list(methods)

    def around(view: View) -> View:
        @wraps(view)
        def page(request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
            with at_one_instant(request):
                response = answered(request, **kwargs)
            response["Cache-Control"] = "no-store"
            return response

        def answered(request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
            desk = desk_of(request)
            if desk is None:
                return _sign_in_first(request, readable="GET" in methods)
            if request.method not in allowed:
                return HttpResponseNotAllowed(allowed)
            try:
                _admit(desk, roles)
                return view(request, desk, **kwargs)
            except AppealError as error:
                return refused(request, desk, error, back_url=_back(desk, error, roles, back, kwargs))

        return page

    return around


def desk_of(request: HttpRequest) -> Desk | None:
    """Who is signed in and still active; None, and signed out, for everyone else. Roles are read anew each time."""
    user = request.user
    if not isinstance(user, User):
        return None
    try:
        actor = Actor.staff(user)
    except ValueError:
        logout(request)
        return None
    return Desk(actor, user, redress_now())


def show(request: HttpRequest, desk: Desk, template: str, context: Mapping[str, Any], *, status: int = 200) -> HttpResponse:
    """A page in the console's frame. A form with errors answers 422."""
    form = context.get("form")
    if status == HTTPStatus.OK and form is not None and bool(form.errors):
        status = HTTPStatus.UNPROCESSABLE_ENTITY
    load = own_load(desk.actor, now=desk.now)
    words = _("Yours: %(count)s open") % {"count": load.open} if load.open else ""
    # Whoever could change it reads on every page which decisions nobody uninvolved could make.
    lacking = [LACKS[one] for one in too_few()] if Role.POLICY_ADMIN in desk.actor.roles else []
    frame = {"lacking": lacking, "now": desk.now, "desk": desk, "load": words, "load_late": load.late or "", **context}
    return render(request, f"console/{template}", frame, status=status)


def refused(request: HttpRequest, desk: Desk, error: AppealError, *, back_url: str = "") -> HttpResponse:
    """The page of a refusal: what was refused, why, what is left to do."""
    missing = error.missing if isinstance(error, GateClosed) else ()
    errors = [one.message for one in error.errors] if isinstance(error, Invalid) else []
    context = {"error": error, "missing": missing, "errors": errors, "back_url": back_url, "has_errors": True}
    return show(request, desk, "refused.html", context, status=error.status)


def _admit(desk: Desk, roles: frozenset[Role]) -> None:
    if not desk.actor.roles & roles:
        raise NotAllowed(_("Your role does not include this page."))


def _back(desk: Desk, error: AppealError, roles: frozenset[Role], name: str, kwargs: Any) -> str:
    """Where a refused reader goes back to; nowhere from what is not visible, or not for their role."""
    if not name or error.status == HTTPStatus.NOT_FOUND or not desk.actor.roles & roles:
        return ""
    # A page of something in a case leads back to the case.
    return reverse(name, kwargs={"reference": kwargs["reference"]} if name == "console:case" else kwargs)


def _sign_in_first(request: HttpRequest, *, readable: bool) -> HttpResponse:
    """Lead to the sign-in and remember where to go on. Nothing that was sent is acted upon."""
    target = f"{reverse('console:sign_in')}?{urlencode({'next': request.get_full_path()})}" if readable else reverse("console:sign_in")
    if request.method == "POST":
        messages.warning(request, _("You were signed out, so nothing was done. Sign in and repeat the step."))
    return see_other(target)


class SeeOther(HttpResponseRedirect):
    """303: the act is done, look there."""

    status_code = HTTPStatus.SEE_OTHER


def see_other(url: str) -> HttpResponse:
    """Lead on to an address after a form."""
    return SeeOther(url)
