"""Messages between the staff and the person. Ours waits a minute in its row, where it can be taken back; then it leaves."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from accounts.actors import SYSTEM, Actor, ActorKind
from accounts.instants import redress_now
from accounts.roles import Role
from appeals.actions import activity, clocks
from appeals.actions.meanwhile import read_first
from appeals.actions.notices import tell, tell_staff_all
from appeals.actions.signing import person_of
from appeals.actions.transition import Entry, create, enter, lock_case, settle
from appeals.actions.wording import LONGEST_ANSWER, LONGEST_STATEMENT, composed, incoming, outgoing
from appeals.authority import role_refusal
from appeals.errors import FieldError, IllegalTransition, Invalid, NotAllowed, Written
from appeals.models import UNDO, Audience, CaseMessage, ClockKind, ClockOwner, OnPass, new_public_id
from appeals.queries.staffing import seniors
from appeals.workflow import Action, MessageState

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from appeals.models import Event, Suspension

# What one person can write on one case; the rest of us would find nothing in more.
MOST_A_DAY = 20
A_DAY = timedelta(days=1)
# Where a sentence asks: Latin, Arabic, Greek, Chinese, Armenian, Ethiopic and others.
_QUESTIONS = re.compile("[?\u061f\u037e\uff1f\u055e\u1367\u2047\u2048]+")


def write_message(actor: Actor, *, case: Suspension, text: str, seen: int | None = None) -> CaseMessage:
    """Write to the person. It leaves after a minute and can be taken back until then. One message asks one thing.

    `seen` is the newest message that the writer's page showed; None leaves it unasked. Raises Invalid, and
    WrittenMeanwhile where somebody wrote after that page was read.
    """
    locked = enter(actor, Action.MESSAGE, case)
    words, language = composed(text), locked.account.language
    errors = [*outgoing("text", words, language=language, longest=LONGEST_ANSWER, required="Write something."), *_asks_one_thing(words)]
    if errors:
        raise Invalid(errors)
    others = CaseMessage.objects.filter(case=locked).exclude(author_id=actor.user_id).select_related("author")
    read_first(others.exclude(state=MessageState.WITHDRAWN), seen, _said)
    now = redress_now()
    public_id = new_public_id("msg")
    values: dict[str, Any] = {"author_id": person_of(actor), "language": language, "text": words, "created_at": now}
    entry = Entry("message.written", {"message": public_id}, Audience.STAFF)
    message, _event = create(CaseMessage, actor, entry, public_id=public_id, case=locked, sends_at=now + UNDO, **values)
    clocks.start(message, ClockKind.MESSAGE_LEAVES, message.sends_at, owner=ClockOwner.STAFF, on_pass=OnPass.SEND_MESSAGE)
    activity.touched(actor, locked)
    return message


def take_back(actor: Actor, *, message: CaseMessage) -> CaseMessage:
    """Take a message back before it has left: nothing was sent, and the person never reads of it.

    Twice changes nothing. Raises IllegalTransition once its minute is over.
    """
    locked = _enter(actor, Action.MESSAGE, message)
    if locked.author_id != actor.user_id and Role.SENIOR not in actor.roles:
        raise NotAllowed("Whoever wrote a message takes it back, or a senior reviewer.")
    if locked.state == MessageState.WITHDRAWN:
        return locked
    now = redress_now()
    if locked.state != MessageState.WAITING or now >= locked.sends_at:
        raise IllegalTransition("This message has left. Write another one if something in it is wrong.", state=locked.state)
    entry = Entry("message.withdrawn", {"message": locked.public_id}, Audience.STAFF)
    settle(locked, MessageState.WITHDRAWN, actor, entry, withdrawn_at=now)
    clocks.stop(locked)
    return locked


def send_message(actor: Actor, *, message: CaseMessage) -> CaseMessage:
    """Let a message leave: the letter, its mail and the entry that the person reads come with one commit.

    The passed minute alone does this; a message that was taken back or has left stays as it is.
    """
    if actor.kind is not ActorKind.SYSTEM:
        raise NotAllowed("A passed minute does this, nobody else.")
    locked = _lock(message)
    if locked.state != MessageState.WAITING:
        return locked
    by = Actor.staff(locked.author) if locked.author is not None and locked.author.is_active else SYSTEM
    event = settle(locked, MessageState.SENT, by, Entry("message.sent", {"message": locked.public_id}), sent_at=redress_now())
    tell(event, "message", {"text": locked.text}, about=locked)
    return locked


def write_back(actor: Actor, *, case: Suspension, text: str, answers: CaseMessage | None = None) -> CaseMessage:
    """The person writes to us, or answers a message of ours. It is there at once, and whoever works on it is told.

    The same words again within a minute are a second click, and change nothing.
    """
    locked = enter(actor, Action.WRITE_BACK, case)
    words = composed(text)
    errors = list(incoming("text", words, longest=LONGEST_STATEMENT, required="Write something first."))
    if errors:
        raise Invalid(errors)
    if answers is not None and (answers.case_id != locked.pk or answers.state != MessageState.SENT):
        raise IllegalTransition("This message cannot be answered.", state=answers.state)
    now = redress_now()
    sent = CaseMessage.objects.filter(case=locked, author=None, helper_id=actor.representative_id).order_by("-id").first()
    if sent is not None and sent.text == words and now - sent.created_at < UNDO:
        return sent
    _not_too_many(locked, now)
    public_id = new_public_id("msg")
    message, event = create(
        CaseMessage,
        actor,
        Entry("message.received", {"message": public_id}),
        public_id=public_id,
        case=locked,
        state=MessageState.SENT,
        helper_id=actor.representative_id,
        answers=answers,
        language=locked.account.language,
        text=words,
        created_at=now,
        sends_at=now,
        sent_at=now,
    )
    _tell_of_theirs(locked, message, event)
    return message


def _tell_of_theirs(case: Suspension, message: CaseMessage, event: Event) -> None:
    """Whoever holds something of the case hears of each message; where nobody does, seniors hear once a day."""
    holding = activity.holders_of(case)
    key = f"message:{message.public_id}:{event.seq}" if holding else f"message:{case.reference}:{message.created_at:%Y-%m-%d}"
    tell_staff_all(holding or seniors(), "staff_message", case, {"received_at": message.created_at}, dedupe_key=key)


def _not_too_many(case: Suspension, now: datetime) -> None:
    since = now - A_DAY
    if CaseMessage.objects.filter(case=case, author=None, created_at__gt=since).count() >= MOST_A_DAY:
        detail = f"You wrote {MOST_A_DAY} messages in a day. We have them all. Write again tomorrow, or send an appeal."
        raise Invalid.one("text", "too_many", detail)


def _asks_one_thing(words: str) -> Iterator[FieldError]:
    asked = len(_QUESTIONS.findall(words))
    if asked > 1:
        yield FieldError("text", "several_questions", f"This asks {asked} things. Ask one thing in one message; send the others apart.")


def _said(message: CaseMessage) -> Written:
    who = message.author.display_name if message.author is not None else str(ActorKind.APPELLANT)
    return Written(who, message.created_at, message.text)


def _enter(actor: Actor, action: Action, message: CaseMessage) -> CaseMessage:
    refused = role_refusal(actor, action, message.case)
    if refused is not None:
        raise refused
    return _lock(message)


def _lock(message: CaseMessage) -> CaseMessage:
    """Lock case and message, in this order."""
    case = lock_case(message.case_id)
    locked = CaseMessage.objects.select_for_update(no_key=True, of=("self",)).select_related("author").get(pk=message.pk)
    locked.case = case
    return locked
