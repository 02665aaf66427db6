"""What a PDF is made of: number of pages, a password, content that acts. Nothing is drawn and nothing is run."""

from __future__ import annotations

from typing import Any, BinaryIO

import pikepdf
from pikepdf import Array, Dictionary, Name, Object, Stream

# Far beyond an honest 15 MiB file; whoever needs more is not looked through to the end and is marked so.
MAX_OBJECTS = 200_000
ACTIVE_ACTIONS = frozenset({"/JavaScript", "/Launch", "/SubmitForm", "/ImportData", "/Rendition", "/Movie", "/Sound"})
ACTIVE_KEYS = frozenset({"/JS", "/JavaScript", "/XFA", "/RichMediaContent", "/RichMediaSettings"})
ATTACHED_KEYS = frozenset({"/EmbeddedFiles", "/EF"})


def probe(source: BinaryIO, _kind: str) -> dict[str, Any]:
    """Open the file with a real parser and look at every object once."""
    try:
        document = pikepdf.open(source, suppress_warnings=True)
    except pikepdf.PasswordError:
        return {"width": 0, "height": 0, "pages": 0, "flags": ["encrypted"]}
    pages = len(document.pages)
    if pages == 0:
        raise ValueError("no pages")
    return {"width": 0, "height": 0, "pages": pages, "flags": sorted(flags_of(document))}


def flags_of(document: pikepdf.Pdf) -> set[str]:
    """What the person deciding should know before opening the original; `uninspected` if there was too much to tell."""
    flags: set[str] = set()
    left = MAX_OBJECTS
    # Indirect objects come from the file's own list, so only what is nested directly must be walked: no cycles.
    for top in document.objects:
        waiting = [top]
        while waiting:
            left -= 1
            if left < 0:
                return flags | {"uninspected"}
            thing = waiting.pop()
            if isinstance(thing, Array):
                inside = list(thing)
            elif isinstance(thing, Dictionary | Stream):
                entries = dict(thing.items())
                flags |= flags_in(entries)
                inside = list(entries.values())
            else:
                continue
            waiting.extend(value for value in inside if isinstance(value, Array | Dictionary) and not value.is_indirect)
    return flags


def flags_in(entries: dict[str, Object]) -> set[str]:
    """What this one dictionary can do when a reader opens the file."""
    flags: set[str] = set()
    action = entries.get("/S")
    if not ACTIVE_KEYS.isdisjoint(entries) or (isinstance(action, Name) and str(action) in ACTIVE_ACTIONS):
        flags.add("active_content")
    if not ATTACHED_KEYS.isdisjoint(entries):
        flags.add("embedded_files")
    return flags
