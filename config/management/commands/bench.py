"""Prints the measured ratios as JSON."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from django.core.management.base import BaseCommand

from config.bench.databases import prepare
from config.bench.pages import list_ratio, page_ratios
from config.bench.writes import submit_ratio, sweep_ratio
from config.embedded import ensure

if TYPE_CHECKING:
    from argparse import ArgumentParser

SMALL = 10_000
TARGETS = {"B1": 1.5, "B1s": 3.0, "B2": 3.0, "B3": 4.0, "B5": 1.2}


class Command(BaseCommand):
    help = "Measure, in one run, ratios between our pages and verbs and the bare work, and between many cases and few."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--cases", type=int, default=1_000_000)
        parser.add_argument("--clocks", type=int, default=10_000)

    def handle(self, *args: Any, **options: Any) -> None:
        ensure()
        small, large = prepare(SMALL, self.say), prepare(options["cases"], self.say)
        found: dict[str, dict[str, float]] = {}
        self.say("Pages ...")
        found |= page_ratios(small, large)
        self.say("The API's list ...")
        found["B2"] = list_ratio(large)
        self.say("Submitting ...")
        found["B3"] = submit_ratio(large)
        self.say("Sweeping ...")
        found["B5"] = sweep_ratio(small, large, clocks=options["clocks"])
        for name, figures in found.items():
            figures["target"] = TARGETS[name.partition(".")[0]]
        self.stdout.write(json.dumps({"cases": options["cases"], "small": SMALL, "ratios": found}, indent=2))

    def say(self, line: str) -> None:
        """Progress goes beside the answer, so that the answer stays JSON."""
        self.stderr.write(line)
        self.stderr.flush()
