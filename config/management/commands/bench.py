"""Prints the measured ratios as JSON."""

from __future__ import annotations

import json
import logging
import time
from typing import TYPE_CHECKING, Any

from django.core.management.base import BaseCommand

from config.bench.databases import let_go, prepare
from config.bench.files import upload_memory, view_copy_ratio
from config.bench.mails import delivery_ratio
from config.bench.pages import list_ratio, page_ratios
from config.bench.writes import submit_ratio, sweep_ratio

if TYPE_CHECKING:
    from argparse import ArgumentParser

    from config.bench.timing import Ratio

SMALL = 10_000
# At most; B4 at least.
TARGETS = {"B1": 1.5, "B1s": 3.0, "B2": 3.0, "B3": 4.0, "B4": 0.5, "B5": 1.2, "B6": 1.5, "B8": 20.0}
AT_LEAST = frozenset({"B4"})


class Command(BaseCommand):
    help = "Measures in one run how pages and verbs compare with the bare work, and many cases with few; prints ratios as JSON."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--cases", type=int, default=1_000_000, help="compared with 10,000; fewer for a quick look")
        parser.add_argument("--clocks", type=int, default=SMALL, help="how many are due in the sweep")

    def handle(self, *args: Any, **options: Any) -> None:
        # Their lines would be measured too.
        logging.disable(logging.WARNING)
        started = time.monotonic()
        small, large = prepare(SMALL, self.say), prepare(options["cases"], self.say)
        try:
            figures = self.measure(small, large, options["clocks"])
        finally:
            for name in (small, large):
                let_go(name)
        missed = [name for name, one in figures.items() if not one["met"]]
        answer = {"cases": options["cases"], "small": SMALL, "seconds": round(time.monotonic() - started), "missed": missed, **figures}
        self.stdout.write(json.dumps(answer, indent=2))

    def measure(self, small: str, large: str, clocks: int) -> dict[str, dict[str, Any]]:
        """Every figure by its name."""
        self.say("B1, B1s: pages and searches ...")
        found: dict[str, Ratio] = page_ratios(small, large)
        self.say("B2: the API's list ...")
        found["B2"] = list_ratio(large)
        self.say("B3: submitting ...")
        found["B3"] = submit_ratio(small)
        self.say("B4: delivering ...")
        found["B4"] = delivery_ratio(small)
        self.say(f"B5: sweeping {clocks:,} due clocks in each ...")
        found["B5"] = sweep_ratio(small, large, clocks=clocks)
        self.say("B6, B8: files ...")
        found["B6"] = view_copy_ratio()
        figures = {name: told(name, ratio) for name, ratio in found.items()}
        peak = round(upload_memory(small), 1)
        return {**figures, "B8": {"peak": peak, "unit": "MiB", "target": TARGETS["B8"], "met": peak <= TARGETS["B8"]}}

    def say(self, line: str) -> None:
        """Progress goes beside the answer, so that the answer stays JSON."""
        self.stderr.write(line)
        self.stderr.flush()


def told(name: str, ratio: Ratio) -> dict[str, Any]:
    """A figure with its target."""
    kind = name.partition("_")[0]
    target, figure = TARGETS[kind], ratio.told()
    met = ratio.ours / ratio.other >= target if kind in AT_LEAST else ratio.ours / ratio.other <= target
    return {**figure, "target": target, "met": met}
