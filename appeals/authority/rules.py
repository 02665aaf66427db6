"""Who may take which action by role, scope or being the person; and what an action's subject belongs to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from accounts.actors import Actor, ActorKind
from accounts.roles import Role
from appeals.errors import AppealError, NotAllowed, NotVisible, PeopleOnly
from appeals.models import Appeal, CaseMessage, Closure, Effect, Evidence, Hold, InformationRequest, Suspension
from appeals.workflow import APPEAL, CLOSURE, HOLD, SUSPENSION, Action, Machine

if TYPE_CHECKING:
    from collections.abc import Mapping

Stated = Suspension | Appeal | Closure | Hold
Anything = Stated | Effect | InformationRequest | CaseMessage

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

# What is missing here nobody does by itself: a measure is overturned or reopened by a decision, closed by a report.
RULES: Mapping[tuple[str, Action], Who] = {
    ("suspension", Action.START): Who(roles=JUDGES, scope="suspensions:write", system=True),
    ("suspension", Action.CONFIRM): JUDGE,
    ("suspension", Action.CHANGE): Who(roles=JUDGES, system=True),
    ("suspension", Action.LIFT): Who(roles=JUDGES, scope="suspensions:write", system=True),
    ("suspension", Action.EXPIRE): ALONE,
    ("suspension", Action.ADD_EXHIBIT): Who(roles=JUDGES, scope="suspensions:write"),
    ("suspension", Action.ADD_NOTE): Who(roles=DESK),
    ("suspension", Action.TAG): Who(roles=DESK),
    ("suspension", Action.MESSAGE): Who(roles=DESK),
    ("suspension", Action.WRITE_BACK): Who(person=True, helper="send"),
    ("suspension", Action.TRANSLATE): Who(roles=DESK),
    ("suspension", Action.LINK): JUDGE,
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
    ("appeal", Action.ASSIGN): Who(roles=frozenset({Role.SENIOR})),
    ("appeal", Action.RELEASE): Who(roles=JUDGES, system=True),
    ("appeal", Action.REQUEST_INFORMATION): JUDGE,
    ("appeal", Action.GIVE_MORE_TIME): JUDGE,
    ("appeal", Action.WITHDRAW_QUESTION): JUDGE,
    ("appeal", Action.MOVE_DATE): JUDGE,
    ("appeal", Action.PROPOSE_DECISION): JUDGE,
    ("appeal", Action.DECIDE): JUDGE,
    ("appeal", Action.RECORD_VIEW): JUDGE,
    ("appeal", Action.APPROVE): JUDGE,
    ("appeal", Action.RETURN): JUDGE,
    ("appeal", Action.CHECK_EVIDENCE): JUDGE,
    ("closure", Action.REVIEW): JUDGE,
    ("closure", Action.REVISE): JUDGE,
    ("closure", Action.RELEASE): Who(roles=JUDGES, system=True),
    ("closure", Action.COMPLETE_REVIEW): JUDGE,
    ("closure", Action.RECORD_VIEW): JUDGE,
    ("closure", Action.APPROVE): JUDGE,
    ("closure", Action.RETURN): Who(roles=JUDGES, system=True),
    ("closure", Action.REFUSE): JUDGE,
    ("closure", Action.WITHDRAW): Who(roles=JUDGES, scope="closures:write"),
    ("hold", Action.CONFIRM): JUDGE,
    ("hold", Action.MOVE_DATE): JUDGE,
    ("hold", Action.END): Who(roles=JUDGES, system=True),
}


def machine_of(subject: Stated) -> Machine:
    """The machine whose states `subject` has."""
    return {Suspension: SUSPENSION, Appeal: APPEAL, Closure: CLOSURE, Hold: HOLD}[type(subject)]


def case_of(subject: Anything) -> Suspension:
    """The case a part belongs to; a measure is its own case."""
    return subject if isinstance(subject, Suspension) else subject.case


def role_refusal(actor: Actor, action: Action, subject: Stated) -> AppealError | None:
    """Why this kind of actor may never take this action here; None where it may. A foreign case is not there at all."""
    who = RULES.get((machine_of(subject).name, action), Who())
    if actor.kind is ActorKind.STAFF:
        return None if actor.roles & who.roles else NotAllowed("Your role does not include this.")
    if actor.kind is ActorKind.SYSTEM:
        return None if who.system else PeopleOnly("A person must do this.")
    if actor.kind is ActorKind.MACHINE:
        return _key_refusal(actor, who)
    return _persons_refusal(actor, who) if is_theirs(actor, case_of(subject)) else NotVisible()


def _key_refusal(actor: Actor, who: Who) -> NotAllowed | None:
    if who.scope is None:
        return PeopleOnly("A person must do this; a key cannot.")
    return None if who.scope in actor.scopes else NotAllowed(f"This key lacks the scope {who.scope}.")


def _persons_refusal(actor: Actor, who: Who) -> NotAllowed | None:
    if actor.kind is ActorKind.REPRESENTATIVE:
        return None if who.helper in actor.scopes else NotAllowed("You were not given the right to do this.")
    return None if who.person else NotAllowed("Only our staff can do this.")


def is_theirs(actor: Actor, case: Suspension) -> bool:
    """Whether a case is a person's own, and the one they signed in for; everyone else is bound by role or scope."""
    if actor.kind not in {ActorKind.APPELLANT, ActorKind.REPRESENTATIVE}:
        return True
    return case.account_id == actor.account_id and actor.case_id in {None, case.pk}


def look_refusal(actor: Actor, evidence: Evidence, *, original: bool = False) -> NotAllowed | None:
    """Why this member of staff may not look at a file now; None where they may.

    Sensitive files open for those who judge, and an original only for a senior reviewer. Nothing unsent is shown.
    """
    if actor.kind is not ActorKind.STAFF or not actor.roles & DESK:
        return NotAllowed("Only those who work on appeals look at files.")
    if evidence.sensitive and not actor.roles & JUDGES:
        return NotAllowed("This file is marked sensitive: only those who judge may look at it.")
    if original and Role.SENIOR not in actor.roles:
        return NotAllowed("Only a senior reviewer may open an original.")
    return None
