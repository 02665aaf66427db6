"""Giving an appeal to a person: a senior chooses who, and the one who is chosen must be able to judge it."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from accounts.actors import Actor
from accounts.instants import redress_now
from appeals.actions import clocks
from appeals.actions.deciding import open_first, open_reviews
from appeals.actions.notices import tell_staff
from appeals.actions.signing import role_of
from appeals.actions.transition import Entry, enter, take
from appeals.authority import JUDGES, involvement
from appeals.errors import FieldError, Invalid
from appeals.models import Audience, ClockKind, ClockOwner, OnPass
from appeals.workflow import Action

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from accounts.models import User
    from appeals.models import Appeal

# Who claims is there; who is chosen may have gone home. So an untouched assignment rests longer than a claim.
UNTOUCHED = timedelta(hours=24)


def assign_appeal(actor: Actor, *, appeal: Appeal, reviewer: User, although: bool = False) -> Appeal:
    """Give an appeal that nobody holds, or that another holds, to a person; they get a mail, and a day to begin.

    `although` gives it to somebody who does not read its language. Raises Invalid with every reason why this person
    cannot take it: no role, away, involved, another language.
    """
    locked = enter(actor, Action.ASSIGN, appeal)
    now = redress_now()
    errors = list(_in_the_way(locked, reviewer, now, although=although))
    if errors:
        raise Invalid(errors)
    open_reviews(locked).update(abandoned_at=now)
    body = {"appeal": locked.reference, "to": reviewer.display_name}
    event = take(locked, Action.ASSIGN, actor, Entry("appeal.assigned", body, Audience.STAFF), assignee_id=reviewer.pk, claimed_at=now)
    open_first(locked, reviewer.pk, role_of(Actor.staff(reviewer)))
    clocks.start(locked, ClockKind.CLAIM_IDLE, now + UNTOUCHED, owner=ClockOwner.STAFF, on_pass=OnPass.RELEASE_CLAIM)
    if reviewer.pk != actor.user_id:
        due = locked.decide_by or now + UNTOUCHED
        tell_staff(reviewer, "staff_assigned", locked.case, {"due_at": due}, dedupe_key=f"assigned:{locked.reference}:{event.seq}")
    return locked


def _in_the_way(appeal: Appeal, reviewer: User, now: datetime, *, although: bool) -> Iterator[FieldError]:
    name = reviewer.display_name
    if appeal.assignee_id == reviewer.pk:
        yield FieldError("reviewer", "holds_it", f"{name} holds it already.")
        return
    if not reviewer.is_active or not Actor.staff(reviewer).roles & JUDGES:
        yield FieldError("reviewer", "not_entitled", f"{name} does not judge appeals.")
        return
    if reviewer.away_until is not None and reviewer.away_until > now:
        yield FieldError("reviewer", "away", f"{name} is away now.")
    involved = involvement(reviewer.pk, appeal)
    if involved is not None:
        reason = involved.detail
        told = f"They {reason[4:]}" if reason.startswith("You ") else reason
        yield FieldError("reviewer", "not_independent", f"{name} may not judge this. {told}")
    if not although and not reads(reviewer, appeal.language):
        yield FieldError("reviewer", "language", f"{name} does not read the language of this appeal.")


def reads(user: User, language: str) -> bool:
    """Whether a person reads a language, whatever its region; who has named no language is not asked."""
    spoken = {_base(one) for one in user.languages}
    return not spoken or _base(language) in spoken


def _base(language: str) -> str:
    return language.partition("-")[0].lower()
