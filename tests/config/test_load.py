"""The load for measuring: many cases at once, with every rule of the database in force afterwards."""

from collections import Counter

import psycopg
import pytest
from django.core.management import CommandError, call_command
from django.db.models import Count

from accounts.actors import Actor
from accounts.instants import redress_now
from accounts.models import Account, User
from appeals.actions import perform
from appeals.actions.deciding import claim_appeal
from appeals.models import Appeal, Clock, Event, Suspension
from appeals.models.guarded import guards_missing
from config.bench import filling
from config.bench.filling import FillingError, fill
from tests.databases import Committed

CASES = 300


@pytest.fixture(scope="module")
def said() -> list[str]:
    return []


@pytest.fixture
def loaded(shared_db: Committed, said: list[str]) -> Committed:
    """Loaded once, by the test that comes first."""
    if not Account.objects.exists():
        call_command("load_rulebook", verbosity=0)
        with shared_db.connect(as_owner=True) as owner:
            fill(owner, CASES, said.append)
    return shared_db


def broken(database: Committed) -> list[int]:
    """The cases whose chain of hashes does not hold."""
    with database.connect() as app:
        return [pk for (pk,) in app.execute("SELECT id FROM appeals_suspension WHERE chain_breaks(id) <> '{}'")]


def test_a_load_leaves_the_cases_that_it_says_and_every_guard_in_force(loaded, said):
    now = redress_now()
    events = Counter(Event.objects.values("case").annotate(entries=Count("pk")).values_list("entries", flat=True))

    assert Suspension.objects.count() == CASES
    assert Account.objects.count() == CASES * 7 // 10
    assert Appeal.objects.exclude(state="decided").count() == CASES * 2 // 100
    assert Clock.objects.filter(state="running", kind="last_day_to_appeal", due_at__gt=now).count() == CASES
    assert min(events) >= 3
    assert broken(loaded) == []
    assert guards_missing() == []
    assert said[0].startswith("        300 of 300 cases written")


def test_what_was_loaded_goes_on_by_the_ordinary_verbs(loaded):
    appeal = Appeal.objects.filter(state="submitted").select_related("case__account").order_by("id").first()
    assert appeal is not None
    involved = [one for one in (appeal.case.decided_by_id, appeal.case.confirmed_by_id) if one is not None]
    reviewer = User.objects.filter(grants__role="reviewer").exclude(pk__in=involved).order_by("id").first()
    assert reviewer is not None

    claimed = perform(claim_appeal, Actor.staff(reviewer), appeal=appeal)

    assert (claimed.state, claimed.assignee_id) == ("in_review", reviewer.pk)
    assert broken(loaded) == []


def test_a_loaded_timeline_cannot_be_rewritten_any_more_than_another(loaded):
    with loaded.connect(as_owner=True) as owner, pytest.raises(psycopg.errors.CheckViolation, match="append-only"):
        owner.execute("UPDATE appeals_event SET kind = 'x' WHERE case_id = 1")


def test_a_second_load_is_refused(loaded, said):
    with loaded.connect(as_owner=True) as owner, pytest.raises(FillingError, match="needs an empty one"):
        fill(owner, CASES, said.append)

    assert Suspension.objects.count() == CASES


def test_a_load_that_fails_leaves_the_database_as_it_was(committed_db, said, monkeypatch):
    def stop(_owner: psycopg.Connection, _tables: list[str], _rebuild: list[str]) -> None:
        raise FillingError("stopped")

    call_command("load_rulebook", verbosity=0)
    monkeypatch.setattr(filling, "put_back", stop)

    with committed_db.connect(as_owner=True) as owner, pytest.raises(FillingError, match="stopped"):
        fill(owner, CASES, said.append)

    assert (Suspension.objects.count(), User.objects.count()) == (0, 0)
    assert guards_missing() == []


def test_a_row_that_breaks_a_rule_is_found_by_the_check(loaded):
    with loaded.connect(as_owner=True) as owner, owner.transaction(force_rollback=True):
        owner.execute("ALTER TABLE appeals_event DISABLE TRIGGER USER")
        owner.execute("UPDATE appeals_event SET body = '{}' WHERE seq = 1")

        with pytest.raises(FillingError, match="I3 on case"):
            filling.check(owner)


@pytest.mark.django_db
def test_a_load_of_no_cases_is_refused_with_an_example():
    with pytest.raises(CommandError, match="make load CASES=10000"):
        call_command("load", cases=0)
