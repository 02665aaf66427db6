"""Who may do what: one function answers for buttons, for the API's `available_actions` and for the checks."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from accounts.actors import Actor, ActorKind
from accounts.roles import Role
from appeals.errors import AppealError, IllegalTransition, NotAllowed, NotIndependent, PeopleOnly
from appeals.models import (
    Appeal,
    Closure,
    Effect,
    Hold,
    InformationRequest,
    Measure,
    Review,
    ReviewPart,
    Suspension,
)
from appeals.workflow import APPEAL, CLOSURE, HOLD, PENDING_CLOSURE, SUSPENSION, Action, Machine

Stated = Suspension | Appeal | Closure | Hold
Anything = Stated | Effect | InformationRequest

JUDGES = frozenset({Role.REVIEWER, Role.SENIOR})
DESK = frozenset({Role.INTAKE, Role.REVIEWER, Role.SENIOR})
NOBODY: frozenset[Role] = frozenset()


@dataclass(frozen=True, slots=True)
class Who:
    """Those who may take one action: staff roles, a machine's scope, the person, a helper's scope, the system."""

    roles: frozenset[Role] = NOBODY
    scope: str | None = None
    person: bool = False
    helper: str | None = None
    system: bool = False


JUDGE = Who(roles=JUDGES)
PERSON = Who(person=True, helper="send", scope="appeals:file", roles=DESK)
ALONE = Who(system=True)

RULES: Mapping[tuple[str, Action], Who] = {
    ("suspension", Action.START): Who(roles=JUDGES, scope="suspensions:write", system=True),
    ("suspension", Action.CONFIRM): JUDGE,
    ("suspension", Action.CHANGE): Who(roles=JUDGES, system=True),
    ("suspension", Action.LIFT): Who(roles=JUDGES, scope="suspensions:write", system=True),
    ("suspension", Action.EXPIRE): ALONE,
    ("suspension", Action.CLOSE): Who(scope="effects:write", system=True),
    ("suspension", Action.REOPEN): JUDGE,
    ("suspension", Action.OVERTURN): JUDGE,
    ("suspension", Action.ADD_EXHIBIT): Who(roles=JUDGES, scope="suspensions:write"),
    ("suspension", Action.ADD_NOTE): Who(roles=DESK),
    ("suspension", Action.PLACE_HOLD): Who(roles=JUDGES, scope="suspensions:write"),
    ("suspension", Action.PROPOSE_CLOSURE): Who(roles=JUDGES, scope="closures:write"),
    ("suspension", Action.START_APPEAL): Who(person=True, helper="write", scope="appeals:file", roles=DESK),
    ("appeal", Action.EDIT): Who(person=True, helper="write", scope="appeals:file", roles=DESK),
    ("appeal", Action.SUBMIT): PERSON,
    ("appeal", Action.ADD_EVIDENCE): Who(person=True, helper="write", scope="appeals:file", roles=DESK),
    ("appeal", Action.ANSWER): PERSON,
    ("appeal", Action.WITHDRAW): Who(person=True, helper="send", scope="appeals:file"),
    ("appeal", Action.LAPSE): ALONE,
    ("appeal", Action.LEAVE_UNANSWERED): ALONE,
    ("appeal", Action.CLAIM): JUDGE,
    ("appeal", Action.RELEASE): Who(roles=JUDGES, system=True),
    ("appeal", Action.REQUEST_INFORMATION): JUDGE,
    ("appeal", Action.PROPOSE_DECISION): JUDGE,
    ("appeal", Action.DECIDE): JUDGE,
    ("appeal", Action.RECORD_VIEW): JUDGE,
    ("appeal", Action.APPROVE): JUDGE,
    ("appeal", Action.RETURN): JUDGE,
    ("closure", Action.REVIEW): JUDGE,
    ("closure", Action.REVISE): JUDGE,
    ("closure", Action.COMPLETE_REVIEW): JUDGE,
    ("closure", Action.RECORD_VIEW): JUDGE,
    ("closure", Action.APPROVE): JUDGE,
    ("closure", Action.RETURN): Who(roles=JUDGES, system=True),
    ("closure", Action.REFUSE): JUDGE,
    ("closure", Action.WITHDRAW): Who(roles=JUDGES, scope="closures:write"),
    ("closure", Action.EFFECT): Who(scope="effects:write"),
    ("hold", Action.CONFIRM): JUDGE,
    ("hold", Action.MOVE_DATE): JUDGE,
    ("hold", Action.END): Who(roles=JUDGES, system=True),
}

# What only an uninvolved person may do; the suspender may still lift or reduce.
INDEPENDENT: frozenset[tuple[str, Action]] = frozenset(
    {
        ("suspension", Action.CONFIRM),
        ("hold", Action.CONFIRM),
        ("appeal", Action.CLAIM),
        ("appeal", Action.RECORD_VIEW),
        ("appeal", Action.APPROVE),
        ("appeal", Action.RETURN),
        ("closure", Action.REVIEW),
        ("closure", Action.RECORD_VIEW),
        ("closure", Action.APPROVE),
        ("closure", Action.RETURN),
    }
)


def machine_of(subject: Stated) -> Machine:
    """The machine whose states `subject` has."""
    return {Suspension: SUSPENSION, Appeal: APPEAL, Closure: CLOSURE, Hold: HOLD}[type(subject)]


def case_of(subject: Anything) -> Suspension:
    """The case a part belongs to; a measure is its own case."""
    return subject if isinstance(subject, Suspension) else subject.case


def role_refusal(actor: Actor, action: Action, subject: Stated) -> NotAllowed | None:
    """Why this kind of actor may never take this action here; None where it may."""
    who = RULES.get((machine_of(subject).name, action), Who())
    if actor.kind is ActorKind.STAFF:
        return None if actor.roles & who.roles else NotAllowed("Your role does not include this.")
    if actor.kind is ActorKind.SYSTEM:
        return None if who.system else PeopleOnly("A person must do this.")
    if actor.kind is ActorKind.MACHINE:
        if who.scope is None:
            return PeopleOnly("A person must do this; a key cannot.")
        return None if who.scope in actor.scopes else NotAllowed(f"This key lacks the scope {who.scope}.")
    if actor.kind is ActorKind.REPRESENTATIVE:
        return None if who.helper in actor.scopes else NotAllowed("You were not given the right to do this.")
    return None if who.person else NotAllowed("Only our staff can do this.")


def involvement(user_id: int, subject: Stated) -> NotIndependent | None:
    """Why this person is not independent of what is to be judged; None where they are. A few queries at most."""
    case = case_of(subject)
    if isinstance(subject, Closure):
        return _involved_in_closure(user_id, subject)
    if isinstance(subject, Hold):
        return NotIndependent("You placed this hold.") if subject.placed_by_id == user_id else None
    if case.decided_by_id == user_id or case.recorded_by_id == user_id:
        return NotIndependent("You took part in the decision that this is about.")
    if isinstance(subject, Appeal):
        return _involved_in_appeal(user_id, subject)
    return None


def _involved_in_appeal(user_id: int, appeal: Appeal) -> NotIndependent | None:
    if appeal.hold is not None and appeal.hold.placed_by_id == user_id:
        return NotIndependent("You placed the hold that this appeal is about.")
    if appeal.closure_id is not None and (
        Review.objects.filter(closure_id=appeal.closure_id, reviewer_id=user_id, completed_at__isnull=False).exists()
        or Closure.objects.filter(pk=appeal.closure_id, proposed_by_id=user_id).exists()
    ):
        return NotIndependent("You took part in closing this account.")
    if appeal.state == "second_check":
        if Review.objects.filter(appeal=appeal, reviewer_id=user_id, part=ReviewPart.FIRST, completed_at__isnull=False).exists():
            return NotIndependent("You wrote the first judgement; another person must sign.")
        earlier = ReviewPart.FIRST
        levels = Review.objects.filter(appeal__case_id=appeal.case_id, appeal__level="1", part=earlier, reviewer_id=user_id)
    else:
        levels = Review.objects.filter(appeal__case_id=appeal.case_id, appeal__level="1", reviewer_id=user_id)
    if appeal.level == "2" and levels.filter(completed_at__isnull=False).exists():
        return NotIndependent("You decided the first appeal; a new person must look.")
    return None


def _involved_in_closure(user_id: int, closure: Closure) -> NotIndependent | None:
    if closure.proposed_by_id == user_id:
        return NotIndependent("You proposed this closure.")
    in_force = Suspension.objects.filter(account_id=closure.case.account_id, state="in_force", decided_by_id=user_id)
    if in_force.exists():
        return NotIndependent("You decided a measure that is in force on this account.")
    if closure.state == "second_approval" and closure.review is not None and closure.review.reviewer_id == user_id:
        return NotIndependent("You reviewed this closure; another person must approve it.")
    return None


Condition = Callable[[Actor, "Stated"], AppealError | None]


def _state_error(detail: str) -> Callable[[Stated], IllegalTransition]:
    return lambda subject: IllegalTransition(detail, state=subject.state)


_NOT_CLAIMED = "Claim it first: only the person who holds it can do this."


def _holds_it(actor: Actor, subject: Stated) -> AppealError | None:
    if isinstance(subject, Appeal | Closure) and subject.assignee_id == actor.user_id:
        return None
    return NotAllowed(_NOT_CLAIMED)


def _may_release(actor: Actor, subject: Stated) -> AppealError | None:
    if actor.kind is ActorKind.SYSTEM or Role.SENIOR in actor.roles:
        return None
    return _holds_it(actor, subject)


def _waits_for_second_person(_actor: Actor, subject: Stated) -> AppealError | None:
    if isinstance(subject, Suspension | Hold) and subject.confirmed_at is None and has_proposal(subject):
        return None
    return _state_error("Nothing here waits for a second person.")(subject)


def has_proposal(subject: Suspension | Hold) -> bool:
    """Whether something longer than a person alone may decide waits for a second person."""
    proposed_review = subject.proposed_review_on
    return subject.proposed_ends_at is not None or proposed_review is not None


def _may_propose_closure(_actor: Actor, subject: Stated) -> AppealError | None:
    if not isinstance(subject, Suspension) or subject.measure == Measure.WARNING:
        return _state_error("A warning never leads straight to closing an account.")(subject)
    if Closure.objects.filter(case=subject, state__in=PENDING_CLOSURE).exists():
        return _state_error("A closure is already proposed for this case.")(subject)
    return None


def _own_view_recorded(actor: Actor, subject: Stated) -> AppealError | None:
    where = {"appeal": subject} if isinstance(subject, Appeal) else {"closure": subject}
    own = Review.objects.filter(**where, reviewer_id=actor.user_id, part=ReviewPart.SECOND, completed_at=None, abandoned_at=None).exclude(
        own_view=""
    )
    if own.exists():
        return None
    return _state_error("Record your own view first; then you see what the first person wrote.")(subject)


def _own_view_missing(actor: Actor, subject: Stated) -> AppealError | None:
    if _own_view_recorded(actor, subject) is None:
        return _state_error("Your own view is recorded already.")(subject)
    return None


def _return_by_person(actor: Actor, subject: Stated) -> AppealError | None:
    return None if actor.kind is ActorKind.SYSTEM else _own_view_recorded(actor, subject)


def _review_is_free(actor: Actor, subject: Stated) -> AppealError | None:
    if isinstance(subject, Closure) and subject.assignee_id not in {None, actor.user_id}:
        return _state_error("Another person reviews this closure now.")(subject)
    return None


CONDITIONS: Mapping[tuple[str, Action], Condition] = {
    ("suspension", Action.CONFIRM): _waits_for_second_person,
    ("hold", Action.CONFIRM): _waits_for_second_person,
    ("suspension", Action.PROPOSE_CLOSURE): _may_propose_closure,
    ("appeal", Action.RELEASE): _may_release,
    ("appeal", Action.REQUEST_INFORMATION): _holds_it,
    ("appeal", Action.PROPOSE_DECISION): _holds_it,
    ("appeal", Action.DECIDE): _holds_it,
    ("appeal", Action.RECORD_VIEW): _own_view_missing,
    ("appeal", Action.APPROVE): _own_view_recorded,
    ("appeal", Action.RETURN): _own_view_recorded,
    ("closure", Action.REVIEW): _review_is_free,
    ("closure", Action.COMPLETE_REVIEW): _holds_it,
    ("closure", Action.RECORD_VIEW): _own_view_missing,
    ("closure", Action.APPROVE): _own_view_recorded,
    ("closure", Action.RETURN): _return_by_person,
}


def refusal(actor: Actor, action: Action, subject: Stated) -> AppealError | None:
    """Why `actor` cannot take `action` on `subject` now, in the fixed order 403 role, 409 state, 403 independence."""
    refused: AppealError | None = role_refusal(actor, action, subject)
    if refused is not None:
        return refused
    machine = machine_of(subject)
    if machine.target(subject.state, action) is None:
        return IllegalTransition(f"This cannot be done while the {machine.name} is “{subject.state}”.", state=subject.state)
    condition = CONDITIONS.get((machine.name, action))
    refused = condition(actor, subject) if condition else None
    if refused is not None:
        return refused
    if (machine.name, action) in INDEPENDENT and actor.user_id is not None:
        return involvement(actor.user_id, subject)
    return None


def allows(actor: Actor, action: Action, subject: Stated) -> bool:
    """Whether `actor` can take `action` on `subject` now."""
    return refusal(actor, action, subject) is None


def available_actions(actor: Actor, subject: Stated) -> list[Action]:
    """Every action `actor` can take on `subject` now: the source of buttons and of the API's list."""
    return [action for action in machine_of(subject).actions_from(subject.state) if allows(actor, action, subject)]
