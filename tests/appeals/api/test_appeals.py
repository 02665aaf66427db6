"""Appeals as the marketplace reads them: what was sent, without names, and without the person's words unless the key may."""

from datetime import timedelta
from typing import Any

import pytest

from accounts.api_keys import SCOPES
from accounts.instants import redress_now
from appeals.models import Appeal, Decision, Notice
from tests.appeals.api.bodies import text
from tests.appeals.api.caller import Caller
from tests.appeals.api.world import World
from tests.factories import (
    ago,
    claim,
    decide,
    make_account,
    make_appeal,
    make_case,
    make_closure,
    make_effect,
    make_evidence,
    make_hold,
    make_user,
)

NO_CONTENT = SCOPES - {"appeals:content"}


def test_an_appeal_is_read_whole_with_its_content(world: World, api: Caller) -> None:
    appeal, decision = Appeal.objects.get(pk=world.decided.pk), Decision.objects.get()
    effect = make_effect(world.case, "reopen", appeal=appeal)

    body = api.get(f"appeals/{appeal.reference}/").json()

    redress = body["decision"].pop("redress")
    assert body == {
        "reference": appeal.reference,
        "subject": {"kind": "suspension", "reference": world.case.reference},
        "suspension": world.case.reference,
        "account": "u_48213",
        "level": "1",
        "state": "decided",
        "status": "decided",
        "channel": "portal",
        "late": False,
        "submitted_at": text(appeal.submitted_at),
        "received_at": text(appeal.received_at),
        "decide_by": text(appeal.decide_by),
        "decided_at": text(appeal.decided_at),
        "outcome": "upheld",
        "version": appeal.version,
        "updated_at": text(appeal.updated_at),
        "statement": "It is the same name in another alphabet.",
        "context": [{"kind": "travel_or_vpn", "text": "I was abroad."}],
        "evidence": [
            {
                "id": world.evidence.public_id,
                "name": "ID card front.jpg",
                "link": None,
                "size": 1240313,
                "sha256": world.evidence.sha256,
                "state": "received",
                "checks": [{"code": "corners_visible", "result": "passed", "reason": None}],
            }
        ],
        "requests": [],
        "decision": {
            "id": decision.public_id,
            "outcome": "upheld",
            "cause": None,
            "overrides": None,
            "findings": [{"citation": 0, "finding": "shown", "answer": "We looked at it."}],
            "measure_after": None,
            "people": {"deciders": 2, "all_independent": True, "automated": False},
        },
        "effects": [{"id": effect.public_id, "kind": "reopen", "state": "requested", "due_at": None, "confirmed_at": None}],
        "available_actions": [],
    }
    assert redress[0]["kind"] == "second_review"
    assert redress[0]["until"] > text(appeal.decided_at)


def test_without_the_scope_the_persons_words_stay_closed(world: World) -> None:
    path = f"appeals/{world.decided.reference}/"
    opened, closed = Caller().get(path).json(), Caller(*NO_CONTENT).get(path).json()

    assert {name: closed[name] for name in ("statement", "context", "evidence")} == {"statement": None, "context": None, "evidence": None}
    assert {name: value for name, value in closed.items() if value != opened[name]} == {
        "statement": None,
        "context": None,
        "evidence": None,
    }


def test_a_question_is_read_and_never_its_answer(world: World, api: Caller) -> None:
    body = api.get(f"appeals/{world.asked.reference}/").json()

    (asked,) = world.asked.information_requests.all()
    assert body["requests"] == [
        {
            "id": asked.public_id,
            "question": "Does someone else in your home work here?",
            "due_at": text(asked.due_at),
            "state": "open",
            "answered_at": None,
        }
    ]
    assert (body["state"], body["status"], body["decision"]) == ("waiting_for_appellant", "info_needed", None)
    assert body["subject"] == {"kind": "hold", "reference": world.hold.public_id}


def test_an_appeal_of_a_closure_names_it(api: Caller) -> None:
    closure = make_closure(step="delivered")
    appeal = make_appeal(closure)

    body = api.get(f"appeals/{appeal.reference}/").json()

    assert (body["subject"], body["suspension"]) == ({"kind": "closure", "reference": closure.reference}, closure.case.reference)


def test_one_who_decides_alone_is_one_person(api: Caller) -> None:
    appeal = make_appeal(state="in_review")
    decide(appeal, "overturned")

    decision = api.get(f"appeals/{appeal.reference}/").json()["decision"]

    assert (decision["people"]["deciders"], decision["cause"]) == (1, "facts_wrong")
    assert [one["kind"] for one in decision["redress"] if one["kind"] == "second_review"] == []


def test_a_lighter_measure_is_told_with_its_dates(api: Caller) -> None:
    appeal = make_appeal(state="in_review")
    until = redress_now() + timedelta(days=2)
    after = {"measure": "limitation", "removes": ["propose"], "ends_at": until.isoformat(), "review_on": None}
    decide(appeal, "changed", measure_after=after)

    body = api.get(f"appeals/{appeal.reference}/").json()

    assert body["decision"]["measure_after"] == {"measure": "limitation", "removes": ["propose"], "ends_at": text(until), "review_on": None}


def test_a_withdrawn_appeal_has_ended(api: Caller) -> None:
    appeal = make_appeal(state="withdrawn")

    body = api.get(f"appeals/{appeal.reference}/").json()

    assert (body["state"], body["status"], body["outcome"]) == ("withdrawn", "ended", None)


def test_a_list_has_the_sent_ones_in_order_of_change(world: World, api: Caller) -> None:
    listed = api.get("appeals/").json()

    single = [api.get(f"appeals/{one.reference}/").json() for one in (world.decided, world.asked)]
    rows = [{name: one[name] for name in listed["results"][0]} for one in single]
    assert listed == {"results": sorted(rows, key=lambda one: one["updated_at"]), "next": None}


def test_a_list_goes_on_where_it_ended(db: None) -> None:
    decider = make_user("reviewer")
    made = [make_appeal(make_case(decided_by=decider)) for _ in range(5)]
    Appeal.objects.update(updated_at=redress_now())
    Appeal.objects.filter(pk=made[0].pk).update(updated_at=ago(days=1))
    api = Caller("appeals:read")
    seen: list[str] = []
    path: str | None = "/api/v1/appeals/?limit=2&level=1"
    pages = 0
    while path:
        answer = api.client.get(path, headers={"Authorization": f"Bearer {api.secret}"}).json()
        seen += [one["reference"] for one in answer["results"]]
        path, pages = answer["next"], pages + 1
        assert path is None or (path.startswith("http://testserver/api/v1/appeals/?") and "level=1" in path)

    assert (seen, pages) == ([one.reference for one in made], 3)


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"account": "u_a"}, {"a"}),
        ({"account": "nobody"}, set()),
        ({"state": "in_review"}, {"b"}),
        ({"state": "submitted"}, {"a"}),
        ({"level": "2"}, set()),
        ({"updated_since": "2000-01-01T00:00:00Z"}, {"a", "b"}),
        ({"updated_since": "2190-01-01T00:00:00Z"}, set()),
        ({"state": "submitted", "account": "u_b"}, set()),
    ],
)
def test_a_list_can_be_narrowed(db: None, query: dict[str, str], found: set[str]) -> None:
    made = {name: make_appeal(make_case(make_account(external_id=f"u_{name}"))) for name in ("a", "b")}
    claim(made["b"])

    rows = Caller("appeals:read").get("appeals/", **query).json()["results"]

    assert {one["reference"] for one in rows} == {made[name].reference for name in found}


def test_a_list_can_be_narrowed_to_a_case_as_typed(api: Caller) -> None:
    mine, _other = make_appeal(), make_appeal()

    rows = api.get("appeals/", suspension=mine.case.reference.lower()).json()["results"]

    assert [one["reference"] for one in rows] == [mine.reference]


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ({"state": "draft"}, "invalid_choice"),
        ({"state": "a\x00b"}, "unshowable"),
        ({"colour": "red"}, "unknown_field"),
        ({"limit": "0"}, "min_value"),
        ({"limit": "101"}, "max_value"),
        ({"limit": "9" * 5000}, "invalid"),
        ({"limit": "-1"}, "invalid"),
        ({"limit": "\u0664"}, "invalid"),
        ({"cursor": "nonsense"}, "invalid"),
        ({"cursor": "MjAyNi0wMS0wMVQwMDowMDowMCswMDowMHw5OTk5OTk5OTk5OTk5OTk5OTk5OTk"}, "invalid"),
        ({"cursor": ""}, "blank"),
        ({"suspension": "SUS"}, "invalid"),
        ({"suspension": "APL-0000-0000"}, "invalid"),
        ({"account": "a b"}, "invalid"),
        ({"updated_since": "yesterday"}, "invalid"),
        ({"updated_since": "0001-01-01T00:00:00Z"}, "out_of_range"),
    ],
)
def test_a_query_that_does_not_fit_is_refused(db: None, query: dict[str, str], code: str) -> None:
    answer = Caller("appeals:read").get("appeals/", **query)

    assert answer.status_code == 422
    assert [(one["field"], one["code"]) for one in answer.json()["errors"]] == [(next(iter(query)), code)]


def test_no_draft_is_ever_shown_even_to_a_key_that_files(db: None) -> None:
    draft = make_appeal(state="draft", channel="api")
    api = Caller("appeals:read", "appeals:file", "suspensions:read")

    case = api.get(f"suspensions/{draft.case.reference}/").json()

    assert api.get("appeals/").json()["results"] == []
    assert (case["appeals"], case["status"], case["next_action"]["what"]) == ([], "suspended", "appeal")
    assert api.get(f"appeals/{draft.reference}/").status_code == 404


@pytest.mark.parametrize("rows", [1, 3])
def test_lists_and_details_ask_as_often_for_one_row_as_for_three(rows: int, django_assert_num_queries: Any, db: None) -> None:
    decider = make_user("reviewer")
    appeals = []
    for _ in range(rows):
        case = make_case(decided_by=decider, started=ago(days=20), days=90)
        for _ in range(rows):
            make_hold(case)
            make_effect(case)
        appeals.append(make_appeal(case, state="in_review"))
    for appeal in appeals:
        for _ in range(rows):
            make_evidence(appeal)
        decide(appeal)
    for case in (make_closure(step="delivered").case for _ in range(rows)):
        make_appeal(case)
    api = Caller()
    api.get("appeals/")

    def asks(count: int, path: str) -> None:
        with django_assert_num_queries(count):
            assert api.get(path).status_code == 200

    asks(2, "appeals/")
    asks(9, "suspensions/")
    asks(2, "closures/")
    asks(11, f"suspensions/{appeals[0].case.reference}/")
    asks(11, f"appeals/{appeals[0].reference}/")
    assert Notice.objects.count() >= rows
