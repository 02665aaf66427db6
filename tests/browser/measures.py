"""What can be measured on a page in a browser."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from axe_playwright_python.base import AXE_SCRIPT

if TYPE_CHECKING:
    from playwright.sync_api import Page

WALK = (Path(__file__).parent / "walk.js").read_text()
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# Contrast is its slowest rule and looks at one look only; walk.js measures every text in every look. What it would load
# beforehand serves a rule on sounds that start by themselves, and one that is an experiment.
OPTIONS = {"runOnly": RULES, "resultTypes": ["violations"], "rules": {"color-contrast": {"enabled": False}}, "preload": False}
RUN = "options => axe.run(options).then(({violations}) => violations.map(({id, nodes}) => [id, String(nodes[0].target)]))"

ENLARGED = """() => {
  const page = document.documentElement;
  page.style.fontSize = "200%";
  const wider = page.scrollWidth - page.clientWidth;
  page.style.fontSize = "";
  return wider;
}"""


def axe_violations(page: Page) -> list[list[str]]:
    """Return each broken rule of axe with the first element that breaks it."""
    page.evaluate(AXE_SCRIPT)
    found: list[list[str]] = page.evaluate(RUN, OPTIONS)
    return found


def stumbles(page: Page) -> list[list[Any]]:
    """Return by how much the page is too wide, faint text, small text and small targets; empty on a good page."""
    found: list[list[Any]] = page.evaluate(WALK)
    return found


def overflow_in_large_letters(page: Page) -> int:
    """Return by how many pixels the page is wider than its window in letters of twice the size."""
    wider: int = page.evaluate(ENLARGED)
    return wider
