"""What stands beside a case: its timeline, its statement of reasons, the material it relies on."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypedDict

from rest_framework.response import Response

from appeals.actions.exhibits import add_exhibit, received
from appeals.actions.perform import Answer
from appeals.api.bodies import ExhibitBody
from appeals.api.door import Deed
from appeals.api.inputs import Count, Input
from appeals.api.reading import FileForm
from appeals.api.shapes.papers import KINDS, EntryAnswer, ExhibitAnswer, StatementAnswer, entry_answer, exhibit_answer, statement_answer
from appeals.api.views.suspensions import READ, WRITE, CaseDoor
from appeals.errors import NotVisible
from appeals.queries.papers import exhibits_of, statements_of
from appeals.queries.timeline import timeline_for
from appeals.web.files import upload_limit

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

    parser_classes = [FileForm]
    body_limit = upload_limit(1)
    deeds = {
        "GET": Deed(name="list_exhibits", scope=READ, gives={200: ExhibitList}),
        "POST": Deed(
            name="add_exhibit",
            scope=WRITE,
            takes=ExhibitBody,
            gives={201: ExhibitAnswer},
            refuses=("illegal-transition",),
            once=True,
        ),
    }

    def get(self, request: Request, **_: str) -> Response:
        """List the material that the measure relies on. Its content is not given out here."""
        del request
        answer: ExhibitList = {"results": [exhibit_answer(one) for one in exhibits_of(self.subject)], "next": None}
        return Response(answer)

    def post(self, request: Request, **_: str) -> Response:
        """Add material that the measure relies on, as a form with a file. The person can see it, unless it is redacted.

        What is redacted is kept from the person, who reads the reason instead. While an appeal or a closure is open, the
        person is told, and whoever judges looks again.
        """
        del request
        case, said = self.subject, dict(self.body(ExhibitBody))
        file = said.pop("file")
        with received(file, name=file.name or "", size=file.size or 0) as got:
            return self.act(
                add_exhibit,
                lambda exhibit: Answer(201, exhibit_answer(exhibit)),
                once=f"exhibit {case.reference}",
                sent={**said, "file": got.sha256},
                case=case,
                received=got,
                **said,
            )
