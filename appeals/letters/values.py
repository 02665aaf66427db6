"""What a letter is handed: the kinds of value it may need, each checked and written in the letter's language."""

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from enum import StrEnum
from typing import Self, TypeVar

from appeals.letters.dates import Amount, written_amount, written_day, written_moment
from appeals.letters.marks import isolated, many_lines, one_line

Kind = TypeVar("Kind")

RIGHT_TO_LEFT = frozenset({"ar", "ckb", "dv", "fa", "he", "ps", "sd", "ug", "ur", "yi"})


class LetterError(ValueError):
    """A letter was asked for that does not exist, or was handed values that it cannot print."""


class ValueKind(StrEnum):
    """How a value is handed in and how it is printed."""

    LINE = "line"  # str on one line
    TEXT = "text"  # str that keeps its lines
    MOMENT = "moment"  # aware datetime
    DAY = "day"  # date
    MONEY = "money"  # Amount
    COUNT = "count"  # int of 0 or more
    FLAG = "flag"  # bool
    CODE = "code"  # str of 8 digits
    SHA256 = "sha256"  # str of 64 hexadecimal digits, printed as its first 12
    TERM = "term"  # str, a key of a table of terms
    TERMS = "terms"  # sequence of such keys
    ROWS = "rows"  # sequence of mappings


@dataclass(frozen=True, slots=True)
class Value:
    """One value of a letter."""

    kind: ValueKind
    required: bool = True
    table: str = ""
    only: frozenset[str] = frozenset()
    columns: Mapping[str, "Value"] = field(default_factory=dict)
    short: str = ""  # the column that a row of one plain string fills

    def optional(self) -> "Value":
        """The same value, which may be left out or None."""
        return replace(self, required=False)


@dataclass(frozen=True, slots=True)
class Voice:
    """In which language, time zone and terms a letter speaks."""

    language: str
    zone: str
    terms: Mapping[str, Mapping[str, str]]

    @property
    def right_to_left(self) -> bool:
        """Whether the language is written from the right."""
        return self.language.partition("-")[0] in RIGHT_TO_LEFT


class Term(str):
    """A code that a template compares, with the word a person reads as `.word`."""

    __slots__ = ("word",)
    word: str

    def __new__(cls, code: str, word: str) -> Self:
        """The code, carrying its word."""
        term = super().__new__(cls, code)
        term.word = word
        return term


def written(values: Mapping[str, object], needs: Mapping[str, Value], voice: Voice) -> dict[str, object]:
    """Every value of `needs` as its template prints it; one that was left out or is blank is None.

    Raises LetterError with all that is missing, unknown or of the wrong kind.
    """
    problems = [f"{name}: not a value of this letter" for name in values if name not in needs]
    printed: dict[str, object] = {}
    for name, need in needs.items():
        value = values.get(name)
        if value is None or _is_empty(value):
            printed[name] = None
            if need.required:
                problems.append(f"{name}: missing")
            continue
        try:
            printed[name] = _WRITERS[need.kind](value, need, voice)
        except LetterError as error:
            problems.append(f"{name}: {error}")
    if problems:
        raise LetterError("; ".join(problems))
    return printed


def _is_empty(value: object) -> bool:
    return not value.strip() if isinstance(value, str) else isinstance(value, Sequence) and not value


def _text(value: object, need: Value, voice: Voice) -> str:
    marked = (one_line if need.kind is ValueKind.LINE else many_lines)(_of(str, value))
    return isolated(marked) if voice.right_to_left or _has_right_to_left(marked) else marked


def _moment(value: object, _need: Value, voice: Voice) -> object:
    at = _of(datetime, value)
    if at.tzinfo is None:
        raise LetterError("a moment needs its time zone")
    return written_moment(at, zone=voice.zone, language=voice.language)


def _day(value: object, _need: Value, voice: Voice) -> object:
    if isinstance(value, datetime):
        raise LetterError("a day is wanted, not a moment")
    return written_day(_of(date, value), language=voice.language)


def _money(value: object, _need: Value, voice: Voice) -> str:
    try:
        return written_amount(_of(Amount, value), language=voice.language)
    except LetterError:
        raise
    except ValueError as error:
        raise LetterError(str(error)) from error


def _count(value: object, _need: Value, _voice: Voice) -> int:
    number = _of(int, value)
    if isinstance(value, bool) or number < 0:
        raise LetterError("a count is 0 or more")
    return number


def _flag(value: object, _need: Value, _voice: Voice) -> bool:
    return _of(bool, value)


def _code(value: object, _need: Value, voice: Voice) -> str:
    code = _of(str, value)
    if not re.fullmatch(r"[0-9]{8}", code):
        raise LetterError("a code has 8 digits")
    groups = f"{code[:4]} {code[4:]}"
    # Written from the right, two groups of digits would change places.
    return isolated(groups) if voice.right_to_left else groups


def _sha256(value: object, _need: Value, _voice: Voice) -> str:
    digest = _of(str, value)
    if not re.fullmatch(r"[0-9a-f]{64}", digest):
        raise LetterError("a fingerprint has 64 hexadecimal digits")
    return digest[:12]


def _term(value: object, need: Value, voice: Voice) -> Term:
    code, table = str(_of(str, value)), voice.terms[need.table]
    if code not in table or (need.only and code not in need.only):
        raise LetterError(f"{code!r} is not among {sorted(need.only or table)}")
    return Term(code, table[code])


def _terms(value: object, need: Value, voice: Voice) -> list[Term]:
    return [_term(code, need, voice) for code in _sequence(value)]


def _rows(value: object, need: Value, voice: Voice) -> list[dict[str, object]]:
    rows = []
    for row in _sequence(value):
        columns = {need.short: row} if need.short and isinstance(row, str) else row
        if not isinstance(columns, Mapping):
            raise LetterError("each row is a mapping")
        rows.append(written(columns, need.columns, voice))
    return rows


def _sequence(value: object) -> Sequence[object]:
    if isinstance(value, str | bytes) or not isinstance(value, Sequence):
        raise LetterError("a list is wanted")
    return value


def _of(kind: type[Kind], value: object) -> Kind:
    if not isinstance(value, kind):
        raise LetterError(f"{kind.__name__} is wanted, not {type(value).__name__}")
    return value


def _has_right_to_left(text: str) -> bool:
    return any(unicodedata.bidirectional(character) in {"R", "AL"} for character in text)


_WRITERS: Mapping[ValueKind, Callable[[object, Value, Voice], object]] = {
    ValueKind.LINE: _text,
    ValueKind.TEXT: _text,
    ValueKind.MOMENT: _moment,
    ValueKind.DAY: _day,
    ValueKind.MONEY: _money,
    ValueKind.COUNT: _count,
    ValueKind.FLAG: _flag,
    ValueKind.CODE: _code,
    ValueKind.SHA256: _sha256,
    ValueKind.TERM: _term,
    ValueKind.TERMS: _terms,
    ValueKind.ROWS: _rows,
}
