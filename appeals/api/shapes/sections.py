"""The rules of the Terms of Service, with every version."""

from typing import Annotated, Any, TypedDict

from appeals.api.shapes.fields import OnDay, Says
from appeals.models import SectionVersion

SOURCE_LANGUAGE = "en"


class WordingAnswer(TypedDict):
    """A version's words in one language."""

    title: str
    text: str
    plain_meaning: str
    allowed: list[str]
    evidence_helps: list[str]


class SectionAnswer(TypedDict):
    """A rule as it reads from a date on. The source language decides; `translations` help to read it."""

    key: str
    safety: Annotated[bool, Says(description="Breaking it can put a person in danger.")]
    version: int
    in_force_from: OnDay
    title: str
    text: str
    plain_meaning: str
    allowed: list[str]
    evidence_helps: list[str]
    ladder: Annotated[list[dict[str, Any]], Says(description="Proportionate steps, lightest first.")]
    dsa_category: str
    dsa_keywords: list[str]
    translations: dict[str, WordingAnswer]


def section_answer(version: SectionVersion) -> SectionAnswer:
    """A section in one version."""
    return {
        "key": version.section.key,
        "safety": version.section.safety,
        "version": version.number,
        "in_force_from": version.in_force_from.isoformat(),
        "title": version.title,
        "text": version.text,
        "plain_meaning": version.plain_meaning,
        "allowed": list(version.allowed),
        "evidence_helps": list(version.evidence_helps),
        "ladder": version.ladder,
        "dsa_category": version.dsa_category,
        "dsa_keywords": list(version.dsa_keywords),
        "translations": {language: _wording(words) for language, words in version.translations.items()},
    }


def _wording(words: dict[str, Any]) -> WordingAnswer:
    return {
        "title": words.get("title", ""),
        "text": words.get("text", ""),
        "plain_meaning": words.get("plain_meaning", ""),
        "allowed": list(words.get("allowed", ())),
        "evidence_helps": list(words.get("evidence_helps", ())),
    }
