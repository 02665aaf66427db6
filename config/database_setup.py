"""Making the two roles and the database, and closing both to everyone else."""

import os
from contextlib import suppress
from pathlib import Path
from typing import Any

import environ
import psycopg
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import connection
from psycopg import sql

from config import time_source
from config.databases import connect, for_app, for_owner
from config.embedded.folders import read_passwords
from config.embedded.places import ADMIN, APP, OWNER, Cluster, cluster_name

MAINTENANCE = "postgres"
GRANTS = Path(__file__).resolve().parents[1] / "appeals" / "sql" / "grants.sql"
OLDEST = 150000
BUILTIN_LOCALE = 170000
SETUP_LOCK = 7_230_001
# Roles that every server has and whose members read, write or run what the grants keep from the product.
POWERFUL = ["pg_write_all_data", "pg_read_server_files", "pg_write_server_files", "pg_execute_server_program", "pg_maintain"]


def embedded() -> bool:
    """Whether the database is the embedded one."""
    return not os.environ.get("DATABASE_URL")


def admin_settings(name: str = MAINTENANCE) -> dict[str, Any]:
    """Who may make roles and databases: the embedded cluster's admin, DATABASE_ADMIN_URL, or else the owner."""
    if embedded():
        return Cluster(cluster_name()).database(ADMIN, name)
    if os.environ.get("DATABASE_ADMIN_URL"):
        return dict(environ.Env.db_url_config(os.environ["DATABASE_ADMIN_URL"])) | {"NAME": name}
    return for_owner(name)


def connect_as_admin(name: str = MAINTENANCE) -> psycopg.Connection:
    """A connection that may make databases. Raises ImproperlyConfigured with what to set."""
    chosen = admin_settings(name)
    try:
        return connect(chosen)
    except psycopg.OperationalError as error:
        where = f"{chosen.get('HOST') or 'the local socket'}, as {chosen.get('USER')}"
        message = (
            f"PostgreSQL at {where} cannot be reached: {str(error).strip()}\n"
            "Check DATABASE_OWNER_URL; where that role does not exist yet, set DATABASE_ADMIN_URL to one that may make roles."
        )
        raise ImproperlyConfigured(message) from error


def role_names() -> tuple[str, str]:
    """The owner's and the product's role. Raises ImproperlyConfigured where they are one."""
    if embedded():
        return OWNER, APP
    owner, app = str(for_owner()["USER"]), str(for_app()["USER"])
    if owner == app:
        message = (
            "DATABASE_URL and DATABASE_OWNER_URL name the same role: then nothing in the database is out of the product's reach. Use two."
        )
        raise ImproperlyConfigured(message)
    return owner, app


def make_role(admin: psycopg.Connection, role: str, password: str) -> bool:
    """Make a role that can log in and nothing more; True when it is new."""
    known = admin.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [role]).fetchone()
    if known and not embedded():
        return False
    verb = "ALTER" if known else "CREATE"
    statement = sql.SQL("{verb} ROLE {role} LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS PASSWORD {password}")
    try:
        admin.execute(statement.format(verb=sql.SQL(verb), role=sql.Identifier(role), password=sql.Literal(password or None)))
    except psycopg.errors.InsufficientPrivilege as error:
        message = f"The role {role} does not exist and {admin.info.user} may not make it. As a superuser: CREATE ROLE {role} LOGIN PASSWORD '...';"
        raise ImproperlyConfigured(message) from error
    return not known


def make_roles(admin: psycopg.Connection) -> None:
    """Make both roles and refuse a product's role that could lift its own limits."""
    owner, app = role_names()
    if embedded():
        passwords = read_passwords(Cluster(cluster_name()))
    else:
        passwords = {owner: str(for_owner().get("PASSWORD") or ""), app: str(for_app().get("PASSWORD") or "")}
    for role in (owner, app):
        make_role(admin, role, passwords[role])
    refuse_powers(admin, owner, app)


def refuse_powers(admin: psycopg.Connection, owner: str, app: str) -> None:
    """Refuse a product's role that could lift its own limits, by itself or as a member. Raises ImproperlyConfigured."""
    powers = (
        "SELECT rolname FROM pg_roles WHERE pg_has_role(%s, oid, 'MEMBER') AND (rolsuper OR rolcreaterole OR rolbypassrls OR rolreplication"
        " OR rolname = %s OR rolname = ANY(%s)) ORDER BY rolname = %s DESC LIMIT 1"
    )
    row = admin.execute(powers, [app, owner, POWERFUL, owner]).fetchone()
    if row:
        message = f"The role {app} of DATABASE_URL may do too much: it is, or belongs to, {row[0]}. Use a role that can only log in."
        raise ImproperlyConfigured(message)


def make_database(admin: psycopg.Connection, name: str) -> bool:
    """Make the database, sorted by code point everywhere; True when it is new."""
    if admin.info.server_version < OLDEST:
        message = f"PostgreSQL {admin.info.server_version // 10000} is too old: 15 or later is needed."
        raise ImproperlyConfigured(message)
    if admin.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone():
        return False
    owner, _app = role_names()
    locale = "LOCALE_PROVIDER builtin BUILTIN_LOCALE 'C.UTF-8' LOCALE 'C'" if admin.info.server_version >= BUILTIN_LOCALE else ""
    locale = locale or "LC_COLLATE 'C' LC_CTYPE 'C.UTF-8'"
    statement = sql.SQL("CREATE DATABASE {name} OWNER {owner} TEMPLATE template0 ENCODING 'UTF8' " + locale)
    # The owner of a database must be a role that its maker can act for.
    if admin.info.user != owner and not superuser(admin):
        admin.execute(sql.SQL("GRANT {owner} TO CURRENT_USER").format(owner=sql.Identifier(owner)))
    try:
        admin.execute(statement.format(name=sql.Identifier(name), owner=sql.Identifier(owner)))
    except psycopg.errors.InsufficientPrivilege as error:
        message = f"The database {name} does not exist and {admin.info.user} may not make it. As a superuser: CREATE DATABASE {name} OWNER {owner};"
        raise ImproperlyConfigured(message) from error
    return True


def superuser(admin: psycopg.Connection) -> bool:
    """Whether this connection may do everything."""
    return admin.info.parameter_status("is_superuser") == "on"


def close_database(admin: psycopg.Connection, name: str) -> None:
    """Let the two roles in and nobody else; the rights on a database are not copied with it, so each clone needs this.

    Raises ImproperlyConfigured where the product's role may still make schemas or temporary tables: it owns the
    database, or somebody else does, who alone may close it.
    """
    owner, app = role_names()
    database = sql.Identifier(name)
    with suppress(psycopg.errors.InsufficientPrivilege):
        admin.execute(sql.SQL("REVOKE ALL ON DATABASE {} FROM PUBLIC").format(database))
        admin.execute(sql.SQL("GRANT CONNECT ON DATABASE {} TO {}, {}").format(database, sql.Identifier(app), sql.Identifier(owner)))
    row = admin.execute("SELECT has_database_privilege(%s, %s, 'CREATE, TEMP')", [app, name]).fetchone()
    if row and row[0]:
        message = (
            f"The role {app} may make tables in the database {name}, where guards look names up. As a superuser:"
            f" ALTER DATABASE {name} OWNER TO {owner}; REVOKE ALL ON DATABASE {name} FROM PUBLIC, {app};"
        )
        raise ImproperlyConfigured(message)


def finish_schema() -> None:
    """After migrations, as the owner: this installation's clock, then the product's rights, table by table.

    A database that somebody else made is closed here, too.
    """
    time_source.install(settings.TIME_SOURCE)
    owner, app = role_names()
    statements = GRANTS.read_text().replace(APP, sql.Identifier(app).as_string()).replace(OWNER, sql.Identifier(owner).as_string())
    with connection.cursor() as cursor:
        cursor.execute(statements)
    with connect(connection.settings_dict) as as_owner:
        close_database(as_owner, str(connection.settings_dict["NAME"]))
