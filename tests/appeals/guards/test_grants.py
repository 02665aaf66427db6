"""The rights of the product's role are exactly those of grants.sql, table by table and column by column."""

import re
from pathlib import Path

import pytest

from tests.appeals.guards.conftest import Ask
from tests.appeals.guards.tools import sql

pytestmark = pytest.mark.django_db

GRANTS = (Path(__file__).resolve().parents[3] / "appeals" / "sql" / "grants.sql").read_text()
LINE = re.compile(r"^(GRANT|REVOKE) ([^;]+?) ON (\w+) (?:TO|FROM) redress_app;", re.MULTILINE | re.DOTALL)
PRIVILEGE = re.compile(r"(SELECT|INSERT|UPDATE|DELETE|ALL)\s*(?:\(([^)]*)\))?")
ALL = ("SELECT", "INSERT", "UPDATE", "DELETE", "TRUNCATE", "REFERENCES", "TRIGGER")
# Rows that are only working notes: everything else is kept.
MAY_BE_DELETED = {
    "accounts_signincode",
    "accounts_signinfailure",
    "appeals_feedqueue",
    "appeals_idempotency",
    "appeals_presence",
    "appeals_savedview",
    "django_session",
    "mfa_authenticator",
}
LOCKED = ["appeal", "closure", "hold", "clock", "effect", "evidence", "informationrequest", "review", "suspension"]


def written() -> dict[str, dict[str, frozenset[str]]]:
    """Table → privilege → columns (none: the whole table), as the file says it."""
    tables: dict[str, dict[str, frozenset[str]]] = {}
    for verb, privileges, table in LINE.findall(GRANTS):
        named = PRIVILEGE.findall(privileges) if verb == "GRANT" else []
        tables[table] = {name: frozenset(re.findall(r"\w+", columns)) for name, columns in named}
    return tables


def there() -> dict[str, list[str]]:
    """Table → columns, as the database has it."""
    rows = sql(
        "SELECT c.relname, array_agg(a.attname::text ORDER BY a.attnum) FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid"
        " WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p', 'v', 'm', 'f') AND a.attnum > 0 AND NOT a.attisdropped"
        " GROUP BY c.relname"
    )
    return dict(rows)


def test_every_table_has_its_line() -> None:
    assert set(written()) == set(there())


def test_the_rights_on_tables_and_columns_are_exactly_those_written() -> None:
    wanted, differing = written(), []
    for table, columns in there().items():
        rights = wanted[table]
        for privilege in ALL:
            whole = privilege in rights and not rights[privilege]
            ((has,),) = sql("SELECT has_table_privilege(%s, %s)", [table, privilege])
            if has != whole:
                differing.append(f"{table} {privilege}")
        for privilege in ("INSERT", "UPDATE"):
            named = rights.get(privilege, frozenset()) or frozenset(columns if privilege in rights else ())
            held = sql("SELECT name FROM unnest(%s::text[]) name WHERE has_column_privilege(%s, name, %s)", [columns, table, privilege])
            if {name for (name,) in held} != named:
                differing.append(f"{table} {privilege} ({', '.join(sorted({name for (name,) in held} ^ named))})")

    assert differing == []


def test_nothing_that_is_kept_can_be_deleted() -> None:
    deletable = {table for table in there() for ((has,),) in [sql("SELECT has_table_privilege(%s, 'DELETE')", [table])] if has}

    assert deletable == MAY_BE_DELETED


def test_what_is_locked_can_be_locked() -> None:
    for table in LOCKED:
        sql(f"SELECT 1 FROM appeals_{table} FOR NO KEY UPDATE")  # noqa: S608 - names from this file
    sql("SELECT 1 FROM notifications_stream FOR NO KEY UPDATE SKIP LOCKED")


def test_the_role_runs_only_the_functions_it_needs() -> None:
    allowed = set(re.findall(r"^GRANT EXECUTE ON FUNCTION (\w+)", GRANTS, re.MULTILINE))

    rows = sql("SELECT proname FROM pg_proc WHERE pronamespace = 'public'::regnamespace AND has_function_privilege(oid, 'EXECUTE')")

    assert {name for (name,) in rows} == allowed


def test_the_role_owns_and_makes_nothing() -> None:
    asked = [
        "SELECT has_schema_privilege('public', 'CREATE')",
        "SELECT has_database_privilege(current_database(), 'CREATE')",
        "SELECT has_database_privilege(current_database(), 'TEMP')",
        "SELECT EXISTS (SELECT 1 FROM pg_class WHERE relowner = current_user::regrole)",
        "SELECT EXISTS (SELECT 1 FROM pg_proc WHERE proowner = current_user::regrole)",
        "SELECT EXISTS (SELECT 1 FROM pg_auth_members WHERE member = current_user::regrole)",
        "SELECT rolsuper OR rolcreaterole OR rolcreatedb OR rolbypassrls OR rolreplication FROM pg_roles WHERE rolname = current_user",
        "SELECT EXISTS (SELECT 1 FROM pg_class WHERE CASE relkind WHEN 'S' THEN has_sequence_privilege(oid, 'UPDATE, USAGE') END)",
    ]

    assert [sql(question) for question in asked] == [[(False,)]] * len(asked)


def test_no_rights_hang_on_everybody(owner_sql: Ask) -> None:
    rows = owner_sql(
        "SELECT c.relname FROM pg_class c, aclexplode(c.relacl) a WHERE c.relnamespace = 'public'::regnamespace AND a.grantee = 0"
        " UNION SELECT p.proname FROM pg_proc p, aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) a"
        " WHERE p.pronamespace = 'public'::regnamespace AND a.grantee = 0"
    )

    assert rows == []


def test_every_guard_runs_with_a_pinned_path(owner_sql: Ask) -> None:
    rows = owner_sql(
        "SELECT proname FROM pg_proc WHERE pronamespace = 'public'::regnamespace AND prosecdef"
        " AND NOT coalesce(proconfig && ARRAY['search_path=public, pg_temp', 'search_path=pg_catalog, pg_temp'], false)"
    )

    assert rows == []
