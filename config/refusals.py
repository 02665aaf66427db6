"""What Django itself refuses, in the words of the door that was knocked at: a page, or problem+json under /api/."""

from http import HTTPStatus

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render

from appeals.web.problems import MEDIA_TYPE, problem

SLUGS = {
    HTTPStatus.BAD_REQUEST: "malformed",
    HTTPStatus.FORBIDDEN: "not-allowed",
    HTTPStatus.NOT_FOUND: "not-found",
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: "too-large",
    HTTPStatus.INTERNAL_SERVER_ERROR: "internal",
}
# A malformed request gets the page of input that does not fit.
PAGES = {HTTPStatus.BAD_REQUEST: "errors/422.html"}


def refuse(request: HttpRequest, status: HTTPStatus, detail: str = "") -> HttpResponse:
    """The refusal with this status; it reads no database."""
    if request.path.startswith("/api/"):
        body = problem(SLUGS[status], detail, request_id=str(request.META.get("redress.request_id", "")))
        return JsonResponse(body, status=status, content_type=MEDIA_TYPE)
    return render(request, PAGES.get(status, f"errors/{status.value}.html"), status=status)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400: what arrived is no request that could be read."""
    del exception
    return refuse(request, HTTPStatus.BAD_REQUEST, "The request could not be read.")


def forbidden(request: HttpRequest, exception: Exception | None = None, reason: str = "") -> HttpResponse:
    """403, for a form without its token as well."""
    del exception, reason
    return refuse(request, HTTPStatus.FORBIDDEN, "This is not open to you.")


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404: nothing is here, or nothing that this visitor may see."""
    del exception
    return refuse(request, HTTPStatus.NOT_FOUND, "Nothing is here.")


def server_error(request: HttpRequest) -> HttpResponse:
    """500: a fault of ours."""
    return refuse(request, HTTPStatus.INTERNAL_SERVER_ERROR, "Something failed on our side. Try again; an answer was not stored.")
