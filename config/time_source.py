"""Which body `redress_now()` has in this database, and the check that refuses the wrong one."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

from django.apps import AppConfig
from django.conf import settings
from django.core.checks import CheckMessage, Error
from django.core.exceptions import ImproperlyConfigured
from django.db import DatabaseError, connection

from config.databases import connect, for_owner

BODIES = {
    "real": "SELECT now()",
    "shifted": "SELECT now() + (SELECT shift FROM shifted_time.clock)",
    "test": (
        "SELECT coalesce(nullif(current_setting('redress.now', true), '')::timestamptz, fixed, now() + shift) FROM shifted_time.clock"
    ),
}
ACCEPTED = {"real": {"real"}, "shifted": {"real", "shifted"}, "test": {"real", "shifted", "test"}}
# The owner's alone: the function reads it with its owner's rights, the product's role cannot even see the schema.
PREPARE = """
CREATE SCHEMA IF NOT EXISTS shifted_time;
CREATE TABLE IF NOT EXISTS shifted_time.clock (
    one boolean PRIMARY KEY DEFAULT true CHECK (one),
    shift interval NOT NULL DEFAULT '0',
    fixed timestamptz
);
INSERT INTO shifted_time.clock DEFAULT VALUES ON CONFLICT DO NOTHING;
REVOKE ALL ON SCHEMA shifted_time FROM PUBLIC;
"""
DEFINE = """
CREATE OR REPLACE FUNCTION public.redress_now() RETURNS timestamptz LANGUAGE sql STABLE {rights} AS $body${body}$body$
"""
OWNERS_RIGHTS = "SECURITY DEFINER SET search_path = pg_catalog, pg_temp"
INSTALLED = "SELECT prosrc FROM pg_proc WHERE oid = to_regprocedure('public.redress_now()')"


def install(kind: str) -> None:
    """Give `redress_now()` the body of a kind; the default connection must be the owner's."""
    with connection.cursor() as cursor:
        if kind != "real":
            cursor.execute(PREPARE)
        cursor.execute(DEFINE.format(rights="" if kind == "real" else OWNERS_RIGHTS, body=BODIES[kind]))


def installed_kind() -> str | None:
    """`real`, `shifted`, `test`, or None where the function is missing or has a body that is none of ours."""
    with connection.cursor() as cursor:
        cursor.execute(INSTALLED)
        row = cursor.fetchone()
    body = " ".join(row[0].split()) if row else None
    return next((kind for kind, known in BODIES.items() if known == body), None)


def check_time_source(app_configs: Sequence[AppConfig] | None, databases: Sequence[str] | None, **_: Any) -> list[CheckMessage]:
    """Refuse a database whose clock these settings do not accept."""
    del app_configs
    if "default" not in (databases or ()):
        return []
    try:
        kind = installed_kind()
    except DatabaseError as error:
        return [Error(f"The database cannot be asked: {error}", hint="Run manage.py setup_database.", id="config.E002")]
    if kind in ACCEPTED[settings.TIME_SOURCE]:
        return []
    found = f"the {kind} clock" if kind else "no redress_now() of this product"
    return [
        Error(
            f"The database has {found}, which these settings do not accept.",
            hint="Deadlines follow redress_now(). Run manage.py setup_database with these settings, on a database of their own.",
            id="config.E001",
        )
    ]


@contextmanager
def clock_in_hand() -> Iterator[Callable[[timedelta], timedelta]]:
    """`shift(step)` moves the demo's clock on and returns the whole shift: any number of times, on one connection of the owner's.

    Raises ImproperlyConfigured where the clock is the real one.
    """
    if settings.TIME_SOURCE == "real":
        message = "These settings run on the real clock, which nobody shifts."
        raise ImproperlyConfigured(message)
    moved = "UPDATE shifted_time.clock SET shift = shift + make_interval(secs => %s) RETURNING shift"
    # Beside the product's connection: whoever plays weeks shifts a hundred times and need not begin anew each time.
    with connect(for_owner(str(connection.settings_dict["NAME"]))) as owner:

        def shift(step: timedelta) -> timedelta:
            (whole,) = owner.execute(moved, [step.total_seconds()]).fetchone() or (timedelta(),)
            return timedelta(seconds=whole.total_seconds())

        yield shift


def shift_by(step: timedelta) -> timedelta:
    """Move the demo's clock on once and return the whole shift. Raises ImproperlyConfigured where the clock is the real one."""
    with clock_in_hand() as shift:
        return shift(step)
