"""Writes without an id of the marketplace: the same key and body are done once and answered the same for 24 hours."""

import threading
from typing import Any

import pytest
from django.db import connection

from accounts.api_keys import create_key
from appeals.models import Closure, Idempotency
from tests.appeals.api.bodies import closure_body, text
from tests.appeals.api.caller import Caller
from tests.databases import Committed
from tests.factories import ago, make_case, make_closable_case, make_effect, snapshot

KEY = {"Idempotency-Key": "11f4-propose"}


def test_the_same_key_and_body_are_answered_the_same(api: Caller) -> None:
    body = closure_body(make_closable_case().reference)

    first = api.post("closures/", body, **KEY)
    before = snapshot()
    again = api.post("closures/", dict(reversed(body.items())), **KEY)

    assert (first.status_code, again.status_code, again.json()) == (201, 201, first.json())
    assert again["X-Request-Id"] != first["X-Request-Id"]
    assert snapshot() == before


def test_the_answer_is_replayed_even_after_the_state_moved_on(api: Caller) -> None:
    body = closure_body(make_closable_case().reference)
    first = api.post("closures/", body, **KEY)
    api.post(f"closures/{first.json()['reference']}/withdraw/", {"reason": "It was a slip."})

    again = api.post("closures/", body, **KEY)

    assert (again.status_code, again.json()["state"], Closure.objects.count()) == (201, "proposed", 1)


def test_the_same_key_with_another_body_is_refused(api: Caller) -> None:
    body = closure_body(make_closable_case().reference)
    api.post("closures/", body, **KEY)
    before = snapshot()

    answer = api.post("closures/", body | {"reasons": "Another reason."}, **KEY)

    assert (answer.status_code, answer.json()["type"]) == (422, "/api/v1/docs/errors/idempotency-mismatch/")
    assert snapshot() == before


def test_a_key_counts_for_one_machine_and_one_act(api: Caller) -> None:
    case = make_case(started=ago(days=1))
    effects = [make_effect(case), make_effect(case, "hold")]
    other = Caller()

    done = [
        machine.post(f"suspensions/{case.reference}/effects/{one.public_id}/confirm/", {"done_at": text(ago(minutes=1))}, **KEY).json()[
            "id"
        ]
        for machine, one in ((api, effects[0]), (api, effects[1]), (other, effects[0]))
    ]

    assert done == [effects[0].public_id, effects[1].public_id, effects[0].public_id]
    assert Idempotency.objects.count() == 3


def test_a_refused_request_leaves_its_key_free(api: Caller) -> None:
    case = make_closable_case()

    refused = api.post("closures/", closure_body(case.reference, lighter_measures=[]), **KEY)
    made = api.post("closures/", closure_body(case.reference), **KEY)

    assert (refused.status_code, made.status_code) == (422, 201)


@pytest.mark.parametrize(("hours", "runs"), [(23.9, 1), (24.1, 2)])
def test_a_key_is_kept_for_a_day(api: Caller, clock: Any, hours: float, runs: int) -> None:
    case = make_case(started=ago(days=1))
    path, body = f"suspensions/{case.reference}/effects/{make_effect(case).public_id}/refuse/", {"code": "technical"}
    clock.at(clock.now)
    assert api.post(path, body, **KEY).status_code == 200
    clock.advance(hours=hours)

    again = api.post(path, body, **KEY)

    # Done anew, the effect is refused already.
    assert again.status_code == (200 if runs == 1 else 409)


@pytest.mark.parametrize("key", ["", "a b", "x" * 256, "caf\u00e9"])
def test_a_key_of_another_form_is_refused(api: Caller, key: str) -> None:
    case = make_closable_case()

    answer = api.post("closures/", closure_body(case.reference), **{"Idempotency-Key": key})

    assert (answer.status_code, [one["field"] for one in answer.json()["errors"]]) == (422, ["Idempotency-Key"])
    assert Closure.objects.count() == 0


def test_without_a_key_each_request_stands_for_itself(api: Caller) -> None:
    case = make_case(started=ago(days=1))
    path = f"suspensions/{case.reference}/effects/{make_effect(case).public_id}/confirm/"

    assert [api.post(path, {"done_at": text(ago(minutes=1))}).status_code for _ in range(2)] == [200, 200]
    assert Idempotency.objects.count() == 0


def race(requests: list[Any]) -> list[Any]:
    """Send requests at once, each from a thread and connection of its own."""
    barrier = threading.Barrier(len(requests))
    answers: list[Any] = []

    def send(request: Any) -> None:
        try:
            barrier.wait()
            answers.append(request())
        finally:
            connection.close()

    threads = [threading.Thread(target=send, args=[request]) for request in requests]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


def test_the_same_request_twice_at_once_is_done_once(committed_db: Committed) -> None:
    case = make_closable_case(started=ago(days=60))
    body, secret = closure_body(case.reference), create_key("Marketplace", ["closures:write"]).secret

    answers = race([lambda: Caller(secret=secret).post("closures/", body, **KEY)] * 2)

    assert [one.status_code for one in answers] == [201, 201]
    assert answers[0].json() == answers[1].json()
    assert (Closure.objects.count(), Idempotency.objects.count()) == (1, 1)


def test_two_bodies_with_one_key_at_once_end_in_one(committed_db: Committed) -> None:
    case = make_closable_case(started=ago(days=60))
    secret = create_key("Marketplace", ["closures:write"]).secret
    bodies = [closure_body(case.reference, reasons=reasons) for reasons in ("One reason is enough.", "Another reason is enough.")]

    answers = race([lambda body=body: Caller(secret=secret).post("closures/", body, **KEY) for body in bodies])

    assert sorted(one.status_code for one in answers) == [201, 422]
    assert Closure.objects.count() == 1
