"""The bench: both sides take turns, the bare side writes the same rows, and a missed figure is called missed."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from datetime import UTC, datetime

import psycopg
import pytest
from django.core.management import call_command

from accounts.actors import Actor
from appeals.actions import perform
from appeals.actions.filing import edit_appeal, start_appeal, submit_appeal
from appeals.models import Appeal, Clock, Event, Notice, Receipt
from config.bench import databases, timing, writes
from config.bench.timing import Ratio, alternate, unswept
from config.database_setup import connect_as_admin
from config.management.commands.bench import TARGETS, told
from notifications.models import Message
from tests.databases import Committed
from tests.factories import make_case

ROWS = (Event, Clock, Notice, Receipt, Message)


def test_both_sides_take_turns_and_the_first_rounds_are_not_counted(monkeypatch):
    done: list[tuple[str, str, int]] = []
    place: list[str] = []
    durations = iter([100.0, 200.0] * timing.WARM + [2.0, 1.0, 8.0, 2.0, 4.0, 2.0])

    @contextmanager
    def enter(side: str) -> Iterator[None]:
        place.append(side)
        yield

    def timed(work):
        work()
        return next(durations)

    monkeypatch.setattr(timing, "seconds", timed)
    # Collecting the garbage of a whole session of tests twelve times is a second's work, and the next test's business.
    monkeypatch.setattr(timing, "unswept", nullcontext)

    ratio = alternate(enter, lambda side, number: done.append((place[-1], side, number)), ("large", "small"), rounds=3)

    assert ratio == Ratio(4000.0, 2000.0)
    assert done[-4:] == [("large", "large", 1), ("small", "small", 1), ("large", "large", 2), ("small", "small", 2)]
    assert len(done) == 2 * (timing.WARM + 3)


def test_garbage_is_left_while_time_is_taken_and_collected_afterwards():
    with unswept():
        inside = gc.isenabled()

    assert (inside, gc.isenabled()) == (False, True)


@pytest.mark.parametrize(
    ("name", "ratio", "met"),
    [
        ("B1_queue", Ratio(15, 10), True),
        ("B1_queue", Ratio(15.1, 10), False),
        ("B1s_rare", Ratio(29, 10), True),
        ("B4", Ratio(5, 10), True),
        ("B4", Ratio(4.9, 10), False),
    ],
)
def test_a_figure_is_held_against_its_target(name, ratio, met):
    figure = told(name, ratio)

    assert (figure["met"], figure["target"]) == (met, TARGETS[name.partition("_")[0]])


def draft(reference: str) -> Appeal:
    case = make_case(days=20)
    person = Actor.appellant(case.account)
    appeal = perform(start_appeal, person, case=case)
    written: Appeal = perform(edit_appeal, person, appeal=appeal, statement=f"It is one name. {reference}")
    return written


def counted() -> dict[str, int]:
    return {model.__name__: model.objects.count() for model in ROWS}


def test_the_bare_side_writes_exactly_what_submitting_writes(shared_db: Committed):
    first, second = draft("one"), draft("two")
    before = counted()

    perform(submit_appeal, Actor.appellant(first.case.account), appeal=first)
    ours = {name: count - before[name] for name, count in counted().items()}
    with shared_db.connect(as_owner=True) as owner:
        noted, at = writes._statements_of(owner, second)
        assert counted() == {name: count + ours[name] for name, count in before.items()}
        writes._replay(noted, at)

    assert counted() == {name: count + 2 * ours[name] for name, count in before.items()}
    assert set(Appeal.objects.filter(pk__in=[first.pk, second.pk]).values_list("state", flat=True)) == {"submitted"}
    assert ours["Receipt"] == 1


def test_a_bare_side_that_writes_less_ends_the_bench(shared_db: Committed):
    appeal = draft("one")
    with shared_db.connect(as_owner=True) as owner:
        noted, at = writes._statements_of(owner, appeal)

    with pytest.raises(AssertionError):
        writes._replay([writes.Written(one.statement, one.params, one.rows + 1) for one in noted], at)


def test_a_measuring_database_is_used_again_only_while_what_shapes_it_is_the_same(test_databases, monkeypatch):
    name = f"redress_clone_{test_databases.session}_bench"
    with connect_as_admin() as admin:
        admin.execute(f"CREATE DATABASE {name}".encode())
        assert databases.fits(name) is False
        mark(admin, name, datetime.now(UTC))
        assert databases.fits(name) is True
        mark(admin, name, datetime.now(UTC) - databases.FRESH)
        assert databases.fits(name) is False
        mark(admin, name, datetime.now(UTC))
        monkeypatch.setattr(databases, "fingerprint", lambda: "another")
        assert databases.fits(name) is False
        admin.execute(f"DROP DATABASE {name}".encode())


def mark(admin: psycopg.Connection, name: str, loaded: datetime) -> None:
    admin.execute(f"COMMENT ON DATABASE {name} IS '{databases.fingerprint()} {loaded.isoformat()}'".encode())


def test_the_bench_and_the_load_say_what_they_are_for(capsys):
    for command in ("bench", "load"):
        with pytest.raises(SystemExit):
            call_command(command, "--help")

    assert "prints ratios as JSON" in capsys.readouterr().out.replace("\n", " ").replace("  ", " ")
