"""Characters that deceive: what is dropped and what is shown by its number. No Django: the worker uses it too."""

from __future__ import annotations

import unicodedata

# These change the direction of everything after them and make "exe.gnp" look like "png.exe".
OVERRIDES = (*range(0x202A, 0x202F), *range(0x2066, 0x206A))
# Marks are typed by hand in Arabic and Hebrew; in a text they are honest, in a file name they can reorder the ending.
MARKS = (0x061C, 0x200E, 0x200F)
# They take no room and hide differences between two names.
INVISIBLE = (0x00AD, 0x200B, 0x2060, 0xFEFF)
CONTROLS = (*range(0x20), *range(0x7F, 0xA0))
SURROGATES = range(0xD800, 0xE000)
REPLACEMENT = "\N{REPLACEMENT CHARACTER}"


def numbered(code: int) -> str:
    """A character shown by its number, such as ⟨U+202E⟩."""
    return f"⟨U+{code:04X}⟩"


TEXT_TABLE: dict[int, str | None] = {
    **{code: None for code in CONTROLS if chr(code) not in "\n\t"},
    **{code: numbered(code) for code in OVERRIDES},
}
NAME_TABLE: dict[int, str | None] = {
    **dict.fromkeys((*CONTROLS, *INVISIBLE)),
    0x2028: " ",
    0x2029: " ",
    **{code: numbered(code) for code in (*OVERRIDES, *MARKS)},
    **dict.fromkeys(SURROGATES, REPLACEMENT),
}


def one_line_end(text: str) -> str:
    """The text with one kind of line end, whichever system wrote it."""
    return text.replace("\r\n", "\n").replace("\r", "\n").replace("\f", "\n")


def readable_text(text: str) -> str:
    """A text without control characters, with overrides of direction made visible."""
    return text.translate(TEXT_TABLE)


def readable_name(name: str) -> str:
    """A name in one line and in composed form, in which every character can be seen."""
    return unicodedata.normalize("NFC", name.translate(NAME_TABLE))
