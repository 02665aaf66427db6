"""Every place of every body that can be sent: a wrong type, a sign that cannot be shown, nothing at all. Refused, and nothing written."""

from datetime import timedelta
from typing import Any

import pytest

from accounts.instants import redress_now
from accounts.models import Account, Member
from appeals.api.bodies import AccountBody, ClosureBody, EffectConfirmBody, EffectRefuseBody, LiftBody, SuspensionBody, WithdrawBody
from appeals.api.reading import read
from appeals.errors import Invalid
from appeals.models import Suspension
from tests.appeals.api.bodies import account_body, citation_body, closure_body, hold_body, suspension_body, text
from tests.appeals.api.caller import Caller
from tests.appeals.api.test_fuzz import changed, places
from tests.appeals.api.world import World
from tests.factories import ago, make_account, make_case, make_closure, make_effect, make_hold, snapshot

# Whatever stands at a place, these are of another type. What was null takes none of them either.
WRONG: dict[type, list[Any]] = {
    str: [7, 0.5, True, {"a": 1}, ["x"]],
    bool: [0, 1, "true", "", {}, []],
    int: ["7", 7.5, True, {}, [], 10**40],
    list: ["x", 7, True, {}, {"0": 1}],
    dict: ["x", 7, True, [], [{}]],
    type(None): [{"a": 1}, [1], True],
}
# Of their own shape: any object is taken.
FREE = ("signals[0].detail", "notice_proof")
BROKEN = ["\x00", "a\x00b", "\ud800", "a\udfffb", "\x1b[31m", "\x7f", "\ufffe"]
BLANK = ["", "   ", "\u200b", "\u2060\ufeff", "\u202e", "\u3164", "\u00ad", " \u200d\t\n"]


def place_of(path: tuple[Any, ...]) -> str:
    """As a refusal writes it: `citations[0].facts[0].what`."""
    return "".join(f"[{one}]" if isinstance(one, int) else f".{one}" for one in path).removeprefix(".")


def at(body: Any, path: tuple[Any, ...]) -> Any:
    for name in path:
        body = body[name]
    return body


def write(world: World) -> dict[str, tuple[str, str, dict[str, Any]]]:
    """Every write, with each of its fields filled: method, address, body."""
    now = redress_now()
    full = suspension_body(
        external_id="enf-full",
        citations=[citation_body(f"{ago(days=8):%Y-%m-%d}", version=1)],
        disclosure={"mode": "full", "basis": None, "review_on": None},
    )
    money = [{"hold": "hld_0", "outcome": "release", "by": f"{now + timedelta(days=9):%Y-%m-%d}"}]
    return {
        "account": ("PUT", "accounts/u_odd/", account_body()),
        "measure": ("POST", "suspensions/", full),
        "batch": ("POST", "suspensions/", {"items": [full]}),
        "lift": ("POST", f"{world.case_path}lift/", {"reason": "It is over.", "our_mistake": False}),
        "confirm": ("POST", f"{world.effect_path}confirm/", {"done_at": text(ago(minutes=1)), "note": None}),
        "refuse": ("POST", f"{world.effect_path}refuse/", {"code": "technical", "detail": "Full.", "retry_at": text(now)}),
        "closure": ("POST", "closures/", closure_body(world.case.reference, money_plan=money)),
        "withdraw": ("POST", f"closures/{world.closure.reference}/withdraw/", {"reason": "It was a slip."}),
    }


FORMS = {
    "account": AccountBody,
    "measure": SuspensionBody,
    "lift": LiftBody,
    "confirm": EffectConfirmBody,
    "refuse": EffectRefuseBody,
    "closure": ClosureBody,
    "withdraw": WithdrawBody,
}
ROUTES = list(FORMS)


def filled(body: Any) -> list[tuple[Any, ...]]:
    """Every place whose type is ours to say."""
    return [one for one in places(body) if not place_of(one).startswith(FREE)]


def apart(places: list[tuple[Any, ...]]) -> list[list[tuple[Any, ...]]]:
    """The places by their depth: of one group none lies inside another, so all of it can be wrong at once."""
    return [[one for one in places if len(one) == depth] for depth in sorted({len(one) for one in places})]


def all_changed(body: Any, values: dict[tuple[Any, ...], Any]) -> Any:
    """The body with another value at each of these places."""
    for place, value in values.items():
        body = changed(body, place, value)
    return body


def named(answer: Any) -> list[tuple[str, str]]:
    return sorted((one["field"], one["code"]) for one in answer.json()["errors"])


def watched() -> tuple[Any, int, int]:
    return snapshot(), Account.objects.count(), Member.objects.count()


@pytest.mark.parametrize("route", ROUTES)
def test_a_wrong_type_anywhere_is_refused_at_its_place(world: World, api: Caller, route: str) -> None:
    method, path, body = write(world)[route]
    before = watched()
    for group in apart(filled(body)):
        wrong = {place: WRONG[type(at(body, place))] for place in group}
        answer = api.send(method, path, body=all_changed(body, {one: wrong[one][i % len(wrong[one])] for i, one in enumerate(group)}))
        assert answer.status_code == 422, answer.json()
        fields = [field for field, _code in named(answer)]
        assert [place_of(one) for one in group if not any(field.startswith(place_of(one)) for field in fields)] == []
    assert watched() == before


@pytest.mark.parametrize("route", ROUTES)
def test_every_wrong_type_is_refused_at_its_place(world: World, route: str) -> None:
    """The same before any address, where all of them read: one value at each place alone, then every value beside others."""
    _method, _path, body = write(world)[route]
    alone = [{place: WRONG[type(at(body, place))][number % 3]} for number, place in enumerate(filled(body))]
    beside = [
        {place: wrong[number % len(wrong)] for place in group for wrong in [WRONG[type(at(body, place))]]}
        for group in apart(filled(body))
        for number in range(max(len(wrong) for wrong in WRONG.values()))
    ]
    for values in alone + beside:
        with pytest.raises(Invalid) as refused:
            read(FORMS[route], all_changed(body, values))
        fields = [one.field for one in refused.value.errors]
        assert [one for one in values if not any(field.startswith(place_of(one)) for field in fields)] == []


@pytest.mark.parametrize("route", ROUTES)
def test_a_sign_that_cannot_be_shown_is_refused_wherever_it_stands(world: World, api: Caller, route: str) -> None:
    method, path, body = write(world)[route]
    texts = [one for one in places(body) if isinstance(at(body, one), str)]
    before = watched()
    answer = api.send(method, path, body=all_changed(body, {one: BROKEN[number % len(BROKEN)] for number, one in enumerate(texts)}))
    assert (answer.status_code, named(answer)) == (422, sorted((place_of(one), "unshowable") for one in texts))
    assert watched() == before


@pytest.mark.parametrize("route", ROUTES)
def test_a_field_that_does_not_exist_is_refused_at_every_depth(world: World, api: Caller, route: str) -> None:
    method, path, body = write(world)[route]
    objects = [(), *(one for one in places(body) if isinstance(at(body, one), dict) and not place_of(one).startswith(FREE))]
    before = watched()
    for group in apart([(*one, "colour") for one in objects]):
        answer = api.send(method, path, body=all_changed(body, dict.fromkeys(group, "red")))
        assert (answer.status_code, named(answer)) == (422, sorted((place_of(one), "unknown_field") for one in group))
    assert watched() == before


@pytest.mark.parametrize("route", ROUTES)
def test_what_must_be_said_cannot_be_left_out(world: World, api: Caller, route: str) -> None:
    """Absent is not null: what is neither optional nor null is named."""
    method, path, body = write(world)[route]
    needed = {
        "account": {"kind", "display_name", "email"},
        "measure": {"external_id", "account", "measure", "starts_at", "source", "automated_detection", "automated_decision"},
        "lift": {"reason"},
        "confirm": {"done_at"},
        "refuse": {"code"},
        "closure": {"suspension", "reasons"},
        "withdraw": {"reason"},
    }[route]
    before = watched()
    empty = api.send(method, path, body={})
    nulls = api.send(method, path, body=dict.fromkeys(body))
    assert {one["field"] for one in empty.json()["errors"] if one["code"] == "required"} == needed
    assert needed <= {one["field"] for one in nulls.json()["errors"] if one["code"] == "null"}
    assert (empty.status_code, nulls.status_code) == (422, 422)
    assert watched() == before


# Those of one group are refused together: by the form, or after it by the rules of the case.
TEXTS = {
    "account": [["display_name", "members[0].display_name", "members[0].role", "proofs[0].kind"]],
    "measure": [
        ["citations[0].facts[0].what", "citations[0].facts[0].item.kind", "decided_by.staff_id", "signals[0].detector"],
        ["citations[0].explanation", "warnings.none_reason", "holds[0].reason"],
    ],
    "lift": [["reason"]],
    "closure": [["reasons", "lighter_measures[0].why_not", "requested_by.staff_id"]],
    "withdraw": [["reason"]],
}


@pytest.mark.parametrize("route", TEXTS)
def test_a_text_that_shows_nothing_is_no_text(world: World, api: Caller, route: str) -> None:
    method, path, body = write(world)[route]
    by_name = {place_of(one): one for one in places(body)}
    before = watched()
    for names in TEXTS[route]:
        for value in BLANK:
            answer = api.send(method, path, body=all_changed(body, {by_name[name]: value for name in names}))
            assert (value, answer.status_code) == (value, 422)
            assert {field for field, _code in named(answer)} >= {*names}, (value, answer.json())
    assert watched() == before


def test_the_law_of_an_illegal_act_is_named_in_words(world: World, api: Caller) -> None:
    _method, path, body = write(world)["measure"]
    before = watched()
    for ground in (None, " ", "\u200b"):
        citation = body["citations"][0] | {"ground": "illegal", "legal_ground": ground}
        told = api.post(path, body | {"citations": [citation]}).json()
        assert [one["field"] for one in told["errors"]] == ["citations[0].legal_ground"]
    assert watched() == before


def test_a_direction_that_is_turned_over_is_kept_in_words_and_breaks_nothing(world: World, api: Caller) -> None:
    _method, path, body = write(world)["measure"]
    words = "before \u202egnp.exe\u202c after"

    made = api.post(path, body | {"citations": [body["citations"][0] | {"explanation": words}]})

    (citation,) = api.get(f"suspensions/{made.json()['reference']}/statement/").json()["citations"]
    assert (made.status_code, citation["explanation"]) == (201, words)


@pytest.fixture
def market(whole_world: World, api: Caller) -> Caller:
    """A key where there is an account and a rulebook; nothing else of the world is asked."""
    return api


def soon(**step: float) -> str:
    return text(redress_now() + timedelta(**step))


INSTANTS: dict[str, tuple[Any, str, str]] = {
    "decided in the future": (
        lambda: {"decided_by": {"staff_id": "a", "decided_at": soon(days=1)}},
        "decided_by.decided_at",
        "in_the_future",
    ),
    "applied in the future": (lambda: {"already_applied_at": soon(days=1)}, "already_applied_at", "in_the_future"),
    "started in the future": (lambda: {"starts_at": soon(days=1)}, "starts_at", "in_the_future"),
    "a leap second": (lambda: {"starts_at": "2016-12-31T23:59:60Z"}, "starts_at", "invalid"),
    "a month 13": (lambda: {"starts_at": "2026-13-01T00:00:00Z"}, "starts_at", "invalid"),
    "an hour 25": (lambda: {"ends_at": "2026-12-01T25:00:00Z"}, "ends_at", "invalid"),
    "a zone of 99 hours": (lambda: {"ends_at": "2026-12-01T00:00:00+99:00"}, "ends_at", "invalid"),
    "a blank for the T": (lambda: {"ends_at": "2026-12-01 00:00:00Z"}, "ends_at", "invalid"),
    "a small t and z": (lambda: {"ends_at": "2026-12-01t00:00:00z"}, "ends_at", "invalid"),
    "no seconds": (lambda: {"ends_at": "2026-12-01T00:00Z"}, "ends_at", "invalid"),
    "a week": (lambda: {"ends_at": "2026-W49-2T00:00:00Z"}, "ends_at", "invalid"),
    "digits of another script": (lambda: {"ends_at": "\u0662\u0660\u0662\u0666-12-01T00:00:00Z"}, "ends_at", "invalid"),
    "a year before any": (lambda: {"starts_at": "0001-01-01T00:00:00+14:00"}, "starts_at", "out_of_range"),
    "a year after all": (lambda: {"ends_at": "9999-12-31T23:59:59-12:00"}, "ends_at", "out_of_range"),
    "two ends": (lambda: {"review_on": soon(days=20)}, "ends_at", "one_of"),
    "a review too late": (lambda: {"measure": "indefinite", "ends_at": None, "review_on": soon(days=91)}, "review_on", "out_of_range"),
    "a review before it": (lambda: {"measure": "indefinite", "ends_at": None, "review_on": soon(days=-1)}, "review_on", "out_of_range"),
}


def test_an_instant_that_cannot_be_is_refused_at_its_place(market: Caller) -> None:
    before = snapshot()
    for name, (changes, field, code) in INSTANTS.items():
        answer = market.post("suspensions/", suspension_body(**changes()))
        assert (name, answer.status_code) == (name, 422)
        assert (field, code) in named(answer), name
    assert snapshot() == before


def test_a_proof_of_a_letter_names_an_instant_that_has_been(market: Caller) -> None:
    before = snapshot()
    for wrong in (
        None,
        7,
        "",
        "yesterday",
        "2026-11-20T00:00:00",
        "2026-13-45T00:00:00Z",
        "0001-01-01T00:00:00+14:00",
        "9999-12-31T23:59:59-12:00",
    ):
        answer = market.post("suspensions/", suspension_body(notify="platform", notice_proof={"delivered_at": wrong}))
        assert (wrong, answer.status_code, [field for field, _code in named(answer)]) == (wrong, 422, ["notice_proof.delivered_at"])
    assert snapshot() == before


def test_a_letter_without_a_proof_waits_in_the_portal_and_starts_no_date(market: Caller) -> None:
    answer = market.post("suspensions/", suspension_body(notify="platform", notice_proof={}))

    assert (answer.status_code, answer.json()["notice"]["state"], answer.json()["dates"]["answer_by"]) == (201, "waiting", None)


MONEY: dict[str, tuple[dict[str, Any], str, str]] = {
    "a third decimal of dollars": ({"amount": "340.001"}, "amount", "too_precise"),
    "half a yen": ({"amount": "340.50", "currency": "JPY"}, "amount", "too_precise"),
    "a fourth decimal of dinars": ({"amount": "1.0001", "currency": "KWD"}, "amount", "too_precise"),
    "no such currency": ({"currency": "XQQ"}, "currency", "unknown"),
    "a metal": ({"currency": "XAU"}, "currency", "unknown"),
    "in small letters": ({"currency": "usd"}, "currency", "invalid"),
    "with a plus": ({"amount": "+1.00"}, "amount", "invalid"),
    "with a comma": ({"amount": "1,00"}, "amount", "invalid"),
    "with a blank": ({"amount": " 1.00"}, "amount", "invalid"),
    "in other digits": ({"amount": "\u0661.\u0660\u0660"}, "amount", "invalid"),
    "with nothing before the point": ({"amount": ".50"}, "amount", "invalid"),
    "in hexadecimal": ({"amount": "0x10"}, "amount", "invalid"),
    "until yesterday": ({"ends_at": "2020-01-02T00:00:00Z"}, "ends_at", "before_start"),
    "without a reason to see": ({"reason": "\u200b"}, "reason", "required"),
}


def test_money_that_cannot_be_is_refused_at_its_place(market: Caller) -> None:
    before = snapshot()
    for name, (changes, field, code) in MONEY.items():
        answer = market.post("suspensions/", suspension_body(holds=[hold_body(redress_now(), **changes)]))
        assert (name, answer.status_code, named(answer)) == (name, 422, [(f"holds[0].{field}", code)])
    assert snapshot() == before


def test_money_is_not_held_until_a_day_that_is_over(market: Caller) -> None:
    past = suspension_body(starts_at=text(ago(days=20)), holds=[hold_body(redress_now(), ends_at=text(ago(days=1)))])
    before = snapshot()

    answer = market.post("suspensions/", past)

    assert (answer.status_code, named(answer)) == (422, [("holds[0].ends_at", "in_the_past")])
    assert snapshot() == before


def test_what_belongs_to_another_case_is_unknown(world: World, api: Caller) -> None:
    """A hold, an effect and a closure of one case are no part of another, and an account is no reference."""
    other = make_case(make_account(), decided_by=world.case.decided_by)
    foreign, effect, closure = make_hold(other), make_effect(other), make_closure(step="proposed")
    plan = [{"hold": one, "outcome": "release", "by": "2099-01-01"} for one in (foreign.public_id, world.hold.public_id)]
    before = watched()

    proposed = api.post("closures/", closure_body(world.case.reference, money_plan=plan))
    confirmed = api.post(f"{world.case_path}effects/{effect.public_id}/confirm/", {"done_at": text(ago(minutes=1))})
    unknown = [api.post("closures/", closure_body(one)) for one in (closure.reference, "u_48213", "SUS-0000-0000", "../appeals")]

    assert ("money_plan[0].hold", "unknown") in named(proposed)
    assert confirmed.status_code == 404
    assert [named(one) for one in unknown] == [[("suspension", "unknown")]] * 4
    assert watched() == before


def test_a_wrong_item_of_a_batch_writes_nothing_of_its_own(world: World, api: Caller) -> None:
    _method, path, body = write(world)["batch"]
    (full,) = body["items"]
    broken = [changed(full, one, {"a": 1}) for one in filled(full) if isinstance(at(full, one), str)]
    before = watched()

    results = [
        one for start in range(0, len(broken), 20) for one in api.post(path, {"items": broken[start : start + 20]}).json()["results"]
    ]

    assert {one["status"] for one in results if one["problem"]} == {422}
    assert len(results) == len(broken)
    assert [one for one in results if one["suspension"]] == []
    assert watched() == before
    assert not Suspension.objects.filter(external_id="enf-full").exists()
