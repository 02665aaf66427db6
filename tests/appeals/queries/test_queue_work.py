"""Work next, what changed since somebody looked, saved views, and who may judge a whole page of appeals."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.instants import redress_now
from accounts.models import User
from accounts.roles import Scope
from appeals.authority import involvement, involvements
from appeals.errors import NotAllowed
from appeals.models import Appeal, SavedView
from appeals.queries import console_queue, queue_work
from appeals.queries.console_queue import DeskFilters, holders_of_appeals, saved_counts, saved_views
from appeals.queries.queue import QueueFilters, View
from appeals.queries.queue_work import changed_since, next_to_claim
from tests.factories import claim, complete, make_appeal, make_case, make_closable_case, make_closure, make_hold, make_user, move

if TYPE_CHECKING:
    from tests.appeals.cast import Cast

pytestmark = pytest.mark.django_db


def due(hours: float, case: Any = None, **values: Any) -> Appeal:
    """A sent appeal whose promise ends in so many hours."""
    appeal = make_appeal(case or make_case(), **values)
    Appeal.objects.filter(pk=appeal.pk).update(decide_by=redress_now() + timedelta(hours=hours))
    appeal.refresh_from_db()
    return appeal


def test_the_next_to_claim_is_the_soonest_that_this_person_may_judge(cast: Cast) -> None:
    due(1, make_case(decided_by=cast.rita_user))
    free = due(2)
    due(3)

    assert next_to_claim(cast.rita) == free
    assert next_to_claim(cast.audrey) is None


def test_work_next_serves_the_languages_one_reads_and_then_the_others(cast: Cast) -> None:
    User.objects.filter(pk=cast.rita_user.pk).update(languages=["es", "ar"])
    english, arabic, spanish = due(1), due(3, language="ar"), due(2, language="es")

    served = []
    for _ in range(3):
        found = next_to_claim(cast.rita)
        assert found is not None
        served.append(found)
        Appeal.objects.filter(pk=found.pk).update(decide_by=redress_now() + timedelta(days=300))
        claim(found, cast.rob_user)
    assert served == [spanish, arabic, english]


def test_many_that_one_suspended_oneself_do_not_hide_the_one_that_is_free(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queue_work, "LOOKED_THROUGH", 2)
    for hours in (1, 2, 3):
        due(hours, cast.case())
    free = due(4)

    assert next_to_claim(cast.otto) == free


def test_work_next_lies_in_the_index_of_each_language(cast: Cast) -> None:
    User.objects.filter(pk=cast.rita_user.pk).update(languages=["es"])
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off; SET LOCAL enable_bitmapscan = off; SET LOCAL enable_sort = off")
    with CaptureQueriesContext(connection) as queries:
        next_to_claim(cast.rita)
    served = [one["sql"] for one in queries if "LIMIT 25" in one["sql"]]
    plans = []
    for asked in served:
        with connection.cursor() as cursor:
            cursor.execute(f"EXPLAIN {asked}")
            plans.append("\n".join(line for (line,) in cursor.fetchall()))

    first, second = (re.findall(r"using (appeal_\w+)", plan)[0] for plan in plans)
    # Both of the latter lie in the order of the dates; which is cheaper depends on what the server knows of so few rows.
    assert (first, second in {"appeal_queue", "appeal_due"}) == ("appeal_free_by_language", True)
    assert not any("Sort  (" in plan for plan in plans)


def corners(cast: Cast) -> list[Appeal]:
    """An appeal for every reason why somebody may not judge one, and some that anybody may."""
    closed = make_closable_case(decided_by=cast.otto_user)
    closure = make_closure(closed, step="reviewed", reviewer=cast.rita_user)
    held = cast.case()
    nobody: dict[str, Any] = {"decided_by": make_user(staff_id=None), "decided_by_id": None}
    unknown = make_case(**nobody, decided_by_staff_id="00u9zzz")
    outside = make_case(**nobody, decided_by_staff_id="00u8zzz", decided_by_outside=True)
    joined = make_case(**nobody, decided_by_staff_id=cast.lena_user.staff_id)
    second = make_appeal(cast.case())
    complete(claim(second, cast.rob_user), "upheld")
    move(second, "second_check")
    return [
        make_appeal(cast.case()),
        make_appeal(make_case(decided_by=cast.lena_user)),
        make_appeal(make_hold(held, placed_by=cast.rita_user)),
        make_appeal(closure),
        make_appeal(unknown),
        make_appeal(outside),
        make_appeal(joined),
        second,
    ]


def test_a_page_says_of_each_appeal_what_each_one_says_by_itself(cast: Cast) -> None:
    appeals = [Appeal.objects.select_related("case", "hold", "closure").get(pk=one.pk) for one in corners(cast)]
    refused = 0
    for user in (cast.otto_user, cast.rita_user, cast.rob_user, cast.lena_user, make_user("reviewer")):
        alone = {one.pk: why.detail for one in appeals if (why := involvement(user.pk, one)) is not None}

        assert {pk: why.detail for pk, why in involvements(user.pk, [one.pk for one in appeals]).items()} == alone
        refused += len(alone)
    assert refused >= 12


def test_what_changed_is_counted_among_what_is_shown_and_what_is_new(cast: Cast) -> None:
    shown, other = due(5), due(6)
    since = redress_now() - timedelta(minutes=1)
    Appeal.objects.update(updated_at=since - timedelta(hours=1))

    def changed(*references: str) -> int:
        return changed_since(cast.rita, view=View.UNASSIGNED, filters=QueueFilters(language="es"), since=since, shown=references)

    assert changed(shown.reference) == 0
    claim(shown, cast.rob_user)
    Appeal.objects.filter(pk=shown.pk).update(updated_at=redress_now())
    Appeal.objects.filter(pk=other.pk).update(updated_at=redress_now())
    assert (changed(shown.reference), changed()) == (1, 0)
    Appeal.objects.filter(pk=other.pk).update(language="es")
    assert changed(shown.reference) == 2
    with pytest.raises(NotAllowed):
        changed_since(cast.ana, view=View.ALL, filters=QueueFilters(), since=since, shown=())


def test_saved_views_count_what_passes_and_stop_where_the_view_is_long(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    for hours in (1, 2, 3):
        due(hours, language="es" if hours == 1 else "en")
    now = redress_now()
    wanted = [(View.UNASSIGNED, DeskFilters(now=now, language="es")), (View.MINE, DeskFilters(now=now))]

    assert saved_counts(cast.rita, wanted, now=now) == ["1", "0"]
    assert saved_counts(cast.rita, [], now=now) == []
    monkeypatch.setattr(console_queue, "MOST_COUNTED", 3)
    assert saved_counts(cast.rita, wanted, now=now) == ["1+", "0"]


def test_who_sees_only_their_own_cases_is_counted_no_others(cast: Cast) -> None:
    due(1)
    rita, now = replace(cast.rita, sees=Scope.ASSIGNED), redress_now()

    assert saved_counts(rita, [(View.ALL, DeskFilters(now=now))], now=now) == ["0"]
    assert changed_since(rita, view=View.ALL, filters=QueueFilters(), since=now - timedelta(hours=1), shown=()) == 0


def test_one_sees_ones_own_views_and_the_teams(cast: Cast) -> None:
    for owner, name, shared in ((cast.rita_user, "Zebra", False), (cast.rob_user, "His", False), (cast.lena_user, "Ours", True)):
        SavedView.objects.create(owner=owner, name=name, query="view=all", shared=shared)

    assert [one.name for one in saved_views(cast.rita)] == ["Zebra", "Ours"]


def test_whoever_holds_something_is_offered_as_a_filter(cast: Cast) -> None:
    claim(due(1), cast.rob_user)
    assert cast.rita_user

    assert holders_of_appeals() == [(cast.rob_user.pk, "Rob")]
