"""A letter is rendered once, from words of one language and values handed in; the result is the inbox copy."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass

from django.template import Context, Template

from appeals.letters.catalogue import CATALOGUE, Audience
from appeals.letters.dates import Written
from appeals.letters.marks import as_html, as_text
from appeals.letters.values import RIGHT_TO_LEFT, LetterError, Voice, written
from appeals.letters.words import hint_of_fallback, words_for

LONGEST_SUBJECT = 60
DEFAULT_ZONE = "UTC"


@dataclass(frozen=True, slots=True)
class Letter:
    """One rendered letter. `text` is what counts; `html` is the same text for a page, without attributes.

    `language` is the one it is written in and `asked` the one that was wanted. `dates` holds the names of the dates that the text
    really prints.
    """

    kind: str
    version: int
    language: str
    asked: str
    subject: str
    title: str
    text: str
    html: str
    news: str
    action: str
    dates: frozenset[str]
    sha256: str

    @property
    def is_fallback(self) -> bool:
        """Whether the person reads another language than the one they asked for."""
        return differs(self.asked, self.language)

    @property
    def direction(self) -> str:
        """`rtl` or `ltr`, for the element that shows it."""
        return "rtl" if self.language.partition("-")[0] in RIGHT_TO_LEFT else "ltr"


def differs(asked: str, language: str) -> bool:
    """Whether two tags (BCP 47) name two languages; regions and scripts of one language do not count."""
    return asked.lower().replace("_", "-").partition("-")[0] != language.partition("-")[0]


def render(kind: str, *, language: str, values: Mapping[str, object], zone: str = DEFAULT_ZONE) -> Letter:
    """The letter of `kind` in `language`, or in English where that language lacks it, with `values` printed in it.

    A person's letter that falls back says so. Moments are printed in `zone` (IANA) with UTC beside. Text handed in is printed as it is, never
    as a template. Raises LetterError with everything that is missing, unknown or of the wrong kind.
    """
    spoken, words = words_for(kind, language)
    sheet = CATALOGUE[kind]
    voice = Voice(language=spoken.code, zone=zone, terms=spoken.terms)
    printed = written(values, sheet.needs, voice)
    demand = sheet.demand(printed)
    if demand:
        raise LetterError(demand)
    subject, title = _line(words.subject, printed), _line(words.title, printed)
    marked = _marked(words.body, printed)
    if sheet.audience is Audience.PERSON and differs(language, spoken.code):
        marked = f"{marked.rstrip()}\n\n{_marked(hint_of_fallback(language), {})}"
    text = as_text(marked)
    return Letter(
        kind=kind,
        version=words.version,
        language=spoken.code,
        asked=language,
        subject=subject,
        title=title,
        text=text,
        html=as_html(marked),
        news=words.news,
        action=words.action,
        dates=_dates(printed, text),
        sha256=_fingerprint(kind, words.version, spoken.code, subject, title, text),
    )


def _marked(template: Template, printed: Mapping[str, object]) -> str:
    return template.render(Context(dict(printed), autoescape=False, use_l10n=False, use_tz=False))


def _line(template: Template, printed: Mapping[str, object]) -> str:
    return " ".join(as_text(_marked(template, printed)).split())


def _dates(printed: Mapping[str, object], text: str) -> frozenset[str]:
    return frozenset(name for name, value in printed.items() if isinstance(value, Written) and value.day in text)


def _fingerprint(*parts: str | int) -> str:
    return hashlib.sha256(json.dumps(parts, ensure_ascii=False).encode()).hexdigest()
