"""Timing by alternating rounds: both sides of a ratio see the same machine at the same time."""

from __future__ import annotations

import gc
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from statistics import median
from time import perf_counter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from contextlib import AbstractContextManager

WARM = 3


@dataclass(frozen=True, slots=True)
class Ratio:
    """Two figures of one kind, and the one divided by the other."""

    ours: float
    other: float
    unit: str = "ms"

    def told(self) -> dict[str, float | str]:
        """As the answer has it."""
        return {"ratio": round(self.ours / self.other, 3), "ours": round(self.ours, 2), "other": round(self.other, 2), "unit": self.unit}


def seconds(work: Callable[[], object]) -> float:
    """How long one piece of work takes."""
    started = perf_counter()
    work()
    return perf_counter() - started


@contextmanager
def unswept() -> Iterator[None]:
    """No collection of garbage inside: it would come in step with the rounds, and always hit the same side."""
    gc.collect()
    gc.freeze()
    gc.disable()
    try:
        yield
    finally:
        gc.enable()
        gc.unfreeze()


def alternate(
    place: Callable[[str], AbstractContextManager[None]] | None,
    work: Callable[[str, int], object],
    sides: tuple[str, str],
    *,
    rounds: int,
) -> Ratio:
    """The medians, in milliseconds, of `work(side, round)` for both sides, which take turns; `place` is entered before."""
    taken: dict[str, list[float]] = {side: [] for side in sides}
    for number in range(-WARM, rounds):
        for side in sides:
            with place(side) if place else nullcontext(), unswept():
                spent = seconds(lambda: work(side, max(number, 0)))  # noqa: B023
            if number >= 0:
                taken[side].append(spent)
    return Ratio(median(taken[sides[0]]) * 1000, median(taken[sides[1]]) * 1000)
