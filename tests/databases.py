"""Test databases: one template for each state of migrations and SQL files, and clones of it."""

import hashlib
import os
import secrets
import zlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

import psycopg
from django.core.management import call_command
from django.db import connection, connections
from psycopg import sql

from config.database_setup import close_database, connect_as_admin, make_database, make_roles
from config.databases import connect, for_owner

CHECKOUT = Path(__file__).resolve().parents[1]
SOURCES = ("*/migrations/*.py", "*/sql/*.sql", "config/database_setup.py", "config/time_source.py", "tests/databases.py")
TEMPLATE, CLONE, DRAFT = "redress_template_", "redress_clone_", "redress_draft_"
BUILD_LOCK = 7_230_002


def fingerprint() -> str:
    """A short name for everything that shapes the database: a change makes a new template."""
    digest = hashlib.sha256(str(CHECKOUT).encode())
    for path in sorted(path for pattern in SOURCES for path in CHECKOUT.glob(pattern)):
        digest.update(str(path.relative_to(CHECKOUT)).encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()[:12]


def lock_key(name: str) -> int:
    """The advisory lock that a living session holds for a template or for its clones."""
    return zlib.crc32(name.encode())


def owned(admin: psycopg.Connection, prefix: str) -> list[str]:
    """The databases whose names start so."""
    rows = admin.execute("SELECT datname FROM pg_database WHERE starts_with(datname, %s)", [prefix])
    return [name for (name,) in rows]


def drop(admin: psycopg.Connection, name: str) -> None:
    """Drop a database together with whoever is still connected."""
    admin.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))


@dataclass
class Committed:
    """A clone of its own for one test: what commits here is gone with it."""

    name: str
    app: dict[str, Any]
    owner: dict[str, Any]

    @property
    def environ(self) -> dict[str, str]:
        """What a child process needs to work in the same database."""
        return dict(os.environ) | {"DATABASE_URL": url(self.app), "DATABASE_OWNER_URL": url(self.owner)}

    def connect(self, *, as_owner: bool = False) -> psycopg.Connection:
        """A plain connection beside Django's, in autocommit."""
        return connect(self.owner if as_owner else self.app)


def url(chosen: dict[str, Any]) -> str:
    """Connection settings as a URL; host and port stand in the query, where a socket's folder may stand too."""
    login = quote(str(chosen["USER"]))
    if chosen.get("PASSWORD"):
        login += ":" + quote(str(chosen["PASSWORD"]))
    kept = {key: value for key, value in chosen["OPTIONS"].items() if key in ("passfile", "sslmode")}
    kept |= {key.lower(): chosen[key] for key in ("HOST", "PORT") if chosen.get(key)}
    return f"postgres://{login}@/{quote(str(chosen['NAME']))}?{urlencode(kept)}"


class TestDatabases:
    """One session's template, clones and the connection whose locks show that the session lives."""

    __test__ = False

    def __init__(self) -> None:
        self.admin = connect_as_admin()
        self.template = TEMPLATE + fingerprint()
        self.session = secrets.token_hex(4)
        self.admin.execute("SELECT pg_advisory_lock_shared(%s)", [lock_key(self.template)])
        self.admin.execute("SELECT pg_advisory_lock(%s)", [lock_key(self.session)])

    def prepare(self) -> None:
        """Build the template where it is missing; one session builds, the others wait."""
        self.admin.execute("SELECT pg_advisory_lock(%s)", [BUILD_LOCK])
        try:
            self.sweep()
            if self.template not in owned(self.admin, TEMPLATE):
                self.build()
        finally:
            self.admin.execute("SELECT pg_advisory_unlock(%s)", [BUILD_LOCK])

    def sweep(self) -> None:
        """Drop clones of dead sessions, and templates of other states that no session uses."""
        for name in owned(self.admin, DRAFT):
            drop(self.admin, name)
        for name in owned(self.admin, CLONE):
            self.drop_unless_held(name, name.removeprefix(CLONE).split("_")[0])
        for name in owned(self.admin, TEMPLATE):
            if name != self.template:
                self.drop_unless_held(name, name)

    def drop_unless_held(self, name: str, holder: str) -> None:
        """Drop a database unless a living session holds the lock for it."""
        if holder == self.session:
            return
        row = self.admin.execute("SELECT pg_try_advisory_lock(%s)", [lock_key(holder)]).fetchone()
        if row and row[0]:
            drop(self.admin, name)
            self.admin.execute("SELECT pg_advisory_unlock(%s)", [lock_key(holder)])

    def build(self) -> None:
        """Migrate under a draft name, as the owner, and rename when whole."""
        draft = self.template.replace(TEMPLATE, DRAFT)
        make_roles(self.admin)
        make_database(self.admin, draft)
        chosen = connection.settings_dict
        before = chosen["NAME"]
        connection.close()
        chosen["NAME"] = draft
        try:
            call_command("migrate", interactive=False, verbosity=0)
        finally:
            connection.close()
            chosen["NAME"] = before
        names = {"draft": sql.Identifier(draft), "template": sql.Identifier(self.template)}
        self.admin.execute(sql.SQL("ALTER DATABASE {draft} RENAME TO {template}").format(**names))
        self.admin.execute(sql.SQL("ALTER DATABASE {template} ALLOW_CONNECTIONS false").format(**names))

    def clone(self, purpose: str) -> Committed:
        """A fresh copy of the template, open to the two roles."""
        name = f"{CLONE}{self.session}_{purpose}"
        names = {"name": sql.Identifier(name), "template": sql.Identifier(self.template)}
        owner = for_owner(name)
        names["owner"] = sql.Identifier(str(owner["USER"]))
        # Copied as files a clone costs less than half of what it does page by page through the log.
        self.admin.execute(sql.SQL("CREATE DATABASE {name} TEMPLATE {template} STRATEGY file_copy OWNER {owner}").format(**names))
        close_database(self.admin, name)
        return Committed(name, dict(connections.settings["default"]) | {"NAME": name}, owner)

    def drop(self, clone: Committed) -> None:
        """Drop one clone."""
        drop(self.admin, clone.name)

    def close(self) -> None:
        """End the session: its clones go, its locks with the connection."""
        for name in owned(self.admin, f"{CLONE}{self.session}_"):
            drop(self.admin, name)
        self.admin.close()
