"""Closures: a machine proposes, reads and takes back. It never judges one."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypedDict

from rest_framework.response import Response

from appeals.actions.closures import propose_closure, withdraw_closure
from appeals.actions.perform import Answer
from appeals.api.bodies import ClosureBody, WithdrawBody
from appeals.api.door import Deed, Door
from appeals.api.drafts import closure_draft
from appeals.api.filters import ClosureQuery, next_address, page
from appeals.api.shapes.closures import ClosureAnswer, ClosureRow, closure_answer, closure_row
from appeals.api.shapes.parts import offered
from appeals.errors import Invalid, NotVisible
from appeals.models import Suspension
from appeals.queries.gate import closure_missing
from appeals.queries.lists import closure_page
from appeals.queries.papers import close_effect_of
from appeals.queries.visibility import find_case, find_closure
from appeals.workflow import PENDING_CLOSURE

if TYPE_CHECKING:
    from rest_framework.request import Request

    from accounts.actors import Actor
    from appeals.models import Closure

READ, WRITE = "closures:read", "closures:write"


class ClosureList(TypedDict):
    """One page of closures."""

    results: list[ClosureRow]
    next: str | None


def whole(actor: Actor, closure: Closure) -> ClosureAnswer:
    """A closure with its gate as it is now."""
    missing = closure_missing(closure) if closure.state in PENDING_CLOSURE else None
    return closure_answer(actor, closure, missing, close_effect_of(closure))


class ClosureDoor(Door):
    """An address below one closure."""

    subject: Closure

    def find(self, reference: str) -> None:
        """The closure."""
        self.subject = find_closure(self.actor, reference)

    def offers(self) -> list[str]:
        """What can be done with the closure instead, as it is now."""
        return offered(self.actor, find_closure(self.actor, self.subject.reference))


class ClosuresView(Door):
    """Propose closures, and list them."""

    deeds = {
        "GET": Deed(name="list_closures", scope=READ, asks=ClosureQuery, gives={200: ClosureList}),
        "POST": Deed(
            name="propose_closure",
            scope=WRITE,
            takes=ClosureBody,
            gives={201: ClosureAnswer},
            refuses=("illegal-transition",),
            once=True,
        ),
    }

    def offers(self) -> list[str]:
        """What can be done with the case instead."""
        case = self.subject
        return offered(self.actor, find_case(self.actor, case.reference)) if isinstance(case, Suspension) else []

    def get(self, request: Request) -> Response:
        """List closures, least recently changed first."""
        found = page(self.actor, closure_page, self.query(ClosureQuery))
        answer: ClosureList = {"results": [closure_row(self.actor, one) for one in found.rows], "next": next_address(request, found)}
        return Response(answer)

    def post(self, request: Request) -> Response:
        """Propose to close an account for good. People review and approve it; the gate says what is still missing."""
        del request
        body = self.body(ClosureBody)
        self.subject = case = self._case(body["suspension"])
        return self.act(
            propose_closure,
            lambda closure: Answer(201, whole(self.actor, find_closure(self.actor, closure.reference))),
            once="propose",
            case=case,
            draft=closure_draft(body),
        )

    def _case(self, reference: str) -> Suspension:
        try:
            return find_case(self.actor, reference)
        except NotVisible:
            raise Invalid.one("suspension", "unknown", "We do not know this case.") from None


class ClosureView(ClosureDoor):
    """One closure."""

    deeds = {"GET": Deed(name="read_closure", scope=READ, gives={200: ClosureAnswer})}

    def get(self, request: Request, **_: str) -> Response:
        """Read a closure and what its gate still waits for."""
        del request
        return Response(whole(self.actor, self.subject))


class ClosureWithdrawView(ClosureDoor):
    """Take a proposal back."""

    deeds = {
        "POST": Deed(
            name="withdraw_closure",
            scope=WRITE,
            takes=WithdrawBody,
            gives={200: ClosureAnswer},
            refuses=("illegal-transition",),
            once=True,
        )
    }

    def post(self, request: Request, **_: str) -> Response:
        """Take a proposal back. The person is told, and reads the reason."""
        del request
        body, closure = self.body(WithdrawBody), self.subject
        return self.act(
            withdraw_closure,
            lambda taken: Answer(200, whole(self.actor, find_closure(self.actor, taken.reference))),
            once=f"withdraw {closure.reference}",
            closure=closure,
            **body,
        )
