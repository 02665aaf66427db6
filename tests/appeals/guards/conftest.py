"""The owner's eyes: what only the owner of the tables may ask."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any

import psycopg
import pytest
from django.conf import settings

from config.databases import connect, for_owner

Ask = Callable[..., list[tuple[Any, ...]]]


@pytest.fixture
def owner(db: None) -> Iterator[psycopg.Connection]:
    """A connection as the owner, beside the test's own and blind to what it has not committed."""
    with connect(for_owner(str(settings.DATABASES["default"]["NAME"]))) as connection:
        yield connection


@pytest.fixture
def owner_sql(owner: psycopg.Connection) -> Ask:
    """Ask as the owner."""

    def ask(statement: str, values: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        return owner.execute(statement, list(values) or None).fetchall()

    return ask
