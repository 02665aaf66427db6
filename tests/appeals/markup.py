"""Reads a piece of HTML into elements that a test can ask."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

VOID = {"br", "hr", "img", "input", "link", "meta", "path", "circle", "rect"}


@dataclass
class Element:
    """One element: its tag, its attributes and what it holds."""

    tag: str
    attrs: dict[str, str | None] = field(default_factory=dict)
    inside: list[Element | str] = field(default_factory=list)

    def all(self, tag: str) -> list[Element]:
        """Return every element of a tag under this one, in reading order."""
        return [one for one in self._walk() if one.tag == tag]

    def one(self, tag: str) -> Element:
        """Return the only element of a tag; fails where there are none or several."""
        (found,) = self.all(tag)
        return found

    def by_id(self, name: str) -> Element:
        """Return the only element with an id."""
        (found,) = [one for one in self._walk() if one.attrs.get("id") == name]
        return found

    @property
    def words(self) -> str:
        """The text as it is read: white space folded, but for the narrow and the unbreakable space."""
        return re.sub(r"[ \n\t]+", " ", self._text()).strip()

    def _text(self) -> str:
        return "".join(part if isinstance(part, str) else part._text() for part in self.inside)

    def _walk(self) -> Iterator[Element]:
        for part in self.inside:
            if isinstance(part, Element):
                yield part
                yield from part._walk()


class _Builder(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.open = [Element("")]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        made = Element(tag, dict(attrs))
        self.open[-1].inside.append(made)
        if tag not in VOID:
            self.open.append(made)

    def handle_endtag(self, tag: str) -> None:
        if tag not in VOID:
            assert self.open.pop().tag == tag, f"</{tag}> closes another element"

    def handle_data(self, data: str) -> None:
        self.open[-1].inside.append(data)


def read(html: str) -> Element:
    """Return the element that holds `html`; an element that is closed wrongly or not at all fails the test."""
    builder = _Builder()
    builder.feed(html)
    builder.close()
    (root,) = builder.open
    return root
