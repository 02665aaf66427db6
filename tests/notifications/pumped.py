"""Functions that a test's pump runs beside delivery."""

from __future__ import annotations

from notifications.settled import handle_settled


def fail() -> None:
    """A function that is broken today."""
    raise LookupError


def handle() -> int:
    """A function that does its part."""
    return handle_settled({})
