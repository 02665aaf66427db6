"""The rulebook as the staff read it: each section with the version in force, and its other versions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import OuterRef, Prefetch, Subquery

from appeals.errors import NotVisible
from appeals.models import Section, SectionVersion

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date


@dataclass(frozen=True, slots=True)
class SectionRow:
    """A section on a day: the version in force then, and the next one that is published already."""

    key: str
    safety: bool
    current: SectionVersion | None
    coming: SectionVersion | None
    versions: Sequence[SectionVersion]


def sections_on(day: date) -> list[SectionRow]:
    """Every section as it stands on that day, in the order of the rulebook. Two queries."""
    versions = SectionVersion.objects.order_by("in_force_from", "number")
    sections = Section.objects.prefetch_related(Prefetch("versions", queryset=versions))
    return [_row(section, day) for section in sections]


def section_on(key: str, day: date) -> SectionRow:
    """One section as it stands on that day, with all its versions. Raises NotVisible. Two queries."""
    versions = SectionVersion.objects.select_related("published_by").order_by("in_force_from", "number")
    section = Section.objects.prefetch_related(Prefetch("versions", queryset=versions)).filter(key=key).first()
    if section is None:
        raise NotVisible
    return _row(section, day)


def version_of(key: str, number: int) -> SectionVersion:
    """One version of a section. Raises NotVisible."""
    found = SectionVersion.objects.select_related("section", "published_by").filter(section__key=key, number=number).first()
    if found is None:
        raise NotVisible
    return found


def titles_on(day: date) -> list[tuple[str, str]]:
    """Keys and titles of the sections that are in force on a day, for lists to choose from. One query."""
    newest = SectionVersion.objects.filter(section=OuterRef("section"), in_force_from__lte=day).order_by("-in_force_from", "-number")
    current = SectionVersion.objects.filter(pk=Subquery(newest.values("pk")[:1])).order_by("section__position", "section__key")
    return list(current.values_list("section__key", "title"))


def _row(section: Section, day: date) -> SectionRow:
    versions = list(section.versions.all())
    begun = [one for one in versions if one.in_force_from <= day]
    later = [one for one in versions if one.in_force_from > day]
    return SectionRow(section.key, section.safety, begun[-1] if begun else None, later[0] if later else None, tuple(reversed(versions)))
