"""Two hands at once: one wins, the other is told, and nothing is half done."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Any

from django.db import connection

from appeals.actions import perform
from appeals.actions.deciding import claim_appeal
from appeals.actions.filing import edit_appeal, start_appeal, submit_appeal
from appeals.errors import AppealError
from appeals.models import Appeal, Event, Notice, Receipt, Review
from tests.appeals.cast import Cast

if TYPE_CHECKING:
    from collections.abc import Callable


def at_once(*acts: Callable[[], Any]) -> list[Any]:
    """Start all acts together, each on a connection of its own; their results or refusals."""
    barrier = threading.Barrier(len(acts))
    results: list[Any] = [None] * len(acts)

    def run(place: int, act: Callable[[], Any]) -> None:
        try:
            barrier.wait(timeout=10)
            results[place] = act()
        except AppealError as refusal:
            results[place] = refusal
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(place, act)) for place, act in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    return results


def test_of_two_claims_one_wins(committed_db):
    cast = Cast()
    draft = perform(start_appeal, cast.ana, case=cast.case())
    perform(edit_appeal, cast.ana, appeal=draft, statement="It is the same name.")
    perform(submit_appeal, cast.ana, appeal=draft)
    rita, rob = cast.rita, cast.rob

    results = at_once(
        lambda: perform(claim_appeal, rita, appeal=draft),
        lambda: perform(claim_appeal, rob, appeal=draft),
    )

    assert sorted(type(one).__name__ for one in results) == ["Appeal", "IllegalTransition"]
    assert Review.objects.count() == 1
    assert Appeal.objects.get().assignee_id == Review.objects.get().reviewer_id


def test_a_double_press_on_send_gives_one_receipt(committed_db):
    cast = Cast()
    draft = perform(start_appeal, cast.ana, case=cast.case())
    perform(edit_appeal, cast.ana, appeal=draft, statement="It is the same name.")

    results = at_once(*[lambda: perform(submit_appeal, cast.ana, appeal=draft)] * 4)

    assert {one.pk for one in results} == {Receipt.objects.get().pk}
    assert Event.objects.filter(kind="appeal.submitted").count() == 1
    assert Notice.objects.filter(kind="appeal_received").count() == 1


def test_beginning_twice_at_once_gives_one_draft(committed_db):
    cast = Cast()
    case = cast.case()
    ana = cast.ana

    results = at_once(*[lambda: perform(start_appeal, ana, case=case)] * 4)

    assert {one.pk for one in results} == {Appeal.objects.get().pk}
