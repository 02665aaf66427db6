"""The wording linter: what may not stand in a text that goes to a person, how hard it reads, and which texts are alike."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache

from appeals.letters.folding import Folded, fold
from appeals.letters.forbidden import LANGUAGES, Forbidden
from appeals.letters.likeness import same_letter
from appeals.letters.reading import HARDEST_GRADE, reading_grade
from appeals.letters.sentences import LONGEST_SENTENCE, sentences, words

__all__ = ["HARDEST_GRADE", "LONGEST_SENTENCE", "Finding", "lint", "reading_grade", "same_letter"]

_MESSAGES = {
    "forbidden_word": "Say it in plain words, without “{words}”.",
    "before_gate": "“{words}” may not be said before the account may be closed for good.",
    "accusation": "“{words}” accuses. Say what was seen instead.",
    "detection_method": "“{words}” tells how we check. Say what was seen instead.",
    "internal_code": "“{words}” is an internal code. Name the section instead.",
    "exclamation": "No exclamation marks.",
    "placeholder": "“{words}” was not filled in.",
}

_EXCLAMATION = re.compile(r"[!\u00a1\u203c\u2757\uff01]+")
# Every repetition has an end, so that no text of any kind takes long to read.
_PLACEHOLDER = re.compile(
    r"⟦.{0,80}?⟧|\{\{.{0,80}?\}\}|\{%.{0,80}?%\}|\{\w{0,40}\}|%\(\w{1,40}\)s|%s\b|<[a-z_ ]{1,40}>|\[[A-Z_ ]{2,40}\]|\[(?:name|date|reason|amount|rule)\]"
    r"|\bXXX+\b|\bTB[DC]\b|_{3,}|\blorem ipsum\b",
    re.DOTALL,
)
_INTERNAL_CODE = re.compile(r"\b(?:R|DR|DET|SIG|RULE|MODEL)[-_ ]?\d{2,}\b")
# A day is a number beside a word beside a year of four digits, in either order, or the numbers of ISO 8601.
_DATE = re.compile(r"\b\d{1,2}\b[^\d\n]{2,20}\b\d{4}\b|\b\d{4}-\d{2}-\d{2}\b|\b[^\W\d_]{3,20}\s{1,3}\d{1,2},\s{1,3}\d{4}\b")


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing to change: a stable code, where it stands as (start, end), and a sentence for the writer."""

    code: str
    span: tuple[int, int]
    message: str


def lint(text: str, *, language: str, gate_passed: bool = False, notice: bool = False) -> list[Finding]:
    """Everything in `text` that may not go out, in the order of the text; an empty list lets it pass.

    `gate_passed` allows the words of a closure that may be carried out. `notice` asks for at least one full date.
    """
    found = [*_word_findings(text, language, gate_passed=gate_passed), *_form_findings(text)]
    if notice and not _DATE.search(text):
        found.append(Finding("missing_date", (0, 0), "Say on which day, with day, month and year."))
    return sorted(found, key=lambda finding: (finding.span, finding.code))


def _word_findings(text: str, language: str, *, gate_passed: bool) -> Iterator[Finding]:
    tables = LANGUAGES.get(language.partition("-")[0].lower())
    if tables is None:
        return
    folded = _without_neutral(fold(text), tables)
    kinds = {"forbidden_word": tables.words, "accusation": tables.accusations, "detection_method": tables.methods}
    if not gate_passed:
        kinds["before_gate"] = tables.before_gate
    for code, entries in kinds.items():
        for match in _pattern(entries, tables.prefix).finditer(folded.text):
            yield _finding(code, text, folded.span(match.start(), match.end()))


def _form_findings(text: str) -> Iterator[Finding]:
    patterns = {"exclamation": _EXCLAMATION, "placeholder": _PLACEHOLDER, "internal_code": _INTERNAL_CODE}
    for code, pattern in patterns.items():
        for match in pattern.finditer(text):
            yield _finding(code, text, match.span())
    for start, end, sentence in sentences(text):
        length = len(words(sentence))
        if length > LONGEST_SENTENCE:
            message = f"This sentence has {length} words. Make two of it; {LONGEST_SENTENCE} is the most."
            yield Finding("long_sentence", (start, end), message)


def _finding(code: str, text: str, span: tuple[int, int]) -> Finding:
    return Finding(code, span, _MESSAGES[code].format(words=text[slice(*span)]))


def _without_neutral(folded: Folded, tables: Forbidden) -> Folded:
    """The fixed sentences that say what is never a reason may name it: they are blanked out, at equal length."""
    pattern = _sentence_pattern(tables.neutral)
    return Folded(pattern.sub(lambda match: "\n" * len(match.group()), folded.text), folded.places)


@cache
def _sentence_pattern(neutral: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile("|".join(r"\s+".join(re.escape(word) for word in fold(text).text.split()) for text in neutral))


@cache
def _pattern(entries: tuple[str, ...], prefix: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w){prefix}(?:{'|'.join(_alternatives(entries))})(?!\w)")


def _alternatives(entries: Iterable[str]) -> Iterator[str]:
    # The longest first, so that a finding shows the whole phrase.
    for entry in sorted((fold(entry).text for entry in entries), key=len, reverse=True):
        parts = [re.escape(part) for part in entry.split()]
        pattern = r"\s+".join(parts).replace(r"\s+\*\s+", r"\s(?:\w+\s+){1,4}")
        yield re.sub(r"\\\*$", r"\\w*", pattern)
