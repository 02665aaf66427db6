"""Bodies and queries changed at random: whatever arrives, the answer is no fault of ours and fits the schema."""

import json
from copy import deepcopy
from typing import Any
from urllib.parse import quote

from hypothesis import HealthCheck, given, settings, strategies as st

from appeals.models import Closure, Effect, Suspension
from tests.appeals.api.bodies import account_body, closure_body, suspension_body
from tests.appeals.api.caller import Caller
from tests.factories import make_case, make_closure, make_effect

ODD: list[Any] = [
    None,
    True,
    0,
    -1,
    10**40,
    0.1,
    "",
    " ",
    "x" * 20_000,
    "\x00",
    "\ud800",
    "\u202e",
    "\n",
    "NaN",
    "0001-01-01",
    "9999-12-31",
    "9999-12-31T23:59:59Z",
    "1900-01-01T00:00:00+14:00",
    "2199-12-31T23:59:59-12:00",
    "99999999999999999999.9999",
    "SUS-0000-0000",
    [],
    {},
    [[]],
    [None],
    {"a": {"b": []}},
]
FEW = settings(
    max_examples=30,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


def places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Every place in a body."""
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [path] * bool(path) + [place for name, one in inner for place in places(one, (*path, name))]


def changed(body: Any, path: tuple[Any, ...], value: Any) -> Any:
    """A body with another value at one place, without the place, or with the value twice."""
    copy = deepcopy(body)
    spot = copy
    for name in path[:-1]:
        spot = spot[name]
    if value == "gone":
        del spot[path[-1]]
    else:
        spot[path[-1]] = value
    return copy


@FEW
@given(data=st.data())
def test_a_measure_changed_anywhere_is_recorded_or_refused(market: Caller, data: st.DataObject) -> None:
    body = suspension_body(external_id="fuzz", holds=suspension_body()["holds"])
    for _ in range(data.draw(st.integers(1, 2))):
        known = places(body)
        body = changed(body, data.draw(st.sampled_from(known)), data.draw(st.sampled_from([*ODD, "gone"])))

    answer = market.post("suspensions/", body)

    assert answer.status_code in {200, 201, 207, 409, 422}


@FEW
@given(data=st.data())
def test_an_account_changed_anywhere_is_taken_or_refused(market: Caller, data: st.DataObject) -> None:
    body = account_body()
    body = changed(body, data.draw(st.sampled_from(places(body))), data.draw(st.sampled_from([*ODD, "gone"])))

    assert market.put("accounts/u_fuzz/", body).status_code in {200, 201, 422}


@FEW
@given(data=st.data())
def test_a_proposal_changed_anywhere_is_made_or_refused(market: Caller, data: st.DataObject) -> None:
    case = Suspension.objects.first() or make_case()
    body = closure_body(case.reference, money_plan=[{"hold": "hld_0", "outcome": "release", "by": "2099-01-01"}])
    body = changed(body, data.draw(st.sampled_from(places(body))), data.draw(st.sampled_from([*ODD, "gone"])))

    assert market.post("closures/", body).status_code in {201, 409, 422}


@FEW
@given(
    path=st.sampled_from(["suspensions/", "closures/"]),
    raw=st.one_of(
        st.binary(max_size=60), st.recursive(st.none() | st.booleans() | st.text(max_size=5), st.lists).map(json.dumps).map(str.encode)
    ),
)
def test_bytes_of_any_kind_are_refused(market: Caller, path: str, raw: bytes) -> None:
    assert market.send("POST", path, raw=raw).status_code in {400, 422}


SUSPENSION_NAMES = ("external_id", "account", "measure", "removes", "citations", "facts", "holds", "signals", "decided_by", "warnings")
NAMES = sorted(
    {
        *account_body(),
        *SUSPENSION_NAMES,
        "suspension",
        "reasons",
        "lighter_measures",
        "money_plan",
        "requested_by",
        "items",
        "reason",
        "done_at",
        "note",
        "code",
        "detail",
    }
)
ANYTHING = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=8)
    | st.sampled_from(ODD),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(NAMES) | st.text(max_size=5), inner, max_size=4),
    max_leaves=12,
)


@settings(FEW, max_examples=12)
@given(body=ANYTHING)
def test_json_of_any_kind_is_refused_at_every_writing_address(market: Caller, body: Any) -> None:
    """Each answer is held against the schema as it comes, so a refusal is a problem in the one form."""
    effect = Effect.objects.first() or make_effect(make_case())
    closure = Closure.objects.first() or make_closure(step="proposed")
    case, reported = f"suspensions/{effect.case.reference}/", f"effects/{effect.public_id}/"
    for path in ("suspensions/", f"{case}lift/", f"{case}{reported}confirm/", f"{case}{reported}refuse/", "closures/"):
        assert market.post(path, body).status_code in {207, 400, 422}
    assert market.post(f"closures/{closure.reference}/withdraw/", body).status_code in {400, 422}
    assert market.put("accounts/u_any/", body).status_code in {400, 422}


@FEW
@given(
    path=st.sampled_from(["suspensions/", "appeals/", "closures/"]),
    name=st.sampled_from(
        ["account", "state", "status", "measure", "origin", "updated_since", "cursor", "limit", "level", "suspension", "x"]
    ),
    value=st.one_of(
        st.text(max_size=30).filter(lambda one: not any("\ud800" <= char <= "\udfff" for char in one)),
        st.sampled_from([str(one) for one in ODD if one != "\ud800"]),
    ),
)
def test_a_query_of_any_kind_is_answered_or_refused(market: Caller, path: str, name: str, value: str) -> None:
    assert market.get(path, **{name: value}).status_code in {200, 422}


@FEW
@given(
    path=st.sampled_from(["suspensions", "appeals", "closures", "sections", "accounts"]),
    segment=st.text(min_size=1, max_size=30).filter(lambda one: "/" not in one and one not in {".", ".."} and one.isprintable()),
)
def test_an_address_of_any_kind_is_not_found(market: Caller, path: str, segment: str) -> None:
    key = {"Authorization": f"Bearer {market.secret}"}
    assert market.client.get(f"/api/v1/{path}/{quote(segment)}/", headers=key).status_code == 404
