"""Two roles, one database, one clock: what set-up promises about each."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from io import StringIO

import psycopg
import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.management import CommandError, call_command
from django.db import connection
from pytest_django import Settings

from accounts.instants import redress_now
from config import time_source
from config.database_setup import close_database, connect_as_admin, make_database, make_role, refuse_powers, role_names
from config.databases import as_owner
from config.start_up import refuse_unsafe_database
from tests.databases import Committed, TestDatabases

POWERS = "SELECT rolsuper, rolcreatedb, rolcreaterole, rolreplication, rolbypassrls FROM pg_roles WHERE rolname = %s"


def role() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user")
        (name,) = cursor.fetchone()
    return str(name)


@pytest.mark.parametrize("which", [0, 1])
def test_both_roles_can_log_in_and_nothing_more(test_databases: TestDatabases, which: int) -> None:
    assert test_databases.admin.execute(POWERS, [role_names()[which]]).fetchone() == (False,) * 5


def test_every_table_belongs_to_the_owner(shared_db: Committed) -> None:
    asked = "SELECT DISTINCT tableowner FROM pg_tables WHERE schemaname NOT IN ('pg_catalog', 'information_schema')"
    with shared_db.connect() as app:
        assert app.execute(asked).fetchall() == [(role_names()[0],)]


def test_a_database_is_closed_to_everyone_else(shared_db: Committed) -> None:
    asked = "SELECT count(*) FROM pg_database, aclexplode(datacl) WHERE datname = current_database() AND grantee = 0"
    with shared_db.connect() as app:
        assert app.execute(asked).fetchone() == (0,)
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            app.execute("CREATE TEMP TABLE shadow (one int)")


def test_text_sorts_by_code_point_on_every_server(shared_db: Committed) -> None:
    asked = "SELECT string_agg(word, ' ' ORDER BY word), lower('ÉÀ') FROM unnest(ARRAY['b', 'Z', 'a', 'é', 'B']) AS word"
    with shared_db.connect() as app:
        assert app.execute(asked).fetchone() == ("B Z a b é", "éà")


def test_a_command_is_the_owner_only_while_it_needs_to_be(shared_db: Committed) -> None:
    owner, app = role_names()
    before = role()
    with as_owner():
        within = role()
    assert (before, within, role()) == (app, owner, app)


def test_the_owners_part_ends_when_it_fails(shared_db: Committed) -> None:
    with pytest.raises(ZeroDivisionError), as_owner():
        _ = 1 / 0
    assert role() == role_names()[1]


def test_setting_up_again_changes_nothing(shared_db: Committed) -> None:
    shape = "SELECT count(*), md5(string_agg(relname || coalesce(relacl::text, ''), ',' ORDER BY relname)) FROM pg_class WHERE relnamespace = 'public'::regnamespace"
    with shared_db.connect() as app:
        before = app.execute(shape).fetchone()
        call_command("setup_database", stdout=StringIO())
        assert app.execute(shape).fetchone() == before
    assert (role(), time_source.installed_kind()) == (role_names()[1], "test")


def test_one_role_for_both_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("DATABASE_URL", "DATABASE_OWNER_URL"):
        monkeypatch.setenv(name, "postgres://one:secret@127.0.0.1/redress")
    with pytest.raises(ImproperlyConfigured, match="name the same role"):
        role_names()


def test_set_up_without_an_owner_says_what_to_set(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgres://app@127.0.0.1/redress")
    monkeypatch.delenv("DATABASE_OWNER_URL", raising=False)
    monkeypatch.delenv("DATABASE_ADMIN_URL", raising=False)
    with pytest.raises(CommandError, match="Set DATABASE_OWNER_URL=postgres://OWNER:PASSWORD@HOST/DATABASE"):
        call_command("setup_database")


def test_a_server_that_is_not_there_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgres://app@127.0.0.1:9/redress")
    monkeypatch.setenv("DATABASE_OWNER_URL", "postgres://boss:hidden@127.0.0.1:9/redress")
    monkeypatch.delenv("DATABASE_ADMIN_URL", raising=False)
    with pytest.raises(ImproperlyConfigured, match=r"PostgreSQL at 127\.0\.0\.1, as boss cannot be reached") as refusal:
        connect_as_admin()
    assert "hidden" not in str(refusal.value)


def test_a_role_that_could_lift_its_own_limits_is_refused(test_databases: TestDatabases) -> None:
    admin = test_databases.admin
    with pytest.raises(ImproperlyConfigured, match="Use a role that can only log in"):
        refuse_powers(admin, role_names()[0], admin.info.user)


def test_a_role_of_the_owners_is_refused(test_databases: TestDatabases) -> None:
    owner, _app = role_names()
    with pytest.raises(ImproperlyConfigured, match=f"belongs to, {owner}"):
        refuse_powers(test_databases.admin, owner, owner)


@pytest.mark.parametrize("power", ["pg_write_all_data", "pg_execute_server_program"])
def test_a_role_that_belongs_to_a_powerful_one_is_refused(test_databases: TestDatabases, power: str) -> None:
    owner, app = role_names()
    admin = test_databases.admin
    with admin.transaction(force_rollback=True):
        admin.execute(f"GRANT {power} TO {app}".encode())
        with pytest.raises(ImproperlyConfigured, match=f"belongs to, {power}"):
            refuse_powers(admin, owner, app)


def test_a_database_that_somebody_else_made_is_closed_by_set_up(shared_db: Committed, test_databases: TestDatabases) -> None:
    test_databases.admin.execute(f"GRANT ALL ON DATABASE {shared_db.name} TO PUBLIC".encode())

    call_command("setup_database", stdout=StringIO())

    with shared_db.connect() as app, pytest.raises(psycopg.errors.InsufficientPrivilege):
        app.execute("CREATE TEMP TABLE shadow (one int)")


def test_a_database_of_the_products_own_role_is_refused(shared_db: Committed, test_databases: TestDatabases) -> None:
    admin = test_databases.admin
    with admin.transaction(force_rollback=True):
        admin.execute(f"ALTER DATABASE {shared_db.name} OWNER TO {role_names()[1]}".encode())

        with pytest.raises(ImproperlyConfigured, match=f"ALTER DATABASE {shared_db.name} OWNER TO {role_names()[0]}"):
            close_database(admin, shared_db.name)


def test_a_maker_without_the_right_is_told_the_statement(shared_db: Committed, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("config.database_setup.embedded", lambda: False)
    with shared_db.connect() as app:
        with pytest.raises(ImproperlyConfigured, match=r"As a superuser: CREATE ROLE newcomer LOGIN"):
            make_role(app, "newcomer", "secret")
        monkeypatch.undo()
        with pytest.raises((ImproperlyConfigured, psycopg.errors.InsufficientPrivilege)):
            make_database(app, "newplace")


@pytest.fixture
def own_clock(shared_db: Committed) -> Iterator[Committed]:
    """The file's database, whose clock the test may spoil: afterwards it is the tests' again, and right."""
    yield shared_db
    with as_owner(), connection.cursor() as owner:
        time_source.install("test")
        owner.execute("UPDATE shifted_time.clock SET shift = '0', fixed = NULL")


def test_an_unknown_clock_is_refused_at_the_start(own_clock: Committed, capsys: pytest.CaptureFixture[str]) -> None:
    refuse_unsafe_database()
    with own_clock.connect(as_owner=True) as owner:
        owner.execute(
            "CREATE OR REPLACE FUNCTION redress_now() RETURNS timestamptz LANGUAGE sql STABLE AS 'SELECT now() + ''1 day''::interval'"
        )
    with pytest.raises(SystemExit, match="3"):
        refuse_unsafe_database()
    assert "config.E001" in capsys.readouterr().err


def test_the_demos_clock_moves_for_everyone_by_the_owners_hand(own_clock: Committed, settings: Settings) -> None:
    settings.TIME_SOURCE = "shifted"
    with as_owner():
        time_source.install("shifted")
    assert (time_source.installed_kind(), time_source.check_time_source(None, ["default"])) == ("shifted", [])

    shift = time_source.shift_by(timedelta(days=14, minutes=1))

    assert shift == timedelta(days=14, minutes=1)
    assert abs(redress_now() - shift - datetime.now(UTC)) < timedelta(minutes=1)
    assert time_source.shift_by(timedelta(days=1)) == timedelta(days=15, minutes=1)
    with own_clock.connect() as app:
        app.execute("SELECT set_config('redress.now', '2031-01-01', false)")
        assert app.execute("SELECT redress_now() < '2031-01-01'::timestamptz").fetchone() == (True,)


def test_the_real_clock_is_shifted_by_nobody(own_clock: Committed, settings: Settings) -> None:
    settings.TIME_SOURCE = "real"
    with as_owner():
        time_source.install("real")
    with pytest.raises(ImproperlyConfigured, match="the real clock, which nobody shifts"):
        time_source.shift_by(timedelta(days=1))
    assert (time_source.installed_kind(), time_source.check_time_source(None, ["default"])) == ("real", [])
