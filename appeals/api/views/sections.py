"""The rulebook, to read."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypedDict

from rest_framework.response import Response

from accounts.instants import redress_now
from appeals.api.door import Deed, Door
from appeals.api.shapes.sections import SectionAnswer, section_answer
from appeals.errors import NotVisible
from appeals.queries.papers import section_versions, sections_now

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rest_framework.request import Request

    from appeals.models import SectionVersion

READ = "sections:read"


class SectionList(TypedDict):
    """Sections or versions of one."""

    results: list[SectionAnswer]
    next: str | None


class SectionsView(Door):
    """The sections that hold today."""

    deeds = {"GET": Deed(name="list_sections", scope=READ, gives={200: SectionList})}

    def get(self, request: Request) -> Response:
        """List the sections in the versions that hold today, in the order of the rulebook."""
        del request
        answer: SectionList = {"results": [section_answer(one) for one in sections_now()], "next": None}
        return Response(answer)


class SectionDoor(Door):
    """An address below one section."""

    versions: Sequence[SectionVersion]

    def find(self, key: str) -> None:
        """Every version of the section."""
        self.versions = section_versions(key)


class SectionView(SectionDoor):
    """One section."""

    deeds = {"GET": Deed(name="read_section", scope=READ, gives={200: SectionAnswer})}

    def get(self, request: Request, **_: str) -> Response:
        """Read a section in the version that holds today. 404 while none holds yet."""
        del request
        today = redress_now().date()
        held = [one for one in self.versions if one.in_force_from <= today]
        if not held:
            raise NotVisible
        return Response(section_answer(max(held, key=lambda one: (one.in_force_from, one.number))))


class SectionVersionsView(SectionDoor):
    """Every version of a section."""

    deeds = {"GET": Deed(name="list_section_versions", scope=READ, gives={200: SectionList})}

    def get(self, request: Request, **_: str) -> Response:
        """List every version, newest first, those not yet in force too."""
        del request
        answer: SectionList = {"results": [section_answer(one) for one in self.versions], "next": None}
        return Response(answer)
