"""A field of a form for text as people type it. What a text may hold is said in `actions.wording`."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from appeals.actions.wording import composed, longer_than, unshowable

LONGEST_WORDS = 10_000


class WordsField(forms.CharField):
    """One line of text, or many with `lines`: in one form, and at most `most` characters as people count them.

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
        if not self.lines:
            text = " ".join(text.split())
        if longer_than(text, self.most):
            raise ValidationError(
                _("The text is too long. Write at most %(most)s characters."), code="too_long", params={"most": f"{self.most:,}"}
            )
        return text
