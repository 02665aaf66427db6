"""Text as people type it: in one form, without characters that no page can show, counted as people count."""

from __future__ import annotations

import re
import unicodedata
from typing import Any

import regex
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

# What other programs write for the end of a line.
LINE_ENDS = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
# NUL and the other controls, and halves of pairs: no page, mail or database column can carry them.
UNSHOWABLE = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")
LONGEST_WORDS = 10_000


def composed(raw: str) -> str:
    """The text in NFC with line feeds as its only line ends. What cannot be shown is left in for `unshowable` to find."""
    return unicodedata.normalize("NFC", LINE_ENDS.sub("\n", raw))


def unshowable(text: str) -> bool:
    """Whether the text holds NUL, another control character or half of a pair."""
    return UNSHOWABLE.search(text) is not None


def graphemes(text: str) -> int:
    """How many characters a reader counts: a letter with its marks, or a family of faces, is one."""
    return len(regex.findall(r"\X", text))


class WordsField(forms.CharField):
    """One line of text, or many with `lines`: cleaned as above, and at most `most` characters as people count them.

    Whatever cannot be shown is an error of the field, never a fault of the server. `max_length` is only the hint that
    the page prints: Django would count code points, and so refuse languages that write a letter with several.
    """

    def __init__(self, *, lines: bool = False, most: int | None = None, **options: Any) -> None:
        self.lines = lines
        self.most = most or (LONGEST_WORDS if lines else 200)
        if lines:
            options.setdefault("widget", forms.Textarea(attrs={"rows": 8}))
        super().__init__(**options)
        self.max_length = self.most if lines else None

    def to_python(self, value: Any) -> str:
        """The composed text; raises ValidationError for what cannot be shown and for too much."""
        text = composed("" if value is None else str(value))
        if unshowable(text):
            raise ValidationError(
                _("The text holds a sign that cannot be shown. Type it again, or paste it as plain text."), code="unshowable"
            )
        text = text.strip() if self.lines else " ".join(text.split())
        # A cheap bound first: counting graphemes of a huge text takes long.
        if len(text) > 20 * self.most or graphemes(text) > self.most:
            raise ValidationError(
                _("The text is too long. Write at most %(most)s characters."), code="too_long", params={"most": f"{self.most:,}"}
            )
        return text
