"""What stands beside a case: its timeline, its statement of reasons, the material it relies on."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypedDict

from rest_framework.response import Response

from appeals.api.door import Deed
from appeals.api.inputs import Count, Input
from appeals.api.shapes.papers import KINDS, EntryAnswer, ExhibitAnswer, StatementAnswer, entry_answer, exhibit_answer, statement_answer
from appeals.api.views.suspensions import READ, CaseDoor
from appeals.errors import NotVisible
from appeals.queries.papers import exhibits_of, statements_of
from appeals.queries.timeline import timeline_for

if TYPE_CHECKING:
    from rest_framework.request import Request


class Timeline(TypedDict):
    """The timeline of a case, oldest first."""

    results: list[EntryAnswer]
    next: str | None


class ExhibitList(TypedDict):
    """The material of a case, oldest first."""

    results: list[ExhibitAnswer]
    next: str | None


class StatementQuery(Input):
    """Which statement."""

    version = Count(min_value=1, required=False, help_text="An earlier version; without it the newest.")


class TimelineView(CaseDoor):
    """What happened in a case."""

    deeds = {"GET": Deed(name="read_timeline", scope=READ, gives={200: Timeline})}

    def get(self, request: Request, **_: str) -> Response:
        """Read what happened, oldest first, as far as the person may read it too. `sequence` rises and may have gaps."""
        del request
        entries = reversed(timeline_for(self.actor, self.subject))
        answer: Timeline = {"results": [entry_answer(one) for one in entries if one.kind in KINDS], "next": None}
        return Response(answer)


class StatementView(CaseDoor):
    """The reasons of a measure as the person reads them."""

    deeds = {"GET": Deed(name="read_statement", scope=READ, asks=StatementQuery, gives={200: StatementAnswer})}

    def get(self, request: Request, **_: str) -> Response:
        """Read the statement of reasons as issued. 404 while none is issued."""
        del request
        wanted = self.query(StatementQuery).get("version")
        issued = statements_of(self.subject)
        found = next((one for one in issued if wanted in {None, one.number}), None)
        if found is None:
            raise NotVisible
        return Response(statement_answer(found, [one.number for one in reversed(issued)]))


class ExhibitsView(CaseDoor):
    """The material that a measure relies on."""

    deeds = {"GET": Deed(name="list_exhibits", scope=READ, gives={200: ExhibitList})}

    def get(self, request: Request, **_: str) -> Response:
        """List the material that the measure relies on. Its content is not given out here."""
        del request
        answer: ExhibitList = {"results": [exhibit_answer(one) for one in exhibits_of(self.subject)], "next": None}
        return Response(answer)
