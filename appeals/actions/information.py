"""Asking the person one thing, and what comes back: an answer, more time, or nothing. Nothing never loses an appeal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from accounts.actors import Actor, ActorKind
from accounts.instants import redress_now
from appeals.actions import clocks, promises, receipts
from appeals.actions.arrivals import something_arrived
from appeals.actions.notices import tell, tell_staff_all
from appeals.actions.transition import Entry, create, enter, lock_case, record, settle, take
from appeals.actions.wording import LONGEST_ANSWER, LONGEST_STATEMENT, composed, incoming, outgoing
from appeals.authority import role_refusal
from appeals.deadlines import half_time, more_time, request_answer_by
from appeals.errors import FieldError, IllegalTransition, Invalid, NotAllowed
from appeals.models import Appeal, Audience, ClockKind, ClockOwner, InformationRequest, OnPass, new_public_id
from appeals.queries.rules import zone_of_case
from appeals.queries.staffing import seniors
from appeals.workflow import Action, AppealState, RequestState

if TYPE_CHECKING:
    from datetime import datetime

    from appeals.models import Event, Evidence

EXTENSIONS = 1
WEEKS = (1, 2, 3)


def request_information(actor: Actor, *, appeal: Appeal, question: str, why: str, example: str = "", weeks: int = 1) -> InformationRequest:
    """Ask the person one thing and let our promise rest until they answer; a legal ceiling goes on.

    They have seven days from now, or up to three weeks, and longer where the letter arrives later. Raises Invalid for a text that is empty
    or may not go out.
    """
    locked = enter(actor, Action.REQUEST_INFORMATION, appeal)
    asked = {"question": composed(question), "why": composed(why), "example": composed(example)}
    _check_wording(asked, locked.case.account.language)
    due = _due(locked, weeks)
    public_id = new_public_id("irq")
    request, _ = create(
        InformationRequest,
        actor,
        Entry("request.asked", {"request": public_id}, Audience.STAFF),
        public_id=public_id,
        case=locked.case,
        appeal=locked,
        asked_by_id=actor.user_id,
        due_at=due,
        **asked,
    )
    body = {"appeal": locked.reference, "request": public_id, "due_at": due}
    event = take(locked, Action.REQUEST_INFORMATION, actor, Entry("appeal.information_requested", body))
    promises.rest(locked, due)
    start_clocks(request, due)
    values = {"question": request.question, "why": request.why, "good_answer": request.example, "answer_by": due}
    tell(event, "information_request", values, about=request, by=due)
    return request


def _due(appeal: Appeal, weeks: int) -> datetime:
    """Until when a question is to be answered. Raises Invalid for a time that the law's limit does not leave."""
    if weeks not in WEEKS:
        raise Invalid.one("weeks", "unknown", "Give one, two or three weeks.")
    due = request_answer_by(redress_now(), zone=zone_of_case(appeal.case), weeks=weeks)
    if weeks > 1 and appeal.ceiling_at is not None and due > appeal.ceiling_at:
        raise Invalid.one("weeks", "beyond_the_law", "The law's limit for our decision comes before that. Give less time.")
    return due


def _check_wording(asked: dict[str, str], language: str) -> None:
    needed = {"question": "Ask one thing.", "why": "Say why you ask. The person reads it.", "example": ""}
    errors = [error for name, text in asked.items() for error in outgoing(name, text, language=language, required=needed[name])]
    if errors:
        raise Invalid(errors)


def answer_information(actor: Actor, *, request: InformationRequest, text: str = "", cannot_answer: bool = False) -> InformationRequest:
    """Answer a question, or say that one cannot; files may be the answer too. Our promise runs again.

    A late answer is taken until the appeal is decided. The same answer twice changes nothing; raises Invalid for an
    empty one and IllegalTransition once the appeal is over.
    """
    locked = _enter(actor, request)
    answer = composed(text)
    if locked.state == RequestState.ANSWERED and (locked.answer, locked.cannot_answer) == (answer, cannot_answer):
        return locked
    appeal = locked.appeal
    if locked.state not in {RequestState.OPEN, RequestState.UNANSWERED} or not appeal.is_open:
        raise IllegalTransition("This question is closed.", state=locked.state)
    files = list(locked.evidence.filter(removed_at=None))
    errors = list(incoming("answer", answer, longest=LONGEST_STATEMENT))
    if not answer and not cannot_answer and not files:
        errors.append(FieldError("answer", "required", "Write an answer, add a file, or say that you cannot answer."))
    if errors:
        raise Invalid(errors)
    waited_for = locked.state == RequestState.OPEN
    now = redress_now()
    entry = Entry("request.answered", {"request": locked.public_id}, Audience.STAFF)
    settle(locked, RequestState.ANSWERED, actor, entry, answer=answer, cannot_answer=cannot_answer, answered_at=now)
    clocks.met(locked)
    _arrived(actor, appeal, locked, files, waited_for=waited_for)
    something_arrived(appeal.case, actor, what="answer")
    return locked


def _arrived(actor: Actor, appeal: Appeal, request: InformationRequest, files: list[Evidence], *, waited_for: bool) -> None:
    """The answer that we waited for brings the appeal back to review; a late one is only added to it."""
    now = redress_now()
    body = {"appeal": appeal.reference, "request": request.public_id, "cannot_answer": request.cannot_answer}
    if waited_for and appeal.state == AppealState.WAITING_FOR_APPELLANT:
        due = promises.go_on(appeal)
        event = take(appeal, Action.ANSWER, actor, Entry("appeal.answered", body), decide_by=due)
        promises.claimed(appeal)
    else:
        event = settle(appeal, appeal.state, actor, Entry("appeal.answered", body | {"late": True}))
    named = receipts.files_of(files)
    receipts.issue(appeal, named, now)
    values = {"reference": appeal.reference, "answered_at": now, "decide_by": appeal.decide_by, "files": named}
    tell(event, "information_answered", values, about=request)


def ask_more_time(actor: Actor, *, request: InformationRequest, why: str = "") -> InformationRequest:
    """Move the date of a question seven days on: the first time at once, later a person of ours answers the wish.

    `why` may say what is in the way; it is read for the wish only. Raises IllegalTransition while a wish waits.
    """
    locked = _enter(actor, request)
    if locked.state != RequestState.OPEN:
        raise IllegalTransition("This question is closed.", state=locked.state)
    if locked.extended >= EXTENSIONS:
        return _wish(locked, actor, composed(why))
    extend(locked, actor, more_time(locked.due_at, zone=zone_of_case(locked.case)))
    return locked


def _wish(locked: InformationRequest, actor: Actor, why: str) -> InformationRequest:
    """More time was given once already: whoever holds the appeal is asked, and the date stands until they answer."""
    if locked.more_time_asked_at is not None:
        raise IllegalTransition("You asked already. A person reads it; until they answer, the date stands.", state=locked.state)
    errors = list(incoming("why", why, longest=LONGEST_ANSWER))
    if errors:
        raise Invalid(errors)
    entry = Entry("request.more_time_asked", {"request": locked.public_id})
    settle(locked, RequestState.OPEN, actor, entry, more_time_asked_at=redress_now(), more_time_why=why)
    who = locked.appeal.assignee
    told = [who] if who is not None and who.is_active else seniors()
    key = f"more_time:{locked.public_id}:{locked.event_seq}"
    tell_staff_all(told, "staff_more_time", locked.case, {"reference": locked.appeal.reference, "due_at": locked.due_at}, dedupe_key=key)
    return locked


def extend(locked: InformationRequest, actor: Actor, due: datetime) -> Event:
    """Move the date of a locked open question to `due`, its reminder with it."""
    entry = Entry("request.extended", {"request": locked.public_id, "due_at": due})
    changes = {"due_at": due, "extended": locked.extended + 1, "more_time_asked_at": None, "more_time_why": ""}
    event = settle(locked, RequestState.OPEN, actor, entry, **changes)
    start_clocks(locked, due)
    promises.say_next_update(locked.case, due)
    return event


def remind(actor: Actor, *, request: InformationRequest) -> bool:
    """Half of the time of a question is over: the person reads it once more, and that they may say they cannot. The system alone."""
    if actor.kind is not ActorKind.SYSTEM:
        raise NotAllowed("A date does this, nobody else.")
    locked = lock_question(request)
    if locked.state != RequestState.OPEN or locked.appeal.state != AppealState.WAITING_FOR_APPELLANT:
        return False
    event = record(locked.case_id, Entry("request.reminded", {"request": locked.public_id}), actor, subject=locked.subject)
    values = {"question": locked.question, "answer_by": locked.due_at, "asked_at": locked.asked_at}
    tell(event, "information_reminder", values, about=locked, by=locked.due_at)
    return True


def leave_unanswered(actor: Actor, *, request: InformationRequest) -> InformationRequest:
    """The date of a question passed: the appeal goes back to review, and nothing is held against the person.

    The system alone does this; a question that was answered meanwhile stays as it is.
    """
    if actor.kind is not ActorKind.SYSTEM:
        raise NotAllowed("A passed date does this, nobody else.")
    locked = lock_question(request)
    appeal = locked.appeal
    if locked.state != RequestState.OPEN or appeal.state != AppealState.WAITING_FOR_APPELLANT:
        return locked
    entry = Entry("request.unanswered", {"request": locked.public_id}, Audience.STAFF)
    settle(locked, RequestState.UNANSWERED, actor, entry)
    clocks.stop(locked)
    body = {"appeal": appeal.reference, "request": locked.public_id}
    due = promises.go_on(appeal)
    take(appeal, Action.LEAVE_UNANSWERED, actor, Entry("appeal.unanswered", body), decide_by=due)
    promises.claimed(appeal)
    return locked


def _enter(actor: Actor, request: InformationRequest) -> InformationRequest:
    refused = role_refusal(actor, Action.ANSWER, request.appeal)
    if refused is not None:
        raise refused
    return lock_question(request)


def lock_question(request: InformationRequest) -> InformationRequest:
    """Lock case, appeal and question, in this order."""
    case = lock_case(request.case_id)
    appeal = Appeal.objects.select_for_update(no_key=True).get(pk=request.appeal_id)
    locked = InformationRequest.objects.select_for_update(no_key=True).get(pk=request.pk)
    appeal.case = locked.case = case
    locked.appeal = appeal
    return locked


def start_clocks(request: InformationRequest, due: datetime) -> None:
    """Start, or move, the date of a question and the reminder at half of what is left of its time."""
    owner = ClockOwner.APPELLANT
    plans = [clocks.Plan(kind=ClockKind.REQUEST_DUE, due_at=due, owner=owner, on_pass=OnPass.BACK_TO_REVIEW)]
    half = half_time(redress_now(), due)
    if half is not None:
        plans.append(clocks.Plan(kind=ClockKind.REQUEST_HALF, due_at=half, owner=owner, on_pass=OnPass.REMIND))
    clocks.start_all(request, plans)
