"""Fixtures of the whole suite: databases with every guard in force, and a clock to move."""

import os
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import datetime
from urllib.parse import urlsplit

import pytest
import redis
from django.conf import settings
from django.db import connection, connections, transaction
from pytest_django.plugin import DjangoDbBlocker

from config.embedded import EmbeddedError, ensure, wanted
from config.embedded.places import Cluster, cluster_name
from tests.clock import TestClock
from tests.databases import Committed, TestDatabases

ModuleRows = Callable[[], AbstractContextManager[None]]
# Counted down from here: the low numbers of a named Redis are likely to be somebody's.
LAST_REDIS_DATABASE = 15


def pytest_xdist_auto_num_workers() -> int:
    """One more than there are processors: while a test waits for a process, a lock or a mail, another one works."""
    return (os.cpu_count() or 1) + 1


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """In each module those tests come last that share the most of its rows: the others start from less, or from nothing."""
    modules = {path: number for number, path in enumerate(dict.fromkeys(item.path for item in items))}
    items.sort(key=lambda item: (modules[item.path], sum(name.startswith("whole_") for name in getattr(item, "fixturenames", ()))))


@pytest.fixture(scope="session")
def test_databases(django_db_blocker: DjangoDbBlocker) -> Iterator[TestDatabases]:
    """The session's template and clones; the servers run while any session holds them."""
    try:
        ensure(servers=[name for name in wanted() if name == "postgres"])
    except EmbeddedError as error:
        pytest.exit(str(error), returncode=1)
    databases = TestDatabases()
    try:
        with django_db_blocker.unblock():
            databases.prepare()
        yield databases
    finally:
        databases.close()


@pytest.fixture(scope="session")
def django_db_setup(test_databases: TestDatabases, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """Point the default connection at this worker's clone, as the product's role."""
    clone = test_databases.clone("worker")
    settings.DATABASES["default"]["NAME"] = clone.name
    # Django finds out by CREATE TABLE, which the product's role may not do.
    connection.features.supports_transactions = True
    yield
    with django_db_blocker.unblock():
        connections.close_all()


@contextmanager
def committing(request: pytest.FixtureRequest, clone: Committed, blocker: DjangoDbBlocker) -> Iterator[Committed]:
    """Let a test work in a clone with real commits."""
    if "db" in request.fixturenames or request.node.get_closest_marker("django_db"):
        message = "committed_db and shared_db replace db: ask for one of them."
        raise pytest.UsageError(message)
    chosen = settings.DATABASES["default"]
    before = chosen["NAME"]
    with blocker.unblock():
        connections.close_all()
        chosen["NAME"] = clone.name
        try:
            yield clone
        finally:
            connections.close_all()
            chosen["NAME"] = before


@pytest.fixture
def committed_db(request: pytest.FixtureRequest, test_databases: TestDatabases, django_db_blocker: DjangoDbBlocker) -> Iterator[Committed]:
    """A clone of its own for a test that really commits: threads, workers, guards at COMMIT. Never with `db`."""
    clone = test_databases.clone(f"{abs(hash(request.node.nodeid)):x}")
    try:
        with committing(request, clone, django_db_blocker):
            yield clone
    finally:
        test_databases.drop(clone)


@pytest.fixture(scope="module")
def shared_clone(test_databases: TestDatabases) -> Iterator[Committed]:
    """One clone for all tests of a file that ask for `shared_db`: making and dropping one costs more than most tests."""
    clone = test_databases.clone("shared")
    yield clone
    test_databases.drop(clone)


@pytest.fixture
def shared_db(request: pytest.FixtureRequest, shared_clone: Committed, django_db_blocker: DjangoDbBlocker) -> Iterator[Committed]:
    """Real commits beside those of the file's other tests: for a test that looks only at rows of its own."""
    with committing(request, shared_clone, django_db_blocker):
        yield shared_clone


@pytest.fixture(scope="module")
def module_rows(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[ModuleRows]:
    """A transaction around tests of a module: what fixtures of its scope write, `with module_rows():`, each test finds as it was.

    Such fixtures are named `whole_...`, and a test gets a deep copy of what they return.
    """

    @contextmanager
    def written() -> Iterator[None]:
        with django_db_blocker.unblock():
            yield
            # What waits for the end of the transaction is asked now, and not again at the end of every test.
            connection.check_constraints()

    around = transaction.atomic()
    # As Django's own test case does: the product's durable transactions may open inside.
    around._from_testcase = True  # type: ignore[attr-defined]
    with django_db_blocker.unblock():
        around.__enter__()
    yield written
    with django_db_blocker.unblock():
        connection.set_rollback(True)
        around.__exit__(None, None, None)


@pytest.fixture
def redis_url() -> Iterator[str]:
    """A real Redis, emptied before and after, for tests with a real worker: its own database for each xdist worker."""
    ensure(servers=[name for name in wanted() if name == "redis"])
    number = LAST_REDIS_DATABASE - int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))
    if os.environ.get("REDIS_URL"):
        url = urlsplit(os.environ["REDIS_URL"])._replace(path=f"/{number}").geturl()
        client = redis.Redis.from_url(url)
    else:
        place = Cluster(cluster_name())
        url = place.redis_url(number)
        client = redis.Redis(unix_socket_path=str(place.redis_socket), password=place.redis_secret.read_text(), db=number)
    client.flushdb()
    yield url
    client.flushdb()
    client.close()


@pytest.fixture
def clock(request: pytest.FixtureRequest) -> Iterator[TestClock]:
    """The database's clock: `clock.at(instant)`, `clock.advance(days=1)`, `clock.now`."""
    committed = request.getfixturevalue("committed_db") if "committed_db" in request.fixturenames else None
    if committed is None:
        request.getfixturevalue("db")
    moved = TestClock(committed)
    yield moved
    moved.reset()


@pytest.fixture
def at_time(clock: TestClock) -> Callable[[datetime], datetime]:
    """`at_time(instant)` stops the clock there."""
    return clock.at


@pytest.fixture
def constraints_now(db: None) -> Iterator[Callable[[], None]]:
    """Ask the deferred constraints at the end of the test, and whenever it is called."""

    def check() -> None:
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("SET CONSTRAINTS ALL DEFERRED")

    yield check
    if not connection.needs_rollback:
        check()
