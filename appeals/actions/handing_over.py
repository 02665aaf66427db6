"""Work that goes from one person to others: a lead hands over all of it, or its holder is away or has left."""

from __future__ import annotations

from typing import TYPE_CHECKING

from accounts.actors import SYSTEM
from appeals.actions.assigning import assign_appeal, reads
from appeals.actions.carry import carry_closure
from appeals.actions.closures import release_closure
from appeals.actions.deciding import release_appeal
from appeals.actions.transition import lock_case
from appeals.authority import involvement
from appeals.errors import NotVisible
from appeals.models import Appeal, Closure
from appeals.queries.staffing import judges_by_load

if TYPE_CHECKING:
    from accounts.actors import Actor
    from accounts.models import User


def hand_over_appeal(actor: Actor, *, appeal: Appeal, of: User) -> User | None:
    """Give an appeal that `of` holds to the one with the least work who is not involved; whom, or None: to the queue.

    Whoever reads its language comes first. Both ways stand on the timeline. Raises NotVisible where they hold it no more.
    """
    lock_case(appeal.case_id)
    held = Appeal.objects.select_related("case__account", "closure", "hold").get(pk=appeal.pk)
    if held.assignee_id != of.pk:
        raise NotVisible
    fit = [one for one in judges_by_load() if one.pk != of.pk and involvement(one.pk, held) is None]
    fit.sort(key=lambda one: not reads(one, held.language))
    if not fit:
        release_appeal(actor, appeal=held)
        return None
    assign_appeal(actor, appeal=held, reviewer=fit[0], although=True)
    return fit[0]


def hand_over_closure(actor: Actor, *, closure: Closure, of: User) -> User | None:
    """Give a closure that `of` holds back, and at once to whoever the workers would choose; whom, or None: to the list."""
    lock_case(closure.case_id)
    held = Closure.objects.select_related("case__account", "review", "approval").get(pk=closure.pk)
    if held.assignee_id != of.pk:
        raise NotVisible
    release_closure(actor, closure=held)
    return carry_closure(SYSTEM, closure_id=held.pk)


def offer_appeal(actor: Actor, *, appeal_id: int) -> Appeal:
    """Give the appeal of somebody who is away or gone back to the queue, where the others see it."""
    return release_appeal(actor, appeal=Appeal.objects.select_related("case__account").get(pk=appeal_id))


def offer_closure(actor: Actor, *, closure_id: int) -> Closure:
    """Give the closure of somebody who is away or gone back to the list; the workers then choose somebody."""
    return release_closure(actor, closure=Closure.objects.select_related("case__account").get(pk=closure_id))
