"""The marketplace's whole way with its key: it records, follows, puts right, proposes to close and reports."""

from typing import Any

import pytest

from accounts.actors import SYSTEM, Actor
from accounts.instants import redress_now
from appeals.actions import perform
from appeals.actions.closures import approve_closure, complete_closure_review, record_closure_view, review_closure
from appeals.actions.deciding import claim_appeal, decide_appeal
from appeals.actions.delivery import notice_accepted, open_notice
from appeals.models import ABILITIES, Appeal, Closure, Notice, Suspension
from tests.appeals.actions.closing import LONG
from tests.appeals.actions.judging import filed, overturned
from tests.appeals.api.bodies import account_body, closure_body, suspension_body, text
from tests.appeals.api.caller import Caller
from tests.appeals.api.world import LADDER
from tests.appeals.cast import owner_of
from tests.clock import TestClock
from tests.factories import make_section, make_user


@pytest.fixture
def market(db: None) -> Caller:
    make_section(ladder=LADDER)
    make_user("reviewer", staff_id="00u1abc")
    api = Caller()
    assert api.put("accounts/u_48213/", account_body()).status_code == 201
    return api


def confirm_all(api: Caller, reference: str) -> list[str]:
    """Report everything that is asked for as done; the kinds of it."""
    asked = [one for one in api.get(f"suspensions/{reference}/").json()["effects"] if one["state"] == "requested"]
    for one in asked:
        answer = api.post(f"suspensions/{reference}/effects/{one['id']}/confirm/", {"done_at": text(redress_now())})
        assert answer.json()["state"] == "confirmed"
    return sorted(one["kind"] for one in asked)


def told_of(market: Caller, clock: TestClock) -> Suspension:
    """A measure that was recorded with the key, and whose letter the person opened an hour later."""
    case = Suspension.objects.get(reference=market.post("suspensions/", suspension_body()).json()["reference"])
    assert market.get("accounts/u_48213/").json()["standing"] == "suspended"
    clock.advance(hours=1)
    perform(open_notice, owner_of(case), notice=Notice.objects.filter(kind="suspension_notice", member=None).get())
    told = market.get(f"suspensions/{case.reference}/").json()
    assert (told["notice"]["state"], told["notice"]["how"]) == ("delivered", "opened")
    assert told["next_action"] == {"who": "appellant", "what": "appeal", "by": told["dates"]["answer_by"]}
    assert told["dates"]["answer_by"] < told["dates"]["last_day_to_appeal"]
    return case


def test_a_mistake_is_recorded_appealed_overturned_and_put_right(market: Caller, clock: TestClock, constraints_now: Any) -> None:
    case = told_of(market, clock)
    path = f"suspensions/{case.reference}/"
    clock.advance(days=1)
    appeal = filed(case)
    waiting = market.get(path).json()
    assert (waiting["status"], waiting["status_display"], waiting["appeals"]) == ("received", "Received", [appeal.reference])
    assert waiting["next_action"] == {"who": "staff", "what": "review_appeal", "by": waiting["dates"]["decide_by"]}
    assert [one["reference"] for one in market.get("appeals/", updated_since=text(clock.now)).json()["results"]] == [appeal.reference]

    rita = Actor.staff(make_user("reviewer"))
    perform(claim_appeal, rita, appeal=appeal)
    assert market.get(path).json()["status"] == "in_review"
    clock.advance(days=1)
    perform(decide_appeal, rita, appeal=Appeal.objects.get(), draft=overturned())
    decided = market.get(f"appeals/{appeal.reference}/").json()
    assert (decided["decision"]["outcome"], decided["decision"]["cause"]) == ("overturned", "facts_wrong")
    asked = {one["kind"] for one in decided["effects"]}
    after = market.get(path).json()
    assert (after["state"], after["next_action"]["who"], after["next_action"]["what"]) == ("overturned", "platform", "put_right")

    assert asked <= set(confirm_all(market, case.reference))
    account = market.get("accounts/u_48213/").json()
    assert (account["standing"], account["abilities"], account["in_force"], account["effects_waiting"]) == ("good", list(ABILITIES), [], 0)
    assert market.get(path).json()["next_action"]["who"] == "nobody"
    kinds = [one["type"] for one in market.get(f"{path}timeline/").json()["results"]]
    wanted = ["suspension.in_force", "notice.delivered", "appeal.submitted", "appeal.decided"]
    assert [one for one in kinds if one in wanted] == wanted


def test_an_account_is_closed_only_after_people_agreed(market: Caller, clock: TestClock, constraints_now: Any) -> None:
    reference = market.post("suspensions/", suspension_body(holds=[])).json()["reference"]
    clock.advance(days=1)
    proposed = market.post("closures/", closure_body(reference)).json()
    path = f"closures/{proposed['reference']}/"
    assert proposed["gate"]["open"] is False

    closure = Closure.objects.get()
    perform(notice_accepted, SYSTEM, notice=closure.notice)
    dated = market.get(path).json()
    assert dated["dates"]["answer_by"] > text(clock.now)
    assert {one["code"]: one["until"] for one in dated["gate"]["missing"]}["answer_by_running"] == dated["dates"]["answer_by"]

    clock.advance(days=32)
    reviewer, approver = Actor.staff(make_user("reviewer")), Actor.staff(make_user("senior"))
    perform(review_closure, reviewer, closure=Closure.objects.get())
    perform(complete_closure_review, reviewer, closure=Closure.objects.get(), outcome="close", reasons=LONG)
    left = [one["code"] for one in market.get(path).json()["gate"]["missing"]]
    assert left == ["approval_missing"]
    perform(record_closure_view, approver, closure=Closure.objects.get(), own_view="close", reason="I read all of it.")
    perform(approve_closure, approver, closure=Closure.objects.get(), reasons=LONG)

    approved = market.get(path).json()
    assert (approved["state"], approved["gate"], approved["effect"]["state"]) == ("approved", {"open": True, "missing": []}, "requested")
    effect = approved["effect"]["id"]
    done = market.post(f"suspensions/{reference}/effects/{effect}/confirm/", {"done_at": text(clock.now)})
    assert done.json()["state"] == "confirmed"
    assert market.get(path).json()["state"] == "effected"
    account = market.get("accounts/u_48213/").json()
    assert (account["standing"], account["abilities"]) == ("closed", ["sign_in", "read", "withdraw", "receive_payment"])
