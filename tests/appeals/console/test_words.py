"""Every code that the console can meet has words, and what is unknown is still readable."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from appeals.console import wording
from appeals.console.buttons import EXPECTED, KINDS
from appeals.console.gate_words import WANTED, missing_rows
from appeals.console.timeline import rows_of
from appeals.console.urls import urlpatterns
from appeals.errors import Missing
from appeals.models import ABILITIES, EffectKind, HoldKind, HoldOutcome, Measure, Outcome
from appeals.queries.gate import SENTENCES
from appeals.queries.timeline import TimelineEntry
from appeals.templatetags.console import (
    actor_name,
    clock_subject,
    dsa_words,
    event_title,
    gate_rows,
    in_words,
    language_name,
    tidy,
)
from appeals.workflow import MACHINES, Action

ACTIONS = Path(wording.__file__).resolve().parents[1] / "actions"
FAMILIES = "account|appeal|clock|closure|dispute|effect|evidence|exhibit|hold|legal_hold|note|notice|request|statement|suspension|case|message|reasons|translation|link|contact"
NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)


def test_everything_that_verbs_write_into_a_timeline_has_a_title() -> None:
    # `translations` names the texts of rows in the same way.
    text = "\n".join(path.read_text() for path in ACTIONS.glob("*.py") if path.stem != "translations") + '"translation.added"'
    written = set(re.findall(rf'"((?:{FAMILIES})\.[a-z_]+)"', text)) | {f"effect.{state}" for state in ("requested", "confirmed")}

    # Written by the database alone.
    assert set(wording.EVENTS) == written | {"case.erased"}


def test_codes_of_the_domain_have_words() -> None:
    assert set(wording.ABILITIES) == set(ABILITIES)
    assert set(wording.MEASURES) == {*Measure.values, "closure"}
    assert set(wording.EFFECTS) == set(EffectKind.values)
    assert set(wording.HOLD_KINDS) == set(HoldKind.values)
    assert set(wording.HOLD_OUTCOMES) == set(HoldOutcome.values)
    assert set(wording.OUTCOMES) == set(Outcome.values)
    assert set(WANTED) == set(SENTENCES)


def test_every_button_leads_to_an_address_that_exists() -> None:
    names = {pattern.name for pattern in urlpatterns}

    assert {kind.url_name for kind in KINDS.values()} - names == set()
    for machine, action in KINDS:
        legal = {target for (_state, done), target in MACHINES[machine].transitions.items() if done is action} | set(
            MACHINES[machine].acts.get(action, ())
        )
        assert legal, (machine, action)
    assert {MACHINES[machine].target(state, action) is not None for (machine, state), (action, _what) in EXPECTED.items()} == {True}
    assert Action.CLOSE not in {action for _machine, action in KINDS}


def test_unknown_codes_are_read_as_their_own_words() -> None:
    assert event_title("moon.landed_softly") == "Moon landed softly"
    assert in_words("brand_new", "measure") == "Brand new"
    assert actor_name("Helena Brandt") == "Helena Brandt"
    assert actor_name("machine") == "The marketplace"
    assert language_name("xx") == "xx"


@pytest.mark.parametrize(
    ("amount", "shown"),
    [("340.0000", "340"), ("1240.5000", "1240.50"), ("0.0100", "0.01"), ("0.0001", "0.0001"), ("1000000.0000", "1000000")],
)
def test_decimals_stand_only_where_they_say_something(amount: str, shown: str) -> None:
    assert tidy(Decimal(amount)) == shown


def test_several_codes_become_one_line() -> None:
    assert in_words(["propose", "visible"], "ability") == "Send proposals, Be found in search"
    assert language_name("pt-br") == "Brazilian Portuguese"


def test_a_date_says_what_it_belongs_to_where_it_is_not_the_measure() -> None:
    assert (clock_subject("suspension:4"), clock_subject("hold:9"), clock_subject("closure:1")) == (
        "",
        "the held money",
        "the closing of the account",
    )


def test_codes_of_the_public_database_can_be_read() -> None:
    assert dsa_words("STATEMENT_CATEGORY_SCAMS_AND_FRAUD") == "Scams and fraud"
    assert dsa_words("KEYWORD_INAUTHENTIC_ACCOUNTS") == "Inauthentic accounts"


def test_what_the_gate_misses_is_said_twice_in_other_words() -> None:
    missing = [Missing("appeal_open", "An appeal of this case is open."), Missing("new_code", "Something new.")]

    assert gate_rows(missing) == missing_rows(missing)
    assert [(str(row["label"]), row["met"], row["detail"]) for row in gate_rows(missing)] == [
        ("No appeal of the case is open", False, "An appeal of this case is open."),
        ("new_code", False, "Something new."),
    ]


def test_a_timeline_says_the_one_detail_that_matters_and_survives_erasure() -> None:
    def entry(kind: str, body: dict[str, object], audience: str = "staff") -> TimelineEntry:
        return TimelineEntry(seq=1, at=NOON, kind=kind, who="staff", body=body, audience=audience)

    rows = rows_of(
        [
            entry("appeal.decided", {"outcome": "upheld"}, "appellant"),
            entry("hold.placed", {"amount": "340.00", "currency": "USD", "kind": "in_escrow"}),
            entry("effect.requested", {"kind": "reopen"}),
            entry("appeal.decided", {}),
            entry("note.added", {}),
            entry("clock.passed", {"clock": "decide_by", "part": 80}),
            entry("clock.passed", {"clock": "decide_by", "part": 100}),
            entry("notice.delivered", {"letter": "appeal_received"}),
        ]
    )
    assert [(row["title"], row["text"], row["internal"]) for row in rows] == [
        ("Appeal decided", "It stays", False),
        ("Money held", "340.00 USD · Money in escrow", True),
        ("The platform was asked to act", "Open the account again", True),
        ("Appeal decided", "", True),
        ("Note added", "", True),
        ("A date or reminder came up", "Decide by: 80 % of the time is over", True),
        ("A date or reminder came up", "Decide by", True),
        ("Letter delivered", "Appeal received", True),
    ]


def test_the_same_thing_within_a_minute_is_one_row() -> None:
    def opened(seconds: int, who: str = "appellant") -> TimelineEntry:
        return TimelineEntry(seq=1, at=NOON - timedelta(seconds=seconds), kind="notice.opened", who=who, body={}, audience="staff")

    rows = rows_of([opened(0), opened(20), opened(40, who="staff"), opened(59), opened(200)])
    assert [(row["who"], row["times"]) for row in rows] == [("The person", 2), ("Staff", 1), ("The person", 1), ("The person", 1)]
