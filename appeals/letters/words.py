"""The words of the letters: one folder per language, one file per letter, each with its version in front."""

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.template import Engine, Template

from appeals.letters.catalogue import CATALOGUE
from appeals.letters.values import LetterError

FOLDER = Path(__file__).parent / "words"
SOURCE_LANGUAGE = "en"
HINT = "_another_language.txt"
_FRONT = re.compile(r"\A\+\+\+\n(.*?)\n\+\+\+\n(.*)\Z", re.DOTALL)
_LINE_OF_TAGS = re.compile(r"^[ \t]*((?:\{%[^%\n]*%\})+)[ \t]*\n", re.MULTILINE)
_FRONT_KEYS = {"version": int, "title": str, "subject": str, "news": str, "action": str}


@dataclass(frozen=True, slots=True)
class LetterWords:
    """The words of one letter in one language. `news` and `action` are for the mail that points to it."""

    kind: str
    version: int
    title: Template
    subject: Template
    news: str
    action: str
    body: Template


@dataclass(frozen=True, slots=True)
class Language:
    """All words of one language: its letters, the parts they share, and its terms."""

    code: str
    terms: Mapping[str, Mapping[str, str]]
    letters: Mapping[str, LetterWords]
    parts: Mapping[str, Template]


def languages(folder: Path = FOLDER) -> list[str]:
    """The languages that have a folder of words, the source language first."""
    found = {path.parent.name for path in folder.glob("*/terms.toml")}
    return [SOURCE_LANGUAGE, *sorted(found - {SOURCE_LANGUAGE})]


def lacks(code: str, folder: Path = FOLDER) -> list[str]:
    """What the words of `code` lack beside the source language: letters, shared parts and terms, by name."""
    source, other = words_of(SOURCE_LANGUAGE), words_of(code, folder)
    missing = [f"letter {kind}" for kind in CATALOGUE if kind not in other.letters]
    missing += [f"part {name}" for name in source.parts if name not in other.parts]
    return missing + [
        f"term {table}.{key}" for table, keys in source.terms.items() for key in keys if key not in other.terms.get(table, {})
    ]


def words_for(kind: str, language: str, folder: Path = FOLDER) -> tuple[Language, LetterWords]:
    """The words of `kind` in `language` (BCP 47), in its wider form, or else in the source language.

    A language speaks only once its terms and parts are complete, so that no letter comes out in two languages.
    Raises LetterError for a kind that does not exist.
    """
    if kind not in CATALOGUE:
        raise LetterError(f"There is no letter {kind!r}.")
    known = set(languages(folder))
    for code in _wider_and_wider(language):
        if code in known and _can_speak(code, folder) and kind in words_of(code, folder).letters:
            spoken = words_of(code, folder)
            return spoken, spoken.letters[kind]
    source = words_of(SOURCE_LANGUAGE)
    return source, source.letters[kind]


def hint_of_fallback(language: str, folder: Path = FOLDER) -> Template:
    """What a letter says when it comes in the source language instead: in the wanted one as soon as that has the words."""
    known = set(languages(folder))
    wanted = next((code for code in _wider_and_wider(language) if code in known), SOURCE_LANGUAGE)
    return words_of(wanted, folder).parts.get(HINT) or words_of(SOURCE_LANGUAGE).parts[HINT]


@cache
def words_of(code: str, folder: Path = FOLDER) -> Language:
    """Everything in the folder of `code`, read once; no folder, no words. Raises LetterError for a malformed file."""
    sources = {path.stem: path.read_text(encoding="utf-8") for path in sorted((folder / code).glob("*.txt"))}
    terms = folder / code / "terms.toml"
    parts = {f"{name}.txt": _trimmed(text) for name, text in sources.items() if name.startswith("_")}
    engine = Engine(
        autoescape=False,
        string_if_invalid="⟦%s⟧",
        loaders=[("django.template.loaders.locmem.Loader", parts)],
    )
    return Language(
        code=code,
        terms=tomllib.loads(terms.read_text(encoding="utf-8")) if terms.is_file() else {},
        letters={kind: _read(kind, text, engine) for kind, text in sources.items() if not kind.startswith("_")},
        parts={name: engine.get_template(name) for name in parts},
    )


@cache
def _can_speak(code: str, folder: Path) -> bool:
    return all(name.startswith("letter ") for name in lacks(code, folder))


def _read(kind: str, text: str, engine: Engine) -> LetterWords:
    match = _FRONT.match(text)
    if match is None or kind not in CATALOGUE:
        raise LetterError(f"{kind}: a letter of the catalogue starts with its front matter between two lines of +++.")
    front = tomllib.loads(match[1])
    wrong = [key for key, type_ in _FRONT_KEYS.items() if not isinstance(front.get(key), type_)]
    wrong += sorted(front.keys() - _FRONT_KEYS)
    if wrong:
        raise LetterError(f"{kind}: the front matter is wrong at {', '.join(wrong)}.")
    return LetterWords(
        kind=kind,
        version=front["version"],
        title=engine.from_string(front["title"]),
        subject=engine.from_string(front["subject"]),
        news=front["news"],
        action=front["action"],
        body=engine.from_string(_trimmed(match[2])),
    )


def _trimmed(text: str) -> str:
    """A line that holds only tags leaves no empty line behind: an empty line ends a paragraph."""
    return _LINE_OF_TAGS.sub(r"\1", text)


def _wider_and_wider(language: str) -> Iterator[str]:
    tags = language.lower().replace("_", "-").split("-")
    for length in range(len(tags), 0, -1):
        yield "-".join(tags[:length])
