"""What can be measured on a page in a browser; used on sample pages and on the real ones."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from axe_playwright_python.sync_playwright import Axe

if TYPE_CHECKING:
    from playwright.sync_api import Page

WALK = (Path(__file__).parent / "walk.js").read_text()
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


def axe_violations(page: Page) -> list[tuple[str, str]]:
    """Return each broken rule of axe with the first element that breaks it."""
    answer: dict[str, Any] = Axe().run(page, options={"runOnly": RULES, "resultTypes": ["violations"]}).response
    return [(found["id"], str(found["nodes"][0]["target"])) for found in answer["violations"]]


def stumbles(page: Page) -> list[list[Any]]:
    """Return faint text, small text and small targets; empty on a good page."""
    found: list[list[Any]] = page.evaluate(WALK)
    return found


def overflow(page: Page) -> int:
    """Return by how many pixels the page is wider than its window."""
    wider: int = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    return wider
