"""Timing by alternating rounds: both sides of a ratio see the same machine at the same time."""

from __future__ import annotations

import gc
from statistics import median
from time import perf_counter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping


def seconds(work: Callable[[], object]) -> float:
    """How long one piece of work takes."""
    started = perf_counter()
    work()
    return perf_counter() - started


def medians(works: Mapping[str, Callable[[], object]], *, rounds: int, warm: int = 2) -> dict[str, float]:
    """The median seconds of each work, in rounds that run all of them one after the other."""
    taken: dict[str, list[float]] = {name: [] for name in works}
    gc.collect()
    for number in range(rounds + warm):
        for name, work in works.items():
            spent = seconds(work)
            if number >= warm:
                taken[name].append(spent)
    return {name: median(times) for name, times in taken.items()}
