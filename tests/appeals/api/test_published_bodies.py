"""The bodies that the marketplace was promised, sent letter for letter against the shipped rulebook."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from django.core.management import call_command

from accounts.models import Account
from appeals.models import EffectKind, Hold, Notice, Suspension
from appeals.queries.gate import SENTENCES
from appeals.web.problems import KNOWN
from tests.appeals.api.bodies import suspension_body
from tests.appeals.api.caller import Caller
from tests.appeals.api.world import World
from tests.clock import TestClock

RECORDED = datetime(2026, 11, 20, 7, 14, tzinfo=UTC)
ASKED = datetime(2027, 1, 10, 9, tzinfo=UTC)
ACCOUNT = """{"kind": "freelancer", "display_name": "Sample Person", "email": "person@example.org",
 "email_changed_at": null, "previous_email": null, "language": "es", "time_zone": "America/Bogota", "country": "CO",
 "subdivision": null, "regime_roles": ["worker", "business_user"], "registered_on": "2019-06-04",
 "proofs": [{"kind": "identity_video", "passed_on": "2019-05-02", "expires_on": null}],
 "members": [{"external_id": "u_51", "display_name": "Second Person", "email": "second@example.org", "language": "en",
   "role": "owner", "may_appeal": true}]}"""
SUSPENSION = """{"external_id": "enf-2026-118734", "account": "u_48213", "origin": "live",
 "measure": "temporary", "removes": ["message_new", "propose", "new_contract", "visible"],
 "already_applied_at": "2026-11-20T07:14:00Z", "starts_at": "2026-11-20T07:14:00Z", "ends_at": "2026-12-20T07:14:00Z", "review_on": null,
 "territory": ["*"],
 "citations": [{"section": "false-identity", "version": null, "ground": "terms", "legal_ground": null,
   "explanation": "The profile must carry your own name.", "language": "en",
   "facts": [{"occurred_on": "2026-11-12", "what": "The name on your ID card and on your profile are different.",
              "item": {"kind": "document", "external_id": "doc_991", "label": "ID card sent on 12 November"}}],
   "public_facts": "A document and a profile carried different names; a reviewer compared them."}],
 "warnings": {"prior": [], "none_reason": "First difference found; identity had to be asked at once."},
 "ladder_reason": null, "source": "own_initiative", "source_reference": null,
 "automated_detection": true, "automated_decision": "partial",
 "decided_by": {"staff_id": "00u1abc", "decided_at": "2026-11-20T07:13:10Z"},
 "disclosure": {"mode": "full", "basis": null, "review_on": null},
 "notify": "redress", "notice_proof": null,
 "holds": [{"external_id": "hold_77", "kind": "in_escrow", "amount": "340.00", "currency": "USD",
   "reason": "Your client disputes this work.", "basis": "Terms 8.3", "ends_at": "2027-01-20T00:00:00Z", "review_on": null}],
 "counterparties": [{"external_id": "c_9912", "contract": "k_55", "contract_ends_on": "2026-12-01"}],
 "signals": [{"detector": "R-118", "version": "3", "score": "0.93", "detail": {"pair": "doc_991"}}]}"""
CLOSURE = """{"suspension": "%s", "reasons": "Third confirmed break of the same rule in a year.", "language": "en",
 "lighter_measures": [{"measure": "temporary", "why_not": "Used twice, 2026-02 and 2026-06."}],
 "money_plan": [{"hold": "%s", "outcome": "release", "by": "2027-01-20"}],
 "requested_by": {"staff_id": "00u1abc", "decided_at": "2027-01-10T09:00:00Z"}}"""
# The fields of each answer as promised. More may come, none may go.
CASE = (
    "reference external_id account origin measure removes state status status_display confirmed_at starts_at ends_at proposed_ends_at "
    "review_on territory citations statement notice dates next_action automated_detection automated_decision source source_reference "
    "holds effects appeals closure portal_url available_actions version created_at updated_at"
)
PARTS = {
    "statement": "version issued_at disclosure language",
    "notice": "state delivered_at how",
    "dates": "answer_by decide_by last_day_to_appeal next_update_by time_zone",
    "next_action": "who what by",
}
HOLD = "id external_id kind amount currency state ends_at review_on outcome"
EFFECT = "id kind state due_at confirmed_at"
APPEAL = (
    "reference subject level state status channel late submitted_at received_at decided_at statement context evidence requests decision "
    "effects available_actions version"
)
DECISION = "id outcome cause overrides findings measure_after people redress"
KINDS = "apply change end close reopen hold release refund restore_badge restore_visibility restore_reviews tell_counterparties"
GATE = (
    "statement_missing notice_not_delivered notice_period_running answer_by_running appeal_open request_open dispute_stay legal_hold "
    "review_missing evidence_after_review reviewer_not_independent approval_missing approver_not_independent person_not_entitled "
    "lighter_measures_missing money_plan_missing letter_lacks_last_day letter_language_missing"
)
PROBLEMS = {
    400: "malformed",
    401: "unauthenticated",
    403: "not-allowed people-only",
    404: "not-found",
    405: "method-not-allowed",
    409: "illegal-transition gate-closed external-id-in-use request-in-flight",
    412: "version-conflict",
    428: "precondition-required",
    413: "too-large",
    415: "unsupported-type",
    422: "invalid idempotency-mismatch",
    429: "throttled",
    500: "internal",
    503: "unavailable",
}


def lacks(value: dict[str, Any], promised: str) -> set[str]:
    return set(promised.split()) - set(value)


@pytest.fixture
def shop(api: Caller, clock: TestClock) -> Caller:
    """A marketplace on the day of the examples, with the rulebook as it is shipped."""
    clock.at(RECORDED)
    call_command("load_rulebook", verbosity=0)
    return api


def send(api: Caller, method: str, path: str, body: str) -> Any:
    return api.send(method, path, raw=body.encode())


def test_the_promised_account_is_taken_with_its_members(shop: Caller) -> None:
    made = send(shop, "PUT", "accounts/u_48213/", ACCOUNT)
    again = send(shop, "PUT", "accounts/u_48213/", ACCOUNT)

    sent = json.loads(ACCOUNT)
    told = shop.get("accounts/u_48213/").json()
    assert (made.status_code, again.status_code) == (201, 200)
    assert {name: told[name] for name in sent} == sent
    assert lacks(told, "external_id standing standing_since abilities in_force effects_waiting updated_at") == set()


def test_the_promised_measure_is_recorded_once(shop: Caller, constraints_now: Any) -> None:
    send(shop, "PUT", "accounts/u_48213/", ACCOUNT)

    made = send(shop, "POST", "suspensions/", SUSPENSION)
    again = send(shop, "POST", "suspensions/", SUSPENSION)
    other = send(shop, "POST", "suspensions/", SUSPENSION.replace("Terms 8.3", "Terms 8.4"))

    told = made.json()
    assert (made.status_code, again.status_code, other.status_code) == (201, 200, 409)
    assert (again.json(), other.json()["reference"]) == (told, told["reference"])
    assert (Suspension.objects.count(), Hold.objects.count()) == (1, 1)
    assert lacks(told, CASE) == set()
    assert {name: lacks(told[name], fields) for name, fields in PARTS.items()} == {name: set() for name in PARTS}
    assert [lacks(one, HOLD) for one in told["holds"]] + [lacks(one, EFFECT) for one in told["effects"]] == [set()] * 3
    assert [lacks(one, "section version title") for one in told["citations"]] == [set()]
    sent = json.loads(SUSPENSION)
    same = "external_id account origin measure removes starts_at ends_at review_on territory source source_reference automated_decision"
    assert {name: told[name] for name in same.split()} == {name: sent[name] for name in same.split()}
    assert (told["state"], told["status"], told["confirmed_at"]) == ("in_force", "suspended", "2026-11-20T07:13:10Z")
    # Beyond 30 days a second person signs; until then the money is held for 72 hours.
    assert told["holds"][0]["ends_at"] == "2026-11-23T07:14:00Z"
    assert "R-118" not in made.content.decode()


def test_members_who_may_appeal_get_the_letter_whatever_the_account_is(shop: Caller) -> None:
    send(shop, "PUT", "accounts/u_48213/", ACCOUNT)

    send(shop, "POST", "suspensions/", SUSPENSION)

    told = Notice.objects.filter(kind="suspension_notice").order_by("member").values_list("member__external_id", flat=True)
    assert list(told) == ["u_51", None]


def test_the_promised_report_and_proposal_are_taken(shop: Caller, clock: TestClock, constraints_now: Any) -> None:
    send(shop, "PUT", "accounts/u_48213/", ACCOUNT)
    body = json.loads(SUSPENSION) | {"already_applied_at": None}
    case = shop.post("suspensions/", body).json()

    apply = next(one for one in case["effects"] if one["kind"] == "apply")
    path = f"suspensions/{case['reference']}/effects/{apply['id']}/"
    refused = shop.post(f"{path}refuse/", {"code": "technical", "detail": "The queue is full.", "retry_at": "2026-11-20T08:00:00Z"})
    done = shop.post(f"{path}confirm/", {"done_at": "2026-11-20T07:14:00Z", "note": None})
    clock.at(ASKED)
    closure = send(shop, "POST", "closures/", CLOSURE % (case["reference"], case["holds"][0]["id"]))

    assert (refused.status_code, refused.json()["state"]) == (200, "refused")
    assert (done.status_code, done.json()["state"], lacks(done.json(), EFFECT)) == (200, "confirmed", set())
    told = closure.json()
    assert closure.status_code == 201
    assert lacks(told, "reference suspension state dates gate effect available_actions version") == set()
    assert (told["state"], told["effect"], told["available_actions"], told["version"]) == ("proposed", None, ["withdraw"], 1)
    assert lacks(told["dates"], "answer_by notice_period_until last_day_to_appeal") == set()
    assert told["gate"]["open"] is False
    assert [lacks(one, "code detail until") for one in told["gate"]["missing"]] == [set()] * len(told["gate"]["missing"])
    assert shop.get(f"suspensions/{case['reference']}/").json()["closure"] == told["reference"]


def test_an_appeal_has_every_promised_field(world: World, api: Caller) -> None:
    told = api.get(f"appeals/{world.decided.reference}/").json()
    asked = api.get(f"appeals/{world.asked.reference}/").json()

    assert lacks(told, APPEAL) == set()
    assert lacks(told["decision"], DECISION) == set()
    assert lacks(told["decision"]["people"], "deciders all_independent automated") == set()
    assert [lacks(one, "citation finding answer") for one in told["decision"]["findings"]] == [set()]
    assert [lacks(one, "id name size sha256 state checks") for one in told["evidence"]] == [set()]
    assert [lacks(one, "id question due_at state answered_at") for one in asked["requests"]] == [set()]


def test_the_codes_of_the_gate_and_of_problems_are_the_promised_ones() -> None:
    assert list(SENTENCES) == GATE.split()
    assert {(status, slug) for slug, (status, _title) in KNOWN.items()} == {
        (status, slug) for status, slugs in PROBLEMS.items() for slug in slugs.split()
    }


@pytest.mark.parametrize("zone", ["Mars/Olympus", "America/Not_Yet_Founded", "localtime", "Factory"])
def test_a_zone_that_we_do_not_know_counts_as_the_last_one(shop: Caller, zone: str) -> None:
    body = json.loads(ACCOUNT) | {"time_zone": zone}

    told = shop.put("accounts/u_48213/", body).json()
    case = send(shop, "POST", "suspensions/", SUSPENSION).json()

    assert (told["time_zone"], Account.objects.get().time_zone) == (None, None)
    assert case["dates"]["time_zone"] == "Etc/GMT+12"


def test_a_country_that_we_do_not_know_has_the_protection_of_every_regime(shop: Caller) -> None:
    pinned = []
    for number, country in enumerate([None, "ZZ", "CO"]):
        shop.put(f"accounts/u_{number}/", json.loads(ACCOUNT) | {"country": country})
        body = suspension_body(external_id=f"enf-{number}", account=f"u_{number}", holds=[], ladder_reason="It is needed.")
        reference = shop.post("suspensions/", body).json()["reference"]
        pinned.append(set(Suspension.objects.get(reference=reference).regime_pins.values_list("regime__key", flat=True)))

    assert pinned[0] == pinned[1] > pinned[2]


def test_effects_have_the_promised_kinds() -> None:
    assert set(EffectKind.values) == set(KINDS.split())
