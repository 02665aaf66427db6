"""Every answer carries an id that a person can name and a log can be searched for."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse


class RequestIdMiddleware:
    """Draws the id before anything else runs and sends it back as `X-Request-Id`."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Ours, never the client's: a foreign id could name someone else's request."""
        request_id = f"req_{secrets.token_hex(10)}"
        request.META["redress.request_id"] = request_id
        response = self.get_response(request)
        response["X-Request-Id"] = request_id
        return response
