"""I3, the chain: what even the owner changes is found, and erasure takes the words and leaves the chain whole."""

import psycopg
import pytest
from psycopg.sql import SQL

from appeals.models import Event, Suspension
from tests import factories as make
from tests.appeals.guards.tools import sql
from tests.databases import Committed

# What the owner does to entry 4, and the numbers at which the chain then breaks.
CHANGES = {
    "kind = 'x'": [4],
    "actor_ref = 'staff:1'": [4],
    "actor_kind = 'staff'": [4],
    "audience = 'appellant'": [4],
    "subject = 'x'": [4],
    "state_after = 'lifted'": [4],
    "occurred_at = occurred_at - interval '1 microsecond'": [4],
    "body = body || ' '": [4],
    "body = '{}'": [4],
    "salt = digest": [4],
    "digest = salt": [4],
    "hash = digest": [4, 5],
    "prev_hash = digest": [4],
}
ERASING = "SELECT set_config('redress.erasing', 'on', false)"
# What the guards of the timeline refuse the owner, too; some of it after pretending to erase.
REFUSED = {
    "UPDATE appeals_event SET kind = 'x'": "",
    "DELETE FROM appeals_event": "",
    "TRUNCATE appeals_event CASCADE": "",
    "UPDATE appeals_event SET body = NULL, salt = NULL": "",
    "UPDATE appeals_event SET kind = 'x', body = NULL, salt = NULL": ERASING,
    "UPDATE appeals_event SET audience = 'restricted', body = NULL, salt = NULL": ERASING,
    "UPDATE appeals_event SET state_after = 'lifted', body = NULL, salt = NULL": ERASING,
    "UPDATE appeals_event SET body = NULL": ERASING,
    "DELETE FROM appeals_event WHERE seq = 5": ERASING,
}


@pytest.fixture
def case(shared_db: Committed) -> Suspension:
    case = make.make_case()
    for number in range(3):
        make.add_event(case, "note", number=number)
    return case


def breaks(case: Suspension) -> list[int]:
    ((found,),) = sql("SELECT chain_breaks(%s)", [case.pk])
    return list(found)


def tampered(committed: Committed, case: Suspension, *statements: str) -> list[int]:
    """Where the chain breaks when the owner runs these with the timeline's guards off; then all is put back."""
    with committed.connect(as_owner=True) as owner:
        owner.autocommit = False
        owner.execute("ALTER TABLE appeals_event DISABLE TRIGGER USER")
        for statement in statements:
            owner.execute(SQL(statement), [case.pk])
        (found,) = owner.execute("SELECT chain_breaks(%s)", [case.pk]).fetchone() or ([],)
        owner.rollback()
    return list(found)


def test_every_change_is_found_where_it_was_made(case: Suspension, shared_db: Committed) -> None:
    found = {
        change: tampered(shared_db, case, f"UPDATE appeals_event SET {change} WHERE case_id = %s AND seq = 4")  # noqa: S608 - from above
        for change in CHANGES
    }

    assert found == CHANGES
    assert breaks(case) == []


def test_missing_and_exchanged_entries_are_found(case: Suspension, shared_db: Committed) -> None:
    gone = [
        "DELETE FROM appeals_feedqueue WHERE event_id = (SELECT id FROM appeals_event WHERE case_id = %s AND seq = 4)",
        "DELETE FROM appeals_event WHERE case_id = %s AND seq = 4",
    ]
    exchanged = [
        f"UPDATE appeals_event SET seq = {after} WHERE case_id = %s AND seq = {before}"  # noqa: S608 - numbers
        for before, after in ((4, 104), (5, 4), (104, 5))
    ]

    assert tampered(shared_db, case, *gone) == [5]
    assert tampered(shared_db, case, *exchanged) == [4, 5]


def test_erasure_takes_the_words_and_says_so(case: Suspension, shared_db: Committed) -> None:
    with shared_db.connect(as_owner=True) as owner:
        erased = owner.execute("SELECT erase_event_bodies(%s, 'retention')", [case.pk]).fetchone()

    assert erased == (5,)
    assert breaks(case) == []
    assert list(Event.objects.filter(case=case, body=None).values_list("seq", flat=True).order_by("seq")) == [1, 2, 3, 4, 5]
    assert Event.objects.get(case=case, seq=6).kind == "case.erased"


def test_the_owner_changes_nothing_by_accident_and_erases_only_words(case: Suspension, shared_db: Committed) -> None:
    for attempt, first in REFUSED.items():
        with shared_db.connect(as_owner=True) as owner:
            owner.execute(SQL(first or "SELECT 1"))
            with pytest.raises(psycopg.errors.CheckViolation, match="append-only"):
                owner.execute(SQL(attempt))

    assert breaks(case) == []
