"""Measures: recorded, listed, read and lifted by the marketplace."""

from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from accounts.instants import redress_now
from appeals.models import Notice, Signal, Suspension
from tests.appeals.api.bodies import account_body, citation_body, hold_body, suspension_body, text
from tests.appeals.api.caller import Caller
from tests.appeals.api.world import LADDER, World
from tests.factories import ago, deliver, make_account, make_case, make_section, make_user, snapshot


@pytest.fixture
def market(api: Caller) -> Caller:
    """A key, an account and a rulebook."""
    make_section(ladder=LADDER, number=7)
    make_user("reviewer", staff_id="00u1abc")
    assert api.put("accounts/u_48213/", account_body()).status_code == 201
    return api


def test_a_recorded_measure_is_answered_whole(market: Caller, constraints_now: Any) -> None:
    sent = suspension_body()

    answer = market.post("suspensions/", sent)

    body = answer.json()
    case = Suspension.objects.get()
    (hold,), effects = case.holds.all(), case.effects.order_by("id")
    now = text(case.created_at)
    assert answer.status_code == 201
    assert body == {
        "reference": case.reference,
        **{name: sent[name] for name in ("external_id", "account", "origin", "measure", "removes")},
        "state": "in_force",
        "status": "suspended",
        "status_display": "Suspended \u2013 you can answer",
        "confirmed_at": sent["decided_by"]["decided_at"],
        **{name: sent[name] for name in ("starts_at", "ends_at")},
        "proposed_ends_at": None,
        "review_on": None,
        "territory": ["*"],
        "citations": [{"section": "false-identity", "version": 7, "title": "Use your real name"}],
        "statement": {"version": 1, "issued_at": now, "disclosure": "full", "language": "es"},
        "notice": {"state": "waiting", "delivered_at": None, "how": None},
        "dates": {"answer_by": None, "decide_by": None, "last_day_to_appeal": None, "next_update_by": None, "time_zone": "America/Bogota"},
        "next_action": {"who": "appellant", "what": "appeal", "by": None},
        **{name: sent[name] for name in ("automated_detection", "automated_decision", "source", "source_reference")},
        "holds": [
            {
                "id": hold.public_id,
                **{name: sent["holds"][0][name] for name in ("external_id", "kind", "amount", "currency", "ends_at", "review_on")},
                "state": "held",
                "outcome": None,
            }
        ],
        "effects": [{"id": one.public_id, "kind": one.kind, "state": "confirmed", "due_at": None, "confirmed_at": now} for one in effects],
        "appeals": [],
        "closure": None,
        "portal_url": f"{settings.BASE_URL}/es/cases/{case.reference}/",
        "available_actions": ["lift", "add_exhibit", "propose_closure"],
        "version": 2,
        "created_at": now,
        "updated_at": text(case.updated_at),
    }


def test_what_was_recorded_is_read_the_same(market: Caller) -> None:
    recorded = market.post("suspensions/", suspension_body()).json()

    read = market.get(f"suspensions/{recorded['reference']}/").json()
    (listed,) = market.get("suspensions/").json()["results"]

    assert read == recorded
    assert listed == {name: value for name, value in recorded.items() if name not in {"citations", "effects", "holds"}}


def test_the_same_id_and_body_make_nothing_new(market: Caller) -> None:
    sent = suspension_body()
    first = market.post("suspensions/", sent)
    before = snapshot()

    again = market.post("suspensions/", dict(reversed(sent.items())))

    assert (again.status_code, again.json()) == (200, first.json())
    assert snapshot() == before


def test_the_same_id_with_another_body_names_what_exists(market: Caller) -> None:
    first = market.post("suspensions/", suspension_body()).json()
    before = snapshot()

    answer = market.post("suspensions/", suspension_body(source="notice"))

    told = answer.json()
    told.pop("request_id")
    assert (answer.status_code, told) == (
        409,
        {
            "type": "/api/v1/docs/errors/external-id-in-use/",
            "title": "This external id is in use.",
            "status": 409,
            "detail": "The same external id was sent before with another body.",
            "errors": [],
            "reference": first["reference"],
        },
    )
    assert snapshot() == before


def test_the_address_of_a_case_leads_to_a_page_in_whichever_language_the_person_reads(api: Caller) -> None:
    for spoken, shown in (("uk", "en"), ("es-MX", "es"), ("AR", "ar")):
        case = make_case(make_account(language=spoken))

        address = api.get(f"suspensions/{case.reference}/").json()["portal_url"]

        assert address == f"{settings.BASE_URL}/{shown}/cases/{case.reference}/"
        # It opens nothing by itself: whoever comes signs in first.
        assert Client().get(address.removeprefix(settings.BASE_URL)).status_code == 302


def test_several_measures_stand_each_for_themselves(market: Caller) -> None:
    good, twin = suspension_body(external_id="one", holds=[]), suspension_body(external_id="two", holds=[])
    items = [good, suspension_body(external_id="bad", account="nobody"), "nothing", None, twin, good, {**twin, "source": "notice"}]

    answer = market.post("suspensions/", {"items": items})

    results = answer.json()["results"]
    assert answer.status_code == 207
    assert [(one["external_id"], one["status"]) for one in results] == [
        ("one", 201),
        ("bad", 422),
        (None, 422),
        (None, 422),
        ("two", 201),
        ("one", 200),
        ("two", 409),
    ]
    assert [one["suspension"] is None for one in results] == [one["problem"] is not None for one in results]
    assert [one["field"] for one in results[1]["problem"]["errors"]] == ["account"]
    assert results[6]["problem"]["reference"] == results[4]["suspension"]["reference"]
    assert list(Suspension.objects.order_by("id").values_list("external_id", flat=True)) == ["one", "two"]


@pytest.mark.parametrize("items", [[], "one", {"external_id": "one"}, None, [{}] * 101], ids=["none", "text", "object", "null", "too many"])
def test_a_batch_is_a_list_of_one_to_a_hundred(market: Caller, items: Any) -> None:
    answer = market.post("suspensions/", {"items": items})

    assert (answer.status_code, [one["field"] for one in answer.json()["errors"]]) == (422, ["items"])
    assert Suspension.objects.count() == 0


def test_a_batch_takes_nothing_beside_its_items(market: Caller) -> None:
    answer = market.post("suspensions/", {"items": [suspension_body()], "account": "u_48213"})

    assert (answer.status_code, answer.json()["errors"][0]["code"], Suspension.objects.count()) == (422, "unknown_field", 0)


def test_a_long_measure_says_what_waits_for_a_second_person(market: Caller) -> None:
    now = redress_now()
    body = market.post("suspensions/", suspension_body(starts_at=text(now), ends_at=text(now + timedelta(days=90)))).json()

    assert (body["confirmed_at"], body["ends_at"], body["proposed_ends_at"]) == (
        None,
        text(now + timedelta(days=30)),
        text(now + timedelta(days=90)),
    )


def test_a_warning_is_called_a_warning(market: Caller) -> None:
    body = market.post(
        "suspensions/",
        suspension_body(measure="warning", removes=[], ends_at=None, already_applied_at=None, holds=[], warnings={"prior": []}),
    ).json()

    assert (body["status"], body["status_display"], body["removes"], body["effects"]) == ("warned", "Warning", [], [])
    assert body["available_actions"] == ["lift", "add_exhibit"]


def test_the_public_word_comes_in_the_language_that_is_asked_for(market: Caller) -> None:
    recorded = market.post("suspensions/", suspension_body()).json()

    spanish = market.send("GET", f"suspensions/{recorded['reference']}/", headers={"Accept-Language": "es"}).json()

    assert spanish["status"] == recorded["status"]
    assert {**spanish, "status_display": ""} == {**recorded, "status_display": ""}


def test_money_has_the_decimals_of_its_currency(market: Caller) -> None:
    now = redress_now()
    holds = [
        hold_body(now, external_id="jpy", currency="JPY", amount="3400"),
        hold_body(now, external_id="kwd", currency="KWD", amount="3.4"),
        hold_body(now, external_id="usd", amount="9999999999999999.99"),
    ]

    body = market.post("suspensions/", suspension_body(holds=holds)).json()

    assert [one["amount"] for one in body["holds"]] == ["3400", "3.400", "9999999999999999.99"]


def test_signals_are_kept_and_come_back_nowhere(market: Caller) -> None:
    market.post("suspensions/", suspension_body())

    assert list(Signal.objects.values_list("detector", "detail")) == [("CANARY-R-118", {"pair": "CANARY-doc"})]


def test_a_delivered_letter_starts_the_dates(market: Caller) -> None:
    case = make_case(make_account(time_zone=None), started=ago(days=1))

    body = market.get(f"suspensions/{case.reference}/").json()

    notice = Notice.objects.get(case=case)
    assert body["notice"] == {"state": "delivered", "delivered_at": text(notice.delivered_at), "how": "opened"}
    assert body["dates"]["time_zone"] == "Etc/GMT+12"


def test_a_letter_that_came_back_is_told(market: Caller) -> None:
    reference = market.post("suspensions/", suspension_body()).json()["reference"]
    Notice.objects.update(undeliverable_at=ago(minutes=1))
    assert market.get(f"suspensions/{reference}/").json()["notice"]["state"] == "undeliverable"
    for notice in Notice.objects.all()[:1]:
        deliver(notice)
    assert market.get(f"suspensions/{reference}/").json()["notice"]["state"] == "delivered"


def test_a_measure_is_lifted_once(market: Caller, constraints_now: Any) -> None:
    reference = market.post("suspensions/", suspension_body(holds=[])).json()["reference"]
    path = f"suspensions/{reference}/lift/"

    lifted = market.post(path, {"reason": "The account was used by someone else."})
    before = snapshot()
    again = market.post(path, {"reason": "The account was used by someone else."})

    body = lifted.json()
    assert (lifted.status_code, body["state"], body["status"], body["available_actions"]) == (200, "lifted", "ended", [])
    told = again.json()
    assert (again.status_code, told["type"], told["state"], told["available_actions"]) == (
        409,
        "/api/v1/docs/errors/illegal-transition/",
        "lifted",
        [],
    )
    assert snapshot() == before


@pytest.mark.parametrize(
    ("body", "field"), [({}, "reason"), ({"reason": " "}, "reason"), ({"reason": "x", "our_mistake": "true"}, "our_mistake"), ([], "")]
)
def test_lifting_needs_a_reason(world: World, api: Caller, body: Any, field: str) -> None:
    before = snapshot()

    answer = api.post(f"{world.case_path}lift/", body)

    assert (answer.status_code, [one["field"] for one in answer.json()["errors"]]) == (422, [field])
    assert snapshot() == before


def test_an_imported_measure_may_come_without_its_reason(market: Caller) -> None:
    body = market.post(
        "suspensions/", suspension_body(origin="imported", citations=[], decided_by=None, automated_decision="none", holds=[])
    ).json()

    assert (body["state"], body["origin"], body["statement"], body["notice"], body["citations"]) == ("in_force", "imported", None, None, [])
    assert market.get(f"suspensions/{body['reference']}/statement/").status_code == 404


def test_a_version_is_cited_as_it_was_on_the_day(market: Caller) -> None:
    day = f"{ago(days=3):%Y-%m-%d}"
    make_section(in_force_from=redress_now().date() + timedelta(days=10), number=8)

    named = market.post("suspensions/", suspension_body(citations=[citation_body(day, version=8)]))
    unnamed = market.post("suspensions/", suspension_body(citations=[citation_body(day)]))

    assert [(one["field"], one["code"]) for one in named.json()["errors"]] == [("citations[0].version", "not_in_force")]
    assert unnamed.json()["citations"][0]["version"] == 7
