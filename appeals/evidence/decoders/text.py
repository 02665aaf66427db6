"""Plain text as people may safely read it: no control characters, no hidden changes of direction."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, BinaryIO

from appeals.evidence.characters import one_line_end, readable_text
from appeals.evidence.limits import TEXT_PAGE_CHARACTERS

if TYPE_CHECKING:
    from pathlib import Path


def render(source: BinaryIO, _kind: str, folder: Path) -> list[dict[str, Any]]:
    """The cleaned text in pages of equal length, broken at a line end where one is near."""
    text = one_line_end(source.read().decode("utf-8-sig"))
    pages: list[dict[str, Any]] = []
    start = 0
    while start < len(text) or not pages:
        end = break_after(text, start)
        name = f"page-{len(pages) + 1:04}.txt"
        (folder / name).write_bytes(readable_text(text[start:end]).encode())
        pages.append({"name": name, "width": 0, "height": 0})
        start = end
    return pages


def break_after(text: str, start: int) -> int:
    """Where the page that begins at `start` ends."""
    limit = start + TEXT_PAGE_CHARACTERS
    if limit >= len(text):
        return len(text)
    line_end = text.rfind("\n", start + TEXT_PAGE_CHARACTERS * 3 // 4, limit)
    return limit if line_end < 0 else line_end + 1
