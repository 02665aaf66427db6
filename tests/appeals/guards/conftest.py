"""Rows that attacks start from, each written once for a module; and what only the owner of the tables may ask."""

from collections.abc import Callable, Iterator, Sequence
from copy import deepcopy
from functools import partial
from typing import Any

import psycopg
import pytest
from django.conf import settings

from appeals.models import Closure
from config.databases import connect, for_owner
from tests import factories as make
from tests.conftest import ModuleRows

Ask = Callable[..., list[tuple[Any, ...]]]
WRITERS: dict[str, Callable[[], Any]] = {
    "case": make.make_case,
    "lifted": partial(make.make_case, state="lifted"),
    "closable": make.make_closable_case,
    "reviewer": partial(make.make_user, "reviewer"),
    "senior": partial(make.make_user, "senior"),
    "draft": partial(make.make_appeal, state="draft"),
    "appeal": make.make_appeal,
    "claimed": partial(make.make_appeal, state="in_review"),
    "proposed": partial(make.make_closure, step="proposed"),
    "delivered": partial(make.make_closure, step="delivered"),
    "in_review": partial(make.make_closure, step="in_review"),
    "reviewed": partial(make.make_closure, step="reviewed"),
    "signed": make.make_closure,
    "approved": partial(make.make_closure, step="approved"),
    "effected": partial(make.make_closure, step="effected"),
}


def asked(item: pytest.Item) -> set[str]:
    """The names of the rows that a test starts from."""
    called = getattr(item, "callspec", None)
    names = {*getattr(item, "fixturenames", ()), called.params.get("step") if called else None}
    return names & WRITERS.keys() | ({"signed"} if "closure" in names else set())


@pytest.fixture(scope="module")
def whole_rows(request: pytest.FixtureRequest, module_rows: ModuleRows) -> dict[str, Any]:
    """The rows that any test of the module asks for by name; each is of a case of its own."""
    wanted = {name for item in request.session.items if item.path == request.path for name in asked(item)}
    with module_rows():
        return {name: write() for name, write in WRITERS.items() if name in wanted}


def copied(row: str, name: str = "") -> Any:
    """The fixture of one row, for a test to change."""

    @pytest.fixture(name=name or row)
    def one(whole_rows: dict[str, Any], db: None) -> Any:
        return deepcopy(whole_rows[row])

    return one


case, lifted, closable = copied("case"), copied("lifted"), copied("closable")
reviewer, senior = copied("reviewer"), copied("senior")
draft, appeal, claimed = copied("draft"), copied("appeal"), copied("claimed")
proposed, delivered, in_review, reviewed = copied("proposed"), copied("delivered"), copied("in_review"), copied("reviewed")
# The closure as most attacks find it: both signatures are there, and the gate is open.
closure = copied("signed", "closure")
approved, effected = copied("approved"), copied("effected")


@pytest.fixture
def stepped(step: str, whole_rows: dict[str, Any], db: None) -> Closure:
    """The closure at the step that the test is called with, for it to change."""
    one: Closure = deepcopy(whole_rows[step])
    return one


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
