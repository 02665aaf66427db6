"""Measures: recorded one by one or many at once, listed, read, lifted."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, TypedDict

from rest_framework.response import Response

from accounts.instants import redress_now
from appeals.actions.measures import lift_suspension
from appeals.actions.perform import Answer, perform
from appeals.actions.recording import record_suspension
from appeals.api.bodies import LiftBody, SuspensionBatchBody, SuspensionBody
from appeals.api.door import Deed, Door
from appeals.api.drafts import suspension_draft
from appeals.api.filters import CaseQuery, next_address, page
from appeals.api.inputs import EXTERNAL_ID
from appeals.api.reading import fingerprint, read
from appeals.api.refusals import problem_for
from appeals.api.shapes.cases import BatchAnswer, BatchItemAnswer, SuspensionAnswer, SuspensionRow, suspension_answer, suspension_row
from appeals.api.shapes.parts import offered
from appeals.queries.case_parts import parts_of
from appeals.queries.lists import case_page
from appeals.queries.papers import is_recorded
from appeals.queries.visibility import find_case

if TYPE_CHECKING:
    from rest_framework.request import Request

    from accounts.actors import Actor
    from appeals.models import Suspension

EXTERNAL = re.compile(EXTERNAL_ID)
READ, WRITE = "suspensions:read", "suspensions:write"


class SuspensionList(TypedDict):
    """One page of measures."""

    results: list[SuspensionRow]
    next: str | None


def whole(actor: Actor, reference: str) -> SuspensionAnswer:
    """A case as it is now, with all its parts."""
    (parts,) = parts_of(actor, [find_case(actor, reference)], whole=True)
    return suspension_answer(actor, parts)


class CaseDoor(Door):
    """An address below one case."""

    subject: Suspension

    def find(self, reference: str, **_: str) -> None:
        """The case."""
        self.subject = find_case(self.actor, reference)

    def offers(self) -> list[str]:
        """What can be done with the case instead, as it is now."""
        return offered(self.actor, find_case(self.actor, self.subject.reference))


class SuspensionsView(Door):
    """Record measures, and list them."""

    deeds = {
        "GET": Deed(name="list_suspensions", scope=READ, asks=CaseQuery, gives={200: SuspensionList}),
        "POST": Deed(
            name="record_suspension",
            scope=WRITE,
            takes=(SuspensionBody, SuspensionBatchBody),
            gives={201: SuspensionAnswer, 200: SuspensionAnswer, 207: BatchAnswer},
            refuses=("external-id-in-use",),
        ),
    }

    def get(self, request: Request) -> Response:
        """List measures, least recently changed first."""
        found = page(self.actor, case_page, self.query(CaseQuery))
        answer: SuspensionList = {
            "results": [suspension_row(self.actor, parts) for parts in parts_of(self.actor, found.rows)],
            "next": next_address(request, found),
        }
        return Response(answer)

    def post(self, request: Request) -> Response:
        """Record a measure, or up to 100 as `{"items": []}`. The same external id and body again answers 200 with what exists.

        A measure longer than 30 days or open-ended runs for 30 days until a second person confirms it. Signals are taken in
        and never given out.
        """
        if isinstance(request.data, dict) and "items" in request.data:
            items = self.body(SuspensionBatchBody)["items"]
            answer: BatchAnswer = {"results": [self._item(one) for one in items]}
            return Response(answer, status=207)
        done = self._record(request.data)
        return Response(done.body, status=done.status)

    def _item(self, data: Any) -> BatchItemAnswer:
        """One of several: it is recorded or refused by itself."""
        sent = data.get("external_id") if isinstance(data, dict) else None
        named = sent if isinstance(sent, str) and EXTERNAL.match(sent) else None
        item: BatchItemAnswer = {"external_id": named, "status": 201, "suspension": None, "problem": None}
        try:
            done = self._record(data)
            item["status"], item["suspension"] = done.status, done.body
        except Exception as error:  # noqa: BLE001 - one item's fault must not hide what became of the others
            problem: Any = problem_for(error, self.request)
            item["status"], item["problem"] = problem["status"], problem
        return item

    def _record(self, data: Any) -> Answer:
        draft = suspension_draft(read(SuspensionBody, data), body_sha256=fingerprint(data))
        known = is_recorded(draft.external_id)

        def answer(case: Suspension) -> Answer:
            # Two equal requests at once: only the one that wrote the row has made it, and knows by its own instant.
            made = not known and case.created_at == redress_now()
            return Answer(201 if made else 200, whole(self.actor, case.reference))

        done: Answer = perform(record_suspension, self.actor, draft=draft, answer=answer)
        return done


class SuspensionView(CaseDoor):
    """One measure and its case."""

    deeds = {"GET": Deed(name="read_suspension", scope=READ, gives={200: SuspensionAnswer})}

    def get(self, request: Request, **_: str) -> Response:
        """Read a case. `ends_at` is what runs now, `proposed_ends_at` what waits for a second person."""
        del request
        (parts,) = parts_of(self.actor, [self.subject], whole=True)
        return Response(suspension_answer(self.actor, parts))


class LiftView(CaseDoor):
    """End a measure early."""

    deeds = {
        "POST": Deed(
            name="lift_suspension",
            scope=WRITE,
            takes=LiftBody,
            gives={200: SuspensionAnswer},
            refuses=("illegal-transition",),
            once=True,
        )
    }

    def post(self, request: Request, **_: str) -> Response:
        """End a measure early. The person is told, and reads the reason."""
        del request
        body, case = self.body(LiftBody), self.subject
        return self.act(
            lift_suspension,
            lambda lifted: Answer(200, whole(self.actor, lifted.reference)),
            once=f"lift {case.reference}",
            case=case,
            **body,
        )
