"""The two roles that reach the database, and how a command becomes the owner for a while."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import environ
import psycopg
from django.core.exceptions import ImproperlyConfigured
from django.db import connection

from config.embedded.places import APP, DATABASE, OWNER, Cluster, cluster_name

LASTING_SECONDS = 60
# A lock that is not free after ten seconds, or a transaction left open for two minutes, is a fault to report.
APP_LIMITS = "-c lock_timeout=10s -c idle_in_transaction_session_timeout=120s"
OWNER_MISSING = (
    "DATABASE_URL is set but DATABASE_OWNER_URL is not. Migrations run as the owner of the tables, the product never does. "
    "Set DATABASE_OWNER_URL=postgres://OWNER:PASSWORD@HOST/DATABASE to a role that may create tables there."
)


def from_url(variable: str) -> dict[str, Any]:
    """Connection settings from an environment variable, PostgreSQL only."""
    url = os.environ[variable]
    found = dict(environ.Env.db_url_config(url))
    if not str(found.get("ENGINE", "")).endswith("postgresql") or not found.get("NAME"):
        message = f"{variable} must be like postgres://ROLE:PASSWORD@HOST:5432/DATABASE."
        raise ImproperlyConfigured(message)
    # A socket's folder stands in the query, as libpq has it: a host's name would lose its capital letters.
    options = dict(found.get("OPTIONS", {}))
    for key in ("host", "port"):
        if key in options:
            found[key.upper()] = str(options.pop(key))
    return found | {"OPTIONS": options}


def for_app() -> dict[str, Any]:
    """What web and workers connect with: the role without DDL, DELETE on cases or UPDATE on facts."""
    found: dict[str, Any] = from_url("DATABASE_URL") if os.environ.get("DATABASE_URL") else Cluster(cluster_name()).database(APP)
    # The tour shifts a clock and starts from nothing: never in the database that others work in.
    if os.environ.get("DATABASE_URL") and cluster_name() == "tour":
        found["NAME"] = f"{found['NAME']}_tour"
    options = {"options": APP_LIMITS, "application_name": "redress"} | dict(found.get("OPTIONS", {}))
    lasting = {"CONN_MAX_AGE": LASTING_SECONDS, "CONN_HEALTH_CHECKS": True, "ATOMIC_REQUESTS": False}
    return found | lasting | {"OPTIONS": options}


def for_owner(name: str | None = None) -> dict[str, Any]:
    """What migrations connect with. Raises ImproperlyConfigured where services are used without an owner."""
    if not os.environ.get("DATABASE_URL"):
        return dict(Cluster(cluster_name()).database(OWNER, name or DATABASE))
    if not os.environ.get("DATABASE_OWNER_URL"):
        raise ImproperlyConfigured(OWNER_MISSING)
    found = from_url("DATABASE_OWNER_URL")
    return found | {"NAME": name or found["NAME"]}


def connect(chosen: dict[str, Any]) -> psycopg.Connection:
    """A plain connection with Django-style settings, committing each statement."""
    options = {key: value for key, value in dict(chosen.get("OPTIONS", {})).items() if key in ("passfile", "sslmode", "sslrootcert")}
    return psycopg.connect(
        host=chosen.get("HOST") or None,
        port=chosen.get("PORT") or None,
        user=chosen.get("USER") or None,
        password=chosen.get("PASSWORD") or None,
        dbname=str(chosen["NAME"]),
        autocommit=True,
        **options,
    )


@contextmanager
def as_owner() -> Iterator[None]:
    """Point the default connection at the owner's role, and back; any open connection is closed both times."""
    chosen = connection.settings_dict
    before = {key: chosen[key] for key in ("NAME", "USER", "PASSWORD", "HOST", "PORT", "OPTIONS")}
    owner = for_owner(name=str(chosen["NAME"]))
    connection.close()
    chosen.update({key: owner.get(key, "") for key in before} | {"OPTIONS": dict(owner.get("OPTIONS", {}))})
    try:
        yield
    finally:
        connection.close()
        chosen.update(before)
