"""Every address before every kind of visitor: no key, a key without the scope, the right key, and people's sessions."""

from types import SimpleNamespace
from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.test import Client
from rest_framework.views import APIView

from accounts.actors import Actor, ActorKind
from accounts.api_keys import SCOPES
from accounts.models import ApiKey
from appeals.api.throttling import KeyThrottle
from appeals.portal.session import EMAIL
from tests.appeals.api.caller import Caller
from tests.appeals.api.world import World
from tests.factories import ago, make_user, snapshot

METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE")


def visits(world: World) -> list[tuple[str, str, str, Any]]:
    return [("GET", path, scope, None) for path, scope in world.reads().items()] + [
        (method, path, scope, body) for method, path, scope, body, _status in world.writes()
    ]


def test_the_right_key_opens_every_address(world: World, constraints_now: Any) -> None:
    done = [(path, Caller(scope).get(path).status_code) for path, scope in world.reads().items()]
    assert done == [(path, 200) for path in world.reads()]
    for method, path, scope, body, status in world.writes():
        answer = Caller(scope).send(method, path, body=body)
        assert (method, path, answer.status_code) == (method, path, status), answer.content


def test_without_a_key_nothing_opens_and_nothing_is_told(world: World) -> None:
    wanted = visits(world)
    before = snapshot()
    nobody = Caller(secret="")
    for method, path, _scope, body in wanted:
        answer = nobody.send(method, path, body=body)
        assert (answer.status_code, answer["WWW-Authenticate"]) == (401, 'Bearer realm="redress"')
        told = answer.json()
        told.pop("request_id")
        assert told == {
            "type": "/api/v1/docs/errors/unauthenticated/",
            "title": "A key is needed.",
            "status": 401,
            "detail": "Send a key: Authorization: Bearer rdk_…",
            "errors": [],
        }
    assert snapshot() == before


def test_a_key_without_the_scope_opens_nothing(world: World) -> None:
    wanted = visits(world)
    before = snapshot()
    for method, path, scope, body in wanted:
        answer = Caller(*(SCOPES - {scope})).send(method, path, body=body)
        told = answer.json()
        assert (method, path, answer.status_code) == (method, path, 403)
        assert (told["type"], told["detail"]) == (
            "/api/v1/docs/errors/not-allowed/",
            f"This key lacks the scope {scope}. Use a key that has it.",
        )
    assert snapshot() == before


def staff_session() -> Client:
    client = Client(raise_request_exception=False)
    client.force_login(make_user("reviewer", "senior"))
    assert {SESSION_KEY, BACKEND_SESSION_KEY, HASH_SESSION_KEY} <= set(client.session.keys())
    return client


def persons_session(world: World) -> Client:
    client = Client(raise_request_exception=False)
    session = client.session
    session[EMAIL] = world.account.email
    session.save()
    client.cookies[settings.SESSION_COOKIE_NAME] = str(session.session_key)
    return client


@pytest.mark.parametrize("who", ["staff", "person"])
def test_a_session_of_a_page_is_no_key(world: World, who: str) -> None:
    client = staff_session() if who == "staff" else persons_session(world)
    wanted = visits(world)
    before = snapshot()
    statuses = {Caller(secret="", client=client).send(method, path, body=body).status_code for method, path, _scope, body in wanted}
    assert statuses == {401}
    assert snapshot() == before


def test_another_method_is_refused_and_the_right_ones_are_named(world: World, api: Caller) -> None:
    allowed: dict[str, set[str]] = {f"accounts/{world.account.external_id}/": {"PUT"}}
    for method, path, _scope, _body in visits(world):
        allowed.setdefault(path, set()).update({"GET", "HEAD"} if method == "GET" else {method})
    allowed["accounts/u_new/"] |= {"GET", "HEAD"}
    before = snapshot()
    for path, methods in allowed.items():
        for method in METHODS:
            if method in methods:
                continue
            answer = api.send(method, path, body={} if method in {"POST", "PUT", "PATCH"} else None)
            assert (method, path, answer.status_code) == (method, path, 405)
            assert set(answer["Allow"].split(", ")) == methods
            if method != "HEAD":
                assert answer.json()["type"] == "/api/v1/docs/errors/method-not-allowed/"
    assert snapshot() == before


def test_a_query_that_an_address_does_not_know_is_refused(world: World) -> None:
    wanted = visits(world)
    before = snapshot()
    for method, path, scope, body in wanted:
        answer = Caller(scope).send(method, path, body=body, query={"colour": "red"})
        assert (method, path, answer.status_code) == (method, path, 422)
        assert [(one["field"], one["code"]) for one in answer.json()["errors"]] == [("colour", "unknown_field")]
    assert snapshot() == before


def test_a_filter_that_is_sent_twice_is_refused(world: World, api: Caller) -> None:
    for path in ("suspensions/", "appeals/", "closures/"):
        answer = api.get(f"{path}?limit=1&limit=2")
        assert (answer.status_code, [(one["field"], one["code"]) for one in answer.json()["errors"]]) == (422, [("limit", "twice")])


def test_reading_the_head_alone_gives_no_body(world: World, api: Caller) -> None:
    for path in world.reads():
        answer = api.send("HEAD", path)
        assert (path, answer.status_code, answer.content) == (path, 200, b"")


@pytest.mark.parametrize(
    "header",
    [
        "",
        "Bearer",
        "Bearer ",
        "Basic dXNlcjpwYXNz",
        "Bearer rdk_0",
        "Bearer rdk_x_y",
        "Bearer \u00e9",
        "Bearer a b",
        "Bearer rdk_" + "x" * 9000,
    ],
)
def test_what_is_no_key_is_refused_like_a_wrong_one(db: None, header: str) -> None:
    answer = Caller(secret="").send("GET", "appeals/", headers={"Authorization": header})
    assert (answer.status_code, answer["WWW-Authenticate"]) == (401, 'Bearer realm="redress"')


def test_a_key_is_dead_when_revoked_or_expired(db: None) -> None:
    api = Caller("appeals:read")
    assert api.get("appeals/").status_code == 200
    ApiKey.objects.update(revoked_at=ago(seconds=1))
    assert api.get("appeals/").status_code == 401
    ApiKey.objects.update(revoked_at=None, expires_at=ago(seconds=1))
    assert api.get("appeals/").status_code == 401


def bare(answer: Any) -> str:
    return str(answer.content.decode().replace(answer["X-Request-Id"], "-"))


def test_what_is_absent_malformed_or_a_draft_looks_the_same(world: World, api: Caller) -> None:
    """A key that may not see a thing gets byte for byte the answer for what never was."""
    wanted = [
        "suspensions/SUS-0000-0000/",
        "suspensions/nothing/",
        "suspensions/%00/",
        "suspensions/SUS-0000-0000/lift/",
        f"{world.case_path}effects/eff_0000000000000000/confirm/",
        f"{world.case_path}effects/%00/confirm/",
        "closures/CLO-0000-0000/",
        f"closures/{world.case.reference}/",
        "appeals/APL-0000-0000/",
        f"appeals/{world.draft.reference}/",
        "accounts/nobody/",
        "accounts/no body/",
        "sections/nothing/",
        "sections/%00/versions/",
    ]
    answers = {path: api.send("POST" if path.endswith(("lift/", "confirm/")) else "GET", path, body={}) for path in wanted}
    assert {path: answer.status_code for path, answer in answers.items()} == dict.fromkeys(wanted, 404)
    assert len({bare(answer) for answer in answers.values()}) == 1


def test_an_absent_reference_comes_before_a_missing_scope(world: World) -> None:
    narrow = Caller("sections:read")
    assert narrow.get("suspensions/SUS-0000-0000/").status_code == 404
    assert narrow.get(world.case_path).status_code == 403


@pytest.mark.parametrize(
    "typed",
    [str.lower, lambda one: f"{one[:4]}{one[4:].replace('-', ' ')}", lambda one: f"{one[:4]}{one[4:].replace('0', 'O').replace('1', 'l')}"],
)
def test_a_reference_is_read_as_people_type_it(world: World, api: Caller, typed: Any) -> None:
    assert api.get(f"suspensions/{typed(world.case.reference)}/").json()["reference"] == world.case.reference


@pytest.mark.parametrize(
    ("path", "ends"), [("nothing/", False), ("suspensions", True), ("reviews/", False), ("appeals/APL-0000-0000/decide/", False)]
)
def test_other_addresses_are_problems_and_never_redirects(db: None, path: str, ends: bool) -> None:  # noqa: FBT001
    for method in ("GET", "POST"):
        answer = Caller().send(method, path, body={} if method == "POST" else None)
        assert (answer.status_code, answer.json()["type"]) == (404, "/api/v1/docs/errors/not-found/")
        assert ("ends with a slash" in answer.json()["detail"]) is ends


def test_nothing_of_an_answer_is_kept_on_the_way(world: World, api: Caller) -> None:
    assert {api.get(path)["Cache-Control"] for path in world.reads()} == {"no-store"}
    assert Caller(secret="").get("appeals/")["Cache-Control"] == "no-store"


def test_a_key_that_asks_too_often_is_told_when_to_come_back(world: World, settings: Any) -> None:
    settings.API_REQUESTS_PER_MINUTE = 0
    answer = Caller("suspensions:write").post(f"{world.case_path}lift/", {"reason": "It is over."})
    assert (answer.status_code, answer.json()["type"]) == (429, "/api/v1/docs/errors/throttled/")
    assert 1 <= int(answer["Retry-After"]) <= 60
    world.case.refresh_from_db()
    assert world.case.state == "in_force"


def test_each_key_has_its_own_count_which_starts_anew_each_minute(settings: Any) -> None:
    settings.API_REQUESTS_PER_MINUTE = 2
    moment = [120.0]

    class Watched(KeyThrottle):
        clock = staticmethod(lambda: moment[0])

    def asks(key: int) -> bool:
        request: Any = SimpleNamespace(user=Actor(ActorKind.MACHINE, "key", key_id=key))
        return Watched().allow_request(request, APIView())

    assert [asks(1), asks(1), asks(1), asks(2)] == [True, True, False, True]
    moment[0] = 170.0
    assert (asks(1), Watched().wait()) == (False, 10.0)
    moment[0] = 180.0
    assert asks(1) is True


def test_nobody_without_a_key_is_counted() -> None:
    request: Any = SimpleNamespace(user=None)
    assert KeyThrottle().allow_request(request, APIView()) is True
