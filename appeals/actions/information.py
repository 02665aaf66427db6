"""Asking the person one thing, and what comes back: an answer, more time, or nothing. Nothing never loses an appeal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from accounts.actors import Actor, ActorKind
from accounts.instants import redress_now
from appeals.actions import clocks, promises, receipts
from appeals.actions.arrivals import something_arrived
from appeals.actions.notices import tell
from appeals.actions.transition import Entry, create, enter, lock_case, settle, take
from appeals.actions.wording import LONGEST_STATEMENT, composed, incoming, outgoing
from appeals.authority import role_refusal
from appeals.deadlines import more_time, request_answer_by
from appeals.errors import FieldError, IllegalTransition, Invalid, NotAllowed
from appeals.models import Appeal, Audience, ClockKind, ClockOwner, InformationRequest, OnPass, new_public_id
from appeals.queries.rules import zone_of_case
from appeals.workflow import Action, AppealState, RequestState

if TYPE_CHECKING:
    from datetime import datetime

    from appeals.models import Evidence

EXTENSIONS = 1


def request_information(actor: Actor, *, appeal: Appeal, question: str, why: str, example: str = "") -> InformationRequest:
    """Ask the person one thing and let our promise rest until they answer; a legal ceiling goes on.

    They have seven days from now, and longer where the letter arrives later. Raises Invalid for a text that is empty
    or may not go out.
    """
    locked = enter(actor, Action.REQUEST_INFORMATION, appeal)
    asked = {"question": composed(question), "why": composed(why), "example": composed(example)}
    _check_wording(asked, locked.case.account.language)
    now = redress_now()
    due = request_answer_by(now, zone=zone_of_case(locked.case))
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
    promises.rest(locked)
    _start_clock(request, due)
    values = {"question": request.question, "why": request.why, "good_answer": request.example, "answer_by": due}
    tell(event, "information_request", values, about=request, by=due)
    return request


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
    clocks.met(locked, ClockKind.REQUEST_DUE)
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


def ask_more_time(actor: Actor, *, request: InformationRequest) -> InformationRequest:
    """Move the date of a question seven days on; the first time by a press, later only by staff asking anew."""
    locked = _enter(actor, request)
    if locked.state != RequestState.OPEN:
        raise IllegalTransition("This question is closed.", state=locked.state)
    if locked.extended >= EXTENSIONS:
        detail = "You had more time once. Answer what you can, or say that you cannot; we decide with what we have."
        raise IllegalTransition(detail, state=locked.state)
    due = more_time(locked.due_at, zone=zone_of_case(locked.case))
    entry = Entry("request.extended", {"request": locked.public_id, "due_at": due})
    settle(locked, RequestState.OPEN, actor, entry, due_at=due, extended=locked.extended + 1)
    _start_clock(locked, due)
    return locked


def leave_unanswered(actor: Actor, *, request: InformationRequest) -> InformationRequest:
    """The date of a question passed: the appeal goes back to review, and nothing is held against the person.

    The system alone does this; a question that was answered meanwhile stays as it is.
    """
    if actor.kind is not ActorKind.SYSTEM:
        raise NotAllowed("A passed date does this, nobody else.")
    locked = _lock(request)
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
    return _lock(request)


def _lock(request: InformationRequest) -> InformationRequest:
    """Lock case, appeal and question, in this order."""
    case = lock_case(request.case_id)
    appeal = Appeal.objects.select_for_update(no_key=True).get(pk=request.appeal_id)
    locked = InformationRequest.objects.select_for_update(no_key=True).get(pk=request.pk)
    appeal.case = locked.case = case
    locked.appeal = appeal
    return locked


def _start_clock(request: InformationRequest, due: datetime) -> None:
    clocks.start(request, ClockKind.REQUEST_DUE, due, owner=ClockOwner.APPELLANT, on_pass=OnPass.BACK_TO_REVIEW)
