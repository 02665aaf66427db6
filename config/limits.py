"""Refuses a request body that is larger than its view takes, before anything reads it."""

from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from config.refusals import refuse

View = Callable[..., HttpResponse]


def body_limit(view: View) -> int:
    """The bytes a view takes: its own `body_limit` (on the function or its class), or the setting."""
    owner = getattr(view, "view_class", None) or getattr(view, "cls", None)
    return int(getattr(view, "body_limit", None) or getattr(owner, "body_limit", None) or settings.BODY_LIMIT)


class BodyLimitMiddleware:
    """Compares Content-Length with the limit; a body without a length is never read by WSGI."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass on; the check needs the view, so it is in `process_view`."""
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: View, _args: Any, _kwargs: Any) -> HttpResponse | None:
        """Answer 413 where the body is too large, and 400 where its size cannot be known."""
        if request.META.get("HTTP_TRANSFER_ENCODING") and not request.META.get("CONTENT_LENGTH"):
            # It would look empty, and the refusal would name every field instead of the reason.
            return refuse(request, HTTPStatus.BAD_REQUEST, "A body in chunks is not read. Send it with its Content-Length.")
        try:
            length = int(request.META.get("CONTENT_LENGTH") or 0)
        except ValueError:
            length = 0
        if length < 0:
            # Read without a bound, it would be taken whole.
            return refuse(request, HTTPStatus.BAD_REQUEST, "Content-Length is no number of bytes.")
        limit = body_limit(view)
        if length <= limit:
            return None
        return refuse(request, HTTPStatus.REQUEST_ENTITY_TOO_LARGE, f"The request body is larger than {limit} bytes.")
