"""What stands beside a case: timeline, statement, material, and the rulebook."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from accounts.instants import redress_now
from appeals.api.shapes.papers import KINDS, TOLD, entry_answer
from appeals.models import Event, Statement
from appeals.queries.timeline import TimelineEntry
from tests.appeals.api.bodies import account_body, suspension_body, text
from tests.appeals.api.caller import Caller
from tests.appeals.api.world import CANARY, LADDER, World
from tests.factories import make_case, make_section, make_user


@pytest.fixture
def recorded(api: Caller) -> str:
    """The reference of a measure that was recorded through the API."""
    make_section(ladder=LADDER)
    make_user("reviewer", staff_id="00u1abc")
    api.put("accounts/u_48213/", account_body())
    reference: str = api.post("suspensions/", suspension_body()).json()["reference"]
    return reference


def test_a_timeline_tells_what_the_person_may_read_too_oldest_first(api: Caller, recorded: str) -> None:
    entries = api.get(f"suspensions/{recorded}/timeline/").json()

    told = [(one["sequence"], one["type"], one["who"]) for one in entries["results"]]
    rows = Event.objects.filter(audience="appellant").order_by("seq").values_list("seq", "kind", "actor_kind")
    assert told == [row for row in rows if row[1] in KINDS]
    assert [one["type"] for one in entries["results"]][1:3] == ["statement.issued", "suspension.in_force"]
    assert entries["next"] is None


def test_an_entry_holds_codes_and_dates_alone(api: Caller, recorded: str) -> None:
    entries = api.get(f"suspensions/{recorded}/timeline/").json()["results"]

    assert {name for one in entries for name in one["data"]} <= set(TOLD)
    assert next(one["data"] for one in entries if one["type"] == "statement.issued") == {"version": 1}


def test_an_instant_in_a_timeline_has_the_one_form() -> None:
    body = {"due_at": "2026-11-30T04:59:59.123Z", "ends_at": "2026-12-01T00:00:00+01:00", "review_on": None, "question": CANARY}

    told = entry_answer(
        TimelineEntry(3, datetime(2026, 11, 20, 7, 14, 1, 5, tzinfo=UTC), "appeal.date_changed", "staff", body, "appellant")
    )

    assert told == {
        "sequence": 3,
        "type": "appeal.date_changed",
        "occurred_at": "2026-11-20T07:14:01Z",
        "who": "staff",
        "data": {"due_at": "2026-11-30T04:59:59Z", "ends_at": "2026-11-30T23:00:00Z", "review_on": None},
    }


def test_moves_of_the_staff_are_not_in_a_timeline(world: World, api: Caller) -> None:
    answer = api.get(f"{world.case_path}timeline/")

    assert {one["type"] for one in answer.json()["results"]} <= KINDS
    assert CANARY.encode() not in answer.content


def test_a_statement_is_read_as_issued(api: Caller, recorded: str) -> None:
    body = api.get(f"suspensions/{recorded}/statement/").json()

    issued, sent = Statement.objects.get(), suspension_body()
    case = issued.suspension
    assert body == {
        "version": 1,
        "versions": [1],
        "issued_at": text(issued.issued_at),
        "language": "es",
        "disclosure": "full",
        "sha256": issued.sha256,
        "measure": "temporary",
        "removes": sent["removes"],
        "starts_at": text(case.starts_at),
        "ends_at": text(case.ends_at) if case.ends_at else None,
        "review_on": None,
        "counts_until": None,
        "territory": ["*"],
        "source": "own_initiative",
        "automated_detection": True,
        "automated_decision": "partial",
        "redress": issued.content["redress"],
        "citations": [
            {
                "section": "false-identity",
                "version": 1,
                "title": "Use your real name",
                "ground": "terms",
                "legal_ground": None,
                "explanation": "The profile must carry your own name.",
                "facts": [
                    {
                        "occurred_on": sent["citations"][0]["facts"][0]["occurred_on"],
                        "what": "The name on your ID card and on your profile are different.",
                        "item": "ID card sent on 12 November",
                    }
                ],
            }
        ],
        "holds": [
            {
                "id": case.holds.get().public_id,
                "kind": "in_escrow",
                "amount": "340.00",
                "currency": "USD",
                "reason": "Your client disputes this work.",
                "ends_at": text(case.holds.get().ends_at),
                "review_on": None,
            }
        ],
        "prior_warnings": [],
        "no_warning_reason": "First difference found; identity had to be asked at once.",
    }


def test_an_earlier_statement_stays_readable(api: Caller) -> None:
    case = make_case()
    first = Statement.objects.get()
    Statement.objects.create(suspension=case, number=2, measure=case.measure, sha256="0" * 64, content=first.content)
    path = f"suspensions/{case.reference}/statement/"

    newest, earlier = api.get(path).json(), api.get(path, version="1").json()

    assert (newest["version"], newest["versions"], earlier["version"]) == (2, [1, 2], 1)
    assert api.get(path, version="3").status_code == 404
    assert [one["code"] for one in api.get(path, version="x").json()["errors"]] == ["invalid"]


def test_material_is_listed_and_what_is_hidden_says_why(world: World, api: Caller) -> None:
    answer = api.get(f"{world.case_path}exhibits/")

    shown, hidden = answer.json()["results"]
    assert (shown["label"], shown["citation"], shown["media_type"], shown["size"], shown["audience"], shown["redaction_reason"]) == (
        "The message",
        0,
        "image/png",
        7,
        "appellant",
        None,
    )
    assert (hidden["citation"], hidden["sha256"], hidden["redaction_reason"]) == (None, None, "It names another person.")
    assert "text" not in hidden


def test_sections_come_in_the_version_that_holds_today(api: Caller) -> None:
    today = redress_now().date()
    make_section(number=1, in_force_from=date(2020, 1, 1))
    held = make_section(number=2, in_force_from=today, title="Use your own name", allowed=["Another alphabet."], ladder=LADDER)
    make_section(number=3, in_force_from=today + timedelta(days=30))
    make_section("padded-hours", in_force_from=today + timedelta(days=1))
    words = {"title": "Use su nombre", "text": "…", "plain_meaning": "…", "allowed": [], "evidence_helps": []}
    future = make_section("account-sharing", translations={"es": words})

    listed = api.get("sections/").json()["results"]
    one = api.get("sections/false-identity/").json()
    versions = api.get("sections/false-identity/versions/").json()["results"]

    assert [(each["key"], each["version"]) for each in listed] == [("account-sharing", 1), ("false-identity", 2)]
    assert listed[0]["translations"] == {"es": words} == future.translations
    assert one == listed[1] == versions[1]
    assert one == {
        "key": "false-identity",
        "safety": False,
        "version": 2,
        "in_force_from": today.isoformat(),
        "title": "Use your own name",
        "text": held.text,
        "plain_meaning": "Be yourself.",
        "allowed": ["Another alphabet."],
        "evidence_helps": [],
        "ladder": LADDER,
        "dsa_category": "STATEMENT_CATEGORY_OTHER",
        "dsa_keywords": [],
        "translations": {},
    }
    assert [each["version"] for each in versions] == [3, 2, 1]
    assert api.get("sections/padded-hours/").status_code == 404
    assert [each["version"] for each in api.get("sections/padded-hours/versions/").json()["results"]] == [1]


@pytest.mark.parametrize("rows", [1, 3])
def test_papers_ask_as_often_for_one_row_as_for_three(rows: int, api: Caller, django_assert_num_queries: Any) -> None:
    case = make_case()
    for number in range(rows):
        make_section(f"section-{'abc'[number]}")
        case.exhibits.create(label="A message", citation=case.citations.get())
    api.get("sections/")

    for path, count in (("sections/", 3), (f"suspensions/{case.reference}/exhibits/", 3), (f"suspensions/{case.reference}/timeline/", 4)):
        with django_assert_num_queries(count):
            assert api.get(path).status_code == 200
