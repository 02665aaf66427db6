"""What the domain refuses, shown on a page: beside its field where there is one, else as a page of its own."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING, TypedDict

from django.http import Http404
from django.shortcuts import render
from django.utils.translation import gettext as _

from appeals.errors import GateClosed, Invalid, NotVisible

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.forms import BaseForm
    from django.http import HttpRequest, HttpResponse

    from appeals.errors import AppealError

PAGES = {403: "errors/403.html", 409: "errors/409.html", 412: "errors/409.html", 413: "errors/413.html", 503: "errors/503.html"}


class Line(TypedDict):
    """One line of an error summary: where it leads (may be empty) and what it says."""

    href: str
    message: str


def add_to_form(form: BaseForm, error: AppealError, *, fields: Mapping[str, str] | None = None) -> None:
    """Put a refusal into a bound form. `fields` names the form's field for each of the verb's that is called otherwise.

    An error of a field that the form does not have, and every other refusal, stands on top of the form.
    """
    names = fields or {}
    if not isinstance(error, Invalid):
        form.add_error(None, _(error.detail))
        return
    for one in error.errors:
        name = names.get(one.field, one.field)
        form.add_error(name if name in form.fields else None, _(one.message))


def lines_of(error: AppealError, links: Mapping[str, str] | None = None) -> list[Line]:
    """A refusal as the lines of an error summary; `links` says for each field where it is mended."""
    if not isinstance(error, Invalid):
        return [{"href": "", "message": _(error.detail)}]
    return [{"href": (links or {}).get(one.field, ""), "message": _(one.message)} for one in error.errors]


def page_of(request: HttpRequest, error: AppealError, *, back_url: str = "") -> HttpResponse:
    """The page of a refusal that belongs to no form. What is not visible raises Http404: one page for all of it."""
    if isinstance(error, NotVisible):
        raise Http404
    missing = [_(one.detail) for one in error.missing] if isinstance(error, GateClosed) else []
    if isinstance(error, Invalid):
        missing = [_(one.message) for one in error.errors]
    context = {
        "detail": _(error.detail),
        "missing": missing,
        "back_url": back_url,
        "request_id": request.META.get("redress.request_id", ""),
    }
    return render(request, PAGES.get(error.status, "errors/422.html"), context, status=HTTPStatus(error.status))
