"""How one page of a view copy stands before the reader: covered or open, how large, turned, with how much contrast.

All of it is in the address, so that every button is a link and works without script.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from django.utils.http import urlencode
from django.utils.translation import gettext as _

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from appeals.models import ViewPage

FIT, ACTUAL, DOUBLE = "fit", "actual", "double"
ZOOMS = (FIT, ACTUAL, DOUBLE)
QUARTER, HALF, WHOLE = 90, 180, 360
TURNS = tuple(range(0, WHOLE, QUARTER))
LONGEST_NUMBER = 5


@dataclass(frozen=True, slots=True)
class Sight:
    """One page as it is shown. `opens` is what the address asks; `covers` whether this reader wants pages covered first."""

    number: int
    opens: bool = False
    covers: bool = True
    zoom: str = FIT
    turn: int = 0
    strong: bool = False

    @property
    def is_open(self) -> bool:
        """Whether the picture leaves the store with this page."""
        return self.opens or not self.covers

    def url(self, **changes: Any) -> str:
        """The address of the same page with something changed."""
        other = replace(self, **changes)
        said = {
            "page": str(other.number) if other.number > 1 else "",
            "open": "1" if other.opens else "",
            "zoom": other.zoom if other.zoom != FIT else "",
            "turn": str(other.turn) if other.turn else "",
            "contrast": "strong" if other.strong else "",
        }
        return f"?{urlencode({name: value for name, value in said.items() if value})}#copy"


def sight_of(asked: Mapping[str, str], *, count: int, covers: bool) -> Sight:
    """What an address asks for, of a document with so many pages; anything odd is as if it were not there."""
    typed, turn, zoom = asked.get("page", "1"), asked.get("turn", ""), asked.get("zoom", "")
    wanted = int(typed) if typed.isascii() and typed.isdigit() and len(typed) < LONGEST_NUMBER else 1
    return Sight(
        number=max(1, min(wanted, count)) if count else 0,
        opens=asked.get("open") == "1",
        covers=covers,
        zoom=zoom if zoom in ZOOMS else FIT,
        turn=int(turn) if turn in {str(one) for one in TURNS} else 0,
        strong=asked.get("contrast") == "strong",
    )


def drawing(page: ViewPage, sight: Sight) -> dict[str, Any]:
    """The numbers with which the picture is drawn: an SVG turns it without any style in the page."""
    width, height = max(page.width, 1), max(page.height, 1)
    sides = (height, width) if sight.turn in {QUARTER, WHOLE - QUARTER} else (width, height)
    moved = {0: "", QUARTER: f"translate({height} 0) ", HALF: f"translate({width} {height}) ", WHOLE - QUARTER: f"translate(0 {width}) "}
    times = 2 if sight.zoom == DOUBLE else 1
    return {
        "box": f"0 0 {sides[0]} {sides[1]}",
        "width": sides[0] * times,
        "height": sides[1] * times,
        "own_width": width,
        "own_height": height,
        "transform": f"{moved[sight.turn]}rotate({sight.turn})" if sight.turn else "",
    }


def tools(sight: Sight) -> Sequence[dict[str, Any]]:
    """The buttons beside the picture, each a link; `on` is the one that holds now."""
    sizes = {FIT: _("Fit to width"), ACTUAL: _("Actual size"), DOUBLE: _("Twice as large")}
    return [
        *({"label": label, "url": sight.url(zoom=zoom), "on": sight.zoom == zoom} for zoom, label in sizes.items()),
        {"label": _("Turn left"), "url": sight.url(turn=(sight.turn - QUARTER) % WHOLE), "on": False},
        {"label": _("Turn right"), "url": sight.url(turn=(sight.turn + QUARTER) % WHOLE), "on": False},
        {"label": _("Strong contrast"), "url": sight.url(strong=not sight.strong), "on": sight.strong},
    ]
