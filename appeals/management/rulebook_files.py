"""Reads the sections of the rulebook from their files and refuses what is not whole."""

import json
import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any, get_args, get_type_hints

RULEBOOK = Path(__file__).parent.parent / "rulebook"
SOURCE_LANGUAGE = "en"
LONGEST_INDEFINITE_DAYS = 90
STEPS = (1, 2, 3)
MEASURES = ("warning", "limitation", "temporary", "indefinite")
# What a section may propose to take away. Nobody is kept from signing in, reading, finishing work or being paid.
REMOVABLE = frozenset({"message_existing", "message_new", "propose", "new_contract", "visible"})
# Money that a step may ask to hold while the rest goes on; money for approved work is never among it.
HOLDS = frozenset({"in_escrow", "refund_risk", "pending_withdrawal"})
_FILE_NAME = re.compile(r"[a-z]+(?:-[a-z]+)*(?:\.v[2-9]\d*)?")


class RulebookError(ValueError):
    """A rulebook that cannot be loaded; the message names every file and what is wrong with it."""


@dataclass(frozen=True, slots=True)
class Wording:
    """A section in one language."""

    title: str
    text: str
    plain_meaning: str
    allowed: tuple[str, ...]
    evidence_helps: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Step:
    """The measure proposed for the first, second or third confirmed break.

    `days` is how long it lasts, `review_days` when a person must look again. `hold` is the kind of money that may wait
    while the person works on. A `safety` step stands beside the ladder, for where people are in danger.
    """

    confirmed: int
    measure: str
    days: int | None = None
    review_days: int | None = None
    removes: tuple[str, ...] = ()
    hold: str | None = None
    safety: bool = False


@dataclass(frozen=True, slots=True)
class SectionText:
    """One version of one section, as its file says it."""

    key: str
    position: int
    version: int
    in_force_from: date
    safety: bool
    dsa_category: str
    dsa_keywords: tuple[str, ...]
    dsa_other: str
    ladder: tuple[Step, ...]
    texts: Mapping[str, Wording]

    @property
    def source(self) -> Wording:
        """The text that decides; the other languages translate it."""
        return self.texts[SOURCE_LANGUAGE]

    @property
    def ladder_rows(self) -> list[dict[str, Any]]:
        """The ladder as JSON keeps it, lightest first; a step for danger comes last and says so."""
        return [asdict(step) for step in sorted(self.ladder, key=lambda step: (step.safety, step.confirmed))]

    @property
    def translations(self) -> dict[str, dict[str, Any]]:
        """The other languages as JSON keeps them."""
        return {language: asdict(wording) for language, wording in self.texts.items() if language != SOURCE_LANGUAGE}


def read_rulebook(folder: Path = RULEBOOK) -> list[SectionText]:
    """Every section version in `folder`, by position and version.

    A file is `<key>.toml` for version 1 and `<key>.v<n>.toml` for a later one: a version that was in force is never
    edited, a new file is added. Raises RulebookError with all that is wrong; nothing is returned in part.
    """
    codes = json.loads((folder / "dsa_codes.json").read_text(encoding="utf-8"))
    sections, problems = [], []
    for path in sorted(folder.glob("*.toml")):
        try:
            section = _section(tomllib.loads(path.read_text(encoding="utf-8")))
        except (KeyError, TypeError, AttributeError, UnicodeError, tomllib.TOMLDecodeError) as error:
            problems.append(f"{path.name}: {type(error).__name__} {error}")
            continue
        sections.append(section)
        problems += [f"{path.name}: {problem}" for problem in _problems(section, path.stem, codes)]
    problems += _problems_between(sections)
    if problems:
        raise RulebookError("\n".join(problems))
    return sorted(sections, key=lambda section: (section.position, section.version))


def _section(data: Mapping[str, Any]) -> SectionText:
    values = {"dsa_other": "", **data}
    texts, ladder = values.pop("text"), values.pop("ladder")
    section = SectionText(
        **_frozen(values),
        texts={language: Wording(**_frozen(text)) for language, text in texts.items()},
        ladder=tuple(Step(**_frozen(step)) for step in ladder),
    )
    records: list[SectionText | Wording | Step] = [section, *section.texts.values(), *section.ladder]
    mistyped = [name for record in records for name in _mistyped(record)]
    if mistyped:
        raise TypeError(f"{', '.join(mistyped)} has the wrong type")
    return section


def _mistyped(record: SectionText | Wording | Step) -> Iterator[str]:
    """The fields of plain values that hold something else; TOML itself checks no types."""
    for name, hint in get_type_hints(type(record)).items():
        value = getattr(record, name)
        if hint == tuple[str, ...]:
            fits = type(value) is tuple and all(type(item) is str for item in value)
        else:
            # Steps and wordings are records of their own and are asked one by one.
            fits = name in {"ladder", "texts"} or type(value) in (get_args(hint) or (hint,))
        if not fits:
            yield name


def _frozen(values: Mapping[str, Any]) -> dict[str, Any]:
    """Lists become tuples, and the line end that a multi-line text carries goes."""
    return {
        name: tuple(value) if isinstance(value, list) else value.strip() if isinstance(value, str) else value
        for name, value in values.items()
    }


def _problems(section: SectionText, stem: str, codes: Mapping[str, Sequence[str]]) -> Iterator[str]:
    name = section.key if section.version == 1 else f"{section.key}.v{section.version}"
    if stem != name or not _FILE_NAME.fullmatch(stem):
        yield f"the name should be {name}.toml"
    foreign = [code for code in section.dsa_keywords if code not in codes.get(section.dsa_category, ())]
    if foreign or not section.dsa_keywords:
        yield f"the keywords {foreign} do not belong to {section.dsa_category}"
    if ("KEYWORD_OTHER" in section.dsa_keywords) != bool(section.dsa_other):
        yield "dsa_other says what KEYWORD_OTHER stands for, and nothing else"
    if SOURCE_LANGUAGE not in section.texts:
        yield "the source language is missing"
    for language, wording in section.texts.items():
        empty = [field for field in Wording.__slots__ if not getattr(wording, field)]
        if empty:
            yield f"{language}: {', '.join(empty)} is empty"
    yield from _ladder_problems(section)


def _ladder_problems(section: SectionText) -> Iterator[str]:
    ladder = [step for step in section.ladder if not step.safety]
    if [step.confirmed for step in ladder] != list(STEPS):
        yield "the ladder has one step for the first, second and third confirmed break"
    for step in section.ladder:
        yield from (f"step {step.confirmed}: {problem}" for problem in _step_problems(step))
    weights = [MEASURES.index(step.measure) for step in ladder if step.measure in MEASURES]
    if weights != sorted(weights):
        yield "a step is lighter than the one before"
    if len(ladder) != len(section.ladder) and not section.safety:
        yield "only a section about safety has a step for danger"


def _step_problems(step: Step) -> Iterator[str]:
    if step.measure not in MEASURES:
        yield f"no measure {step.measure}"
    lasts = (step.days is not None, step.review_days is not None)
    wanted = {"warning": (False, False), "indefinite": (False, True)}.get(step.measure, (True, False))
    if lasts != wanted or any(span is not None and span < 1 for span in (step.days, step.review_days)):
        yield "a warning has no end, an indefinite measure has review_days, the others have days"
    if (step.review_days or 0) > LONGEST_INDEFINITE_DAYS:
        yield f"a person looks again within {LONGEST_INDEFINITE_DAYS} days"
    if bool(step.removes) == (step.measure == "warning") or not REMOVABLE.issuperset(step.removes):
        yield "a warning removes nothing, every other measure something that may be removed"
    if step.hold is not None and step.hold not in HOLDS:
        yield f"no hold on {step.hold}"


def _problems_between(sections: Sequence[SectionText]) -> Iterator[str]:
    by_key: dict[str, list[SectionText]] = {}
    for section in sorted(sections, key=lambda section: section.version):
        by_key.setdefault(section.key, []).append(section)
    for key, versions in by_key.items():
        if [version.version for version in versions] != list(range(1, len(versions) + 1)):
            yield f"{key}: the versions are not 1, 2, 3 …"
        starts = [version.in_force_from for version in versions]
        if any(later <= earlier for earlier, later in pairwise(starts)):
            yield f"{key}: a version starts before the one it follows"
    positions = [versions[-1].position for versions in by_key.values()]
    if len(set(positions)) != len(positions):
        yield "two sections share a position"
