"""What delivery means: which of a letter's ways to the person worked first, and what runs from then on."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from django.utils.dateparse import parse_datetime

from accounts.actors import SYSTEM, Actor, ActorKind
from accounts.instants import redress_now
from appeals.actions import clocks, running_dates
from appeals.actions.closure_moves import back_to_review, lock_closure
from appeals.actions.perform import perform
from appeals.actions.transition import Entry, lock_case, record
from appeals.authority import DESK
from appeals.errors import Invalid, NotAllowed, NotVisible
from appeals.letters import CATALOGUE, Audience as Reader
from appeals.models import Audience, ClockKind, ClockOwner, Notice, OnPass
from appeals.workflow import ClosureState
from notifications.models import Message, Outcome
from notifications.settled import mark_handled

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from appeals.models import Suspension

SCOPE = "notices:write"
OPENED, ACCEPTED, PROVED = "opened", "email_accepted", "platform_proof"


def open_notice(actor: Actor, *, notice: Notice) -> Notice:
    """The person reads a letter in the portal: the surest delivery there is. Only the first time changes anything.

    A helper who reads along delivers nothing to the person. Raises NotVisible for somebody else's letter.
    """
    if actor.account_id != notice.case.account_id or (actor.case_id not in {None, notice.case_id}):
        raise NotVisible
    if actor.kind is not ActorKind.APPELLANT or notice.opened_at is not None:
        return notice
    locked = _lock(notice)
    if locked.opened_at is None:
        now = redress_now()
        record(locked.case_id, _entry("notice.opened", locked, Audience.STAFF), actor, subject=locked.about)
        _note(locked, "opened_at", now)
        _reached(locked, OPENED, now, actor)
    return locked


def notice_accepted(actor: Actor, *, notice: Notice, at: datetime | None = None) -> Notice:
    """The receiving mail system took the letter's mail over, at `at` (now). Only the outbox says so."""
    _only_system(actor)
    locked = _lock(notice)
    if locked.accepted_at is None:
        now = at or redress_now()
        _note(locked, "accepted_at", now)
        if locked.bounced_at is None:
            _reached(locked, ACCEPTED, now, actor)
    return locked


def notice_undeliverable(actor: Actor, *, notice: Notice) -> Notice:
    """The mail was refused for good, or all attempts were used up: seniors are told, no date runs from it."""
    _only_system(actor)
    locked = _lock(notice)
    if locked.undeliverable_at is None:
        _note(locked, "undeliverable_at", redress_now())
        _lost(locked, actor, "refused")
    return locked


def notice_bounced(actor: Actor, *, notice: Notice) -> Notice:
    """A mail that was accepted came back: what ran from its acceptance is taken back, and the dates move.

    Whoever opened the letter in the portal has it, whatever the mail did. Raises NotAllowed for a key without the scope.
    """
    reports = actor.kind is ActorKind.MACHINE and SCOPE in actor.scopes
    works = actor.kind is ActorKind.STAFF and bool(actor.roles & DESK)
    if not (reports or works or actor.kind is ActorKind.SYSTEM):
        raise NotAllowed(f"This needs the scope {SCOPE}.")
    locked = _lock(notice)
    if locked.bounced_at is not None:
        return locked
    locked.bounced_at = redress_now()
    changed = ["bounced_at"]
    taken_back = locked.how == ACCEPTED
    if taken_back:
        ways = ((OPENED, locked.opened_at), (PROVED, locked.proved_at))
        reached = [(at, how) for how, at in ways if at is not None]
        locked.delivered_at, locked.how = min(reached, default=(None, ""))
        changed += ["delivered_at", "how"]
    locked.save(update_fields=changed)
    _lost(locked, actor, "bounced")
    if taken_back:
        _take_dates_back(locked)
    return locked


def notice_proved(actor: Actor, *, notice: Notice, proved_at: datetime) -> Notice:
    """The platform proves that it told the person itself. It counts from the day this letter was written, not earlier."""
    if actor.kind is not ActorKind.SYSTEM and not (actor.kind is ActorKind.MACHINE and SCOPE in actor.scopes):
        raise NotAllowed(f"This needs the scope {SCOPE}.")
    if proved_at > redress_now():
        raise Invalid.one("proved_at", "in_the_future", "Prove it when it has happened.")
    locked = _lock(notice)
    if locked.proved_at is None:
        _note(locked, "proved_at", proved_at)
        _reached(locked, PROVED, max(proved_at, locked.created_at), actor)
    return locked


def prove_as_recorded(notices: Iterable[Notice], proof: Mapping[str, Any]) -> None:
    """The proof that came with a measure: `delivered_at` is when the platform told the person. Raises Invalid for another."""
    proved_at = _instant(proof.get("delivered_at"))
    if proved_at is None:
        raise Invalid.one("notice_proof.delivered_at", "required", "Say when you told the person, as in 2026-11-20T07:14:00Z.")
    if proved_at > redress_now():
        raise Invalid.one("notice_proof.delivered_at", "in_the_future", "This moment has not come yet.")
    for notice in notices:
        notice_proved(SYSTEM, notice=notice, proved_at=proved_at)


def _instant(written: object) -> datetime | None:
    """An instant with its zone, in UTC; None for whatever is none, or would leave the calendar."""
    try:
        found = parse_datetime(written) if isinstance(written, str) else None
        return None if found is None or found.tzinfo is None else found.astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def settle_message(actor: Actor, *, message_id: int) -> None:
    """Act on a settled message, once, and mark it as handled in the same transaction."""
    message = Message.objects.only("outcome", "settled_at").get(pk=message_id)
    notice = Notice.objects.select_related("case").filter(message_id=message_id).first()
    if notice is not None:
        lock_case(notice.case_id)
    if not mark_handled(message_id) or notice is None:
        return
    if message.outcome == Outcome.ACCEPTED:
        notice_accepted(actor, notice=notice, at=message.settled_at)
    elif message.outcome in {Outcome.REFUSED, Outcome.UNDELIVERABLE}:
        notice_undeliverable(actor, notice=notice)


def _handle(message_id: int) -> None:
    perform(settle_message, SYSTEM, message_id=message_id)


# What `notifications.settled.handle_settled` is handed: the letters to a person. Other messages mean nothing further.
HANDLERS: dict[str, Callable[[int], None]] = {
    f"notice.{kind}": _handle for kind, sheet in CATALOGUE.items() if sheet.audience is Reader.PERSON
}


def _lock(notice: Notice) -> Notice:
    case = lock_case(notice.case_id)
    locked = Notice.objects.select_for_update(no_key=True).get(pk=notice.pk)
    locked.case = case
    return locked


def _note(notice: Notice, name: str, at: datetime) -> None:
    setattr(notice, name, at)
    notice.save(update_fields=[name])


def _reached(notice: Notice, how: str, at: datetime, actor: Actor) -> None:
    """The first way that reached the person counts; later ones change nothing."""
    if notice.delivered_at is not None:
        return
    notice.delivered_at, notice.how = at, how
    notice.save(update_fields=["delivered_at", "how"])
    audience = Audience.APPELLANT if notice.kind in running_dates.DATED else Audience.STAFF
    record(notice.case_id, _entry("notice.delivered", notice, audience, how=how), actor, subject=notice.about)
    if not _others_lost(notice):
        clocks.met(notice.case, ClockKind.NOTICE_LOST)
    running_dates.run(notice.case, notice)


def _lost(notice: Notice, actor: Actor, why: str) -> None:
    record(notice.case_id, _entry("notice.undeliverable", notice, Audience.STAFF, why=why), actor, subject=notice.about)
    if notice.delivered_at is None:
        clocks.start(notice.case, ClockKind.NOTICE_LOST, redress_now(), owner=ClockOwner.STAFF, on_pass=OnPass.ESCALATE)


def _others_lost(notice: Notice) -> bool:
    waiting = Notice.objects.filter(case=notice.case, delivered_at=None).exclude(pk=notice.pk)
    return waiting.exclude(bounced_at=None, undeliverable_at=None).exists()


def _take_dates_back(notice: Notice) -> None:
    """The letter of a closure carries its gate: with the letter gone, signatures under it are gone too."""
    case: Suspension = notice.case
    closure = lock_closure(case, [ClosureState.SECOND_APPROVAL, ClosureState.APPROVED])
    if closure is not None and closure.notice_id == notice.pk:
        back_to_review(closure, SYSTEM, because="notice")
    running_dates.run(case, notice, taken_back=True)


def _only_system(actor: Actor) -> None:
    if actor.kind is not ActorKind.SYSTEM:
        raise NotAllowed("Only the outbox reports this.")


def _entry(kind: str, notice: Notice, audience: Audience, **more: str) -> Entry:
    return Entry(kind, {"notice": notice.public_id, "letter": notice.kind, **more}, audience)
