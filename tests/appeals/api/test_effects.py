"""What the platform reports of the things it was asked to do."""

from datetime import timedelta
from typing import Any

import pytest

from accounts.instants import redress_now
from appeals.models import Effect
from tests.appeals.api.bodies import text
from tests.appeals.api.caller import Caller
from tests.factories import ago, make_case, make_closure, make_effect, move, snapshot


@pytest.fixture
def effect(db: None) -> Effect:
    return make_effect(make_case(started=ago(days=2)))


def path_of(effect: Effect, verb: str) -> str:
    return f"suspensions/{effect.case.reference}/effects/{effect.public_id}/{verb}/"


def test_a_done_effect_is_confirmed_once(api: Caller, effect: Effect, constraints_now: Any) -> None:
    done_at = text(ago(minutes=5))

    first = api.post(path_of(effect, "confirm"), {"done_at": done_at, "note": "By the night shift."})
    before = snapshot()
    again = api.post(path_of(effect, "confirm"), {"done_at": text(ago(minutes=1))})

    row = Effect.objects.get()
    told = {"id": row.public_id, "kind": "apply", "state": "confirmed", "due_at": None, "confirmed_at": text(row.confirmed_at)}
    assert (first.status_code, first.json()) == (again.status_code, again.json()) == (200, told)
    assert (text(row.done_at), row.note) == (done_at, "By the night shift.")
    assert snapshot() == before


def test_what_cannot_be_done_is_refused_with_a_code(api: Caller, effect: Effect, constraints_now: Any) -> None:
    retry = text(redress_now() + timedelta(days=1))

    answer = api.post(path_of(effect, "refuse"), {"code": "technical", "detail": "The queue is full.", "retry_at": retry})

    row = Effect.objects.get()
    assert (answer.status_code, answer.json()["state"]) == (200, "refused")
    assert (row.refusal_code, row.refusal_detail, text(row.retry_at)) == ("technical", "The queue is full.", retry)


def test_what_was_refused_can_still_be_done_but_not_the_other_way_round(api: Caller, effect: Effect) -> None:
    api.post(path_of(effect, "refuse"), {"code": "technical"})
    assert api.post(path_of(effect, "confirm"), {"done_at": text(ago(minutes=1))}).json()["state"] == "confirmed"
    before = snapshot()

    answer = api.post(path_of(effect, "refuse"), {"code": "technical"})

    assert (answer.status_code, answer.json()["state"]) == (409, "confirmed")
    assert snapshot() == before


def test_what_is_no_longer_asked_for_cannot_be_confirmed(api: Caller, effect: Effect) -> None:
    move(effect, "cancelled")
    before = snapshot()

    answer = api.post(path_of(effect, "confirm"), {"done_at": text(ago(minutes=1))})

    assert (answer.status_code, answer.json()["state"], answer.json()["available_actions"]) == (
        409,
        "cancelled",
        ["lift", "add_exhibit", "propose_closure"],
    )
    assert snapshot() == before


def test_confirming_the_closing_closes_the_account(api: Caller, constraints_now: Any) -> None:
    closure = make_closure(step="approved")
    effect = closure.effects.get(kind="close")

    answer = api.post(path_of(effect, "confirm"), {"done_at": text(redress_now())})

    assert (answer.status_code, answer.json()["state"]) == (200, "confirmed")
    assert api.get(f"closures/{closure.reference}/").json()["state"] == "effected"
    case = api.get(f"suspensions/{closure.case.reference}/").json()
    assert (case["state"], case["status"], case["closure"], case["next_action"]["who"]) == ("closed", "closed", closure.reference, "nobody")


def test_an_effect_of_another_case_is_not_found(api: Caller, effect: Effect) -> None:
    other = make_case()
    before = snapshot()

    answer = api.post(f"suspensions/{other.reference}/effects/{effect.public_id}/confirm/", {"done_at": text(ago(minutes=1))})

    assert answer.status_code == 404
    assert snapshot() == before


@pytest.mark.parametrize(
    ("verb", "body", "error"),
    [
        ("confirm", {}, ("done_at", "required")),
        ("confirm", {"done_at": None}, ("done_at", "null")),
        ("confirm", {"done_at": "2026-11-20"}, ("done_at", "invalid")),
        ("confirm", {"done_at": "2026-11-20T07:14:00"}, ("done_at", "invalid")),
        ("confirm", {"done_at": 1_700_000_000}, ("done_at", "invalid")),
        ("confirm", {"done_at": "2190-01-01T00:00:00Z"}, ("done_at", "in_the_future")),
        ("confirm", {"done_at": "1999-12-31T00:00:00Z"}, ("done_at", "before_start")),
        ("confirm", {"done_at": "0001-01-01T00:00:00+14:00"}, ("done_at", "out_of_range")),
        ("confirm", {"done_at": "2026-02-30T00:00:00Z"}, ("done_at", "invalid")),
        ("confirm", {"done_at": "2026-01-01T00:00:00Z", "by": "me"}, ("by", "unknown_field")),
        ("refuse", {}, ("code", "required")),
        ("refuse", {"code": "tired"}, ("code", "invalid_choice")),
        ("refuse", {"code": ["technical"]}, ("code", "invalid_choice")),
        ("refuse", {"code": "technical", "detail": "x" * 2001}, ("detail", "too_long")),
        ("refuse", {"code": "technical", "retry_at": "9999-12-31T23:59:59Z"}, ("retry_at", "out_of_range")),
        ("refuse", {"code": "technical", "retry_at": "2199-12-31T23:59:59Z"}, ("retry_at", "too_late")),
    ],
)
def test_a_report_that_does_not_fit_names_its_field(
    api: Caller, effect: Effect, verb: str, body: dict[str, Any], error: tuple[str, str]
) -> None:
    before = snapshot()

    answer = api.post(path_of(effect, verb), body)

    assert answer.status_code == 422
    assert [(one["field"], one["code"]) for one in answer.json()["errors"]] == [error]
    assert snapshot() == before
