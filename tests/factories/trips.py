"""Several statements in one trip to the database: what most tests start from is written often."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import cache
from typing import Any, NamedTuple, TypeVar

from django.db import connection, models
from django.db.models.expressions import DatabaseDefault
from psycopg import Cursor

Sentence = tuple[str, Sequence[Any]]
Row = TypeVar("Row", bound=models.Model)
# The list is read from left to right, so the first setting keeps what the second one changes.
MOVE = (
    "SELECT set_config('redress.before', coalesce(current_setting('redress.now', true), ''), false), set_config('redress.now', %s, false)"
)
MOVE_BACK = "SELECT set_config('redress.now', current_setting('redress.before'), false)"


class Found(NamedTuple):
    """An expression in the place of a value."""

    text: str
    values: tuple[Any, ...]


def found(text: str, *values: Any) -> Any:
    """A value that the database finds out itself when it writes the row."""
    return Found(text, values)


def as_of(now: datetime, statements: Sequence[Sentence]) -> list[Sentence]:
    """Statements with the clock at `now`, which is put back after them."""
    return [(MOVE, [now.isoformat()]), *statements, (MOVE_BACK, [])]


def in_one_trip(statements: Sequence[Sentence]) -> list[list[tuple[Any, ...]]]:
    """Run statements in order and answer the rows of each."""
    answered = []
    with connection.cursor() as cursor:
        cursor.execute(";\n".join(text for text, _ in statements), [value for _, values in statements for value in values])
        for _ in statements:
            answered.append(cursor.fetchall() if cursor.description else [])
            cursor.nextset()
    return answered


def planned_once(question: str) -> list[tuple[Any, ...]]:
    """The rows of a long question without values, which is asked so often that planning it again is most of its cost."""
    connection.ensure_connection()
    with Cursor(connection.connection) as cursor:
        return cursor.execute(question, prepare=True).fetchall()


def inserted(row: models.Model) -> Sentence:
    """The statement that inserts a row and answers all of it; a value may be `found` by the database."""
    given = {field: field.pre_save(row, True) for field in row._meta.local_concrete_fields if not (field.primary_key or field.generated)}
    # The column knows its own default.
    columns, marks, values = _written({field: value for field, value in given.items() if not isinstance(value, DatabaseDefault)})
    into = f"{row._meta.db_table} ({', '.join(columns)})"
    return f"INSERT INTO {into} VALUES ({', '.join(marks)}) RETURNING {_columns(type(row))}", values  # noqa: S608


def updated(row: models.Model, changes: Mapping[str, Any]) -> Sentence:
    """The statement that writes some fields of a row, whatever its model would say to that."""
    columns, marks, values = _written({row._meta.get_field(name): value for name, value in changes.items()})
    pairs = ", ".join(f"{column} = {mark}" for column, mark in zip(columns, marks, strict=True))
    return f"UPDATE {row._meta.db_table} SET {pairs} WHERE id = %s", [*values, row.pk]  # noqa: S608


def selected(row: models.Model) -> Sentence:
    """The statement that reads a row again."""
    return f"SELECT {_columns(type(row))} FROM {row._meta.db_table} WHERE id = %s", [row.pk]  # noqa: S608


def taken(row: Row, answer: Sequence[tuple[Any, ...]]) -> Row:
    """The row as a statement answered it."""
    (read,) = answer
    for field, value in zip(row._meta.concrete_fields, read, strict=True):
        setattr(row, field.attname, field.from_db_value(value, None, connection) if hasattr(field, "from_db_value") else value)
    row._state.adding, row._state.db = False, connection.alias
    return row


def written(row: Row) -> Row:
    """The row, inserted."""
    return taken(row, in_one_trip([inserted(row)])[0])


def changed(row: Row, **changes: Any) -> Row:
    """The row, updated by SQL and nothing else, and read again with what hangs on it."""
    _, answer = in_one_trip([updated(row, changes), selected(row)])
    return taken(forgetful(row), answer)


def forgetful(row: Row) -> Row:
    """The row without the rows it has fetched beside itself: those may have changed too."""
    fields: list[Any] = [*row._meta.concrete_fields, *row._meta.related_objects]
    for field in fields:
        if field.is_relation and field.is_cached(row):
            field.delete_cached_value(row)
    return row


@cache
def _columns(model: type[models.Model]) -> str:
    return ", ".join(f'"{field.column}"' for field in model._meta.concrete_fields)


def _written(given: Mapping[Any, Any]) -> tuple[list[str], list[str], list[Any]]:
    columns, marks = [], []
    values: list[Any] = []
    for field, value in given.items():
        columns.append(f'"{field.column}"')
        if isinstance(value, Found):
            marks.append(value.text)
            values += value.values
        else:
            marks.append("%s")
            values.append(field.get_db_prep_save(value.pk if isinstance(value, models.Model) else value, connection))
    return columns, marks, values
