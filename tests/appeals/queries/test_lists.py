"""Lists for machines: in the order of change, without gaps or doubles, from any place on."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.actors import Actor
from accounts.instants import redress_now
from appeals.models import Closure, Suspension
from appeals.queries.lists import appeal_page, case_page, closure_page
from tests.factories import make_appeal, make_case, make_closure, make_key, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def machine() -> Actor:
    return Actor.machine(make_key("suspensions:read", "appeals:read", "closures:read"))


@pytest.mark.parametrize("limit", [1, 2, 3, 7, 8])
def test_pages_together_are_the_whole_list_also_where_instants_are_equal(machine: Actor, limit: int) -> None:
    decider = make_user("reviewer")
    made = [make_case(decided_by=decider) for _ in range(7)]
    moment = redress_now()
    for place, case in enumerate(made):
        Suspension.objects.filter(pk=case.pk).update(updated_at=moment - timedelta(hours=place // 3))
    seen: list[int] = []
    after: Any = None
    while True:
        page = case_page(machine, {}, after=after, limit=limit)
        seen += [row.pk for row in page.rows]
        assert len(page.rows) <= limit
        if page.next is None:
            break
        after = page.next

    pks = [one.pk for one in made]
    assert seen == [pks[6], *pks[3:6], *pks[:3]]


def test_each_page_is_one_query(machine: Actor, django_assert_num_queries: Any) -> None:
    make_appeal(make_closure(step="delivered"))
    for pages in (case_page, appeal_page, closure_page):
        with django_assert_num_queries(1):
            assert len(pages(machine, {}).rows) == 1


@pytest.mark.parametrize(
    ("pages", "index"),
    [(case_page, "suspension_by_update"), (appeal_page, "appeal_by_update"), (closure_page, "closure_by_update")],
)
def test_each_list_is_read_in_the_order_of_an_index_from_any_place_on(machine: Actor, pages: Any, index: str) -> None:
    make_appeal(make_closure(step="delivered"))
    place = (redress_now() - timedelta(days=99), 0)
    with CaptureQueriesContext(connection) as asked:
        pages(machine, {}, after=place)

    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off; SET LOCAL enable_sort = off; SET LOCAL enable_bitmapscan = off")
        cursor.execute(f"EXPLAIN {asked.captured_queries[0]['sql']}")
        plan = "\n".join(line for (line,) in cursor.fetchall())

    assert f"Index Scan using {index} " in plan
    assert "Sort" not in plan


def test_a_filter_that_a_list_does_not_have_changes_nothing(machine: Actor) -> None:
    make_closure(step="delivered")

    assert len(closure_page(machine, {"level": "2", "state": None}).rows) == 1


def test_rows_that_changed_at_the_instant_itself_are_among_those_since_then(machine: Actor) -> None:
    closure = make_closure(step="delivered")
    moment = Closure.objects.get(pk=closure.pk).updated_at

    assert len(closure_page(machine, {"updated_since": moment}).rows) == 1
    assert len(closure_page(machine, {"updated_since": moment + timedelta(microseconds=1)}).rows) == 0


def test_a_person_lists_only_their_own(machine: Actor) -> None:
    mine, _other = make_appeal(), make_appeal()

    rows = appeal_page(Actor.appellant(mine.case.account), {}).rows

    assert [row.reference for row in rows] == [mine.reference]
