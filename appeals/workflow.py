"""The three machines, and the small ones beside them, each as one table. Plain Python."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping


class SuspensionState(StrEnum):
    """Where a measure stands."""

    RECORDED = "recorded"
    IN_FORCE = "in_force"
    LIFTED = "lifted"
    EXPIRED = "expired"
    CLOSED = "closed"
    OVERTURNED = "overturned"


class AppealState(StrEnum):
    """Where the person's dispute stands."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    IN_REVIEW = "in_review"
    WAITING_FOR_APPELLANT = "waiting_for_appellant"
    SECOND_CHECK = "second_check"
    DECIDED = "decided"
    WITHDRAWN = "withdrawn"
    LAPSED = "lapsed"


class ClosureState(StrEnum):
    """Where the proposal to close for good stands."""

    PROPOSED = "proposed"
    IN_REVIEW = "in_review"
    SECOND_APPROVAL = "second_approval"
    APPROVED = "approved"
    EFFECTED = "effected"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


class HoldState(StrEnum):
    """Where withheld money stands."""

    HELD = "held"
    ENDED = "ended"


class EffectState(StrEnum):
    """Whether the platform did what we asked."""

    REQUESTED = "requested"
    OVERDUE = "overdue"
    CONFIRMED = "confirmed"
    REFUSED = "refused"
    CANCELLED = "cancelled"


class RequestState(StrEnum):
    """Where a question to the person stands."""

    OPEN = "open"
    ANSWERED = "answered"
    UNANSWERED = "unanswered"
    WITHDRAWN = "withdrawn"


class MessageState(StrEnum):
    """Where a message stands: for a minute ours can be taken back."""

    WAITING = "waiting"
    SENT = "sent"
    WITHDRAWN = "withdrawn"


class Action(StrEnum):
    """Every verb that can change a state or a case. Doors, buttons and checks use these names."""

    # suspension
    START = "start"
    CONFIRM = "confirm"
    MESSAGE = "message"
    CHANGE = "change"
    LIFT = "lift"
    EXPIRE = "expire"
    CLOSE = "close"
    REOPEN = "reopen"
    OVERTURN = "overturn"
    ADD_EXHIBIT = "add_exhibit"
    ADD_NOTE = "add_note"
    TAG = "tag"
    WRITE_BACK = "write_back"
    TRANSLATE = "translate"
    LINK = "link"
    PLACE_HOLD = "place_hold"
    PROPOSE_CLOSURE = "propose_closure"
    START_APPEAL = "start_appeal"
    # appeal
    EDIT = "edit"
    SUBMIT = "submit"
    LAPSE = "lapse"
    CLAIM = "claim"
    ASSIGN = "assign"
    RELEASE = "release"
    ADD_EVIDENCE = "add_evidence"
    CHECK_EVIDENCE = "check_evidence"
    REQUEST_INFORMATION = "request_information"
    ANSWER = "answer"
    LEAVE_UNANSWERED = "leave_unanswered"
    GIVE_MORE_TIME = "give_more_time"
    WITHDRAW_QUESTION = "withdraw_question"
    PROPOSE_DECISION = "propose_decision"
    DECIDE = "decide"
    RECORD_VIEW = "record_view"
    RETURN = "return"
    WITHDRAW = "withdraw"
    # closure
    REVIEW = "review"
    COMPLETE_REVIEW = "complete_review"
    APPROVE = "approve"
    REVISE = "revise"
    EFFECT = "effect"
    REFUSE = "refuse"
    # an appeal or a hold
    MOVE_DATE = "move_date"
    # hold
    END = "end"


@dataclass(frozen=True, slots=True)
class Machine:
    """One machine: which action leads from which state to which, and which acts leave the state as it is."""

    name: str
    states: type[StrEnum]
    initial: str
    transitions: Mapping[tuple[str, Action], str]
    acts: Mapping[Action, frozenset[str]] = field(default_factory=dict)

    def target(self, state: str, action: Action) -> str | None:
        """The state that `action` leads to from `state`; None where it is illegal."""
        if state in self.acts.get(action, frozenset()):
            return state
        return self.transitions.get((state, action))

    def actions_from(self, state: str) -> list[Action]:
        """All actions that are legal in `state`, in the order of `Action`."""
        return [action for action in Action if self.target(state, action) is not None]

    @property
    def terminal(self) -> frozenset[str]:
        """States that no transition leaves."""
        left = {state for (state, _), target in self.transitions.items() if target != state}
        return frozenset(str(state) for state in self.states) - left


S = SuspensionState
A = AppealState
C = ClosureState

SUSPENSION = Machine(
    name="suspension",
    states=S,
    initial=S.RECORDED,
    transitions={
        (S.RECORDED, Action.START): S.IN_FORCE,
        (S.IN_FORCE, Action.CONFIRM): S.IN_FORCE,
        (S.IN_FORCE, Action.CHANGE): S.IN_FORCE,
        (S.IN_FORCE, Action.LIFT): S.LIFTED,
        (S.IN_FORCE, Action.EXPIRE): S.EXPIRED,
        (S.IN_FORCE, Action.CLOSE): S.CLOSED,
        (S.CLOSED, Action.REOPEN): S.IN_FORCE,
        (S.CLOSED, Action.OVERTURN): S.OVERTURNED,
        (S.IN_FORCE, Action.OVERTURN): S.OVERTURNED,
        (S.LIFTED, Action.OVERTURN): S.OVERTURNED,
        (S.EXPIRED, Action.OVERTURN): S.OVERTURNED,
    },
    acts={
        Action.ADD_EXHIBIT: frozenset({S.RECORDED, S.IN_FORCE}),
        Action.ADD_NOTE: frozenset(S),
        Action.TAG: frozenset(S),
        Action.MESSAGE: frozenset(S) - {S.RECORDED},
        Action.WRITE_BACK: frozenset(S) - {S.RECORDED},
        Action.TRANSLATE: frozenset(S),
        Action.LINK: frozenset(S),
        Action.PLACE_HOLD: frozenset({S.IN_FORCE}),
        Action.PROPOSE_CLOSURE: frozenset({S.IN_FORCE}),
        Action.START_APPEAL: frozenset({S.IN_FORCE, S.LIFTED, S.EXPIRED, S.CLOSED}),
    },
)

OPEN_APPEAL = frozenset({A.SUBMITTED, A.IN_REVIEW, A.WAITING_FOR_APPELLANT, A.SECOND_CHECK})

APPEAL = Machine(
    name="appeal",
    states=A,
    initial=A.DRAFT,
    transitions={
        (A.DRAFT, Action.SUBMIT): A.SUBMITTED,
        (A.DRAFT, Action.LAPSE): A.LAPSED,
        (A.SUBMITTED, Action.CLAIM): A.IN_REVIEW,
        (A.SUBMITTED, Action.ASSIGN): A.IN_REVIEW,
        (A.SUBMITTED, Action.WITHDRAW): A.WITHDRAWN,
        (A.IN_REVIEW, Action.RELEASE): A.SUBMITTED,
        (A.IN_REVIEW, Action.REQUEST_INFORMATION): A.WAITING_FOR_APPELLANT,
        (A.IN_REVIEW, Action.PROPOSE_DECISION): A.SECOND_CHECK,
        (A.IN_REVIEW, Action.DECIDE): A.DECIDED,
        (A.IN_REVIEW, Action.WITHDRAW): A.WITHDRAWN,
        (A.WAITING_FOR_APPELLANT, Action.ANSWER): A.IN_REVIEW,
        (A.WAITING_FOR_APPELLANT, Action.LEAVE_UNANSWERED): A.IN_REVIEW,
        (A.WAITING_FOR_APPELLANT, Action.WITHDRAW_QUESTION): A.IN_REVIEW,
        (A.WAITING_FOR_APPELLANT, Action.WITHDRAW): A.WITHDRAWN,
        (A.SECOND_CHECK, Action.RETURN): A.IN_REVIEW,
        (A.SECOND_CHECK, Action.APPROVE): A.DECIDED,
        (A.SECOND_CHECK, Action.WITHDRAW): A.WITHDRAWN,
    },
    acts={
        Action.EDIT: frozenset({A.DRAFT}) | OPEN_APPEAL,
        Action.ADD_EVIDENCE: frozenset({A.DRAFT}) | OPEN_APPEAL,
        Action.ASSIGN: frozenset({A.IN_REVIEW}),
        Action.CHECK_EVIDENCE: OPEN_APPEAL,
        Action.RECORD_VIEW: frozenset({A.SECOND_CHECK}),
        Action.GIVE_MORE_TIME: frozenset({A.WAITING_FOR_APPELLANT}),
        Action.MOVE_DATE: frozenset({A.SUBMITTED, A.IN_REVIEW, A.SECOND_CHECK}),
    },
)

PENDING_CLOSURE = frozenset({C.PROPOSED, C.IN_REVIEW, C.SECOND_APPROVAL, C.APPROVED})

CLOSURE = Machine(
    name="closure",
    states=C,
    initial=C.PROPOSED,
    transitions={
        (C.PROPOSED, Action.REVIEW): C.IN_REVIEW,
        (C.PROPOSED, Action.REFUSE): C.REFUSED,
        (C.PROPOSED, Action.WITHDRAW): C.WITHDRAWN,
        (C.IN_REVIEW, Action.COMPLETE_REVIEW): C.SECOND_APPROVAL,
        (C.IN_REVIEW, Action.REFUSE): C.REFUSED,
        (C.IN_REVIEW, Action.WITHDRAW): C.WITHDRAWN,
        (C.SECOND_APPROVAL, Action.APPROVE): C.APPROVED,
        (C.SECOND_APPROVAL, Action.RETURN): C.IN_REVIEW,
        (C.SECOND_APPROVAL, Action.REFUSE): C.REFUSED,
        (C.SECOND_APPROVAL, Action.WITHDRAW): C.WITHDRAWN,
        (C.APPROVED, Action.RETURN): C.IN_REVIEW,
        (C.APPROVED, Action.EFFECT): C.EFFECTED,
    },
    acts={
        Action.REVIEW: frozenset({C.IN_REVIEW}),
        Action.RECORD_VIEW: frozenset({C.SECOND_APPROVAL}),
        Action.REVISE: frozenset({C.PROPOSED, C.IN_REVIEW, C.SECOND_APPROVAL}),
        Action.RELEASE: frozenset({C.PROPOSED, C.IN_REVIEW, C.SECOND_APPROVAL}),
    },
)

HOLD = Machine(
    name="hold",
    states=HoldState,
    initial=HoldState.HELD,
    transitions={(HoldState.HELD, Action.END): HoldState.ENDED},
    acts={
        Action.CONFIRM: frozenset({HoldState.HELD}),
        Action.MOVE_DATE: frozenset({HoldState.HELD}),
    },
)

MACHINES: Mapping[str, Machine] = {m.name: m for m in (SUSPENSION, APPEAL, CLOSURE, HOLD)}


def public_status(*, suspension: str, measure: str, appeal: str | None, drafting: bool = False) -> str:
    """The one public word for a case, from the states of its parts (ux: nine words, plus `draft` and `ended`)."""
    if suspension == S.CLOSED and appeal not in OPEN_APPEAL:
        return "closed"
    by_appeal = {
        A.SUBMITTED: "received",
        A.IN_REVIEW: "in_review",
        A.WAITING_FOR_APPELLANT: "info_needed",
        A.SECOND_CHECK: "second_check",
        A.DECIDED: "decided",
    }
    if appeal is not None and appeal in by_appeal:
        return by_appeal[AppealState(appeal)]
    if suspension in {S.LIFTED, S.EXPIRED, S.OVERTURNED}:
        return "ended"
    if drafting:
        return "draft"
    return "warned" if measure == "warning" else "suspended"
