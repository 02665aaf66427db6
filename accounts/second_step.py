"""The second step of signing in: who has taken it in this session, and that nobody of the staff works without."""

from __future__ import annotations

from typing import TYPE_CHECKING

from allauth.account.internal.flows.login import get_authentication_records
from django.conf import settings
from django.http import HttpResponseRedirect
from django.urls import reverse

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse

# Where staff work, and the pages among them on which a second step is set up or the session ended.
WORK = ("/console/", "/admin/")
WAY_THERE = ("/console/sign-in/", "/console/sign-out/", "/console/second-step/")
# A code or a passkey of our own; or the sign-in service, which has its own second step.
STRONG = frozenset({"mfa", "socialaccount"})


def has_taken_second_step(request: HttpRequest) -> bool:
    """Whether whoever is signed in showed more than a password in this session."""
    user = request.user
    return user.is_authenticated and any(one.get("method") in STRONG for one in get_authentication_records(request, user))


class SecondStepMiddleware:
    """Leads staff who have only shown a password to the page that sets up a second step, wherever they wanted to go."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """The page asked for, or the way to the second step."""
        if settings.STAFF_SECOND_STEP and _is_work(request.path) and request.user.is_authenticated and not has_taken_second_step(request):
            return HttpResponseRedirect(reverse("mfa_index"), status=303)
        return self.get_response(request)


def _is_work(path: str) -> bool:
    return path.startswith(WORK) and not path.startswith(WAY_THERE)
