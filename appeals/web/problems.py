"""Problems in one shape and one vocabulary, for the API's answers and for Django's own refusals under /api/."""

from __future__ import annotations

from datetime import UTC
from typing import TYPE_CHECKING, Any

from appeals.errors import AppealError, ExternalIdInUse, GateClosed, IllegalTransition, VersionConflict

if TYPE_CHECKING:
    from collections.abc import Iterable

    from appeals.errors import FieldError, Missing

MEDIA_TYPE = "application/problem+json"

# slug → status and title: the whole published list.
KNOWN: dict[str, tuple[int, str]] = {
    "malformed": (400, "The request could not be read."),
    "unauthenticated": (401, "A key is needed."),
    "not-allowed": (403, "You may not do this."),
    "people-only": (403, "Only a person may do this."),
    "not-found": (404, "There is nothing here."),
    "method-not-allowed": (405, "This address does not take this method."),
    "illegal-transition": (409, "This is not possible now."),
    "gate-closed": (409, "The account cannot be closed yet."),
    "external-id-in-use": (409, "This external id is in use."),
    "request-in-flight": (409, "This request is being worked on."),
    "version-conflict": (412, "It was changed in the meantime."),
    "precondition-required": (428, "Say which version you read."),
    "too-large": (413, "The request is too large."),
    "unsupported-type": (415, "This type is not accepted."),
    "invalid": (422, "The request has errors."),
    "idempotency-mismatch": (422, "This idempotency key belongs to another request."),
    "throttled": (429, "Too many requests."),
    "internal": (500, "Something failed on our side."),
    "unavailable": (503, "We cannot answer right now."),
}


def problem(slug: str, detail: str, *, request_id: str = "", errors: Iterable[FieldError] = (), **more: Any) -> dict[str, Any]:
    """One problem as a JSON value with the fields that are always there; `more` adds those of its slug."""
    status, title = KNOWN[slug]
    return {
        "type": f"/api/v1/docs/errors/{slug}/",
        "title": title,
        "status": status,
        "detail": detail,
        "request_id": request_id,
        "errors": [{"field": one.field, "code": one.code, "message": one.message} for one in errors],
        **more,
    }


def problem_of(error: AppealError, *, request_id: str = "") -> dict[str, Any]:
    """A domain refusal as a problem."""
    more: dict[str, Any] = {}
    if isinstance(error, IllegalTransition):
        more = {"state": error.state, "available_actions": error.available_actions}
    elif isinstance(error, GateClosed):
        more = {"missing": [_missing(one) for one in error.missing]}
    elif isinstance(error, ExternalIdInUse):
        more = {"reference": error.reference}
    elif isinstance(error, VersionConflict):
        more = {"version": error.version}
    return problem(error.slug, error.detail, request_id=request_id, errors=error.errors, **more)


def _missing(one: Missing) -> dict[str, Any]:
    until = None if one.until is None else f"{one.until.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
    return {"code": one.code, "detail": one.detail, "until": until}
