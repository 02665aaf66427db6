"""Trying what must not work: the refusal is exactly the one expected, and nothing at all has changed."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from typing import Any

import pytest
from django.apps import apps
from django.db import DatabaseError, IntegrityError, connection, transaction
from psycopg.sql import SQL, Composed, Identifier

from appeals.models import Closure
from tests.factories.trips import planned_once


def sql(statement: str | Composed, values: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
    """Run raw SQL as the product's role; its rows, if it has any."""
    with connection.cursor() as cursor:
        cursor.execute(statement, list(values) or None)
        return cursor.fetchall() if cursor.description else []


def rewrite(table: str, column: str = "id") -> None:
    """Write a column of every row, with what is in it."""
    sql(SQL("UPDATE {table} SET {column} = {column}").format(table=Identifier(table), column=Identifier(column)))


def take_away(table: str) -> None:
    """Delete every row."""
    sql(SQL("DELETE FROM {}").format(Identifier(table)))


@cache
def _every_table() -> str:
    models = [model for app in ("accounts", "appeals", "notifications") for model in apps.get_app_config(app).get_models()]
    digest = "SELECT '{0}', count(*), md5(string_agg(t::text, '' ORDER BY t::text)) FROM {0} t"
    return " UNION ALL ".join(digest.format(model._meta.db_table) for model in models)


def world() -> list[tuple[Any, ...]]:
    """Every row of every table of the product, as a count and a digest per table."""
    return sorted(planned_once(_every_table()))  # a parallel plan answers the parts in any order


def gate(closure: Closure) -> list[str]:
    """What the gate of a closure still waits for."""
    ((codes,),) = sql("SELECT closure_missing(%s)", [closure.pk])
    return list(codes)


@contextmanager
def refused(rule: str, *codes: str) -> Iterator[None]:
    """What runs inside is refused by this rule with exactly these codes, at the latest at commit."""
    before = world()
    with pytest.raises(IntegrityError) as caught, transaction.atomic():  # noqa: PT012 - a deferred rule speaks only when asked
        yield
        sql("SET CONSTRAINTS ALL IMMEDIATE")
    diagnosis = _diagnosis(caught.value)
    given = tuple((diagnosis.message_detail or "").split(",")) if rule.startswith("I") else codes
    assert (diagnosis.constraint_name, given) == (rule, codes)
    assert world() == before


@contextmanager
def denied(state: str = "42501") -> Iterator[None]:
    """What runs inside is beyond the rights of the product's role."""
    before = world()
    with pytest.raises(DatabaseError) as caught, transaction.atomic():
        yield
    assert _diagnosis(caught.value).sqlstate == state
    assert world() == before


def _diagnosis(error: BaseException) -> Any:
    return getattr(error.__cause__, "diag", None)
