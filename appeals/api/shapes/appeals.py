"""An appeal, its questions and its decision. What the person wrote comes only with the scope for it."""

from typing import Annotated, Any, TypedDict

from accounts.actors import Actor
from appeals.api.shapes.fields import (
    Ability,
    ActionWord,
    AppealReference,
    At,
    CaseReference,
    MeasureWord,
    Status,
    instant,
    one_of,
    restated,
    written,
)
from appeals.api.shapes.parts import EffectAnswer, effect_answer, offered
from appeals.models import Cause, Channel, Decision, Evidence, EvidenceState, InformationRequest, Level, Outcome, SubjectKind
from appeals.queries.appeal_parts import AppealParts
from appeals.queries.lists import UNSENT, AppealLine
from appeals.queries.redress import WayOn
from appeals.workflow import AppealState, RequestState, SuspensionState, public_status

CONTENT_SCOPE = "appeals:content"
SENT_STATES = [str(state) for state in AppealState if state not in UNSENT]
# An appeal alone has the public word of a case that has nothing else: "ended" where the person took it back.
STATUS_OF = {state: public_status(suspension=SuspensionState.LIFTED, measure="temporary", appeal=state) for state in SENT_STATES}


class SubjectAnswer(TypedDict):
    """What is disputed: the reference of a suspension or closure, or the id of a hold."""

    kind: Annotated[str, one_of(SubjectKind)]
    reference: str


class AppealRow(TypedDict):
    """An appeal as lists give it."""

    reference: AppealReference
    subject: SubjectAnswer
    suspension: CaseReference
    account: str
    level: Annotated[str, one_of(Level)]
    state: Annotated[str, one_of(SENT_STATES)]
    status: Status
    channel: Annotated[str, one_of(Channel)]
    late: bool
    submitted_at: At | None
    received_at: At | None
    decide_by: At | None
    decided_at: At | None
    outcome: Annotated[str, one_of(Outcome)] | None
    version: int
    updated_at: At


class CheckAnswer(TypedDict):
    """One check of a file; its reason is what the person reads."""

    code: str
    result: str
    reason: str | None


class EvidenceAnswer(TypedDict):
    """A file or link that the person sent."""

    id: str
    name: str
    link: str | None
    size: int
    sha256: str | None
    state: Annotated[str, one_of(EvidenceState)]
    checks: list[CheckAnswer]


class ContextAnswer(TypedDict):
    """What was happening in the person's life."""

    kind: str
    text: str


class RequestAnswer(TypedDict):
    """A question to the person."""

    id: str
    question: str
    due_at: At
    state: Annotated[str, one_of(RequestState)]
    answered_at: At | None


class FindingAnswer(TypedDict):
    """What the decision says about one citation, by its place."""

    citation: int
    finding: Annotated[str, one_of(["shown", "not_shown", "withdrawn"])]
    answer: str


class MeasureAfterAnswer(TypedDict):
    """The lighter measure that goes on."""

    measure: MeasureWord
    removes: list[Ability]
    ends_at: At | None
    review_on: At | None


class PeopleAnswer(TypedDict):
    """How many people decided. Never who."""

    deciders: int
    all_independent: bool
    automated: bool


class RedressAnswer(TypedDict):
    """A way to go on."""

    kind: str
    until: At | None


class DecisionAnswer(TypedDict):
    """What was decided. It never changes; a later one overrides it."""

    id: str
    outcome: Annotated[str, one_of(Outcome)]
    cause: Annotated[str, one_of(Cause)] | None
    overrides: str | None
    findings: list[FindingAnswer]
    measure_after: MeasureAfterAnswer | None
    people: PeopleAnswer
    redress: list[RedressAnswer]


class AppealAnswer(AppealRow):
    """An appeal. Without the scope `appeals:content`, `statement`, `context` and `evidence` are null."""

    statement: str | None
    context: list[ContextAnswer] | None
    evidence: list[EvidenceAnswer] | None
    requests: list[RequestAnswer]
    decision: DecisionAnswer | None
    effects: list[EffectAnswer]
    available_actions: list[ActionWord]


def appeal_row(line: AppealLine) -> AppealRow:
    """One appeal of a list."""
    return {
        "reference": line.reference,
        "subject": {"kind": line.subject_kind, "reference": line.closure or line.hold or line.case},
        "suspension": line.case,
        "account": line.account,
        "level": line.level,
        "state": line.state,
        "status": STATUS_OF[line.state],
        "channel": line.channel,
        "late": line.late,
        "submitted_at": instant(line.submitted_at),
        "received_at": instant(line.received_at),
        "decide_by": instant(line.decide_by),
        "decided_at": instant(line.decided_at),
        "outcome": line.outcome,
        "version": line.version,
        "updated_at": written(line.updated_at),
    }


def appeal_answer(actor: Actor, parts: AppealParts) -> AppealAnswer:
    """One appeal as a whole."""
    appeal, opened = parts.appeal, CONTENT_SCOPE in actor.scopes
    return {
        **appeal_row(parts.line),
        "statement": appeal.statement if opened else None,
        "context": [{"kind": one["kind"], "text": one.get("text", "")} for one in appeal.context] if opened else None,
        "evidence": [_evidence(one) for one in parts.evidence] if opened else None,
        "requests": [_request(one) for one in parts.requests],
        "decision": _decision(parts.decision, parts.ways_on) if parts.decision else None,
        "effects": [effect_answer(one) for one in parts.effects],
        "available_actions": offered(actor, appeal),
    }


def _evidence(one: Evidence) -> EvidenceAnswer:
    return {
        "id": one.public_id,
        "name": one.name,
        "link": one.link or None,
        "size": one.size,
        "sha256": one.sha256 or None,
        "state": one.state,
        "checks": [{"code": check.code, "result": check.result, "reason": check.reason or None} for check in one.checks.all()],
    }


def _request(one: InformationRequest) -> RequestAnswer:
    return {
        "id": one.public_id,
        "question": one.question,
        "due_at": written(one.due_at),
        "state": one.state,
        "answered_at": instant(one.answered_at),
    }


def _decision(decision: Decision, ways_on: list[WayOn]) -> DecisionAnswer:
    reviews = [one for one in (decision.review, decision.second_review) if one is not None]
    return {
        "id": decision.public_id,
        "outcome": decision.outcome,
        "cause": decision.cause,
        "overrides": decision.overrides.public_id if decision.overrides else None,
        "findings": [{"citation": one.citation.position, "finding": one.finding, "answer": one.answer} for one in decision.findings.all()],
        "measure_after": _measure_after(decision.measure_after),
        "people": {
            "deciders": len({one.reviewer_id for one in reviews}),
            "all_independent": all(one.exception_by_id is None for one in reviews),
            "automated": False,
        },
        "redress": [{"kind": one.kind, "until": instant(one.until)} for one in ways_on],
    }


def _measure_after(stored: dict[str, Any] | None) -> MeasureAfterAnswer | None:
    if stored is None:
        return None
    return {
        "measure": stored["measure"],
        "removes": list(stored.get("removes") or ()),
        "ends_at": restated(stored.get("ends_at")),
        "review_on": restated(stored.get("review_on")),
    }
