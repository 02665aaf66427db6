"""The machinery that every other test stands on."""

import subprocess
import sys
import threading
from datetime import UTC, datetime

import psycopg
import pytest
from django.db import connection
from pytest_django import Settings

from accounts.instants import redress_now
from config.database_setup import role_names
from config.time_source import check_time_source, installed_kind
from tests.clock import TestClock
from tests.databases import CHECKOUT, CLONE, Committed, TestDatabases, owned

NEW_YEAR = datetime(2031, 1, 1, 12, tzinfo=UTC)


def role() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user")
        (name,) = cursor.fetchone()
    return str(name)


@pytest.mark.django_db
def test_a_test_works_as_the_products_role() -> None:
    assert role() == role_names()[1]


@pytest.mark.django_db
def test_the_products_role_makes_no_table() -> None:
    with pytest.raises(Exception, match="permission denied"), connection.cursor() as cursor:
        cursor.execute("CREATE TABLE ours (one int)")


def test_a_clock_stops_where_it_is_set(clock: TestClock) -> None:
    clock.at(NEW_YEAR)
    assert redress_now() == NEW_YEAR
    assert clock.advance(days=14, minutes=1) == redress_now() == datetime(2031, 1, 15, 12, 1, tzinfo=UTC)


@pytest.mark.django_db
def test_the_clock_of_the_next_test_is_the_real_one() -> None:
    assert abs((redress_now() - datetime.now(UTC)).total_seconds()) < 60


def test_a_committed_clock_is_the_same_in_every_connection_and_in_nobodys_hands(committed_db: Committed, clock: TestClock) -> None:
    clock.at(NEW_YEAR)
    with committed_db.connect() as other:
        assert other.execute("SELECT redress_now()").fetchone() == (NEW_YEAR,)
    assert redress_now() == NEW_YEAR
    with committed_db.connect() as app, pytest.raises(psycopg.errors.InsufficientPrivilege):
        app.execute("UPDATE shifted_time.clock SET shift = '1 day'")


def test_every_thread_and_child_works_in_the_same_committed_database(committed_db: Committed) -> None:
    # A connection needs no more of Django than the settings.
    asked = (
        "from django.db import connection as c; k = c.cursor(); k.execute('SELECT current_database(), current_user'); print(*k.fetchone())"
    )
    seen: list[object] = []

    def ask() -> None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT current_database()")
            seen.append(cursor.fetchone()[0])
        connection.close()

    thread = threading.Thread(target=ask)
    thread.start()
    thread.join()
    said = subprocess.run(
        [sys.executable, "-c", asked], check=True, capture_output=True, text=True, env=committed_db.environ, cwd=CHECKOUT
    ).stdout

    assert seen == [committed_db.name]
    assert said.split() == [committed_db.name, role_names()[1]]


@pytest.mark.django_db
def test_the_test_clock_is_accepted_here() -> None:
    assert (installed_kind(), check_time_source(None, ["default"])) == ("test", [])


@pytest.mark.django_db
@pytest.mark.parametrize("source", ["real", "shifted"])
def test_a_foreign_clock_is_refused_elsewhere(settings: Settings, source: str) -> None:
    settings.TIME_SOURCE = source
    assert [error.id for error in check_time_source(None, ["default"])] == ["config.E001"]


def test_clones_of_dead_sessions_are_dropped(test_databases: TestDatabases) -> None:
    dead = TestDatabases()
    clone = dead.clone("left")
    test_databases.admin.execute("SELECT pg_terminate_backend(%s, 5000)", [dead.admin.info.backend_pid])
    dead.admin.close()

    test_databases.prepare()

    assert clone.name not in owned(test_databases.admin, CLONE)


def test_clones_of_living_sessions_stay(test_databases: TestDatabases) -> None:
    living = TestDatabases()
    clone = living.clone("kept")

    test_databases.prepare()

    assert clone.name in owned(test_databases.admin, CLONE)
    living.close()
    assert clone.name not in owned(test_databases.admin, CLONE)
