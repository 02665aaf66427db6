"""What the workers run: wake-ups and ticks without arguments, any number of them at any time."""

from __future__ import annotations

from celery import shared_task

from notifications import delivery, sweep

# Short enough that a worker told to stop has stopped before anybody loses patience; the next tick goes on.
BUDGET_SECONDS = 10.0


@shared_task(ignore_result=True)
def deliver() -> int:
    """Send what is due, for at most ten seconds; how many."""
    return delivery.drain(seconds=BUDGET_SECONDS)


@shared_task(ignore_result=True)
def repair() -> int:
    """Free what has stranded and wipe what has expired; how many streams had stranded, which should be none."""
    return sweep.repair().stranded
