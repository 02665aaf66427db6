"""Whatever is raised becomes a problem; a fault of ours is logged with the id that the client can name, and never told."""

import logging
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.db import DataError, InterfaceError, OperationalError
from django.http import Http404, UnreadablePostError
from rest_framework import exceptions

from appeals import errors
from appeals.actions import recording
from appeals.api import refusals
from appeals.api.reading import fingerprint
from appeals.api.views import suspensions
from appeals.models import Suspension
from tests.appeals.api.bodies import account_body, suspension_body
from tests.appeals.api.caller import Caller
from tests.appeals.api.world import LADDER, World
from tests.factories import make_section, make_user

SECRET = "postgres://secret"


def handled(error: Exception) -> Any:
    request: Any = SimpleNamespace(META={"redress.request_id": "req_1"})
    return refusals.handle(error, {"request": request})


@pytest.mark.parametrize(
    ("error", "status", "slug"),
    [
        (exceptions.ParseError(SECRET), 400, "malformed"),
        (UnreadablePostError(SECRET), 400, "malformed"),
        (SuspiciousOperation(SECRET), 400, "malformed"),
        (exceptions.NotAuthenticated(SECRET), 401, "unauthenticated"),
        (exceptions.AuthenticationFailed(SECRET), 401, "unauthenticated"),
        (exceptions.PermissionDenied(SECRET), 403, "not-allowed"),
        (PermissionDenied(SECRET), 403, "not-allowed"),
        (errors.PeopleOnly("Only a person."), 403, "people-only"),
        (errors.NotIndependent("You were involved."), 403, "not-allowed"),
        (Http404(SECRET), 404, "not-found"),
        (exceptions.NotFound(SECRET), 404, "not-found"),
        (errors.NotVisible(), 404, "not-found"),
        (exceptions.MethodNotAllowed("PATCH"), 405, "method-not-allowed"),
        (errors.RequestInFlight("Wait."), 409, "request-in-flight"),
        (exceptions.UnsupportedMediaType("text/plain"), 415, "unsupported-type"),
        (DataError(SECRET), 422, "invalid"),
        (errors.HumanDecisionRequired(), 422, "invalid"),
        (exceptions.Throttled(7), 429, "throttled"),
        (OperationalError(SECRET), 503, "unavailable"),
        (InterfaceError(SECRET), 503, "unavailable"),
        (RuntimeError(SECRET), 500, "internal"),
    ],
    ids=lambda one: type(one).__name__ if isinstance(one, Exception) else str(one),
)
def test_what_is_raised_becomes_a_problem_that_tells_nothing_inside(error: Exception, status: int, slug: str) -> None:
    answer = handled(error)

    body = answer.data
    assert (answer.status_code, body["status"], body["type"]) == (status, status, f"/api/v1/docs/errors/{slug}/")
    assert body["request_id"] == "req_1"
    assert SECRET not in str(body)


def test_what_passes_says_when_to_come_back() -> None:
    assert (handled(exceptions.Throttled(6.2))["Retry-After"], handled(OperationalError())["Retry-After"]) == ("7", "5")
    assert "Retry-After" not in handled(RuntimeError())


def test_a_shut_gate_is_told_with_every_code_and_date() -> None:
    until = datetime(2027, 2, 10, 21, 59, 59, 999, tzinfo=UTC)
    answer = handled(
        errors.GateClosed([errors.Missing("answer_by_running", "The person may answer.", until), errors.Missing("legal_hold", "Held.")])
    )

    assert answer.data["missing"] == [
        {"code": "answer_by_running", "detail": "The person may answer.", "until": "2027-02-10T21:59:59Z"},
        {"code": "legal_hold", "detail": "Held.", "until": None},
    ]


def test_a_changed_version_is_told() -> None:
    answer = handled(errors.VersionConflict(7))

    assert (answer.status_code, answer.data["version"]) == (412, 7)


def test_a_fault_is_logged_with_the_id_that_the_client_can_name(caplog: Any) -> None:
    with caplog.at_level(logging.ERROR):
        handled(RuntimeError(SECRET))
        handled(errors.NotVisible())

    assert [(one.levelname, one.getMessage()) for one in caplog.records] == [("ERROR", "request req_1 failed")]


def test_a_fault_in_one_item_hides_none_of_the_others(api: Caller, monkeypatch: Any) -> None:
    make_section(ladder=LADDER)
    make_user("reviewer", staff_id="00u1abc")
    api.put("accounts/u_48213/", account_body())
    record = recording.record_suspension

    def failing(actor: Any, *, draft: Any) -> Any:
        if draft.external_id == "two":
            raise RuntimeError(SECRET)
        return record(actor, draft=draft)

    monkeypatch.setattr(suspensions, "record_suspension", failing)
    answer = api.post("suspensions/", {"items": [suspension_body(external_id=one, holds=[]) for one in ("one", "two", "three")]})

    assert [one["status"] for one in answer.json()["results"]] == [201, 500, 201]
    assert SECRET not in answer.content.decode()
    assert list(Suspension.objects.order_by("id").values_list("external_id", flat=True)) == ["one", "three"]


def test_a_fault_writes_nothing_and_says_so(world: World, api: Caller, monkeypatch: Any) -> None:
    def failing(*_args: Any, **_values: Any) -> Any:
        raise RuntimeError(SECRET)

    monkeypatch.setattr(suspensions, "suspension_answer", failing)
    answer = api.post(f"{world.case_path}lift/", {"reason": "It is over."})

    world.case.refresh_from_db()
    assert (answer.status_code, answer.json()["detail"], world.case.state) == (
        500,
        "Something failed on our side. Nothing was stored.",
        "in_force",
    )


def test_the_same_words_in_another_order_have_one_fingerprint() -> None:
    assert fingerprint({"a": 1, "b": ["x", {"c": None, "d": "\ud800"}]}) == fingerprint({"b": ["x", {"d": "\ud800", "c": None}], "a": 1})
    assert fingerprint({"a": 1}) != fingerprint({"a": "1"})
    assert fingerprint({"a": None}) != fingerprint({})
