"""How much of the reasons the person was told: what the last statement of the case says."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import OuterRef, Subquery

from appeals.errors import NotVisible
from appeals.models import Answered, Citation, Disclosure, SectionVersion, Statement, Withholding

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from django.db.models import QuerySet

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


def open_withholdings() -> Sequence[Withholding]:
    """The proposals to withhold that wait for a second person, the oldest first, 50 at most. One query."""
    waiting = Withholding.objects.filter(state=Answered.OPEN).select_related("account", "case", "proposed_by")
    return list(waiting.order_by("id")[:MOST])


def find_withholding(public_id: str) -> Withholding:
    """One proposal to withhold. Raises NotVisible."""
    found = Withholding.objects.select_related("account", "case", "proposed_by", "answered_by").filter(public_id=public_id).first()
    if found is None:
        raise NotVisible
    return found


def titles_of(keys: Iterable[str]) -> dict[str, str]:
    """The title of each section as it stands, by its key. One query."""
    rows = SectionVersion.objects.filter(section__key__in=list(keys)).order_by("number")
    return dict(rows.values_list("section__key", "title"))
