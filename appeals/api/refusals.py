"""The one exception handler: whatever a view raises becomes a problem; a fault of ours is logged, never told."""

from __future__ import annotations

import logging
import math
from typing import TYPE_CHECKING, Any

from django.core.exceptions import PermissionDenied, RequestDataTooBig, SuspiciousOperation
from django.db import DataError, InterfaceError, OperationalError
from django.http import Http404, UnreadablePostError
from rest_framework import exceptions
from rest_framework.response import Response
from rest_framework.views import set_rollback

from appeals.api.reading import UnreadableForm
from appeals.errors import AppealError
from appeals.web.problems import MEDIA_TYPE, problem, problem_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from rest_framework.request import Request

log = logging.getLogger(__name__)

RETRY_SECONDS = "5"
CHALLENGE = 'Bearer realm="redress"'
NOT_THIS_KEY = "This key is not valid. It may have expired or been revoked: ask for a new one."
AWAY = "The database cannot be reached. Try again in a few seconds."
# What the framework raises, as our slugs and sentences. The first that fits counts.
FRAMEWORK: tuple[tuple[type[Exception], str, str], ...] = (
    (UnreadableForm, "malformed", "The body is not a form that we can read. Send multipart/form-data whole, with its boundary."),
    (exceptions.ParseError, "malformed", "The body is not JSON that we can read. Send UTF-8, each name once, at most 20 levels deep."),
    (UnreadablePostError, "malformed", "The body did not arrive whole. Send it again."),
    (RequestDataTooBig, "too-large", "The fields beside the file are too long together."),
    (SuspiciousOperation, "malformed", "The request could not be read."),
    (exceptions.NotAuthenticated, "unauthenticated", "Send a key: Authorization: Bearer rdk_…"),
    (exceptions.AuthenticationFailed, "unauthenticated", NOT_THIS_KEY),
    (exceptions.PermissionDenied, "not-allowed", "This key may not do this."),
    (PermissionDenied, "not-allowed", "This key may not do this."),
    (exceptions.NotFound, "not-found", "We found nothing under this address."),
    (Http404, "not-found", "We found nothing under this address."),
    (exceptions.MethodNotAllowed, "method-not-allowed", "Another method is used here. The header Allow names it."),
    (exceptions.UnsupportedMediaType, "unsupported-type", "Send {types}."),
    (exceptions.Throttled, "throttled", "Too many requests. Wait, then try again."),
    (DataError, "invalid", "A value does not fit. Nothing was stored. Look for a very large number or an odd date."),
    (OperationalError, "unavailable", AWAY),
    (InterfaceError, "unavailable", AWAY),
)


def handle(error: Exception, context: Mapping[str, Any]) -> Response:
    """The answer to anything that was raised while a request was worked on."""
    set_rollback()
    body = problem_for(error, context["request"])
    return Response(body, status=body["status"], content_type=MEDIA_TYPE, headers=_headers(error, body))


def problem_for(error: Exception, request: Request) -> dict[str, Any]:
    """What was raised as a problem; a fault of ours is logged with the id that the client can name."""
    request_id = str(request.META.get("redress.request_id", ""))
    types = " or ".join(parser.media_type for parser in getattr(request, "parsers", ()))
    body = _body(error, request_id, types)
    if body["status"] >= 500:
        log.error("request %s failed", request_id, exc_info=error)
    return body


def _body(error: Exception, request_id: str, types: str) -> dict[str, Any]:
    if isinstance(error, AppealError):
        return problem_of(error, request_id=request_id)
    for kind, slug, detail in FRAMEWORK:
        if isinstance(error, kind):
            return problem(slug, detail.replace("{types}", types), request_id=request_id)
    return problem("internal", "Something failed on our side. Nothing was stored.", request_id=request_id)


def _headers(error: Exception, body: Mapping[str, Any]) -> dict[str, str]:
    headers: dict[str, str] = {}
    if body["status"] == 401:
        headers["WWW-Authenticate"] = CHALLENGE
    if isinstance(error, exceptions.Throttled):
        headers["Retry-After"] = str(math.ceil(getattr(error, "wait", None) or 1))
    elif body["status"] == 503:
        headers["Retry-After"] = RETRY_SECONDS
    return headers
