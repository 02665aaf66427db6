"""A letter before it goes out, with what its writer should look at once more."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.conf.locale import LANG_INFO

from appeals.letters.linter import HARDEST_GRADE, lint, reading_grade

if TYPE_CHECKING:
    from collections.abc import Sequence

    from appeals.models import Notice


@dataclass(frozen=True, slots=True)
class Preview:
    """One letter to read: `advice` are sentences for its writer, `grade` the school year it reads like."""

    to: str
    subject: str
    text: str
    language: str
    language_name: str
    grade: int
    hard: bool
    advice: Sequence[str]


def preview_of(letter: Notice) -> Preview:
    """A written but unsent letter, linted as a whole."""
    grade = reading_grade(letter.text, letter.language)
    name = LANG_INFO.get(letter.language, {}).get("name_local", letter.language)
    advice = list(dict.fromkeys(finding.message for finding in lint(letter.text, language=letter.language)))
    return Preview(letter.address, letter.title, letter.text, letter.language, str(name), round(grade), grade > HARDEST_GRADE, advice)
