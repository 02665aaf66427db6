"""What somebody with the product's own password and a prompt tries: to move the ground, and to bend what guards read."""

from datetime import datetime, timedelta

import pytest
from django.db import DatabaseError, transaction

from accounts.instants import redress_now
from accounts.models import User
from appeals.models import Closure, Notice
from config.database_setup import role_names
from tests import factories as make
from tests.appeals.guards.tools import gate, refused, sql, world

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("whole_rows")]

GROUND = [
    # the guards themselves
    "ALTER TABLE appeals_closure DISABLE TRIGGER closure_gate",
    "ALTER TABLE appeals_closure DISABLE TRIGGER ALL",
    "ALTER TABLE appeals_closure DROP CONSTRAINT closure_approved_is_reviewed",
    "ALTER TABLE appeals_closure ENABLE ROW LEVEL SECURITY",
    "DROP TRIGGER closure_gate ON appeals_closure",
    "CREATE TRIGGER t BEFORE UPDATE ON appeals_closure FOR EACH ROW EXECUTE FUNCTION suppress_redundant_updates_trigger()",
    "CREATE RULE r AS ON UPDATE TO appeals_closure DO INSTEAD NOTHING",
    "CREATE POLICY p ON appeals_closure USING (true)",
    "CREATE EVENT TRIGGER t ON ddl_command_start EXECUTE FUNCTION stays_as_written()",
    "CREATE OR REPLACE FUNCTION closure_missing(in_closure bigint) RETURNS text[] LANGUAGE sql AS $$ SELECT '{}'::text[] $$",
    "ALTER FUNCTION hold_case(bigint) RENAME TO held",
    "UPDATE pg_trigger SET tgenabled = 'D'",
    "UPDATE pg_proc SET prosrc = ''",
    "SET session_replication_role = replica",
    "SELECT set_config('session_replication_role', 'replica', true)",
    "ALTER ROLE CURRENT_USER SET session_replication_role = replica",
    "SET allow_system_table_mods = on",
    "SET plpgsql.variable_conflict = 'use_column'",
    # names in front of ours
    "CREATE TEMP TABLE appeals_review (id bigint)",
    "CREATE FUNCTION pg_temp.redress_now() RETURNS timestamptz LANGUAGE sql AS $$ SELECT now() $$",
    "CREATE FUNCTION redress_then() RETURNS timestamptz LANGUAGE sql AS $$ SELECT now() $$",
    "CREATE OPERATOR public.< (leftarg = timestamptz, rightarg = timestamptz, function = timestamptz_gt)",
    "CREATE CAST (text AS timestamptz) WITH INOUT",
    "CREATE TYPE public.timestamptz AS ENUM ('now')",
    "CREATE VIEW appeals_shadow AS SELECT 1",
    "CREATE SCHEMA shadow",
    "ALTER SCHEMA public RENAME TO private",
    # other people's rights
    "ALTER ROLE CURRENT_USER SUPERUSER",
    "ALTER ROLE CURRENT_USER CREATEROLE BYPASSRLS",
    "SET ROLE pg_read_server_files",
    "SET ROLE pg_write_all_data",
    "ALTER DATABASE {database} SET session_replication_role = replica",
    "DROP EXTENSION plpgsql",
    "CREATE PUBLICATION p FOR ALL TABLES",
    "SELECT pg_create_logical_replication_slot('s', 'pgoutput')",
    # rows
    "TRUNCATE appeals_closure CASCADE",
    "TRUNCATE appeals_event",
    "DELETE FROM appeals_suspension",
    "DELETE FROM appeals_review",
    "DELETE FROM appeals_closure",
    "UPDATE appeals_suspension SET id = id",
    "UPDATE appeals_suspension SET evidence_rev = 0",
    "UPDATE appeals_suspension SET decided_by_staff_id = 'somebody-else'",
    "UPDATE appeals_suspension SET account_id = account_id",
    "UPDATE appeals_review SET reviewer_id = reviewer_id",
    "UPDATE appeals_review SET closure_id = closure_id",
    "UPDATE appeals_clock SET case_id = case_id",
    "UPDATE accounts_user SET id = id",
    "UPDATE accounts_user SET kind = 'human'",
    "SELECT setval('appeals_event_id_seq', 1)",
    "SELECT nextval('accounts_rolegrant_id_seq')",
    "LOCK TABLE appeals_closure IN ACCESS EXCLUSIVE MODE",
    "SELECT erase_event_bodies(1, 'x')",
    "SELECT evidence_arrived(1)",
    "SELECT hold_case(1)",
    # the clock, secrets and the machine
    "UPDATE shifted_time.clock SET shift = '14 days'",
    "SELECT * FROM pg_authid",
    "SELECT * FROM pg_statistic",
    "SELECT * FROM auth_group",
    "SELECT pg_read_file('PG_VERSION')",
    "SELECT pg_ls_dir('.')",
    "SELECT lo_import('PG_VERSION')",
    "SELECT pg_reload_conf()",
    "COPY appeals_closure FROM PROGRAM 'true'",
    "COPY (SELECT 1) TO PROGRAM 'true'",
    "COPY appeals_closure TO '/dev/null'",
]
# Fourteen days that this zone makes seven of: it turns its clocks by as many while they run.
BENT_ZONE = "AAA3BBB-160,J{turn},J{back}"


def answer(statement: str) -> str:
    """The code by which the database refuses a statement; empty when it does not."""
    try:
        with transaction.atomic():
            sql(statement)
    except DatabaseError as error:
        return str(getattr(error.__cause__, "sqlstate", error))
    return ""


@pytest.mark.usefixtures("case")
def test_the_products_role_does_not_move_the_ground() -> None:
    owner, _ = role_names()
    ((database,),) = sql("SELECT quote_ident(current_database())")
    attempts = [*GROUND, f"SET ROLE {owner}", f"SET SESSION AUTHORIZATION {owner}"]
    before = world()

    answers = {attempt: answer(attempt.replace("{database}", database)) for attempt in attempts}

    assert {attempt: code for attempt, code in answers.items() if code != "42501"} == {}
    assert world() == before


# --- settings of a session: no guard may read them ----------------------------------------------------------------------------


def bend_the_calendar(since: datetime) -> None:
    """Let the days after an instant be other days for this transaction; put back with its savepoint."""
    turn = (since + timedelta(days=1)).timetuple().tm_yday
    zone = BENT_ZONE.format(turn=turn, back=turn - 3 if turn > 300 else turn + 60)
    sql("SELECT set_config('timezone', %s, true)", [zone])
    ((bent,),) = sql("SELECT %s::timestamptz + interval '14 days' < %s::timestamptz", [since, since + timedelta(days=10)])
    assert bent


def test_no_time_zone_shortens_the_days_of_a_closure(reviewed: Closure, senior: User) -> None:
    make.sign(reviewed, senior)
    notice = Notice.objects.get(about=reviewed.subject)
    assert notice.delivered_at is not None
    soon = notice.delivered_at + timedelta(days=8, hours=1)
    Closure.objects.filter(pk=reviewed.pk).update(answer_by=soon)

    with refused("I2", "answer_by_running"):
        bend_the_calendar(notice.delivered_at)
        make.move(reviewed, "approved")


def test_no_time_zone_makes_a_heavy_measure_light() -> None:
    appeal = make.make_appeal(make.make_case(days=10), state="in_review")

    with refused("I6", "approval_missing"):
        bend_the_calendar(redress_now())
        make.decide(appeal, "upheld", alone=True)


def test_no_setting_unreads_a_date_that_a_letter_prints(proposed: Closure) -> None:
    printed = {"answer_by": (redress_now() + timedelta(days=30)).isoformat()}
    event = make.add_event(proposed.case, "closure.revised")
    letter = make.make_notice(proposed.case, event, about=proposed.subject, kind="closure_proposed", dates=printed)
    Closure.objects.filter(pk=proposed.pk).update(notice=letter)
    with make.at(redress_now() + timedelta(days=20)):
        Closure.objects.filter(pk=proposed.pk).update(answer_by=redress_now())
        make.deliver(letter)

    expected = gate(proposed)
    sql("SET LOCAL standard_conforming_strings = off")

    assert "answer_by_running" in expected
    assert gate(proposed) == expected


def test_no_guard_reads_a_setting_of_the_session() -> None:
    rows = sql(
        "SELECT proname FROM pg_proc WHERE pronamespace = 'public'::regnamespace"
        r" AND (position(chr(92) IN prosrc) > 0 OR prosrc ~ '[+-] *interval ''[0-9]+ (day|week|month|year)')"
    )

    assert rows == []
