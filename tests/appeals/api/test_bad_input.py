"""What arrives broken, hostile or half: refused with a problem that names the place, and nothing is written."""

import json
from datetime import timedelta
from typing import Any

import pytest

from accounts.instants import redress_now
from appeals.models import Suspension
from tests.appeals.api.bodies import citation_body, hold_body, suspension_body, text
from tests.appeals.api.caller import Caller
from tests.factories import make_account, make_case, snapshot

DEEP = b'{"signals":' + b"[" * 50_000 + b"]" * 50_000 + b"}"


def problem(answer: Any) -> dict[str, Any]:
    told: dict[str, Any] = answer.json()
    assert told.pop("request_id") == answer["X-Request-Id"]
    return told


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"{",
        b'{"a": 1,}',
        b"\xff\xfe{}",
        b"\xef\xbb\xbf{}",
        b'{"a": "\xed\xa0\x80"}',
        b'{"a": NaN}',
        b'{"a": Infinity}',
        b'{"a": 1e999}',
        b'{"a": 1, "a": 2}',
        b'{"a": ' + b"9" * 5000 + b"}",
        b"[" * 30_000,
        DEEP,
        b'{"a": "\x01"}',
        b"'a'",
    ],
    ids=lambda raw: repr(raw[:12]),
)
def test_what_is_no_strict_json_is_malformed(market: Caller, raw: bytes) -> None:
    before = snapshot()

    answer = market.send("POST", "suspensions/", raw=raw)

    if raw == b"":
        assert answer.status_code == 422
    else:
        assert problem(answer) == {
            "type": "/api/v1/docs/errors/malformed/",
            "title": "The request could not be read.",
            "status": 400,
            "detail": "The body is not JSON that we can read. Send UTF-8, each name once, at most 20 levels deep.",
            "errors": [],
        }
    assert snapshot() == before


@pytest.mark.parametrize("raw", [b"null", b"true", b"7", b'"text"', b"[]", b"[[]]", b"{}", b'{"a": ' + b"9" * 4000 + b"}"])
def test_json_of_another_shape_is_invalid(market: Caller, raw: bytes) -> None:
    before = snapshot()

    for method, path in (("POST", "suspensions/"), ("POST", "closures/"), ("PUT", "accounts/u_1/")):
        answer = market.send(method, path, raw=raw)
        assert (answer.status_code, answer.json()["type"]) == (422, "/api/v1/docs/errors/invalid/")
    assert snapshot() == before


@pytest.mark.parametrize(
    "content_type",
    [
        "text/plain",
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=x",
        "application/xml",
        "json",
        "application/json2",
        "\u00e9",
    ],
)
def test_another_media_type_is_not_taken(market: Caller, content_type: str) -> None:
    before = snapshot()

    answer = market.send("POST", "suspensions/", raw=json.dumps(suspension_body()).encode(), content_type=content_type)

    assert problem(answer) == {
        "type": "/api/v1/docs/errors/unsupported-type/",
        "title": "This type is not accepted.",
        "status": 415,
        "detail": "Send application/json.",
        "errors": [],
    }
    assert snapshot() == before


@pytest.mark.parametrize(
    "content_type",
    ["application/json; charset=utf-8", "application/json;charset=utf-16", "APPLICATION/JSON", "application/json; charset=zlib"],
)
def test_json_is_read_as_utf_8_whatever_its_charset_says(market: Caller, content_type: str) -> None:
    answer = market.send("POST", "suspensions/", raw=json.dumps(suspension_body()).encode(), content_type=content_type)

    assert answer.status_code == 201


@pytest.mark.parametrize("accept", ["text/html", "application/xml", "*/*", "nonsense", ""])
def test_the_answer_is_json_whatever_is_accepted(market: Caller, accept: str) -> None:
    answer = market.send("GET", "suspensions/", headers={"Accept": accept}, query=None)

    assert (answer.status_code, answer["Content-Type"]) == (200, "application/json")


def test_a_body_may_have_128_kib_and_no_byte_more(market: Caller) -> None:
    sent = json.dumps(suspension_body()).encode()
    fits, too_large = sent + b" " * (128 * 1024 - len(sent)), sent + b" " * (128 * 1024 + 1 - len(sent))
    before = snapshot()

    refused = market.send("POST", "suspensions/", raw=too_large)

    assert problem(refused) == {
        "type": "/api/v1/docs/errors/too-large/",
        "title": "The request is too large.",
        "status": 413,
        "detail": "The request body is larger than 131072 bytes.",
        "errors": [],
    }
    assert snapshot() == before
    assert market.send("POST", "suspensions/", raw=fits).status_code == 201


def with_fact(**changes: Any) -> dict[str, Any]:
    fact = {"occurred_on": "2026-01-05", "what": "The two names are different.", "item": None} | changes
    return {"citations": [citation_body("2026-01-05", facts=[fact])]}


# What is changed in a body that fits → the place and the code of each error.
REFUSED: dict[str, tuple[Any, list[tuple[str, str]]]] = {
    "no citation": ({"citations": []}, [("citations", "required")]),
    "nobody decided": ({"decided_by": None}, [("decided_by", "required")]),
    "unknown account": ({"account": "nobody"}, [("account", "unknown")]),
    "unknown section": ({"citations": [citation_body("2026-01-01", section="nothing")]}, [("citations[0].section", "unknown")]),
    "no fact": ({"citations": [citation_body("2026-01-01", facts=[])]}, [("citations[0].facts", "required")]),
    "an unknown field deep inside": (
        {"citations": [citation_body("2026-01-01", colour="red")]},
        [("citations[0].colour", "unknown_field")],
    ),
    "an unknown field and a missing one": (
        {"citations": [{**citation_body("2026-01-01"), "facts": [{"what": "Something.", "when": "now"}]}], "speed": 3},
        [("citations[0].facts[0].occurred_on", "required"), ("citations[0].facts[0].when", "unknown_field"), ("speed", "unknown_field")],
    ),
    "a long unknown name": ({"x" * 500: 1}, [("x" * 64, "unknown_field")]),
    "a name that cannot be shown": ({"a\x00b": 1}, [("", "unshowable")]),
    "half a pair deep inside": (
        {"signals": [{"detector": "R", "detail": {"a": ["\udc00"]}}]},
        [("signals[0].detail.a[0]", "unshowable")],
    ),
    "a control character in a number": ({"automated_detection": "\x07"}, [("automated_detection", "unshowable")]),
    "signals of another shape": ({"signals": [{"detector": "R", "detail": []}]}, [("signals[0].detail", "not_an_object")]),
    "truth as text": ({"automated_detection": "true"}, [("automated_detection", "invalid")]),
    "truth as number": ({"automated_detection": 1}, [("automated_detection", "invalid")]),
    "a huge version": ({"citations": [citation_body("2026-01-01", version=10**30)]}, [("citations[0].version", "max_value")]),
    "a version as text": ({"citations": [citation_body("2026-01-01", version="7")]}, [("citations[0].version", "invalid")]),
    "a version as truth": ({"citations": [citation_body("2026-01-01", version=True)]}, [("citations[0].version", "invalid")]),
    "a huge external id": ({"external_id": "x" * 129}, [("external_id", "invalid")]),
    "an external id as number": ({"external_id": 7}, [("external_id", "invalid")]),
    "no external id": ({"external_id": None}, [("external_id", "null")]),
    "an external id with a line end": ({"external_id": "a\n"}, [("external_id", "invalid")]),
    "an unknown ability": ({"removes": ["breathe"]}, [("removes[0]", "invalid_choice")]),
    "an ability of another type": ({"removes": [{}]}, [("removes[0]", "invalid_choice")]),
    "no territory": ({"territory": []}, [("territory", "empty")]),
    "an unknown territory": ({"territory": ["Atlantis"]}, [("territory[0]", "invalid")]),
    "year one": ({"starts_at": "0001-01-01T00:00:00Z"}, [("starts_at", "out_of_range")]),
    "the last year": ({"ends_at": "9999-12-31T23:59:59Z"}, [("ends_at", "out_of_range")]),
    "a day for an instant": ({"starts_at": "2026-11-20"}, [("starts_at", "invalid")]),
    "no zone": ({"starts_at": "2026-11-20T07:14:00"}, [("starts_at", "invalid")]),
    "a number for an instant": ({"starts_at": 1_700_000_000}, [("starts_at", "invalid")]),
    "a week for a day": (with_fact(occurred_on="2026-W01-1"), [("citations[0].facts[0].occurred_on", "invalid")]),
    "the first day": (with_fact(occurred_on="0001-01-01"), [("citations[0].facts[0].occurred_on", "out_of_range")]),
    "the last day": (with_fact(occurred_on="9999-12-31"), [("citations[0].facts[0].occurred_on", "out_of_range")]),
    "a day that never was": (with_fact(occurred_on="2026-02-29"), [("citations[0].facts[0].occurred_on", "invalid")]),
    "a day to come": (with_fact(occurred_on="2190-01-01"), [("citations[0].facts[0].occurred_on", "in_the_future")]),
    "an empty fact": (with_fact(what="  "), [("citations[0].facts[0].what", "blank")]),
    "a huge fact": (with_fact(what="x" * 10_001), [("citations[0].facts[0].what", "too_long")]),
    "a prior case that is none": ({"warnings": {"prior": ["SUS-0000-0000"]}}, [("warnings.prior[0]", "unknown")]),
    "warnings as a list": ({"warnings": []}, [("warnings", "invalid")]),
    "a hidden reason": ({"disclosure": {"mode": "deferred"}}, [("disclosure.mode", "second_person_required")]),
    "an unknown source": ({"source": "a hunch"}, [("source", "invalid_choice")]),
    "an unknown measure": ({"measure": "exile"}, [("measure", "invalid_choice")]),
    "a proof that is no object": ({"notice_proof": "sent"}, [("notice_proof", "not_an_object")]),
}


@pytest.mark.parametrize("name", REFUSED)
def test_a_measure_that_does_not_fit_names_every_place(market: Caller, name: str) -> None:
    changes, errors = REFUSED[name]
    before = snapshot()

    answer = market.post("suspensions/", suspension_body(**changes))

    told = problem(answer)
    assert [(one["field"], one["code"]) for one in told.pop("errors")] == errors
    count = len(errors)
    assert told == {
        "type": "/api/v1/docs/errors/invalid/",
        "title": "The request has errors.",
        "status": 422,
        "detail": f"{count} {'field needs' if count == 1 else 'fields need'} a change.",
    }
    assert snapshot() == before


HOLDS: dict[str, tuple[dict[str, Any], str, str]] = {
    "no number": ({"amount": "many"}, "amount", "invalid"),
    "a float": ({"amount": 340.5}, "amount", "invalid"),
    "a whole number": ({"amount": 340}, "amount", "invalid"),
    "not a number": ({"amount": "NaN"}, "amount", "invalid"),
    "infinite": ({"amount": "Infinity"}, "amount", "invalid"),
    "with an exponent": ({"amount": "1e10"}, "amount", "invalid"),
    "too large": ({"amount": "99999999999999999.00"}, "amount", "invalid"),
    "too fine": ({"amount": "1.00001"}, "amount", "invalid"),
    "below zero": ({"amount": "-1.00"}, "amount", "invalid"),
    "zero": ({"amount": "0.00"}, "amount", "not_positive"),
    "of an unknown kind": ({"kind": "savings"}, "kind", "invalid_choice"),
    "in no currency": ({"currency": "dollars"}, "currency", "invalid"),
    "without an end": ({"ends_at": None}, "ends_at", "one_of"),
    "without a reason": ({"reason": ""}, "reason", "required"),
}


@pytest.mark.parametrize("name", HOLDS)
def test_money_that_does_not_fit_names_its_place(market: Caller, name: str) -> None:
    changes, field, code = HOLDS[name]
    before = snapshot()

    answer = market.post("suspensions/", suspension_body(holds=[hold_body(redress_now(), **changes)]))

    assert (answer.status_code, [(one["field"], one["code"]) for one in answer.json()["errors"]]) == (422, [(f"holds[0].{field}", code)])
    assert snapshot() == before


def test_an_end_before_its_start_is_refused(market: Caller) -> None:
    now = redress_now()
    before = snapshot()

    answer = market.post("suspensions/", suspension_body(ends_at=text(now - timedelta(days=1))))

    assert [one for one in answer.json()["errors"] if one["field"] == "ends_at"] == [
        {"field": "ends_at", "code": "before_start", "message": "The end is before the start."}
    ]
    assert snapshot() == before


def test_the_earliest_and_latest_days_that_are_taken_break_nothing(market: Caller) -> None:
    """Whatever passes the first look is judged by the rules: never a fault of ours."""
    for starts_at in ("1900-01-01T00:00:00Z", "2199-12-31T23:59:59Z", text(redress_now())):
        for ends_at in ("1900-01-01T00:00:00Z", "2199-12-31T23:59:59Z", None):
            body = suspension_body(external_id="edge", starts_at=starts_at, ends_at=ends_at, review_on=ends_at, holds=[])
            assert market.post("suspensions/", body).status_code in {201, 409, 422}
    assert market.post("suspensions/", suspension_body(**with_fact(occurred_on="1900-01-01"))).status_code == 422


def test_a_hold_of_the_marketplace_has_its_id_once(market: Caller) -> None:
    market.post("suspensions/", suspension_body(external_id="one"))
    before = snapshot()

    answer = market.post("suspensions/", suspension_body(external_id="two"))
    twice = [hold_body(redress_now(), external_id="same")] * 2
    doubled = market.post("suspensions/", suspension_body(external_id="three", holds=twice))

    told = [[(one["field"], one["code"]) for one in each.json()["errors"]] for each in (answer, doubled)]
    assert told == [[("holds[0].external_id", "in_use")], [("holds[1].external_id", "in_use")]]
    assert snapshot() == before


def test_letters_of_every_script_and_direction_are_kept_as_they_are(market: Caller) -> None:
    words = "\u202b\u0645\u0631\u062d\u0628\u0627\u202c \u2066\u05e9\u05dc\u05d5\u05dd\u2069 e\u0301 \U0001f468\u200d\U0001f469\u200d\U0001f467 1 < 2 &amp; 'quoted'; DROP TABLE"

    body = market.post("suspensions/", suspension_body(**with_fact(what=words))).json()

    (citation,) = market.get(f"suspensions/{body['reference']}/statement/").json()["citations"]
    assert citation["facts"][0]["what"] == words.replace("e\u0301", "\u00e9")


def test_a_text_is_counted_as_people_count(market: Caller) -> None:
    family = "\U0001f468\u200d\U0001f469\u200d\U0001f467"
    assert market.post("suspensions/", suspension_body(**with_fact(what=family * 2_000))).status_code == 201


def test_a_case_of_somebody_else_is_no_warning_of_this_account(market: Caller) -> None:
    other = make_case(make_account())
    before = snapshot()

    answer = market.post("suspensions/", suspension_body(warnings={"prior": [other.reference]}))

    assert [(one["field"], one["code"]) for one in answer.json()["errors"]] == [("warnings.prior[0]", "unknown")]
    assert snapshot() == before


def test_at_most_a_hundred_errors_are_told(market: Caller) -> None:
    answer = market.post("suspensions/", {f"f{number}": 1 for number in range(3000)})

    assert (answer.status_code, len(answer.json()["errors"]), Suspension.objects.count()) == (422, 100, 0)
