"""Signing in and out. Whoever cannot sign in gets one and the same answer, whatever the reason."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING

from allauth.account.internal.flows.login import perform_password_login
from allauth.account.models import Login
from django.conf import settings
from django.contrib.auth import authenticate, logout
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from accounts.instants import redress_now
from accounts.models import User, UserKind
from accounts.roles import READING_ROLES
from accounts.tries import forget_tries, take_try
from appeals.console.desk import EVERYBODY, Desk, desk_of, refused, see_other, staff_page
from appeals.console.forms.sign_in import SignInForm
from appeals.errors import NotAllowed

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

# Where a sign-in may lead on to.
INSIDE = ("/console/", "/admin/")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@sensitive_post_parameters("password")
def sign_in(request: HttpRequest) -> HttpResponse:
    """Ask for name and password, then for the second step of whoever has one, and open the session."""
    if request.method != "POST" and (desk := desk_of(request)) is not None:
        return see_other(_where_to(request, desk.user))
    form = SignInForm(request.POST if request.method == "POST" else None)
    status = HTTPStatus.OK
    if form.is_bound and form.is_valid():
        name = form.cleaned_data["username"]
        if not take_try(name, now=redress_now()):
            form.add_error(None, _("There were too many tries with this name. Wait 15 minutes, then try again."))
            status = HTTPStatus.TOO_MANY_REQUESTS
        elif (user := _known(request, name, form.cleaned_data["password"])) is not None:
            forget_tries(name)
            led = perform_password_login(request, {"username": name}, Login(user=user, redirect_url=_where_to(request, user)))
            return see_other(led["Location"])
        else:
            form.add_error(None, _("Name and password do not fit together, or this person cannot sign in here."))
    if form.errors and status == HTTPStatus.OK:
        status = HTTPStatus.UNPROCESSABLE_ENTITY
    frame = {"form": form, "service": _service(request), "only_password": settings.DEMO and not settings.STAFF_SECOND_STEP}
    return render(request, "console/sign_in.html", frame, status=status)


@never_cache
@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """End the session."""
    logout(request)
    return see_other(reverse("console:sign_in"))


@staff_page("GET", roles=EVERYBODY)
def home(_request: HttpRequest, desk: Desk) -> HttpResponse:
    """Lead on to the part of the console that this person works in."""
    return see_other(_first_page(desk.user))


@never_cache
@require_http_methods(["GET", "HEAD"])
def to_sign_in(request: HttpRequest) -> HttpResponse:
    """The configuration site signs in here as well: one way in, with one limit of tries."""
    desk = desk_of(request)
    if desk is not None:
        return refused(request, desk, NotAllowed(_("Your role does not include the configuration.")))
    wanted = request.GET.get("next", "/admin/")
    return see_other(f"{reverse('console:sign_in')}?{urlencode({'next': wanted})}")


def _service(request: HttpRequest) -> dict[str, str] | None:
    """The marketplace's own sign-in service, where one is set: its name, and the address that leads there."""
    if not settings.OIDC_ISSUER:
        return None
    wanted = request.GET.get("next", "")
    inside = {"next": wanted} if wanted.startswith(INSIDE) else {"next": reverse("console:home")}
    (app,) = settings.SOCIALACCOUNT_PROVIDERS["openid_connect"]["APPS"]
    return {"name": app["name"], "url": f"{reverse('openid_connect_login', args=[app['provider_id']])}?{urlencode(inside)}"}


def _known(request: HttpRequest, name: str, password: str) -> User | None:
    """The person with this name and password: active and human, for software has keys."""
    try:
        user = authenticate(request, username=name, password=password)
    except User.MultipleObjectsReturned:
        return None
    return user if isinstance(user, User) and user.kind == UserKind.HUMAN else None


def _where_to(request: HttpRequest, user: User) -> str:
    wanted = request.GET.get("next", "")
    own = url_has_allowed_host_and_scheme(wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure())
    return wanted if own and wanted.startswith(INSIDE) else _first_page(user)


def _first_page(user: User) -> str:
    return reverse("console:queue" if user.roles() & READING_ROLES else "console:rulebook")
