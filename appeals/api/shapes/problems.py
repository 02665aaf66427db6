"""Problems, as the schema describes them; `appeals.web.problems` writes them."""

from typing import Annotated, NotRequired, TypedDict

from appeals.api.shapes.fields import At, one_of
from appeals.queries.gate import SENTENCES as GATE_CODES
from appeals.web.problems import KNOWN


class ErrorAnswer(TypedDict):
    """One thing to change."""

    field: str
    code: str
    message: str


class MissingAnswer(TypedDict):
    """One thing that the closure gate waits for."""

    code: Annotated[str, one_of(GATE_CODES)]
    detail: str
    until: At | None


class ProblemAnswer(TypedDict):
    """Why not. `state`, `available_actions`, `missing`, `reference` and `version` come with the kinds that need them."""

    type: Annotated[str, one_of([f"/api/v1/docs/errors/{slug}/" for slug in KNOWN])]
    title: str
    status: int
    detail: str
    request_id: str
    errors: list[ErrorAnswer]
    state: NotRequired[str]
    available_actions: NotRequired[list[str]]
    missing: NotRequired[list[MissingAnswer]]
    reference: NotRequired[str]
    version: NotRequired[int]
