"""Text that comes in and text that goes out: what it may hold, how long it may be, which words it may not use."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

import regex

from appeals.errors import FieldError
from appeals.letters.linter import lint

if TYPE_CHECKING:
    from collections.abc import Iterator

LONGEST_STATEMENT = 10_000
LONGEST_ANSWER = 2_000
LONGEST_LINE = 200
# One grapheme may be many code points; counting them is only worth it for a text that could pass.
MOST_POINTS_PER_GRAPHEME = 20
# What other programs write for the end of a line.
_LINE_ENDS = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
# NUL and the other controls, and halves of pairs: no page, mail or database column can carry them.
_UNSHOWABLE = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")
# What leaves no mark on a page: a text of nothing else is an empty one.
_NOTHING = regex.compile(r"[\p{White_Space}\p{Cf}\p{Default_Ignorable_Code_Point}\u2800]*")
# Findings of the linter that keep a text from going out; the others only advise its writer.
_REFUSED = frozenset({"forbidden_word", "accusation", "detection_method", "before_gate", "placeholder", "internal_code", "exclamation"})


def composed(text: str) -> str:
    """The text in NFC, with line feeds as its only line ends and nothing around it; empty where a reader would see nothing.

    What cannot be shown stays, to be refused.
    """
    return "" if _NOTHING.fullmatch(text) else unicodedata.normalize("NFC", _LINE_ENDS.sub("\n", text)).strip()


def unshowable(text: str) -> bool:
    """Whether the text holds NUL, another control character or half of a pair."""
    return _UNSHOWABLE.search(text) is not None


def longer_than(text: str, most: int) -> bool:
    """Whether the text has more than `most` characters as readers count them: a letter with its marks is one."""
    return len(text) > most * MOST_POINTS_PER_GRAPHEME or (len(text) > most and len(regex.findall(r"\X", text)) > most)


def incoming(field: str, text: str, *, longest: int, required: str = "") -> Iterator[FieldError]:
    """What keeps a text from being taken: empty where `required` says why not, unshowable characters, too many graphemes."""
    if not text:
        if required:
            yield FieldError(field, "required", required)
        return
    if unshowable(text):
        yield FieldError(field, "unshowable", "The text holds a sign that cannot be shown. Type it again, or paste it as plain text.")
    elif longer_than(text, longest) or len(text) > longest == LONGEST_LINE:
        # A line goes into a column, which counts code points, and one character may have several.
        yield FieldError(field, "too_long", f"The text is too long. Write at most {longest:,} characters.")


def outgoing(
    field: str, text: str, *, language: str, longest: int = LONGEST_ANSWER, required: str = "", gate_passed: bool = False
) -> Iterator[FieldError]:
    """What keeps a text of ours from going to a person: all of `incoming`, and the words that no letter may use."""
    yield from incoming(field, text, longest=longest, required=required)
    for finding in lint(text, language=language, gate_passed=gate_passed):
        if finding.code in _REFUSED:
            yield FieldError(field, finding.code, finding.message)
