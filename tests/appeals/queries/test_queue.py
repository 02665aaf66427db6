"""The desk's queue: what each view holds, in which order, page by page, at a fixed cost."""

from __future__ import annotations

import re
from copy import deepcopy
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.instants import redress_now
from appeals.errors import Invalid, NotAllowed
from appeals.models import Appeal
from appeals.queries import queue
from appeals.queries.queue import QueueFilters, View, review_queue, view_counts
from appeals.queries.queue_work import next_to_claim
from tests.factories import cite, make_account, make_appeal, make_case, make_hold, make_section, move

if TYPE_CHECKING:
    from appeals.models import Suspension
    from appeals.queries.queue import QueuePage
    from tests.appeals.cast import Cast
    from tests.conftest import ModuleRows


def waiting(state: str = "submitted", *, hours: float = 100, case: Suspension | None = None, **values: Any) -> Appeal:
    """An appeal in a state that is promised some hours from now."""
    reviewer = values.pop("reviewer", None)
    appeal = make_appeal(case or make_case(), state="submitted" if state == "submitted" else "in_review", reviewer=reviewer, **values)
    if state in {"waiting_for_appellant", "second_check"}:
        move(appeal, state)
    Appeal.objects.filter(pk=appeal.pk).update(decide_by=redress_now() + timedelta(hours=hours))
    appeal.refresh_from_db()
    return appeal


def references(page: QueuePage) -> list[str]:
    return [row.reference for row in page.rows]


@pytest.fixture(scope="module")
def whole_desk(whole_cast: Cast, module_rows: ModuleRows) -> dict[str, Appeal]:
    """One appeal for every corner of the desk."""
    with module_rows():
        rita, rob = whole_cast.rita_user, whole_cast.rob_user
        make_appeal(make_case(), state="draft")
        make_appeal(make_case(), state="withdrawn")
        poor, young = make_case(), make_case()
        make_hold(poor, placed_at=redress_now() - timedelta(days=31))
        make_hold(young, placed_at=redress_now() - timedelta(days=29))
        return {
            "late": waiting(hours=-5),
            "soon": waiting("in_review", hours=5, reviewer=rob),
            "new": waiting(hours=50, wants="not_me", case=young),
            "mine": waiting("in_review", hours=60, reviewer=rita, case=poor),
            "asked": waiting("waiting_for_appellant", hours=-1, reviewer=rita),
            "second": waiting("second_check", hours=70, reviewer=rob),
            "own_second": waiting("second_check", hours=80, reviewer=rita),
        }


@pytest.fixture
def desk(whole_desk: dict[str, Appeal], db: None) -> dict[str, Appeal]:
    return deepcopy(whole_desk)


@pytest.mark.parametrize(
    ("view", "names"),
    [
        ("mine", ["asked", "mine", "own_second"]),
        ("unassigned", ["late", "new"]),
        ("due_soon", ["soon"]),
        ("late", ["late"]),
        ("waiting", ["asked"]),
        ("second", ["second"]),
        ("money", ["mine"]),
        ("not_me", ["new"]),
        ("all", ["late", "asked", "soon", "new", "mine", "second", "own_second"]),
    ],
)
def test_a_view_holds_what_it_says_soonest_promise_first(cast, desk, view, names):
    assert references(review_queue(cast.rita, view=view)) == [desk[name].reference for name in names]


def test_counts_say_how_much_each_view_holds(cast, desk):
    assert view_counts(cast.rita) == {
        "mine": "3",
        "unassigned": "2",
        "due_soon": "1",
        "late": "1",
        "waiting": "1",
        "second": "1",
        "money": "1",
        "not_me": "1",
        "all": "7",
    }


def test_counting_stops(cast, desk, monkeypatch):
    monkeypatch.setattr(queue, "MOST_COUNTED", 3)

    assert view_counts(cast.rita) == {
        "mine": "2+",
        "unassigned": "2",
        "due_soon": "1",
        "late": "1",
        "waiting": "1",
        "second": "1",
        "money": "1",
        "not_me": "1",
        "all": "2+",
    }


def test_a_row_says_what_a_reviewer_needs_to_choose(cast):
    account = make_account(country="CO", time_zone="America/Bogota", language="es")
    case = make_case(account, decided_by=cast.otto_user)
    cite(case, make_section("padded-hours", title="Log only the hours you worked"))
    appeal = waiting("in_review", hours=-2, case=case, reviewer=cast.rob_user, language="es")

    (row,) = review_queue(cast.otto, view="late").rows

    assert (row.reference, row.case, row.state, row.level, row.subject) == (
        appeal.reference,
        case.reference,
        "in_review",
        "1",
        "suspension",
    )
    assert (row.measure, row.language, row.country, row.time_zone) == ("temporary", "es", "CO", "America/Bogota")
    assert row.sections == ("Use your real name", "Log only the hours you worked")
    assert (row.late, row.waiting_on, row.assignee, row.mine) == (True, "staff", "Rob", False)
    assert row.may_not == "You took part in the decision that this is about."
    assert (row.decide_by, row.updated_at) == (appeal.decide_by, appeal.updated_at)


def test_what_rests_is_not_late_and_waits_for_the_person(cast, desk):
    (row,) = review_queue(cast.rita, view="waiting").rows

    assert (row.late, row.waiting_on, row.mine, row.may_not) == (False, "appellant", True, "")


@pytest.mark.parametrize("view", ["unassigned", "all"])
def test_pages_follow_each_other_both_ways_without_gap_or_double(cast, view):
    same = [waiting(hours=10) for _ in range(3)]
    wanted = [waiting(hours=1).reference, *(one.reference for one in same), waiting("submitted", hours=20).reference]

    first = review_queue(cast.rita, view=view, limit=2)
    second = review_queue(cast.rita, view=view, limit=2, after=first.next)
    third = review_queue(cast.rita, view=view, limit=2, after=second.next)

    assert references(first) + references(second) + references(third) == wanted
    assert (first.previous, third.next) == (None, None)
    back = review_queue(cast.rita, view=view, limit=2, after=third.previous)
    assert references(back) == references(second)
    start = review_queue(cast.rita, view=view, limit=2, after=back.previous)
    assert (references(start), start.previous) == (references(first), None)
    assert references(review_queue(cast.rita, view=view, limit=2, after=start.next)) == references(second)


def test_a_page_that_emptied_meanwhile_is_empty(cast):
    appeals = [waiting(hours=hours) for hours in (1, 2, 3)]
    after = review_queue(cast.rita, view="unassigned", limit=2).next
    Appeal.objects.filter(pk=appeals[2].pk).update(decide_by=None)

    page = review_queue(cast.rita, view="unassigned", limit=2, after=after)

    assert (page.rows, page.next, page.previous) == ([], None, None)


@pytest.mark.parametrize("after", ["", "x", "%%%", "PmZvbw", "PjIwMjYtMTEtMjB8eA", "PjAwMDEtMDEtMDFUMDA6MDA6MDArMjM6NTl8MQ", "\u00e9"])
def test_a_cursor_that_is_none_is_refused(cast, after):
    with pytest.raises(Invalid) as refused:
        review_queue(cast.rita, view="all", after=after)

    assert [(one.field, one.code) for one in refused.value.errors] == [("after", "malformed")]


@pytest.mark.parametrize(
    "filters",
    [
        QueueFilters(language="es"),
        QueueFilters(country="CO"),
        QueueFilters(measure="indefinite"),
        QueueFilters(section="padded-hours"),
        QueueFilters(subject="hold"),
        QueueFilters(channel="letter"),
        QueueFilters(language="es", country="CO", measure="indefinite", section="padded-hours", level="1"),
    ],
)
def test_filters_narrow_a_view(cast, filters):
    waiting()
    case = make_case(make_account(country="CO"), days=None)
    cite(case, make_section("padded-hours"))
    subject = make_hold(case) if filters.subject else case
    appeal = make_appeal(subject, language="es", channel="letter")

    assert references(review_queue(cast.rita, view="all", filters=filters)) == [appeal.reference]
    assert references(review_queue(cast.rita, view="unassigned", filters=QueueFilters(level="2"))) == []


def test_a_view_that_does_not_exist_is_refused(cast):
    with pytest.raises(Invalid):
        review_queue(cast.rita, view="earnings")


def test_only_who_reads_cases_sees_the_queue(cast, desk):
    for actor in (cast.ana, cast.key, cast.system, cast.helper("read")):
        with pytest.raises(NotAllowed):
            review_queue(actor, view="all")
        with pytest.raises(NotAllowed):
            view_counts(actor)
        with pytest.raises(NotAllowed):
            next_to_claim(actor)
    for reader in (cast.ida, cast.lena, cast.audrey):
        assert len(review_queue(reader, view="all").rows) == 7


@pytest.mark.parametrize("view", list(View))
def test_a_page_costs_the_same_for_one_row_and_for_many(cast, view):
    rita = cast.rita

    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            review_queue(rita, view=view)
            view_counts(rita)
        return len(queries)

    for state, hours in (("submitted", 5), ("submitted", -5), ("in_review", 5), ("waiting_for_appellant", 5), ("second_check", 5)):
        waiting(state, hours=hours, reviewer=cast.rita_user if state == "in_review" else None)
    one = cost()
    for state, hours in (("submitted", 6), ("submitted", -6), ("in_review", 6), ("waiting_for_appellant", 6), ("second_check", 6)):
        waiting(state, hours=hours, reviewer=cast.rita_user if state == "in_review" else None)

    assert cost() == one <= 10


@pytest.mark.parametrize("view", list(View))
def test_every_view_lies_in_a_partial_index_in_its_own_order(cast, view):
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off; SET LOCAL enable_bitmapscan = off; SET LOCAL enable_sort = off")
    with CaptureQueriesContext(connection) as queries:
        review_queue(cast.rita, view=view)
    paging = next(one["sql"] for one in queries if "decide_by" in one["sql"] and "LIMIT" in one["sql"])
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN {paging}")
        plan = "\n".join(line for (line,) in cursor.fetchall())

    scans = re.findall(r"Scan (?:using|on) (\w+)", plan)
    assert set(scans) <= {"appeal_queue", "appeal_due", "appeal_mine", "appeal_with_money", "appeal_not_me"}
    assert len(scans) == (4 if view == "all" else 1)
    assert "Sort  (" not in plan


def test_counting_lies_in_the_same_indexes(cast):
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off; SET LOCAL enable_bitmapscan = off")
    with CaptureQueriesContext(connection) as queries:
        view_counts(cast.rita)
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN {queries.captured_queries[-1]['sql']}")
        plan = "\n".join(line for (line,) in cursor.fetchall())

    indexes = {"appeal_queue", "appeal_due", "appeal_mine", "appeal_with_money", "appeal_not_me", "appeal_free_by_language"}
    assert set(re.findall(r"Scan (?:using|on) (appeal\w+)", plan)) <= indexes
    assert plan.count("Limit") == len(View)
