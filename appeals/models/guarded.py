"""Whether the database holds what the SQL files install: functions word for word, triggers, constraints."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.core.checks import CheckMessage, Error
from django.db import DatabaseError, connection

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

SQL = Path(__file__).resolve().parents[1] / "sql"
PINNED = "search_path=public, pg_temp"
_FUNCTION = re.compile(r"^CREATE OR REPLACE FUNCTION (\w+)\(.*?\)\s+RETURNS\b(.*?)AS \$\$(.*?)\$\$", re.DOTALL | re.MULTILINE)
_TRIGGER = re.compile(
    r"^CREATE (?:OR REPLACE )?(?:CONSTRAINT )?TRIGGER (\w+)\s+(BEFORE|AFTER)\s+([^;]+?)\s+ON (?:public\.)?(\w+)\s+"
    r"(DEFERRABLE INITIALLY DEFERRED\s+)?FOR EACH (ROW|STATEMENT)\s+EXECUTE FUNCTION (?:public\.)?(\w+)\((.*?)\);?$",
    re.DOTALL | re.MULTILINE,
)
_CONSTRAINT = re.compile(r"\bADD CONSTRAINT (\w+)")
_INDEX = re.compile(r"^CREATE UNIQUE INDEX IF NOT EXISTS (\w+)", re.MULTILINE)
Names = dict[str, Any]


def guards_missing() -> list[str]:
    """The names of guards that the database lacks or holds in another form; empty when all stand. Three small queries.

    Compared are the text and the rights of every function, timing, events, columns and arguments of every enabled
    trigger, and the presence of every constraint. Raises DatabaseError where the database cannot be asked.
    """
    functions, triggers, constraints = _wanted()
    held, found = _functions(), _triggers()
    missing = [f"function {name}" for name, form in functions.items() if held.get(name) != form]
    missing += [f"trigger {name}" for name, form in triggers.items() if found.get(name) != form]
    there = _constraints()
    return missing + [f"constraint {name}" for name in constraints if name not in there]


def check_guards(app_configs: Sequence[Any] | None, databases: Sequence[str] | None, **_: Any) -> list[CheckMessage]:
    """Refuse a migrated database without its guards: what they hold, the product promises."""
    del app_configs
    if "default" not in (databases or ()):
        return []
    try:
        missing = guards_missing() if _migrated() else []
    except DatabaseError as error:
        return [Error(f"The database cannot be asked: {error}", hint="Run manage.py setup_database.", id="appeals.E002")]
    if not missing:
        return []
    listed = ", ".join(missing[:5]) + (" …" if len(missing) > 5 else "")
    return [
        Error(
            f"{len(missing)} guards of the database are missing or changed: {listed}.",
            hint="No account is closed without them. Run manage.py setup_database; a restored copy may have lost its triggers.",
            id="appeals.E001",
        )
    ]


@cache
def _wanted() -> tuple[Names, Names, list[str]]:
    """What the files install, read once."""
    files = sorted(path for path in SQL.glob("*.sql") if path.name != "grants.sql")
    text = "\n".join(re.sub(r"^--.*\n", "", path.read_text(encoding="utf-8"), flags=re.MULTILINE) for path in files)
    functions = {name: (body, "SECURITY DEFINER" in rights, "search_path" in rights) for name, rights, body in _FUNCTION.findall(text)}
    constraints = [*_CONSTRAINT.findall(text), *_INDEX.findall(text)]
    ours = (model for app in ("accounts", "appeals", "notifications") for model in apps.get_app_config(app).get_models())
    constraints += [constraint.name for model in ours for constraint in model._meta.constraints]
    return functions, _forms(text), constraints


def _forms(text: str) -> Names:
    """Triggers in a form in which the written and the stored ones are equal."""
    return {
        found[0]: (found[1], _events(found[2]), found[3], bool(found[4]), *found[5:7], _words(found[7])) for found in _TRIGGER.findall(text)
    }


def _events(written: str) -> frozenset[tuple[str, frozenset[str]]]:
    events = []
    for event in re.split(r"\s+OR\s+", written):
        kind, _, columns = event.partition(" OF ")
        events.append((kind.strip(), _words(columns)))
    return frozenset(events)


def _words(listed: str) -> frozenset[str]:
    return frozenset(re.findall(r"\w+", listed))


def _rows(query: str) -> Iterable[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(query)
        rows: list[tuple[Any, ...]] = cursor.fetchall()
    return rows


def _functions() -> Names:
    rows = _rows("SELECT proname, prosrc, prosecdef, proconfig FROM pg_proc WHERE pronamespace = 'public'::regnamespace")
    return {name: (body, definer, PINNED in (config or [])) for name, body, definer, config in rows}


def _triggers() -> Names:
    rows = _rows("SELECT pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal AND tgenabled IN ('O', 'A')")
    return _forms(";\n".join(definition for (definition,) in rows))


def _constraints() -> set[str]:
    rows = _rows(
        "SELECT conname FROM pg_constraint WHERE convalidated UNION SELECT relname FROM pg_class JOIN pg_index ON indexrelid = pg_class.oid "
        "WHERE indisunique AND indisvalid"
    )
    return {name for (name,) in rows}


def _migrated() -> bool:
    ((there,),) = _rows("SELECT to_regclass('public.appeals_closure') IS NOT NULL")
    return bool(there)
