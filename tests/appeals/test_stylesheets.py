"""The colours promise a contrast, the sheets run both ways, and nothing in a template breaks the content policy."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

HOUSE = Path(__file__).resolve().parents[2]
SHEETS = sorted((HOUSE / "appeals" / "static" / "ui").glob("*.css"))
TEMPLATES = sorted((HOUSE / "appeals" / "templates").rglob("*.html"))
BASE = (HOUSE / "appeals" / "static" / "ui" / "base.css").read_text()

# What stands on what, and the least contrast: 4.5 for words, 3 for the edges of controls.
PAIRS = [
    ("text", "bg", 7.0),
    ("text", "raised", 7.0),
    ("muted", "bg", 4.5),
    ("muted", "raised", 4.5),
    ("link", "bg", 4.5),
    ("link", "raised", 4.5),
    ("visited", "bg", 4.5),
    ("on-action", "action", 4.5),
    ("on-action", "action-over", 4.5),
    ("on-danger", "danger", 4.5),
    ("on-danger", "danger-over", 4.5),
    ("control", "bg", 3.0),
    ("control", "raised", 3.0),
    ("action", "bg", 3.0),
    *((name, f"{name}-bg", 4.5) for name in ("info", "wait", "ok", "bad", "you", "closed")),
    *((name, "bg", 4.5) for name in ("wait", "ok", "bad", "you", "closed")),
    *(("text", f"{name}-bg", 4.5) for name in ("info", "wait", "ok", "bad", "you", "closed")),
    *(("action", f"{name}-bg", 3.0) for name in ("info", "wait", "ok", "you", "closed")),
]


def tokens(start: str) -> dict[str, str]:
    """Return the colours of the block that begins with `start`."""
    block = BASE[BASE.index(start) :].split("{", 1)[1].split("}", 1)[0]
    return dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{3,6});", block))


LIGHT = tokens(":root {")
DARK = LIGHT | tokens(':root[data-theme="dark"] {')


def luminance(colour: str) -> float:
    """Return the relative luminance of #rgb or #rrggbb, as WCAG defines it."""
    digits = colour.lstrip("#")
    pairs = [digits[i] * 2 for i in range(3)] if len(digits) == 3 else [digits[i : i + 2] for i in (0, 2, 4)]
    red, green, blue = (int(pair, 16) / 255 for pair in pairs)
    linear = [value / 12.92 if value <= 0.03928 else ((value + 0.055) / 1.055) ** 2.4 for value in (red, green, blue)]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize(("front", "ground", "least"), PAIRS)
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_a_colour_can_be_read_on_its_ground(theme: str, front: str, ground: str, least: float) -> None:
    colours = {"light": LIGHT, "dark": DARK}[theme]

    assert contrast(colours[front], colours[ground]) >= least


def test_the_focus_ring_is_seen_on_every_ground() -> None:
    for colours in (LIGHT, DARK):
        grounds = [colours[name] for name in ("bg", "raised", "action", "you-bg", "wait-bg", "ok-bg", "bad-bg")]

        assert all(max(contrast(colours["focus"], ground), contrast(colours["ink"], ground)) >= 3 for ground in grounds)
        assert contrast(colours["focus"], colours["ink"]) >= 4.5


def test_both_ways_into_the_dark_give_the_same_colours() -> None:
    assert tokens(':root:not([data-theme="light"]) {') == tokens(':root[data-theme="dark"] {')


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda path: path.name)
def test_a_sheet_names_no_physical_side(sheet: Path) -> None:
    physical = r"(?<![a-z-])(?:margin|padding|border|inset)-(?:left|right|top|bottom)|(?<![a-z-])(?:left|right):|text-align: (?:left|right)|float: ?(?:left|right)"

    assert re.findall(physical, sheet.read_text()) == []


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda path: path.name)
def test_a_sheet_fetches_nothing(sheet: Path) -> None:
    assert re.findall(r"url\(|@import|data:", sheet.read_text()) == []


@pytest.mark.parametrize("name", ["base.css", "portal.css"])
def test_what_the_portal_loads_is_read_by_old_browsers(name: str) -> None:
    sheet = re.sub(r"/\*.*?\*/", "", (SHEETS[0].parent / name).read_text(), flags=re.DOTALL)

    assert re.findall(r"@layer|@container|:has\(|light-dark\(|^\s*&", sheet, re.MULTILINE) == []


def test_every_class_of_a_shared_part_has_a_rule() -> None:
    rules = set(re.findall(r"\.([a-z][a-z-]*)", "".join(sheet.read_text() for sheet in SHEETS)))
    parts = [path for path in TEMPLATES if path.parent.name == "ui"]
    used = {name for path in parts for names in re.findall(r'class="([a-z -]+)"', path.read_text()) for name in names.split()}

    assert used - rules == set()


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_a_template_carries_no_inline_style_or_script(template: Path) -> None:
    text = template.read_text()

    assert re.findall(r"<style|<script(?![^>]*\bsrc=)(?![^>]*application/json)|\sstyle=|\son[a-z]+=|javascript:|data:", text) == []


@pytest.mark.parametrize("template", [path for path in TEMPLATES if path.parent.name == "ui"], ids=lambda path: path.name)
def test_a_part_says_on_top_what_it_needs(template: Path) -> None:
    assert template.read_text().lstrip().startswith("{% comment %}")
