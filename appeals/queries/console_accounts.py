"""One account before a measure against it is recorded: its history, its standing, the step each section suggests."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import OuterRef, Subquery

from accounts.models import Account
from appeals.models import SectionVersion, Suspension
from appeals.queries.ladder import Step, breaks_by_section, step_after
from appeals.queries.standing import Standing, standing_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

MOST_EARLIER = 50


@dataclass(frozen=True, slots=True)
class Suggestion:
    """What a section's ladder suggests for an account: after how many counted breaks, which step."""

    version: SectionVersion
    breaks: int
    step: Step


@dataclass(frozen=True, slots=True)
class Candidate:
    """An account with what speaks to a measure. `earlier` has its last 50 measures, newest first."""

    account: Account
    standing: Standing
    earlier: Sequence[Suspension]
    suggestions: Sequence[Suggestion]


def find_candidate(external_id: str, *, now: datetime) -> Candidate | None:
    """The account with this id of the marketplace, None where we know none. Six queries."""
    account = Account.objects.filter(external_id=external_id).first()
    if account is None:
        return None
    newest = SectionVersion.objects.filter(section=OuterRef("section"), in_force_from__lte=now.date()).order_by("-in_force_from", "-number")
    versions = SectionVersion.objects.filter(pk=Subquery(newest.values("pk")[:1])).select_related("section")
    breaks = breaks_by_section(account, now=now)
    suggestions = [
        Suggestion(version, breaks.get(version.section_id, 0), step_after(version, breaks.get(version.section_id, 0)))
        for version in versions.order_by("section__position", "section__key")
    ]
    earlier = Suspension.objects.filter(account=account).exclude(state="recorded").order_by("-starts_at", "-id")[:MOST_EARLIER]
    return Candidate(account, standing_of(account), list(earlier), suggestions)
