"""The one exception handler: whatever a view raises becomes a problem; a fault of ours is logged, never told."""

from __future__ import annotations

import logging
import math
from typing import TYPE_CHECKING, Any

from django.core.exceptions import PermissionDenied, RequestDataTooBig
from django.db import InterfaceError, OperationalError
from django.http import Http404
from rest_framework import exceptions
from rest_framework.response import Response
from rest_framework.views import set_rollback

from appeals.api.inputs import field_errors
from appeals.errors import AppealError
from appeals.web.problems import MEDIA_TYPE, problem, problem_of

if TYPE_CHECKING:
    from collections.abc import Mapping

log = logging.getLogger(__name__)

RETRY_SECONDS = "5"
# What the framework raises, as our slugs and sentences. The first that fits counts.
FRAMEWORK: tuple[tuple[type[Exception], str, str], ...] = (
    (exceptions.ParseError, "malformed", "The body is not the JSON that we can read."),
    (exceptions.NotAuthenticated, "unauthenticated", "Send a key: Authorization: Bearer rdk_…"),
    (exceptions.AuthenticationFailed, "unauthenticated", "This key is not valid. It may have expired or been revoked."),
    (exceptions.PermissionDenied, "not-allowed", "This key may not do this."),
    (PermissionDenied, "not-allowed", "This key may not do this."),
    (exceptions.NotFound, "not-found", "We found nothing under this address."),
    (Http404, "not-found", "We found nothing under this address."),
    (exceptions.UnsupportedMediaType, "unsupported-type", "Send application/json."),
    (exceptions.NotAcceptable, "unsupported-type", "We answer in application/json."),
    (RequestDataTooBig, "too-large", "The body is larger than we take."),
    (OperationalError, "unavailable", "The database cannot be reached. Try again in a few seconds."),
    (InterfaceError, "unavailable", "The database cannot be reached. Try again in a few seconds."),
)


def handle(error: Exception, context: Mapping[str, Any]) -> Response:
    """The answer to anything that was raised while a request was worked on."""
    request = context["request"]
    request_id = str(request.META.get("redress.request_id", ""))
    set_rollback()
    body = _body(error, request_id)
    if body["status"] >= 500:
        log.error("request %s failed", request_id, exc_info=error)
    return Response(body, status=body["status"], content_type=MEDIA_TYPE, headers=_headers(error, body))


def _body(error: Exception, request_id: str) -> dict[str, Any]:
    if isinstance(error, AppealError):
        return problem_of(error, request_id=request_id)
    if isinstance(error, exceptions.ValidationError):
        errors = field_errors(error.detail)
        count = len(errors)
        detail = f"{count} {'field needs' if count == 1 else 'fields need'} a change."
        return problem("invalid", detail, request_id=request_id, errors=errors)
    if isinstance(error, exceptions.MethodNotAllowed):
        return problem("method-not-allowed", "Another method is used here.", request_id=request_id)
    if isinstance(error, exceptions.Throttled):
        return problem("throttled", "Too many requests. Wait, then try again.", request_id=request_id)
    for kind, slug, detail in FRAMEWORK:
        if isinstance(error, kind):
            return problem(slug, detail, request_id=request_id)
    return problem("internal", "Something failed on our side. Nothing was stored.", request_id=request_id)


def _headers(error: Exception, body: Mapping[str, Any]) -> dict[str, str]:
    headers: dict[str, str] = {}
    if body["status"] == 401:
        headers["WWW-Authenticate"] = 'Bearer realm="redress"'
    if isinstance(error, exceptions.Throttled):
        headers["Retry-After"] = str(math.ceil(getattr(error, "wait", None) or 1))
    elif body["status"] == 503:
        headers["Retry-After"] = RETRY_SECONDS
    return headers
