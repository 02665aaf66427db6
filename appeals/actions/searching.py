"""Looking for somebody whose letter did not arrive: other ways are tried and noted, and at last a senior ends the search."""

from __future__ import annotations

from typing import TYPE_CHECKING

from accounts.actors import ActorKind
from accounts.instants import redress_now
from accounts.roles import Role
from appeals.actions import clocks
from appeals.actions.transition import Entry, lock_case, record
from appeals.actions.wording import LONGEST_ANSWER, composed, incoming
from appeals.authority import DESK
from appeals.errors import FieldError, IllegalTransition, Invalid, NotAllowed
from appeals.models import Audience, By, ClockKind, ContactAttempt, Notice

if TYPE_CHECKING:
    from datetime import date

    from accounts.actors import Actor


def note_attempt(actor: Actor, *, notice: Notice, by_way: str, tried_on: date, note: str = "") -> ContactAttempt:
    """Note that the person of a lost letter was tried to be reached by another way, on a day that is not to come.

    No date runs from it: only a delivered letter starts one. Raises Invalid, and IllegalTransition where the letter has
    arrived or the search is over.
    """
    _of(actor, DESK)
    locked = _lock(notice)
    told = composed(note)
    errors = list(incoming("note", told, longest=LONGEST_ANSWER))
    if by_way not in By.values:
        errors.append(FieldError("by_way", "unknown", f"Use one of: {', '.join(By.values)}."))
    if tried_on > redress_now().date():
        errors.append(FieldError("tried_on", "in_the_future", "This day has not come yet."))
    elif tried_on < locked.created_at.date():
        errors.append(FieldError("tried_on", "before_letter", "The letter was not written then."))
    if errors:
        raise Invalid(errors)
    attempt = ContactAttempt.objects.create(notice=locked, by_way=by_way, tried_on=tried_on, note=told, by_id=actor.user_id or 0)
    entry = Entry("contact.tried", {"notice": locked.public_id, "by": by_way, "on": tried_on}, Audience.STAFF)
    record(locked.case_id, entry, actor, subject=locked.about)
    return attempt


def give_up(actor: Actor, *, notice: Notice) -> Notice:
    """A senior ends the search: the mail and another way were tried, on two days. No date runs, and no gate opens, by it.

    A new address of the person starts it all again. Raises NotAllowed, and IllegalTransition before that much was tried.
    """
    _of(actor, frozenset({Role.SENIOR}))
    locked = _lock(notice)
    lost_on = (locked.bounced_at or locked.undeliverable_at or redress_now()).date()
    if not ContactAttempt.objects.filter(notice=locked, tried_on__gt=lost_on).exists():
        raise IllegalTransition("Try another way first, on another day than the mail came back.", state="lost")
    locked.unreachable_at, locked.unreachable_by_id = redress_now(), actor.user_id
    locked.save(update_fields=["unreachable_at", "unreachable_by"])
    entry = Entry("contact.given_up", {"notice": locked.public_id}, Audience.STAFF)
    record(locked.case_id, entry, actor, subject=locked.about)
    still = Notice.objects.filter(case=locked.case, delivered_at=None, unreachable_at=None).exclude(bounced_at=None, undeliverable_at=None)
    if not still.exists():
        clocks.stop(locked.case, ClockKind.NOTICE_LOST)
    return locked


def _lock(notice: Notice) -> Notice:
    """Lock a lost letter that nobody has found the reader of. Raises IllegalTransition for any other."""
    case = lock_case(notice.case_id)
    locked = Notice.objects.select_for_update(no_key=True).get(pk=notice.pk)
    locked.case = case
    if not locked.is_lost:
        raise IllegalTransition("This letter is not lost.", state="delivered" if locked.delivered_at else "sent")
    if locked.unreachable_at is not None:
        raise IllegalTransition("The search for the person is over. A new address starts it again.", state="unreachable")
    return locked


def _of(actor: Actor, roles: frozenset[Role]) -> None:
    if actor.kind is not ActorKind.STAFF or not actor.roles & roles:
        raise NotAllowed("Your role does not include this.")
