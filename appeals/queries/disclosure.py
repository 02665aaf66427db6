"""How much of the reasons the person was told: what the last statement of the case says."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import OuterRef, Subquery

from accounts.roles import Role
from appeals.errors import NotVisible
from appeals.models import Answered, Citation, Disclosure, SectionVersion, Statement, Withholding

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from django.db.models import QuerySet

    from accounts.actors import Actor
    from appeals.models import Suspension

MOST = 50


def is_withheld(case: Suspension) -> bool:
    """Whether the person knows less than the case holds. One query."""
    last = Statement.objects.filter(suspension=case).order_by("-number").values_list("disclosure", flat=True).first()
    return last is not None and last != Disclosure.FULL


def told_citations(case: Suspension) -> QuerySet[Citation]:
    """The citations that the person was told of, in order; none where the last statement defers them."""
    last = Statement.objects.filter(suspension=OuterRef("suspension")).order_by("-number").values("disclosure")[:1]
    told = Citation.objects.filter(suspension=case).annotate(told=Subquery(last)).exclude(told=Disclosure.DEFERRED)
    return told.order_by("position")


def withholdings_for(actor: Actor) -> QuerySet[Withholding]:
    """The proposals to withhold that this actor may read: a senior all of them, others their own."""
    rows = Withholding.objects.select_related("account", "case", "proposed_by", "answered_by")
    return rows if Role.SENIOR in actor.roles else rows.filter(proposed_by=actor.user_id or 0)


def open_withholdings(actor: Actor) -> Sequence[Withholding]:
    """Those that wait for a second person, the oldest first, 50 at most. One query."""
    return list(withholdings_for(actor).filter(state=Answered.OPEN).order_by("id")[:MOST])


def find_withholding(actor: Actor, public_id: str) -> Withholding:
    """One proposal that this actor may read. Raises NotVisible."""
    found = withholdings_for(actor).filter(public_id=public_id).first()
    if found is None:
        raise NotVisible
    return found


def titles_of(keys: Iterable[str]) -> dict[str, str]:
    """The title of each section as it stands, by its key. One query."""
    rows = SectionVersion.objects.filter(section__key__in=list(keys)).order_by("number")
    return dict(rows.values_list("section__key", "title"))
