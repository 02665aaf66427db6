"""The platform's feed: its own gapless positions, nothing lost to slow transactions, no person and no free text in it."""

from __future__ import annotations

import json
import re
import threading
from concurrent.futures import ThreadPoolExecutor
from copy import deepcopy
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.db import connection, transaction

from accounts.actors import SYSTEM, Actor
from accounts.instants import redress_now
from appeals.actions import perform
from appeals.actions.delivery import notice_accepted
from appeals.actions.feed import TYPES, _Facts, anything_waits, fill_feed
from appeals.actions.measures import lift_suspension
from appeals.actions.recording import record_suspension
from appeals.actions.transition import Entry, record
from appeals.models import Event, FeedEntry, FeedQueue, Notice, Suspension
from tests.appeals.actions.closing import Desk, later
from tests.factories import (
    add_event,
    decide,
    make_account,
    make_appeal,
    make_case,
    make_effect,
    make_hold,
    make_request,
    make_section,
    make_user,
    move,
    suspension_draft,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.conftest import ModuleRows
    from tests.databases import Committed

KEYS = ["id", "type", "version", "occurred_at", "case", "sequence", "account", "external_id", "data"]
INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")


@pytest.fixture
def real_time() -> Iterator[None]:
    yield
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('redress.now', '', false)")


@pytest.fixture(scope="module")
def whole_case(module_rows: ModuleRows) -> Suspension:
    """A measure as the platform sends it, with a hold, on a person with a telling name."""
    with module_rows():
        make_section()
        make_account(external_id="u_48213", display_name="Ana Prueba", email="ana@example.org")
        make_user("reviewer", staff_id="otto", display_name="Otto Staff")
        draft = suspension_draft("u_48213", "otto", external_id="enf-1", source_reference="N-77")
        recorded: Suspension = perform(record_suspension, Actor.staff(make_user("reviewer")), draft=draft)
        return recorded


@pytest.fixture
def case(whole_case: Suspension, db: None, real_time: None) -> Suspension:
    return deepcopy(whole_case)


def payloads() -> list[dict[str, Any]]:
    return list(FeedEntry.objects.order_by("position").values_list("payload", flat=True))


def of_type(kind: str) -> list[dict[str, Any]]:
    return [payload for payload in payloads() if payload["type"] == kind]


def test_public_entries_are_filed_in_their_order_with_positions_without_gaps(case: Suspension) -> None:
    filed = fill_feed()

    assert filed == FeedEntry.objects.count() == 5
    assert list(FeedEntry.objects.order_by("position").values_list("position", flat=True)) == list(range(1, filed + 1))
    assert [(payload["type"], payload["sequence"]) for payload in payloads()] == [
        ("suspension.recorded", 1),
        ("statement.issued", 2),
        ("suspension.in_force", 3),
        ("account.standing_changed", 4),
        ("effect.requested", 5),
    ]
    assert (anything_waits(), FeedQueue.objects.count()) == (False, 0)


def test_an_entry_is_the_thin_object_of_the_api_and_nothing_more(case: Suspension) -> None:
    fill_feed()

    for payload in payloads():
        assert sorted(payload) == sorted(KEYS)
        assert (payload["version"], payload["case"], payload["account"], payload["external_id"]) == (1, case.reference, "u_48213", "enf-1")
        assert INSTANT.fullmatch(payload["occurred_at"])
        assert re.fullmatch(r"evt_[0-9a-hjkmnp-tv-z]{16}", payload["id"])
    assert of_type("suspension.recorded")[0]["data"] == {"measure": "temporary", "origin": "live"}
    standing = of_type("account.standing_changed")[0]["data"]
    assert (standing["before"], standing["standing"]) == ("good", "suspended")
    assert of_type("effect.requested")[0]["data"] == {"effect": case.effects.get().public_id, "kind": "apply"}


def test_filling_again_files_nothing(case: Suspension) -> None:
    fill_feed()
    before = payloads()

    assert fill_feed() == 0
    assert payloads() == before


def test_what_is_not_public_is_not_filed(case: Suspension) -> None:
    fill_feed()
    count = FeedEntry.objects.count()
    record(case.pk, Entry("note.added", {"text": "secret"}), SYSTEM)
    record(case.pk, Entry("clock.passed", {}), SYSTEM)

    assert (fill_feed(), FeedEntry.objects.count(), anything_waits()) == (2, count, False)


def test_a_batch_is_as_large_as_asked(case: Suspension) -> None:
    assert (fill_feed(limit=2), FeedEntry.objects.count(), anything_waits()) == (2, 2, True)
    assert (fill_feed(limit=2), fill_feed(limit=2), anything_waits()) == (2, 1, False)


def test_the_types_are_those_of_the_api_and_the_overturned_one() -> None:
    published = {
        *(f"suspension.{word}" for word in ("recorded", "confirmed", "in_force", "changed", "lifted", "expired", "closed", "overturned")),
        "statement.issued",
        "notice.delivered",
        "notice.undeliverable",
        *(f"appeal.{word}" for word in ("submitted", "withdrawn", "information_requested", "answered", "date_changed", "decided")),
        *(f"hold.{word}" for word in ("placed", "changed", "ended")),
        *(f"closure.{word}" for word in ("proposed", "approved", "refused", "withdrawn", "effected")),
        *(f"effect.{word}" for word in ("requested", "confirmed", "refused", "overdue")),
        "account.standing_changed",
    }

    assert set(TYPES) == published


def test_no_person_and_no_free_text_leaves(case: Suspension) -> None:
    perform(lift_suspension, Actor.staff(make_user("senior")), case=case, reason="It was Ana Prueba all along.")
    perform(notice_accepted, SYSTEM, notice=Notice.objects.filter(case=case).first())

    fill_feed()

    text = json.dumps(payloads())
    for private in ("Ana", "ana@example.org", "Otto", "all along", "names are different"):
        assert private not in text
    assert of_type("notice.delivered")[-1]["data"]["how"] == "email_accepted"
    assert of_type("suspension.lifted")[-1]["data"] == {"unconfirmed": False, "our_mistake": False}


@pytest.mark.parametrize("kind", list(TYPES))
def test_words_in_the_place_of_a_code_stay_inside(case: Suspension, kind: str) -> None:
    said = "Ana Prueba said this at home"
    body = dict.fromkeys(TYPES[kind], said) | {"abilities": ["read", said], "reason": said, "text": said, "email": "ana@example.org"}
    event = Event(case=case, kind=kind, subject="appeal:0", body=json.dumps(body), occurred_at=redress_now())

    data = _Facts([event]).of(event)

    assert said not in json.dumps(data)
    assert "ana@example.org" not in json.dumps(data)


def test_a_decision_names_appeal_outcome_standing_and_what_was_asked(db: None, real_time: None) -> None:
    case = make_case(source_reference="N-77")
    appeal = make_appeal(case, state="in_review")
    asked = make_request(appeal)
    move(asked, "unanswered")
    move(appeal, "in_review")
    decide(appeal, "overturned", cause="facts_wrong", alone=True)
    event = Event.objects.get(kind="appeal.decided")
    effect = make_effect(case, "reopen", requested_at=event.occurred_at).public_id

    fill_feed()

    assert of_type("appeal.decided")[0]["data"] == {
        "appeal": appeal.reference,
        "level": "1",
        "outcome": "overturned",
        "cause": "facts_wrong",
        "source_reference": "N-77",
        "effects": [effect],
        "standing": "suspended",
    }
    assert of_type("appeal.information_requested")[0]["data"] == {"appeal": appeal.reference, "request": asked.public_id}


def test_a_hold_and_a_closure_are_named_by_their_public_ids(db: None, real_time: None) -> None:
    desk = Desk()
    hold = make_hold(desk.case)
    closure = desk.propose(money_plan=((hold.public_id, "release", (redress_now() + timedelta(days=9)).date()),))
    later(days=1)

    fill_feed()

    assert of_type("hold.placed")[-1]["data"]["hold"] == hold.public_id
    assert of_type("closure.proposed")[0]["data"] == {"closure": closure.reference}


def test_an_erased_entry_is_filed_without_its_values(case: Suspension) -> None:
    event = Event.objects.get(kind="suspension.recorded")
    event.body = None

    assert _Facts([event]).of(event) == {}


# --- real commits ----------------------------------------------------------------------------------------------------


def test_an_entry_of_a_slow_transaction_comes_later_and_is_never_lost(committed_db: Committed) -> None:
    slow_case, fast_case = make_case(), make_case()
    while fill_feed():
        pass
    last = FeedEntry.objects.latest("position").position
    written, filled = threading.Event(), threading.Event()

    def slow() -> int:
        try:
            with transaction.atomic():
                event = add_event(slow_case, "suspension.lifted")
                written.set()
                assert filled.wait(20)
            return event.pk
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        future = pool.submit(slow)
        assert written.wait(20)
        fast = add_event(fast_case, "suspension.expired")
        assert fill_feed() == 1
        filled.set()
        slow_id = future.result(timeout=20)
    assert slow_id < fast.pk

    assert fill_feed() == 1
    filed = FeedEntry.objects.filter(position__gt=last).order_by("position").values_list("position", "event")
    assert list(filed) == [(last + 1, fast.pk), (last + 2, slow_id)]


def test_many_workers_fill_it_without_gap_or_double(committed_db: Committed) -> None:
    cases = [make_case() for _ in range(4)]
    stop = threading.Event()

    def write(case: Suspension) -> None:
        try:
            for _ in range(25):
                add_event(case, "suspension.lifted")
        finally:
            connection.close()

    def fill() -> None:
        try:
            while not stop.is_set() or anything_waits():
                fill_feed(limit=7)
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        fillers = [pool.submit(fill) for _ in range(4)]
        for writer in [pool.submit(write, case) for case in cases]:
            writer.result(timeout=60)
        stop.set()
        for filler in fillers:
            filler.result(timeout=60)

    count = Event.objects.filter(kind__in=TYPES).count()
    assert list(FeedEntry.objects.order_by("position").values_list("position", flat=True)) == list(range(1, count + 1))
    for case in cases:
        sequence = FeedEntry.objects.filter(event__case=case).order_by("position").values_list("event__seq", flat=True)
        assert list(sequence) == sorted(sequence)
