"""The core model: one file per thing of the design's word list."""

from appeals.models.appeal import (
    Appeal,
    Channel,
    InformationRequest,
    Level,
    Receipt,
    SubjectKind,
    Wants,
)
from appeals.models.clock import (
    Clock,
    ClockKind,
    ClockOwner,
    ClockState,
    Effect,
    EffectKind,
    OnPass,
)
from appeals.models.closure import Closure
from appeals.models.correspondence import UNDO, CaseMessage, Translation
from appeals.models.desk import ALONE_HOLDS, Dispute, Idempotency, LegalHold, Note
from appeals.models.event import Audience, Event, FeedEntry, FeedQueue
from appeals.models.evidence import (
    About,
    Evidence,
    EvidenceCheck,
    EvidenceState,
    EvidenceView,
    LookStop,
    ViewPage,
)
from appeals.models.hold import Hold, HoldKind, HoldOutcome
from appeals.models.kept import KeptDraft
from appeals.models.links import LinkedAccount, LinkKind
from appeals.models.notice import By, ContactAttempt, Notice
from appeals.models.presence import Presence
from appeals.models.queue import CaseTag, SavedView, Tag
from appeals.models.references import new_public_id, new_reference, read_reference
from appeals.models.review import (
    Cause,
    Decision,
    Finding,
    Outcome,
    Review,
    ReviewOutcome,
    ReviewPart,
)
from appeals.models.rulebook import ProposalState, Regime, RegimePin, RegimeProposal, Section, SectionVersion
from appeals.models.statement import Disclosure, Exhibit, Statement
from appeals.models.suspension import (
    ABILITIES,
    Automation,
    Citation,
    Counterparty,
    Fact,
    Measure,
    Origin,
    PriorWarning,
    Signal,
    Source,
    Suspension,
)
from appeals.models.withholding import Answered, Withholding

__all__ = [
    "ABILITIES",
    "ALONE_HOLDS",
    "UNDO",
    "About",
    "Answered",
    "Appeal",
    "Audience",
    "Automation",
    "By",
    "CaseMessage",
    "CaseTag",
    "Cause",
    "Channel",
    "Citation",
    "Clock",
    "ClockKind",
    "ClockOwner",
    "ClockState",
    "Closure",
    "ContactAttempt",
    "Counterparty",
    "Decision",
    "Disclosure",
    "Dispute",
    "Effect",
    "EffectKind",
    "Event",
    "Evidence",
    "EvidenceCheck",
    "EvidenceState",
    "EvidenceView",
    "Exhibit",
    "Fact",
    "FeedEntry",
    "FeedQueue",
    "Finding",
    "Hold",
    "HoldKind",
    "HoldOutcome",
    "Idempotency",
    "InformationRequest",
    "KeptDraft",
    "LegalHold",
    "Level",
    "LinkKind",
    "LinkedAccount",
    "LookStop",
    "Measure",
    "Note",
    "Notice",
    "OnPass",
    "Origin",
    "Outcome",
    "Presence",
    "PriorWarning",
    "ProposalState",
    "Receipt",
    "Regime",
    "RegimePin",
    "RegimeProposal",
    "Review",
    "ReviewOutcome",
    "ReviewPart",
    "SavedView",
    "Section",
    "SectionVersion",
    "Signal",
    "Source",
    "Statement",
    "SubjectKind",
    "Suspension",
    "Tag",
    "Translation",
    "ViewPage",
    "Wants",
    "Withholding",
    "new_public_id",
    "new_reference",
    "read_reference",
]
