"""The tour from its start to its end: a house of its own, both cases, the timelines, and everything stopped again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from config.demo.house import House
from config.embedded import release
from config.tour import desk, first, second, timelines
from config.tour.company import Company
from config.tour.setting import set_up
from config.tour.telling import Teller

if TYPE_CHECKING:
    from collections.abc import Callable

QUIET = {"LOG_LEVEL": "WARNING"}
# The tour provokes refusals, and ends the house itself: that is said elsewhere.
EXPECTED = ("WARNING django.request", "Warm shutdown")


def guide(say: Callable[[str], None]) -> int:
    """Walk both cases; how many things were checked. Raises TourError at the first difference."""
    teller = Teller(say)
    teller.part("0. A house of its own")
    try:
        keys = set_up(teller)
        teller.step("Web, worker, beat, pump and a mail catcher, as in the demo")
        with House(0, lambda line: heard(line, say), QUIET) as house:
            company = Company.gather(house, keys, teller)
            try:
                references = [first.walk(company), second.walk(company)]
                desk.walk(company)
                timelines.compare(company, references)
            finally:
                company.close()
    finally:
        release(wait=True)
    return teller.checked


def heard(line: str, say: Callable[[str], None]) -> None:
    """Pass on what the house says, except what is meant to happen."""
    if not any(part in line for part in EXPECTED):
        say(line)
