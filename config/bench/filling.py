"""Fills an empty, migrated database with cases: fast, in one transaction, and with every rule in force afterwards."""

from __future__ import annotations

import time
from pathlib import Path
from typing import TYPE_CHECKING

from psycopg import sql

if TYPE_CHECKING:
    from collections.abc import Callable

    import psycopg

SQL = Path(__file__).parent / "sql"
CHUNK = 50_000
SAMPLE = 500
# Chosen for this one transaction: a large load sorts and builds indexes in memory, and need not wait for the disk.
LOCALLY = {"synchronous_commit": "off", "maintenance_work_mem": "512MB", "work_mem": "128MB", "jit": "off"}
TABLES = """
SELECT oid::regclass::text FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'
    AND (relname LIKE 'appeals\\_%' OR relname LIKE 'accounts\\_%') ORDER BY 1
"""
CONSTRAINTS = """
SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint
WHERE contype = %s AND conrelid = ANY (%s::regclass[]) ORDER BY conrelid, conname
"""
INDEXES = """
SELECT indexrelid::regclass::text, pg_get_indexdef(indexrelid) FROM pg_index
WHERE indrelid = ANY (%s::regclass[]) AND NOT EXISTS (SELECT 1 FROM pg_constraint WHERE conindid = indexrelid) ORDER BY 1
"""
IDENTITIES = "SELECT table_name FROM information_schema.columns WHERE table_schema = 'public' AND is_identity = 'YES'"
# What the guards would have asked row by row, asked of a sample of what was loaded.
BROKEN = """
WITH sampled AS (SELECT id FROM appeals_suspension WHERE id %% greatest(1, (SELECT count(*) FROM appeals_suspension) / %s) = 0)
SELECT 'I1 on case ' || id FROM sampled JOIN appeals_suspension USING (id) WHERE state = 'in_force' AND measure_missing(id) <> '{}'
UNION ALL SELECT 'I1 on case ' || id FROM sampled WHERE citation_out_of_force(id)
UNION ALL SELECT 'I3 on case ' || id FROM sampled WHERE chain_breaks(id) <> '{}'
UNION ALL SELECT 'money held since on appeal ' || p.id FROM appeals_appeal p JOIN sampled ON sampled.id = p.case_id
    WHERE p.held_since IS DISTINCT FROM money_held_since(p.case_id)
UNION ALL SELECT 'I10 on case ' || suspension_id FROM appeals_statement st JOIN sampled ON sampled.id = suspension_id WHERE statement_lacks(st) <> '{}'
UNION ALL SELECT 'I7 on case ' || d.case_id || ': ' || array_to_string(decision_missing(d, p, s), ',') FROM appeals_decision d
    JOIN sampled ON sampled.id = d.case_id JOIN appeals_appeal p ON p.id = d.appeal_id JOIN appeals_suspension s ON s.id = d.case_id
    WHERE decision_missing(d, p, s) <> '{}'
"""


class FillingError(Exception):
    """Why a database was not filled, as a sentence."""


def fill(owner: psycopg.Connection, cases: int, say: Callable[[str], None]) -> None:
    """Load so many cases as the owner. Raises FillingError where there are cases already, or a rule is broken.

    The guards, which would look at each row under its case's lock, rest during the load. Keys, uniqueness and checks do
    not: they are built again over all the rows before the transaction commits, and the guards' own questions are asked
    of a sample. Nothing of a load that fails is left.
    """
    if owner.execute("SELECT 1 FROM appeals_suspension LIMIT 1").fetchone():
        message = "There are cases in this database already. A load needs an empty one."
        raise FillingError(message)
    started = time.monotonic()
    with owner.transaction():
        for name, value in LOCALLY.items():
            owner.execute("SELECT set_config(%s, %s, true)", [name, value])
        owner.execute("SELECT set_config('load.cases', %s, false)", [str(cases)])
        tables = [name for (name,) in owner.execute(TABLES).fetchall()]
        rebuild = take_down(owner, tables)
        run(owner, "00_words")
        run(owner, "10_people")
        for first in range(1, cases + 1, CHUNK):
            last = min(cases, first + CHUNK - 1)
            fill_chunk(owner, first, last)
            say(f"  {last:>9,} of {cases:,} cases written, {time.monotonic() - started:.0f} s")
        say("  building keys and indexes again ...")
        put_back(owner, tables, rebuild)
        advance_identities(owner)
    say(f"  committed, {time.monotonic() - started:.0f} s; counting and checking ...")
    owner.execute("VACUUM (ANALYZE)")
    check(owner)
    say(f"  done in {time.monotonic() - started:.0f} s")


def fill_chunk(owner: psycopg.Connection, first: int, last: int) -> None:
    """The cases of one range with all that belongs to them."""
    owner.execute("SELECT set_config('load.first', %s, true), set_config('load.last', %s, true)", [str(first), str(last)])
    for name in ("20_plan", "30_cases", "40_appeals", "50_timelines", "60_letters"):
        run(owner, name)
    owner.execute("DROP TABLE plan")


def run(owner: psycopg.Connection, name: str) -> None:
    """Run one file of SQL."""
    owner.execute((SQL / f"{name}.sql").read_bytes())


def take_down(owner: psycopg.Connection, tables: list[str]) -> list[str]:
    """Let guards rest and drop keys and indexes; answers the statements that build them again, in order."""
    rebuild: dict[str, list[str]] = {"unique": [], "index": [], "foreign": []}
    for kind, place in (("f", "foreign"), ("u", "unique")):
        for table, name, definition in owner.execute(CONSTRAINTS, [kind, tables]).fetchall():
            rebuild[place].append(f"ALTER TABLE {table} ADD CONSTRAINT {quoted(name)} {definition}")
            owner.execute(f"ALTER TABLE {table} DROP CONSTRAINT {quoted(name)}".encode())
    for name, definition in owner.execute(INDEXES, [tables]).fetchall():
        rebuild["index"].append(definition)
        owner.execute(f"DROP INDEX {name}".encode())
    for table in tables:
        owner.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER".encode())
    return [*rebuild["unique"], *rebuild["index"], *rebuild["foreign"]]


def put_back(owner: psycopg.Connection, tables: list[str], rebuild: list[str]) -> None:
    """Build all that was taken down, over every row, and let the guards stand again."""
    for table in tables:
        owner.execute(f"ANALYZE {table}".encode())
    for statement in rebuild:
        owner.execute(statement.encode())
    for table in tables:
        owner.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER".encode())


def quoted(name: str) -> str:
    """A name as SQL writes it."""
    return sql.Identifier(name).as_string()


def advance_identities(owner: psycopg.Connection) -> None:
    """Let the next row of each table get a number of its own."""
    for (table,) in owner.execute(IDENTITIES).fetchall():
        place = sql.SQL("SELECT setval(pg_get_serial_sequence({text}, 'id'), max(id)) FROM {table} HAVING max(id) IS NOT NULL")
        owner.execute(place.format(text=sql.Literal(table), table=sql.Identifier(table)))


def check(owner: psycopg.Connection) -> None:
    """Ask the guards' questions of a sample. Raises FillingError with the answers that are not empty."""
    broken = [text for (text,) in owner.execute(BROKEN, [SAMPLE]).fetchall()]
    if broken:
        message = f"{len(broken)} rows of the load break a rule: {', '.join(broken[:5])}"
        raise FillingError(message)
