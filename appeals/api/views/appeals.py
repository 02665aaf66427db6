"""Appeals that were sent, to read."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypedDict

from rest_framework.response import Response

from appeals.api.door import Deed, Door
from appeals.api.filters import AppealQuery, next_address, page
from appeals.api.shapes.appeals import AppealAnswer, AppealRow, appeal_answer, appeal_row
from appeals.queries.appeal_parts import appeal_parts, find_sent_appeal
from appeals.queries.lists import appeal_page

if TYPE_CHECKING:
    from rest_framework.request import Request

    from appeals.models import Appeal

READ = "appeals:read"


class AppealList(TypedDict):
    """One page of appeals."""

    results: list[AppealRow]
    next: str | None


class AppealsView(Door):
    """List appeals."""

    deeds = {"GET": Deed(name="list_appeals", scope=READ, asks=AppealQuery, gives={200: AppealList})}

    def get(self, request: Request) -> Response:
        """List the appeals that were sent, least recently changed first."""
        found = page(self.actor, appeal_page, self.query(AppealQuery))
        answer: AppealList = {"results": [appeal_row(line) for line in found.rows], "next": next_address(request, found)}
        return Response(answer)


class AppealView(Door):
    """One appeal."""

    subject: Appeal
    deeds = {"GET": Deed(name="read_appeal", scope=READ, gives={200: AppealAnswer})}

    def find(self, reference: str) -> None:
        """The appeal, once it was sent."""
        self.subject = find_sent_appeal(self.actor, reference)

    def get(self, request: Request, **_: str) -> Response:
        """Read an appeal, its questions and its decision. What the person wrote comes with the scope `appeals:content`."""
        del request
        return Response(appeal_answer(self.actor, appeal_parts(self.actor, self.subject)))
