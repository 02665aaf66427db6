"""What the workers run for the cases: ticks without arguments, any number of them, on any worker, at any time."""

from __future__ import annotations

import logging
from time import monotonic
from typing import TYPE_CHECKING

from celery import shared_task

from accounts.actors import SYSTEM
from appeals.actions import carry, checking, delivery, due, feed, handing_over
from appeals.actions.perform import perform
from appeals.queries.staffing import work_of_the_absent
from notifications import settled

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

log = logging.getLogger(__name__)

# Short enough that a worker told to stop has stopped before anybody loses patience; the next tick goes on.
BUDGET_SECONDS = 10.0


@shared_task(ignore_result=True)
def handle_settled() -> int:
    """Act on what became of the messages; how many."""
    return settled.handle_settled(delivery.HANDLERS)


@shared_task(ignore_result=True)
def sweep_due() -> int:
    """Do what passed clocks ask for; how many."""
    return due.sweep(seconds=BUDGET_SECONDS)


@shared_task(ignore_result=True)
def check_evidence() -> int:
    """Scan and render the files that wait; how many."""
    return _each(checking.due_evidence_ids(), checking.check_one)


@shared_task(ignore_result=True)
def fill_feed() -> int:
    """Bring waiting entries into the platform's feed; how many were looked at. Another worker may be at it: then none."""
    end, done = monotonic() + BUDGET_SECONDS, 0
    while monotonic() < end and (taken := feed.fill_feed()):
        done += taken
    return done


@shared_task(ignore_result=True)
def carry_closures() -> int:
    """Give closures whose review is due to somebody; how many."""
    return _each(carry.closures_to_carry(), lambda pk: perform(carry.carry_closure, SYSTEM, closure_id=pk) is not None)


@shared_task(ignore_result=True)
def offer_work_of_the_absent() -> int:
    """Give what people hold who are away or gone back to the others; how many."""
    appeals, closures = work_of_the_absent()
    return _each(appeals, lambda pk: bool(perform(handing_over.offer_appeal, SYSTEM, appeal_id=pk))) + _each(
        closures, lambda pk: bool(perform(handing_over.offer_closure, SYSTEM, closure_id=pk))
    )


def _each(ids: Iterable[int], handle: Callable[[int], bool]) -> int:
    """Handle each, for at most the budget; one that fails is logged and leaves the others alone."""
    end, done = monotonic() + BUDGET_SECONDS, 0
    for pk in ids:
        if monotonic() >= end:
            break
        try:
            done += handle(pk)
        except Exception:  # one poisoned row must not hold up the others
            log.exception("%s could not be handled.", pk)
    return done
