"""Refuses a request body that is larger than its view takes, before anything reads it."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render

View = Callable[..., HttpResponse]


def body_limit(view: View) -> int:
    """The bytes a view takes: its own `body_limit` (function or class), or the setting."""
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
        """Answer 413 in the words of the door that was knocked at."""
        try:
            length = int(request.META.get("CONTENT_LENGTH") or 0)
        except ValueError:
            length = 0
        limit = body_limit(view)
        if length <= limit:
            return None
        if request.path.startswith("/api/"):
            return problem(limit)
        return render(request, "config/too_large.html", {"kibibytes": limit // 1024}, status=413)


def problem(limit: int) -> HttpResponse:
    """The refusal as problem+json."""
    detail = f"The request body is larger than {limit} bytes."
    body = {"type": "about:blank", "title": "Content too large", "status": 413, "code": "too_large", "detail": detail}
    return JsonResponse(body, status=413, content_type="application/problem+json")
