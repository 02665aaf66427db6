"""Whether the guards stand is noticed: each kind of missing or changed guard by its name."""

from collections.abc import Iterator

import psycopg
import pytest
from django.core.management import call_command
from django.core.management.base import SystemCheckError

from appeals.models.guarded import check_guards, guards_missing
from tests.databases import Committed

GATE = "SELECT pg_get_functiondef('closure_missing(bigint)'::regprocedure)"


@pytest.fixture
def owner(committed_db: Committed) -> Iterator[psycopg.Connection]:
    with committed_db.connect(as_owner=True) as connection:
        yield connection


@pytest.mark.django_db
def test_all_guards_stand() -> None:
    assert guards_missing() == []
    assert check_guards(None, ["default"]) == []


def test_each_missing_or_changed_guard_is_named(owner: psycopg.Connection) -> None:
    (gate,) = owner.execute(GATE).fetchone() or ("",)
    tampering = {
        "trigger closure_gate": "ALTER TABLE appeals_closure DISABLE TRIGGER closure_gate",
        "trigger review_opened": "DROP TRIGGER review_opened ON appeals_review",
        "trigger closure_gate_at_commit": "DROP TRIGGER closure_gate_at_commit ON appeals_closure",
        "trigger suspension_closes": "CREATE OR REPLACE TRIGGER suspension_closes BEFORE UPDATE OF state ON appeals_suspension FOR EACH ROW"
        " WHEN (false) EXECUTE FUNCTION case_closes_and_reopens()",
        "trigger appeal_machine": "CREATE OR REPLACE TRIGGER appeal_machine BEFORE UPDATE OF state ON appeals_appeal FOR EACH ROW"
        " EXECUTE FUNCTION state_moves_legally('appeal')",
        "function closure_missing": gate.replace("interval '14 days'", "interval '13 days'"),
        "function hold_case": "ALTER FUNCTION hold_case(bigint) RENAME TO held_case",
        "function may_judge": "ALTER FUNCTION may_judge(bigint, text, timestamptz, timestamptz) SECURITY INVOKER",
        "function closure_undone": "ALTER FUNCTION closure_undone(bigint) RESET ALL",
        "constraint closure_approved_is_reviewed": "ALTER TABLE appeals_closure DROP CONSTRAINT closure_approved_is_reviewed",
        "constraint closure_has_own_review": "ALTER TABLE appeals_closure DROP CONSTRAINT closure_has_own_review",
        "constraint one_open_appeal_of_closure": "DROP INDEX one_open_appeal_of_closure",
        "constraint appeal_state_has_event": "ALTER TABLE appeals_appeal DROP CONSTRAINT appeal_state_has_event",
    }

    for statement in tampering.values():
        owner.execute(statement)

    assert sorted(guards_missing()) == sorted(tampering)


def test_the_check_refuses_to_start_without_them(owner: psycopg.Connection) -> None:
    owner.execute("DROP TRIGGER closure_gate ON appeals_closure")

    assert [(error.id, "trigger closure_gate" in error.msg) for error in check_guards(None, ["default"])] == [("appeals.E001", True)]
    assert check_guards(None, None) == []
    with pytest.raises(SystemCheckError, match=r"appeals\.E001"):
        call_command("check", databases=["default"])


def test_a_database_that_is_not_set_up_yet_is_left_to_set_up(owner: psycopg.Connection) -> None:
    owner.execute("DROP TABLE appeals_closure CASCADE")

    assert check_guards(None, ["default"]) == []
