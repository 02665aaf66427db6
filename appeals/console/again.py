"""Asking again who sits at the desk, on the way to a page. What was being sent waits in the page and goes on by itself."""

from __future__ import annotations

from dataclasses import dataclass
from http import HTTPStatus
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from accounts.reauth import Answer, is_fresh, is_fresh_since, mark_fresh, prove
from appeals.console.desk import see_other, show
from appeals.console.forms.again import GOES_ON, PASSWORD, REASON, AgainForm
from appeals.errors import Invalid
from appeals.web.refusals import add_to_form

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from django.http import HttpRequest, HttpResponse

    from appeals.console.desk import Desk

OWN = frozenset({PASSWORD, REASON, GOES_ON})
NOT_KEPT = OWN | {"csrfmiddlewaretoken"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """Why somebody is asked again, in words, and where they go if they would rather not.

    Whoever has no password here, but signs in through the marketplace's own service, signs in again, after `since` where
    that is set. The answer comes to `answer_url` and leads on to `then`; both are the address that was asked for where they are empty.
    """

    text: str
    back_url: str
    back_label: str
    wants_reason: bool = False
    since: datetime | None = None
    answer_url: str = ""
    then: str = ""


def fresh_first(request: HttpRequest, desk: Desk, asked: Asked) -> HttpResponse | None:
    """The page that asks again, where the session is not fresh; None where the view may go on.

    A view that takes forms calls it first; the answer comes to the view's own address.
    """
    if is_asked(request) or not is_fresh(request.session, now=desk.now):
        return asked_again(request, desk, asked)
    return None


def is_asked(request: HttpRequest) -> bool:
    """Whether this request brings the answer to being asked again."""
    return request.method == "POST" and PASSWORD in request.POST


def asked_again(request: HttpRequest, desk: Desk, asked: Asked, *, accept: Callable[[str], object] | None = None) -> HttpResponse | None:
    """The page that asks again, or None once the answer was right: the view goes on with what was sent before it.

    `accept` is handed the reason before the session is fresh; what it refuses (Invalid) is said beside the field. Files
    are not kept: no browser sends them twice by itself.
    """
    if not is_asked(request):
        start = {GOES_ON: "" if request.method == "POST" else "1"}
        form = AgainForm(wants_reason=asked.wants_reason, has_password=desk.user.has_usable_password(), initial=start)
        return _page(request, desk, asked, form, status=HTTPStatus.FORBIDDEN)
    form = AgainForm(request.POST, wants_reason=asked.wants_reason, has_password=desk.user.has_usable_password())
    if not form.is_valid():
        return _page(request, desk, asked, form, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    status = _proved(request, desk, asked, form)
    if status != HTTPStatus.OK:
        return _page(request, desk, asked, form, status=status)
    if accept is not None:
        try:
            accept(form.cleaned_data.get(REASON, ""))
        except Invalid as error:
            add_to_form(form, error, fields={"reason": REASON})
            return _page(request, desk, asked, form, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    mark_fresh(request.session, now=desk.now)
    return _go_on(request, form, asked)


def _proved(request: HttpRequest, desk: Desk, asked: Asked, form: AgainForm) -> HTTPStatus:
    """Whether the answer shows who it is; what is wrong with it stands in the form."""
    if not desk.user.has_usable_password():
        if is_fresh_since(request.session, asked.since, now=desk.now) if asked.since else is_fresh(request.session, now=desk.now):
            return HTTPStatus.OK
        form.add_error(None, _("You have not signed in again yet."))
        return HTTPStatus.UNPROCESSABLE_ENTITY
    answer = prove(desk.user, form.cleaned_data[PASSWORD], now=desk.now)
    if answer is Answer.WAIT:
        form.add_error(None, _("There were too many tries with this name. Wait 15 minutes, then try again."))
        return HTTPStatus.TOO_MANY_REQUESTS
    if answer is Answer.WRONG:
        form.add_error(PASSWORD, _("This is not your password."))
        return HTTPStatus.UNPROCESSABLE_ENTITY
    return HTTPStatus.OK


def _go_on(request: HttpRequest, form: AgainForm, asked: Asked) -> HttpResponse | None:
    """To the page that was wanted; where a form was on its way, nothing but that form is left in the request."""
    if form.cleaned_data[GOES_ON]:
        return see_other(asked.then or request.get_full_path())
    sent = request.POST.copy()
    for name in OWN:
        sent.pop(name, None)
    request.POST = sent  # type: ignore[assignment] # a QueryDict, as before
    return None


def _page(request: HttpRequest, desk: Desk, asked: Asked, form: AgainForm, *, status: int) -> HttpResponse:
    kept = [(name, value) for name, values in request.POST.lists() if name not in NOT_KEPT for value in values]
    context = {
        "form": form,
        "kept": kept,
        "signs_in_elsewhere": not desk.user.has_usable_password(),
        "text": asked.text,
        "action": asked.answer_url or request.get_full_path(),
        "back_url": asked.back_url,
        "back_label": asked.back_label,
    }
    return show(request, desk, "again.html", context, status=status)
