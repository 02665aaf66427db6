"""Prints the measured ratios as JSON."""

from __future__ import annotations

import json
import logging
import time
from typing import TYPE_CHECKING, Any

from django.core.management.base import BaseCommand

from config.bench.databases import let_go, prepare
from config.bench.pages import list_ratio, page_ratios
from config.bench.writes import submit_ratio, sweep_ratio

if TYPE_CHECKING:
    from argparse import ArgumentParser

    from config.bench.timing import Ratio

SMALL = 10_000
TARGETS = {"B1": 1.5, "B1s": 3.0, "B2": 3.0, "B3": 4.0, "B5": 1.2}


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
        self.say("B1, B1s: pages and searches ...")
        found: dict[str, Ratio] = page_ratios(small, large)
        self.say("B2: the API's list ...")
        found["B2"] = list_ratio(large)
        self.say("B3: submitting ...")
        found["B3"] = submit_ratio(small)
        self.say(f"B5: sweeping {options['clocks']:,} due clocks in each ...")
        found["B5"] = sweep_ratio(small, large, clocks=options["clocks"])
        for name in (small, large):
            let_go(name)
        figures = {name: told(name, ratio) for name, ratio in found.items()}
        missed = [name for name, one in figures.items() if not one["met"]]
        answer = {"cases": options["cases"], "small": SMALL, "seconds": round(time.monotonic() - started), "missed": missed, **figures}
        self.stdout.write(json.dumps(answer, indent=2))

    def say(self, line: str) -> None:
        """Progress goes beside the answer, so that the answer stays JSON."""
        self.stderr.write(line)
        self.stderr.flush()


def told(name: str, ratio: Ratio) -> dict[str, Any]:
    """A figure with its target."""
    target = TARGETS[name.partition("_")[0]]
    figure = ratio.told()
    return {**figure, "target": target, "met": float(figure["ratio"]) <= target}
