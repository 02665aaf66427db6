"""Closures: a machine proposes, reads and takes back, and people do the rest."""

from datetime import timedelta
from typing import Any

import pytest

from accounts.instants import redress_now
from appeals.models import Closure, Suspension
from tests.appeals.api.bodies import closure_body, text
from tests.appeals.api.caller import Caller
from tests.factories import make_account, make_case, make_closable_case, make_closure, make_hold, snapshot


@pytest.fixture
def case(db: None) -> Suspension:
    return make_closable_case()


def test_a_proposal_is_answered_with_its_shut_gate(api: Caller, case: Suspension, constraints_now: Any) -> None:
    answer = api.post("closures/", closure_body(case.reference))

    body, closure = answer.json(), Closure.objects.get()
    missing = body["gate"].pop("missing")
    assert answer.status_code == 201
    assert body == {
        "reference": closure.reference,
        "suspension": case.reference,
        "state": "proposed",
        "dates": {"answer_by": None, "notice_period_until": None, "last_day_to_appeal": None},
        "gate": {"open": False},
        "effect": None,
        "available_actions": ["withdraw"],
        "version": 1,
        "proposed_at": text(closure.proposed_at),
        "updated_at": text(closure.updated_at),
    }
    codes = ["notice_not_delivered", "notice_period_running", "answer_by_running", "review_missing", "approval_missing"]
    assert [one["code"] for one in missing] == codes
    assert (closure.requested_by_staff_id, closure.proposed_by_key_id is None) == ("00u1abc", False)
    assert api.get(f"suspensions/{case.reference}/").json()["closure"] == closure.reference


def test_a_running_date_is_told_with_what_is_missing(api: Caller) -> None:
    closure = make_closure(step="delivered")
    Closure.objects.filter(pk=closure.pk).update(answer_by=redress_now() + timedelta(days=3))

    body = api.get(f"closures/{closure.reference}/").json()

    until = {one["code"]: one["until"] for one in body["gate"]["missing"]}
    assert until["answer_by_running"] == body["dates"]["answer_by"] == text(redress_now() + timedelta(days=3))


def test_an_open_gate_is_open(api: Caller) -> None:
    body = api.get(f"closures/{make_closure(step='signed').reference}/").json()

    assert body["gate"] == {"open": True, "missing": []}


def test_an_approved_closure_names_its_effect_and_an_effected_one_has_no_gate(api: Caller) -> None:
    approved, effected = make_closure(step="approved"), make_closure(step="effected")

    waiting, done = (api.get(f"closures/{one.reference}/").json() for one in (approved, effected))

    assert (waiting["state"], waiting["effect"]["kind"], waiting["effect"]["state"]) == ("approved", "close", "requested")
    assert (done["state"], done["effect"]["state"], done["gate"], done["available_actions"]) == ("effected", "confirmed", None, [])


def test_a_proposal_plans_what_happens_to_the_money(api: Caller, case: Suspension) -> None:
    hold = make_hold(case)
    by = f"{redress_now() + timedelta(days=40):%Y-%m-%d}"

    refused = api.post("closures/", closure_body(case.reference))
    made = api.post("closures/", closure_body(case.reference, money_plan=[{"hold": hold.public_id, "outcome": "release", "by": by}]))

    assert [(one["field"], one["code"]) for one in refused.json()["errors"]] == [("money_plan", "required")]
    assert made.status_code == 201
    assert Closure.objects.get().money_plan == [{"hold": hold.public_id, "outcome": "release", "by": by}]


def test_a_second_proposal_waits_for_the_first(api: Caller, case: Suspension) -> None:
    api.post("closures/", closure_body(case.reference))
    before = snapshot()

    answer = api.post("closures/", closure_body(case.reference))

    told = answer.json()
    assert (answer.status_code, told["type"], told["available_actions"]) == (
        409,
        "/api/v1/docs/errors/illegal-transition/",
        ["lift", "add_exhibit"],
    )
    assert snapshot() == before


def test_a_warning_never_leads_to_closing(api: Caller) -> None:
    case = make_case(measure="warning", removes=[], ends_at=None, counts_until=redress_now() + timedelta(days=365))
    before = snapshot()

    answer = api.post("closures/", closure_body(case.reference))

    assert (answer.status_code, answer.json()["state"]) == (409, "in_force")
    assert snapshot() == before


@pytest.mark.parametrize(
    ("changes", "field", "code"),
    [
        ({"suspension": "SUS-0000-0000"}, "suspension", "unknown"),
        ({"suspension": "CLO-0000-0000"}, "suspension", "unknown"),
        ({"suspension": None}, "suspension", "null"),
        ({"reasons": ""}, "reasons", "blank"),
        ({"reasons": "x" * 10_001}, "reasons", "too_long"),
        ({"lighter_measures": []}, "lighter_measures", "required"),
        ({"lighter_measures": [{"measure": "exile", "why_not": "No."}]}, "lighter_measures[0].measure", "invalid_choice"),
        ({"lighter_measures": [{"measure": "warning"}]}, "lighter_measures[0].why_not", "required"),
        ({"money_plan": [{"hold": "hld_0", "outcome": "release", "by": "2099-01-01"}]}, "money_plan[0].hold", "unknown"),
        ({"money_plan": [{"hold": "hld_0", "outcome": "keep", "by": "2099-01-01"}]}, "money_plan[0].outcome", "invalid_choice"),
        ({"money_plan": [{"hold": "hld_0", "outcome": "release", "by": "0001-01-01"}]}, "money_plan[0].by", "out_of_range"),
        ({"requested_by": {"staff_id": "00u1abc"}}, "requested_by.decided_at", "required"),
        ({"requested_by": {"staff_id": "x", "decided_at": "2190-01-01T00:00:00Z"}}, "requested_by.decided_at", "in_the_future"),
        ({"approved": True}, "approved", "unknown_field"),
    ],
)
def test_a_proposal_that_does_not_fit_names_its_field(
    api: Caller, case: Suspension, changes: dict[str, Any], field: str, code: str
) -> None:
    before = snapshot()

    answer = api.post("closures/", closure_body(case.reference) | changes)

    assert answer.status_code == 422
    assert (field, code) in [(one["field"], one["code"]) for one in answer.json()["errors"]]
    assert snapshot() == before


def test_a_proposal_is_taken_back_once_and_the_person_is_told(api: Caller, case: Suspension, constraints_now: Any) -> None:
    reference = api.post("closures/", closure_body(case.reference)).json()["reference"]

    taken = api.post(f"closures/{reference}/withdraw/", {"reason": "The client took the report back."})
    before = snapshot()
    again = api.post(f"closures/{reference}/withdraw/", {"reason": "The client took the report back."})

    body = taken.json()
    assert (taken.status_code, body["state"], body["gate"], body["available_actions"]) == (200, "withdrawn", None, [])
    assert case.notices.order_by("-id")[0].kind == "closure_withdrawn"
    assert (again.status_code, again.json()["state"]) == (409, "withdrawn")
    assert snapshot() == before


def test_closures_are_listed_and_narrowed(api: Caller) -> None:
    mine = make_closure(make_closable_case(account=make_account(external_id="u_mine")), step="proposed")
    other = make_closure(step="delivered")

    every = api.get("closures/").json()["results"]
    narrowed = [
        api.get("closures/", **query).json()["results"]
        for query in ({"account": "u_mine"}, {"suspension": mine.case.reference}, {"state": "effected"})
    ]

    whole = api.get(f"closures/{mine.reference}/").json()
    assert {one["reference"] for one in every} == {mine.reference, other.reference}
    assert [[one["reference"] for one in rows] for rows in narrowed] == [[mine.reference], [mine.reference], []]
    assert narrowed[0][0] == {name: value for name, value in whole.items() if name not in {"gate", "effect"}}


@pytest.mark.parametrize("verb", ["review", "approve", "refuse", "return", "complete_review", "revise", "effect"])
def test_a_machine_has_no_verb_that_judges(api: Caller, verb: str) -> None:
    closure = make_closure(step="reviewed")
    before = snapshot()

    answer = api.post(f"closures/{closure.reference}/{verb}/", {"reasons": "Close it."})

    assert answer.status_code == 404
    assert snapshot() == before
