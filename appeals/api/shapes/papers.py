"""What stands beside a case: its timeline, its statement of reasons, the material it relies on."""

from decimal import Decimal
from typing import Annotated, Any, TypedDict

from appeals.api.shapes.fields import Ability, At, CaseReference, OnDay, Says, amount, one_of, restated, written
from appeals.models import Disclosure, Exhibit, Statement
from appeals.queries.timeline import TimelineEntry

# The published kinds of entry: the person's drafts and the reviewers' moves are not among them.
KINDS = frozenset(
    f"{subject}.{name}"
    for subject, names in {
        "suspension": "recorded confirmed in_force changed lifted expired closed overturned",
        "statement": "issued",
        "notice": "delivered undeliverable",
        "appeal": "submitted withdrawn information_requested answered date_changed decided",
        "hold": "placed changed ended",
        "closure": "proposed approved refused withdrawn effected",
        "effect": "requested confirmed refused overdue",
    }.items()
    for name in names.split()
)
# What of an entry is told: references, codes and dates. Never free text, a person or anything of the staff side.
TOLD = (
    "appeal",
    "before",
    "cause",
    "closure",
    "code",
    "decide_by",
    "due_at",
    "effect",
    "ends_at",
    "hold",
    "kind",
    "level",
    "measure",
    "our_mistake",
    "outcome",
    "request",
    "review_on",
    "unconfirmed",
    "version",
)

INSTANTS = frozenset({"decide_by", "due_at", "ends_at", "review_on"})


class EntryAnswer(TypedDict):
    """One entry of a case's timeline, as far as the person may read it too."""

    sequence: int
    type: Annotated[str, one_of(sorted(KINDS))]
    occurred_at: At
    who: Annotated[str, one_of(["staff", "appellant", "representative", "machine", "system"])]
    data: Annotated[dict[str, Any], Says(description=f"Of these: {', '.join(TOLD)}.")]


class FactAnswer(TypedDict):
    """What happened on which day."""

    occurred_on: OnDay
    what: str
    item: str


class ReasonAnswer(TypedDict):
    """A section with what the person reads about it."""

    section: str
    version: int
    title: str
    ground: Annotated[str, one_of(["terms", "illegal"])]
    legal_ground: str | None
    explanation: str
    facts: list[FactAnswer]


class StatedHoldAnswer(TypedDict):
    """Withheld money as the statement told of it."""

    id: str
    kind: str
    amount: str
    currency: str
    reason: str
    ends_at: At | None
    review_on: At | None


class StatementAnswer(TypedDict):
    """The statement of reasons as issued. It never changes; a later one has a higher version."""

    version: int
    versions: list[int]
    issued_at: At
    language: str
    disclosure: Annotated[str, one_of(Disclosure)]
    sha256: str
    measure: str
    removes: list[Ability]
    starts_at: At
    ends_at: At | None
    review_on: At | None
    counts_until: At | None
    territory: list[str]
    source: str
    automated_detection: bool
    automated_decision: str
    redress: list[str]
    citations: list[ReasonAnswer]
    holds: list[StatedHoldAnswer]
    prior_warnings: list[CaseReference]
    no_warning_reason: str


class ExhibitAnswer(TypedDict):
    """Material that the platform relies on. It is hidden from the person only with a reason."""

    label: str
    citation: Annotated[int | None, Says(description="The place of the citation that it supports.")]
    media_type: str | None
    size: int
    sha256: str | None
    audience: str
    redaction_reason: str | None
    created_at: At


def entry_answer(entry: TimelineEntry) -> EntryAnswer:
    """One entry, reduced to what may be told."""
    return {
        "sequence": entry.seq,
        "type": entry.kind,
        "occurred_at": written(entry.at),
        "who": entry.who,
        "data": {name: restated(entry.body[name]) if name in INSTANTS else entry.body[name] for name in TOLD if name in entry.body},
    }


def statement_answer(statement: Statement, versions: list[int]) -> StatementAnswer:
    """A statement as it was issued."""
    said = statement.content
    return {
        "version": statement.number,
        "versions": versions,
        "issued_at": written(statement.issued_at),
        "language": statement.language,
        "disclosure": statement.disclosure,
        "sha256": statement.sha256,
        "measure": statement.measure,
        "removes": list(said["removes"]),
        "starts_at": restated(said["starts_at"]) or "",
        "ends_at": restated(said["ends_at"]),
        "review_on": restated(said["review_on"]),
        "counts_until": restated(said.get("counts_until")),
        "territory": list(said["territory"]),
        "source": said["source"],
        "automated_detection": said["automated_detection"],
        "automated_decision": said["automated_decision"],
        "redress": list(said["redress"]),
        "citations": [_reason(one) for one in said["citations"]],
        "holds": [_stated_hold(one) for one in said.get("holds", ())],
        "prior_warnings": [one["reference"] for one in said.get("prior_warnings", ())],
        "no_warning_reason": said.get("no_warning_reason", ""),
    }


def exhibit_answer(exhibit: Exhibit) -> ExhibitAnswer:
    """What an exhibit is; its content stays where it is."""
    return {
        "label": exhibit.label,
        "citation": None if exhibit.citation is None else exhibit.citation.position,
        "media_type": exhibit.media_type or None,
        "size": exhibit.size,
        "sha256": exhibit.sha256 or None,
        "audience": exhibit.audience,
        "redaction_reason": exhibit.redaction_reason or None,
        "created_at": written(exhibit.created_at),
    }


def _reason(said: dict[str, Any]) -> ReasonAnswer:
    return {
        "section": said["section"],
        "version": said["version"],
        "title": said.get("title", ""),
        "ground": said.get("ground", "terms"),
        "legal_ground": said.get("legal_ground"),
        "explanation": said.get("explanation", ""),
        "facts": [{"occurred_on": one["occurred_on"], "what": one["what"], "item": one.get("item", "")} for one in said["facts"]],
    }


def _stated_hold(said: dict[str, Any]) -> StatedHoldAnswer:
    return {
        "id": said["id"],
        "kind": said["kind"],
        "amount": amount(Decimal(said["amount"]), said["currency"]),
        "currency": said["currency"],
        "reason": said["reason"],
        "ends_at": restated(said["ends_at"]),
        "review_on": restated(said["review_on"]),
    }
