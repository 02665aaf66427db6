"""The databases that are measured: one for each number of cases, kept between runs while nothing that shapes them changes."""

from __future__ import annotations

import hashlib
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlencode

from django.core.management import call_command
from django.db import connections
from django.db.utils import load_backend
from psycopg import sql

from config.bench.filling import fill
from config.database_setup import close_database, connect_as_admin, make_database, make_roles
from config.databases import connect, for_app, for_owner
from config.embedded.places import CHECKOUT

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from django.db.backends.base.base import BaseDatabaseWrapper

SOURCES = ("*/migrations/*.py", "appeals/sql/*.sql", "appeals/rulebook/*.toml", "appeals/regimes/*.json", "config/bench/sql/*.sql")
# Loaded dates lie around the day of the load; later the next ones would be due.
FRESH = timedelta(days=5)
# The connections that are open, by the name of their database.
OPEN: dict[str, BaseDatabaseWrapper] = {}


def name_for(cases: int) -> str:
    """The database of so many cases, beside the one that the settings name."""
    return f"{for_app()['NAME']}_{cases}"


def fingerprint() -> str:
    """A short name for everything that shapes a loaded database."""
    digest = hashlib.sha256()
    for path in sorted(path for pattern in SOURCES for path in CHECKOUT.glob(pattern)):
        digest.update(str(path.relative_to(CHECKOUT)).encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()[:12]


def prepare(cases: int, say: Callable[[str], None]) -> str:
    """A database with so many cases: the one that is there while it fits and is fresh, else a new one. Answers its name."""
    name = name_for(cases)
    if fits(name):
        say(f"{name} is there already.")
        return name
    say(f"Loading {cases:,} cases into {name} ...")
    with connect_as_admin() as admin:
        admin.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))
        make_roles(admin)
        make_database(admin, name)
        close_database(admin, name)
    with connected_to(name):
        call_command("migrate", interactive=False, verbosity=0)
        call_command("load_rulebook", verbosity=0)
    let_go(name)
    with connect(for_owner(name)) as owner:
        fill(owner, cases, say)
        mark = sql.Literal(f"{fingerprint()} {datetime.now(UTC).isoformat()}")
        owner.execute(sql.SQL("COMMENT ON DATABASE {} IS {}").format(sql.Identifier(name), mark))
    return name


def fits(name: str) -> bool:
    """Whether the database was loaded whole, from this state of the code, a few days ago at most."""
    with connect_as_admin() as admin:
        row = admin.execute("SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = %s", [name]).fetchone()
    mark, _, loaded = str(row[0] if row else "").partition(" ")
    return mark == fingerprint() and datetime.now(UTC) - datetime.fromisoformat(loaded) < FRESH


@contextmanager
def connected_to(name: str) -> Iterator[None]:
    """Let Django work in another database of the same server, over a connection that stays open for the next time."""
    before = connections["default"]
    connections["default"] = OPEN.setdefault(name, new_connection(name))
    try:
        yield
    finally:
        connections["default"] = before


def new_connection(name: str) -> BaseDatabaseWrapper:
    """A connection of the product's role, which opens when it is first asked."""
    chosen = connections.settings["default"]
    wrapper: BaseDatabaseWrapper = load_backend(chosen["ENGINE"]).DatabaseWrapper({**chosen, "NAME": name}, "default")
    return wrapper


def let_go(name: str) -> None:
    """Close the connection to a database, which can then be copied or dropped."""
    if name in OPEN:
        OPEN.pop(name).close()


@contextmanager
def copy_of(name: str) -> Iterator[str]:
    """A copy of a database to write in, for as long as it is needed."""
    copy = f"{name}_copy"
    names = {"name": sql.Identifier(name), "copy": sql.Identifier(copy), "owner": sql.Identifier(str(for_owner()["USER"]))}
    let_go(name)
    with connect_as_admin() as admin:
        admin.execute(sql.SQL("DROP DATABASE IF EXISTS {copy} WITH (FORCE)").format(**names))
        admin.execute(sql.SQL("CREATE DATABASE {copy} TEMPLATE {name} OWNER {owner}").format(**names))
        close_database(admin, copy)
        try:
            yield copy
        finally:
            let_go(copy)
            admin.execute(sql.SQL("DROP DATABASE IF EXISTS {copy} WITH (FORCE)").format(**names))


def app_url(name: str) -> str:
    """The product's connection to a database as a URL, for a child process; host and port stand in the query."""
    chosen: dict[str, Any] = for_app()
    login = quote(str(chosen["USER"]))
    if chosen.get("PASSWORD"):
        login += ":" + quote(str(chosen["PASSWORD"]))
    kept = {key: value for key, value in chosen["OPTIONS"].items() if key in ("passfile", "sslmode", "sslrootcert")}
    kept |= {key.lower(): str(chosen[key]) for key in ("HOST", "PORT") if chosen.get(key)}
    return f"postgres://{login}@/{quote(name)}?{urlencode(kept)}"
