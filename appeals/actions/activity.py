"""Work on a claim keeps it: a claim that nobody touches for four hours goes back to the queue by itself."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.db.models import Q

from accounts.instants import redress_now
from accounts.models import User
from appeals.actions import clocks
from appeals.actions.transition import lock_case
from appeals.deadlines import claim_until
from appeals.models import Appeal, Clock, ClockKind, ClockOwner, ClockState, Closure, OnPass
from appeals.workflow import AppealState, ClosureState

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from accounts.actors import Actor
    from appeals.models import Suspension

# Typing is seen every few seconds; the clock is moved when it has run for this long.
SETTLES = timedelta(minutes=5)


def touch_claim(actor: Actor, *, case: Suspension) -> bool:
    """Somebody works on a case: the claims they hold on it run for four more hours. Tells whether a clock was moved.

    Asks with one query first, and locks nothing where there is nothing to move.
    """
    if not _held(actor, case).exists():
        return False
    lock_case(case.pk)
    return touched(actor, case)


def touched(actor: Actor, case: Suspension) -> bool:
    """As `touch_claim`, within a verb that has locked the case."""
    moved = False
    for clock in _held(actor, case):
        about: Appeal | Closure = (Appeal if clock.about.startswith("appeal:") else Closure)._default_manager.get(pk=clock.about_id)
        about.case = case
        due = claim_until(redress_now())
        clocks.start(about, ClockKind.CLAIM_IDLE, due, owner=ClockOwner.STAFF, on_pass=OnPass.RELEASE_CLAIM)
        moved = True
    return moved


def holders_of(case: Suspension) -> list[User]:
    """Who holds an appeal or a closure of this case now, and is still with us."""
    appeals = Appeal.objects.filter(case=case, state__in=[AppealState.IN_REVIEW, AppealState.WAITING_FOR_APPELLANT])
    closures = Closure.objects.filter(case=case, state=ClosureState.IN_REVIEW)
    holding = Q(pk__in=appeals.values("assignee")) | Q(pk__in=closures.values("assignee"))
    return list(User.objects.filter(holding, is_active=True).order_by("pk"))


def _held(actor: Actor, case: Suspension) -> QuerySet[Clock]:
    """The idle clocks of this person's own claims that have run for a while."""
    own = Q(about__in=Appeal.objects.filter(case=case, assignee_id=actor.user_id).values("subject"))
    own |= Q(about__in=Closure.objects.filter(case=case, assignee_id=actor.user_id).values("subject"))
    latest = claim_until(redress_now()) - SETTLES
    running = Clock.objects.filter(case=case, kind=ClockKind.CLAIM_IDLE, state=ClockState.RUNNING, due_at__lt=latest)
    return running.filter(own).order_by("pk")
