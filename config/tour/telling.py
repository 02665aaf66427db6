"""How the tour speaks, and how it stops at the first thing that is not as it should be."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Container

FoundT = TypeVar("FoundT")
PATIENCE_SECONDS = 20
GLANCE_SECONDS = 0.1


class TourError(Exception):
    """What differs from what the product promises."""


class Teller:
    """Says each step and counts what was checked."""

    def __init__(self, say: Callable[[str], None]) -> None:
        self.say = say
        self.started = time.monotonic()
        self.checked = 0

    def part(self, title: str) -> None:
        """The head line of a part."""
        self.say("")
        self.say(f"== {title} ({time.monotonic() - self.started:.0f} s)")

    def step(self, text: str) -> None:
        """One thing that somebody does."""
        self.say(f"  • {text}")

    def same(self, what: str, found: Any, wanted: Any) -> None:
        """Raise TourError unless the two are equal."""
        self.checked += 1
        if found != wanted:
            message = f"{what}: expected {wanted!r}, found {found!r}"
            raise TourError(message)
        self.say(f"      ✓ {what}")

    def holds(self, what: str, place: Container[Any], *wanted: Any) -> None:
        """Raise TourError unless everything wanted is in it."""
        self.checked += 1
        missing = [one for one in wanted if one not in place]
        if missing:
            message = f"{what}: {missing!r} is missing"
            raise TourError(message)
        self.say(f"      ✓ {what}")


def wait_for(what: str, look: Callable[[], FoundT | None]) -> FoundT:
    """Look until something is there: the workers do their part in their own time. Raises TourError after 20 seconds."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while True:
        found = look()
        if found:
            return found
        if time.monotonic() > deadline:
            message = f"{what} did not come within {PATIENCE_SECONDS} seconds"
            raise TourError(message)
        time.sleep(GLANCE_SECONDS)
