"""Which documents prove who somebody is, country by country: read from `countries.toml`, refused where it is not whole."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from django.utils.functional import _StrPromise

FILE = Path(__file__).with_name("countries.toml")
# What everybody can do who has no paper at all; a country's list always holds all of them.
WITHOUT_PAPER = ("bank_screen", "video_call", "client_witnesses")
GENERAL, TO_CONFIRM = "general", "to_confirm"
BASES = (GENERAL, TO_CONFIRM)
_CODE = re.compile(r"[A-Z]{2}")


class CountriesError(ValueError):
    """A file of countries that cannot be used; the message names everything that is wrong with it."""


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of document or another way to prove who one is: what it is called, and what to send or do."""

    code: str
    label: _StrPromise
    how: _StrPromise


KINDS: Mapping[str, Kind] = {
    kind.code: kind
    for kind in (
        Kind("national_id", _("National identity card"), _("A photo of each side, with all four corners.")),
        Kind("passport", _("Passport"), _("A photo of the page with your picture, with all four corners.")),
        Kind("driving_licence", _("Driving licence"), _("A photo of each side, with all four corners.")),
        Kind(
            "residence_card", _("Residence card"), _("A photo of each side, with all four corners. It may be of the country you live in.")
        ),
        Kind(
            "e_extract",
            _("Electronic extract with a QR code"),
            _("Download it from your government's own site or app and send that file as it is. Do not print it."),
        ),
        Kind(
            "bank_screen",
            _("Screen of your bank's app"),
            _("A screenshot that shows your name and the bank's name. Cover the numbers and the money."),
        ),
        Kind("video_call", _("Video call"), _("A call of about ten minutes. We write to you with times to choose from.")),
        Kind(
            "client_witnesses",
            _("Two clients who know you"),
            _("Give us two clients you worked with. We ask them only whether they know you by this name."),
        ),
    )
}


@dataclass(frozen=True, slots=True)
class Note:
    """Something to know about one country's documents. `to_confirm`: this installation must find out whether it holds."""

    text: str
    about: str = ""
    to_confirm: bool = True


@dataclass(frozen=True, slots=True)
class Country:
    """What is accepted of people from one country, best first, and what to know about it. The code is empty for all others."""

    code: str
    name: str
    accepted: tuple[str, ...]
    notes: tuple[Note, ...] = ()

    @property
    def kinds(self) -> list[Kind]:
        """The accepted kinds with their words."""
        return [KINDS[code] for code in self.accepted]

    @property
    def papers(self) -> list[Kind]:
        """What is sent as a document."""
        return [KINDS[code] for code in self.accepted if code not in WITHOUT_PAPER]

    @property
    def others(self) -> list[Kind]:
        """What stands in for a document that somebody does not have."""
        return [KINDS[code] for code in self.accepted if code in WITHOUT_PAPER]


@dataclass(frozen=True, slots=True)
class Countries:
    """One version of the file."""

    version: int
    checked_on: date
    default: Country
    by_code: Mapping[str, Country]

    def of(self, code: str | None) -> Country:
        """What holds for a country, or for all that the file does not name."""
        return self.by_code.get((code or "").upper(), self.default)


def read_countries(path: Path = FILE) -> Countries:
    """The file as it stands. Raises CountriesError with everything that is wrong, and returns nothing in part."""
    try:
        raw = tomllib.loads(path.read_text(encoding="utf-8"))
    except (UnicodeError, tomllib.TOMLDecodeError) as error:
        raise CountriesError(f"{path.name}: {error}") from error
    problems = list(_problems(raw))
    if problems:
        raise CountriesError("\n".join(problems))
    countries = {code: _country(code, values) for code, values in raw["countries"].items()}
    return Countries(raw["version"], raw["checked_on"], _country("", raw["default"]), countries)


@lru_cache(maxsize=1)
def countries() -> Countries:
    """The file that came with this version of the program, read once."""
    return read_countries()


def kind_label(code: str) -> str:
    """A kind of proof in words; what the marketplace calls by a name of its own is shown as that name."""
    kind = KINDS.get(code)
    return str(kind.label) if kind is not None else code.replace("_", " ").capitalize()


def _country(code: str, values: Mapping[str, Any]) -> Country:
    notes = (Note(one["text"], one.get("about", ""), one["basis"] == TO_CONFIRM) for one in values.get("notes", ()))
    return Country(code, values.get("name", ""), tuple(values["accepted"]), tuple(notes))


def _problems(raw: Mapping[str, Any]) -> Iterator[str]:
    if not isinstance(raw.get("version"), int) or raw["version"] < 1:
        yield "version: a whole number from 1 on, raised with every change"
    if type(raw.get("checked_on")) is not date:
        yield "checked_on: the day on which somebody last looked through all of it"
    named = raw.get("countries")
    if not isinstance(named, dict) or not isinstance(raw.get("default"), dict):
        yield "there is no table of countries, or no default for all others"
        return
    for unknown in set(raw) - {"version", "checked_on", "default", "countries"}:
        yield f"{unknown}: nothing reads this"
    for code, values in {"default": raw["default"], **named}.items():
        if code != "default" and not _CODE.fullmatch(code):
            yield f"{code}: two capital letters name a country"
        if code != "default" and not values.get("name"):
            yield f"{code}: it has no name"
        yield from (f"{code}: {problem}" for problem in _country_problems(values))


def _country_problems(values: Mapping[str, Any]) -> Iterator[str]:
    accepted = values.get("accepted", [])
    if not accepted or len(set(accepted)) != len(accepted):
        yield "a list of accepted kinds, each once"
    for code in accepted:
        if code not in KINDS:
            yield f"{code} is no kind of document"
    missing = [code for code in WITHOUT_PAPER if code not in accepted]
    if missing:
        yield f"whoever has no paper needs {', '.join(missing)} too"
    for unknown in set(values) - {"name", "accepted", "notes"}:
        yield f"{unknown}: nothing reads this"
    for note in values.get("notes", ()):
        yield from _note_problems(note, accepted)


def _note_problems(note: Mapping[str, Any], accepted: Iterable[str]) -> Iterator[str]:
    if not str(note.get("text", "")).strip().endswith("."):
        yield "a note is a sentence that ends with a full stop"
    if note.get("basis") not in BASES:
        yield f"a note says whether it is {' or '.join(BASES)}"
    if note.get("about", "") not in {"", *accepted}:
        yield f"a note is about {note.get('about')}, which is not accepted"
