"""A measure and its case."""

from typing import Annotated, TypedDict

from accounts.actors import Actor
from appeals.actions.notices import portal_url
from appeals.api.shapes.fields import (
    Ability,
    ActionWord,
    AppealReference,
    At,
    CaseReference,
    CaseState,
    ClosureReference,
    MeasureWord,
    Says,
    Status,
    instant,
    one_of,
    written,
)
from appeals.api.shapes.parts import EffectAnswer, HoldAnswer, effect_answer, hold_answer, offered
from appeals.api.shapes.problems import ProblemAnswer
from appeals.models import Automation, Disclosure, Origin, Source, Statement, Suspension
from appeals.queries.case_parts import CaseParts, Told
from appeals.queries.rules import zone_of_case
from appeals.templatetags.looks import look_of

UNKNOWN_ZONE = "Etc/GMT+12"


class CitationAnswer(TypedDict):
    """A section that the measure is based on."""

    section: str
    version: int
    title: str


class IssuedAnswer(TypedDict):
    """The statement of reasons that holds now."""

    version: int
    issued_at: At
    disclosure: Annotated[str, one_of(Disclosure)]
    language: str


class NoticeAnswer(TypedDict):
    """Whether the person was reached: only from then on do dates run against them."""

    state: Annotated[str, one_of(["waiting", "delivered", "undeliverable"])]
    delivered_at: At | None
    how: Annotated[str, one_of(["opened", "email_accepted", "platform_proof"])] | None


class DatesAnswer(TypedDict):
    """The dates of a case. Days end in `time_zone`."""

    answer_by: At | None
    decide_by: At | None
    last_day_to_appeal: At | None
    next_update_by: At | None
    time_zone: str


class NextActionAnswer(TypedDict):
    """Who must act, what, and by when."""

    who: Annotated[str, one_of(["appellant", "staff", "platform", "nobody"])]
    what: str
    by: At | None


class SuspensionRow(TypedDict):
    """A measure as lists give it."""

    reference: CaseReference
    external_id: str | None
    account: str
    origin: Annotated[str, one_of(Origin)]
    measure: MeasureWord
    removes: list[Ability]
    state: CaseState
    status: Status
    status_display: Annotated[str, Says(description="The public word, in the language of Accept-Language.")]
    confirmed_at: At | None
    starts_at: At
    ends_at: Annotated[At | None, Says(description="What runs now.")]
    proposed_ends_at: Annotated[At | None, Says(description="What waits for a second person.")]
    review_on: At | None
    territory: list[str]
    statement: IssuedAnswer | None
    notice: NoticeAnswer | None
    dates: DatesAnswer
    next_action: NextActionAnswer
    automated_detection: bool
    automated_decision: Annotated[str, one_of(Automation)]
    source: Annotated[str, one_of(Source)]
    source_reference: str | None
    appeals: list[AppealReference]
    closure: ClosureReference | None
    portal_url: Annotated[str, Says(format="uri", description="It points there and opens nothing by itself.")]
    available_actions: list[ActionWord]
    version: int
    created_at: At
    updated_at: At


class SuspensionAnswer(SuspensionRow):
    """A measure and its case."""

    citations: list[CitationAnswer]
    holds: list[HoldAnswer]
    effects: list[EffectAnswer]


class BatchItemAnswer(TypedDict):
    """What became of one measure of several: the measure, or the problem."""

    external_id: str | None
    status: int
    suspension: SuspensionAnswer | None
    problem: ProblemAnswer | None


class BatchAnswer(TypedDict):
    """Each item in the order in which it was sent."""

    results: list[BatchItemAnswer]


def suspension_row(actor: Actor, parts: CaseParts) -> SuspensionRow:
    """One case of a list."""
    case = parts.case
    return {
        "reference": case.reference,
        "external_id": case.external_id,
        "account": case.account.external_id,
        "origin": case.origin,
        "measure": case.measure,
        "removes": list(case.removes),
        "state": case.state,
        "status": case.status,
        "status_display": str(look_of(case.status).word),
        "confirmed_at": instant(case.confirmed_at),
        "starts_at": written(case.starts_at),
        "ends_at": instant(case.ends_at),
        "proposed_ends_at": instant(case.proposed_ends_at),
        "review_on": instant(case.review_on),
        "territory": list(case.territory),
        "statement": _issued(parts.statement),
        "notice": _notice(parts.told),
        "dates": _dates(parts),
        "next_action": {"who": parts.step.who, "what": parts.step.what, "by": instant(parts.step.by)},
        "automated_detection": case.automated_detection,
        "automated_decision": case.automated_decision,
        "source": case.source,
        "source_reference": case.source_reference,
        "appeals": [one.reference for one in parts.appeals],
        "closure": parts.closure.reference if parts.closure else None,
        "portal_url": portal_url(case, case.account.language),
        "available_actions": offered(actor, case),
        "version": case.version,
        "created_at": written(case.created_at),
        "updated_at": written(case.updated_at),
    }


def suspension_answer(actor: Actor, parts: CaseParts) -> SuspensionAnswer:
    """One case as a whole."""
    return {
        **suspension_row(actor, parts),
        "citations": [
            {"section": one.section_version.section.key, "version": one.section_version.number, "title": one.section_version.title}
            for one in parts.citations
        ],
        "holds": [hold_answer(one) for one in parts.holds],
        "effects": [effect_answer(one) for one in parts.effects],
    }


def _issued(statement: Statement | None) -> IssuedAnswer | None:
    if statement is None:
        return None
    return {
        "version": statement.number,
        "issued_at": written(statement.issued_at),
        "disclosure": statement.disclosure,
        "language": statement.language,
    }


def _notice(told: Told | None) -> NoticeAnswer | None:
    return None if told is None else {"state": told.state, "delivered_at": instant(told.at), "how": told.how}


def _dates(parts: CaseParts) -> DatesAnswer:
    case, appeal = parts.case, parts.open_appeal
    return {
        "answer_by": instant(case.answer_by),
        "decide_by": instant(appeal.decide_by) if appeal else None,
        "last_day_to_appeal": instant(case.last_day_to_appeal),
        "next_update_by": instant(case.next_update_by),
        "time_zone": _zone(case),
    }


def _zone(case: Suspension) -> str:
    """The IANA name of the zone that the dates were counted in; an unknown one counts as UTC-12."""
    return getattr(zone_of_case(case), "key", UNKNOWN_ZONE)
