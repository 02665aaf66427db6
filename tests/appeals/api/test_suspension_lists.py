"""Lists of measures, what a key may do with each, and two equal requests at once."""

from datetime import timedelta
from typing import Any

import pytest

from accounts.api_keys import create_key
from accounts.instants import redress_now
from appeals.models import Suspension
from tests.appeals.api.bodies import account_body, suspension_body, text
from tests.appeals.api.caller import Caller
from tests.appeals.api.test_idempotency import race
from tests.appeals.api.world import LADDER
from tests.databases import Committed
from tests.factories import ago, make_account, make_appeal, make_case, make_section, make_user

READER = ("suspensions:read",)


@pytest.fixture
def cases(db: None) -> dict[str, Suspension]:
    """One measure of each sort that a list can be asked for."""
    decider = make_user("reviewer")
    found = {
        "plain": make_case(make_account(external_id="u_plain"), decided_by=decider, started=ago(days=5)),
        "lifted": make_case(decided_by=decider, started=ago(days=5), state="lifted", status="ended"),
        "open": make_case(decided_by=decider, days=None, started=ago(days=5)),
        "imported": make_case(decided_by=decider, origin="imported", started=ago(days=5)),
        "appealed": make_appeal(make_case(decided_by=decider, started=ago(days=5), status="received")).case,
    }
    for place, case in enumerate(found.values()):
        Suspension.objects.filter(pk=case.pk).update(updated_at=redress_now() - timedelta(hours=10 - place))
    return found


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ({}, "plain lifted open imported appealed"),
        ({"account": "u_plain"}, "plain"),
        ({"account": "u_nobody"}, ""),
        ({"state": "lifted"}, "lifted"),
        ({"status": "received"}, "appealed"),
        ({"measure": "indefinite"}, "open"),
        ({"origin": "imported"}, "imported"),
        ({"origin": "imported", "state": "lifted"}, ""),
    ],
)
def test_a_list_is_narrowed_and_in_the_order_of_change(cases: dict[str, Suspension], query: dict[str, str], names: str) -> None:
    answer = Caller(*READER).get("suspensions/", **query).json()

    assert [one["reference"] for one in answer["results"]] == [cases[name].reference for name in names.split()]
    assert answer["next"] is None


def test_a_list_can_begin_at_an_instant(cases: dict[str, Suspension]) -> None:
    since = text(redress_now() - timedelta(hours=7, minutes=30))

    rows = Caller(*READER).get("suspensions/", updated_since=since).json()["results"]

    assert [one["reference"] for one in rows] == [cases[name].reference for name in ("imported", "appealed")]


def test_a_list_goes_on_where_it_ended(cases: dict[str, Suspension]) -> None:
    api = Caller(*READER)
    first = api.get("suspensions/", limit="3", state="in_force").json()

    second = api.send("GET", first["next"].removeprefix("http://testserver")).json()

    seen = [one["reference"] for page in (first, second) for one in page["results"]]
    assert (seen, second["next"]) == ([cases[name].reference for name in ("plain", "open", "imported", "appealed")], None)


@pytest.mark.parametrize("query", [{"status": "draft"}, {"measure": "exile"}, {"level": "1"}, {"state": ""}, {"limit": "many"}])
def test_a_query_that_does_not_fit_is_refused(db: None, query: dict[str, str]) -> None:
    answer = Caller(*READER).get("suspensions/", **query)

    assert (answer.status_code, [one["field"] for one in answer.json()["errors"]]) == (422, list(query))


@pytest.mark.parametrize(
    ("scopes", "actions"),
    [
        (("suspensions:read",), []),
        (("suspensions:read", "suspensions:write"), ["lift", "add_exhibit"]),
        (("suspensions:read", "closures:write"), ["propose_closure"]),
        (("suspensions:read", "suspensions:write", "closures:write", "effects:write"), ["lift", "add_exhibit", "propose_closure"]),
    ],
)
def test_a_key_is_offered_what_it_can_do(cases: dict[str, Suspension], scopes: tuple[str, ...], actions: list[str]) -> None:
    api = Caller(*scopes)
    offered = {name: api.get(f"suspensions/{case.reference}/").json()["available_actions"] for name, case in cases.items()}

    assert offered == {name: [] if name == "lifted" else actions for name in cases}


def test_the_same_measure_twice_at_once_is_recorded_once(committed_db: Committed) -> None:
    make_section(ladder=LADDER)
    make_user("reviewer", staff_id="00u1abc")
    secret = create_key("Marketplace", ["accounts:write", "suspensions:write"]).secret
    Caller(secret=secret).put("accounts/u_48213/", account_body())
    body = suspension_body()

    answers: list[Any] = race([lambda: Caller(secret=secret).post("suspensions/", body)] * 3)

    assert sorted(one.status_code for one in answers) == [200, 200, 201]
    assert len({one.json()["reference"] for one in answers}) == 1
    assert Suspension.objects.count() == 1
