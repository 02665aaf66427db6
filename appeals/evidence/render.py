"""View copies: what staff see instead of the original, made by a confined process from nothing but pixels."""

from __future__ import annotations

import re
import stat
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, BinaryIO

from appeals.evidence.confined import CRASHED, Outcome, run_confined
from appeals.evidence.limits import MAX_PAGES

if TYPE_CHECKING:
    from pathlib import Path

PAGE_NAME = re.compile(r"page-\d{4}\.(jpg|png|txt)")
MEDIA_TYPES = {"jpg": "image/jpeg", "png": "image/png", "txt": "text/plain; charset=utf-8"}
LARGEST_SIDE = 65_535

ENCRYPTED = "encrypted"
NOT_PREVIEWABLE = "not_previewable"


@dataclass(frozen=True, slots=True)
class Page:
    """One page of a view copy, in the folder the caller gave. Pixels; text has 0 and 0."""

    path: Path
    width: int
    height: int
    media_type: str


@dataclass(frozen=True, slots=True)
class Finding:
    """What kept the view copy from being made: `encrypted` or `not_previewable`.

    The cause of the second: `damaged`, `too_slow`, `crashed`, `too_much_memory`, `too_many_pages`, `image_too_large`,
    `animated` or `too_much_metadata`.
    """

    code: str
    cause: str = ""


@dataclass(frozen=True, slots=True)
class Rendered:
    """The pages, or the findings why there are none; the worker's peak of memory in bytes, for the record."""

    pages: tuple[Page, ...] = ()
    findings: tuple[Finding, ...] = ()
    peak_memory: int = 0


def render(file: BinaryIO, *, kind: str, into: Path) -> Rendered:
    """Make the view copy of a recognised file in the empty folder `into`; leaves the file at its start.

    All pages or none. Nothing a hostile file does raises; WorkerUnavailable (an OSError) means that our own side failed
    and the same call may be tried again. The caller stores the pages and removes the folder.
    """
    outcome = run_confined("render", kind, file, into)
    return _rendered(outcome, into)


def _rendered(outcome: Outcome, folder: Path) -> Rendered:
    """Turn the worker's answer into pages, checking it as the words of a stranger: it has read hostile bytes."""
    cause = outcome.failure or str(outcome.answer.get("unfit", ""))
    if cause:
        finding = Finding(ENCRYPTED) if cause == ENCRYPTED else Finding(NOT_PREVIEWABLE, cause)
        return Rendered(findings=(finding,), peak_memory=outcome.peak_memory)
    said = outcome.answer.get("pages")
    pages = [_page(entry, folder) for entry in said[: MAX_PAGES + 1]] if isinstance(said, list) else []
    whole = tuple(page for page in pages if page is not None)
    if not whole or len(whole) != len(pages) or len(whole) > MAX_PAGES:
        return Rendered(findings=(Finding(NOT_PREVIEWABLE, CRASHED),), peak_memory=outcome.peak_memory)
    return Rendered(whole, (), outcome.peak_memory)


def _page(entry: Any, folder: Path) -> Page | None:
    """One page if the worker really made it: a regular file of ours, under a name of ours, of a possible size."""
    try:
        name, width, height = str(entry["name"]), int(entry["width"]), int(entry["height"])
    except (KeyError, TypeError, ValueError):
        return None
    match = PAGE_NAME.fullmatch(name)
    if match is None or not (0 <= width <= LARGEST_SIDE and 0 <= height <= LARGEST_SIDE):
        return None
    path = folder / name
    # lstat: a link planted here would make us store whatever it points to.
    if not path.exists() or not stat.S_ISREG(path.lstat().st_mode):
        return None
    return Page(path, width, height, MEDIA_TYPES[match[1]])
