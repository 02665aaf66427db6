"""Several statements in one trip to the database: what most tests start from is written often."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import connection, models
from django.db.models.sql import InsertQuery

Sentence = tuple[str, Sequence[Any]]
# The list is read from left to right, so the first setting keeps what the second one changes.
MOVE = (
    "SELECT set_config('redress.before', coalesce(current_setting('redress.now', true), ''), false), set_config('redress.now', %s, false)"
)
MOVE_BACK = "SELECT set_config('redress.now', current_setting('redress.before'), false)"


def in_one_trip(statements: Sequence[Sentence], *, now: datetime | None = None) -> list[list[tuple[Any, ...]]]:
    """Run statements in order, as of `now` where one is given, and answer the rows of each."""
    whole = [(MOVE, [now.isoformat()]), *statements, (MOVE_BACK, [])] if now else list(statements)
    answered = []
    with connection.cursor() as cursor:
        cursor.execute(";\n".join(text for text, _ in whole), [value for _, values in whole for value in values])
        for _ in whole:
            answered.append(cursor.fetchall() if cursor.description else [])
            cursor.nextset()
    return answered[1:-1] if now else answered


def inserted(row: models.Model) -> Sentence:
    """The statement that inserts a row; a value may be an expression of SQL."""
    query = InsertQuery(type(row))
    query.insert_values([field for field in row._meta.local_concrete_fields if not (field.primary_key or field.generated)], [row])
    ((text, values),) = query.get_compiler(connection=connection).as_sql()
    return text, values
