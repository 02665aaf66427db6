"""The name of a file as people see it. Nothing is ever stored under it."""

from __future__ import annotations

import regex

from appeals.evidence.characters import readable_name

MAX_GRAPHEMES = 120
# One grapheme may be any number of code points, so the column needs a limit of its own.
MAX_CODE_POINTS = 240
MARKS_ON_A_LETTER = 8
LONGEST_ENDING = 12
WITHOUT_NAME = "file"
ENDINGS = {
    "image/jpeg": ".jpg",
    "image/png": ".png",
    "image/webp": ".webp",
    "image/heic": ".heic",
    "application/pdf": ".pdf",
    "text/plain": ".txt",
}
CUT = "…"
# Device names on Windows, with any ending; the superscript digits count there as digits.
DEVICE = regex.compile(r"(?:con|prn|aux|nul|conin\$|conout\$|(?:com|lpt)[0-9¹²³])(?:\..*)?", regex.IGNORECASE)
DRIVE = regex.compile(r"^[A-Za-z]:")
STACKED_MARKS = regex.compile(rf"(\p{{M}}{{{MARKS_ON_A_LETTER}}})\p{{M}}+")


def display_name(raw: str) -> str:
    """The last part of the name in NFC: no control characters, no hidden direction, no device name, never empty.

    At most 120 graphemes and 240 code points; a cut keeps the ending. The result still holds `<`, `&` and quotes as
    the person typed them: pages escape it like any other text.
    """
    parts = readable_name(raw).replace("\\", "/").split("/")
    name = next((part for part in map(_bare, reversed(parts)) if part), WITHOUT_NAME)
    if DEVICE.fullmatch(name):
        name = f"_{name}"
    return _shortened(STACKED_MARKS.sub(r"\1", name))


def saved_name(label: str, media_type: str) -> str:
    """A label as the name of a file, with the ending of its type, so that it opens where it is saved."""
    ending = ENDINGS.get(media_type, "")
    return display_name(label if label.lower().endswith(ending) else label + ending)


def _bare(part: str) -> str:
    """One part of a path without a drive, and without the dots and spaces that hide files or get lost on some systems."""
    return " ".join(DRIVE.sub("", part).split()).strip(". ")


def _shortened(name: str) -> str:
    """The name within both limits, cut in its middle so that the ending stays."""
    graphemes = regex.findall(r"\X", name)
    if len(graphemes) <= MAX_GRAPHEMES and len(name) <= MAX_CODE_POINTS:
        return name
    stem, dot, ending = name.rpartition(".")
    tail = dot + ending if stem and len(ending) <= LONGEST_ENDING else ""
    room, points = MAX_GRAPHEMES - len(regex.findall(r"\X", tail)) - 1, MAX_CODE_POINTS - len(tail) - 1
    kept: list[str] = []
    for grapheme in regex.findall(r"\X", name.removesuffix(tail))[:room]:
        points -= len(grapheme)
        if points < 0:
            break
        kept.append(grapheme)
    return "".join(kept) + CUT + tail
