"""A question after it was asked, from our side: more time where the person wishes it, or taken back because it is not needed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from accounts.instants import redress_now
from appeals.actions import clocks, promises
from appeals.actions.information import extend, lock_question
from appeals.actions.notices import tell
from appeals.actions.transition import Entry, enter, settle, take
from appeals.actions.wording import LONGEST_STATEMENT, composed, outgoing
from appeals.errors import FieldError, IllegalTransition, Invalid
from appeals.models import Audience
from appeals.workflow import Action, RequestState

if TYPE_CHECKING:
    from datetime import datetime

    from accounts.actors import Actor
    from appeals.models import InformationRequest, Suspension


def give_more_time(actor: Actor, *, request: InformationRequest, until: datetime | None, reason: str) -> InformationRequest:
    """Answer a wish for more time, or give it unasked: `until` in UTC is the new date; with None the old one stands.

    The person reads the reason either way. Nothing goes beyond the law's limit for the decision. Raises Invalid.
    """
    enter(actor, Action.GIVE_MORE_TIME, request.appeal)
    locked = _still_open(request)
    why = composed(reason)
    errors = [*_wrong(locked, until), *_unsayable(locked.case, why)]
    if errors:
        raise Invalid(errors)
    if until is not None:
        event = extend(locked, actor, until)
    else:
        entry = Entry("request.more_time_refused", {"request": locked.public_id})
        event = settle(locked, RequestState.OPEN, actor, entry, more_time_asked_at=None, more_time_why="")
    values = {"question": locked.question, "answer_by": locked.due_at, "moved": until is not None, "reasons": why}
    tell(event, "information_date", values, about=locked, by=locked.due_at)
    return locked


def _wrong(locked: InformationRequest, until: datetime | None) -> list[FieldError]:
    if until is None:
        if locked.more_time_asked_at is None:
            return [FieldError("until", "required", "Nobody asked for more time. Give a new date, or leave it as it is.")]
        return []
    if until <= max(locked.due_at, redress_now()):
        return [FieldError("until", "not_later", "The new date lies after the old one, and ahead of us.")]
    ceiling = locked.appeal.ceiling_at
    if ceiling is not None and until > ceiling:
        return [FieldError("until", "beyond_the_law", "The law sets the last day for our decision, and it lies before that.")]
    return []


def withdraw_question(actor: Actor, *, request: InformationRequest, reason: str) -> InformationRequest:
    """Take a question back and say why: the appeal goes on in review, and our promise runs again. Raises Invalid."""
    appeal = enter(actor, Action.WITHDRAW_QUESTION, request.appeal)
    locked = _still_open(request)
    why = composed(reason)
    errors = _unsayable(locked.case, why)
    if errors:
        raise Invalid(errors)
    named = {"request": locked.public_id}
    settle(locked, RequestState.WITHDRAWN, actor, Entry("request.withdrawn", named, Audience.STAFF), withdrawn_because=why)
    clocks.stop(locked)
    due = promises.go_on(appeal)
    entry = Entry("appeal.question_withdrawn", {"appeal": appeal.reference, **named})
    event = take(appeal, Action.WITHDRAW_QUESTION, actor, entry, decide_by=due)
    promises.claimed(appeal)
    values = {"question": locked.question, "reasons": why, "decide_by": due}
    tell(event, "information_withdrawn", values, about=locked)
    return locked


def _still_open(request: InformationRequest) -> InformationRequest:
    locked = lock_question(request)
    if locked.state != RequestState.OPEN:
        raise IllegalTransition("This question is closed.", state=locked.state)
    return locked


def _unsayable(case: Suspension, reason: str) -> list[FieldError]:
    required = "Say why. The person reads it."
    return list(outgoing("reason", reason, language=case.account.language, longest=LONGEST_STATEMENT, required=required))
