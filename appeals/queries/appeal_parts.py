"""One appeal with the parts that machines read, in a fixed number of queries."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Prefetch

from appeals.errors import NotVisible
from appeals.models import Decision, Effect, Evidence, Finding, InformationRequest
from appeals.queries.lists import LINE_PATHS, UNSENT, AppealLine
from appeals.queries.redress import WayOn, ways_on
from appeals.queries.visibility import find_appeal, visible_appeals

if TYPE_CHECKING:
    from accounts.actors import Actor
    from appeals.models import Appeal


@dataclass(frozen=True, slots=True, kw_only=True)
class AppealParts:
    """One appeal with its parts, oldest first. `ways_on` is where the person can go after the decision."""

    line: AppealLine
    appeal: Appeal
    evidence: list[Evidence]
    requests: list[InformationRequest]
    decision: Decision | None
    ways_on: list[WayOn]
    effects: list[Effect]


def find_sent_appeal(actor: Actor, reference: str) -> Appeal:
    """One visible appeal by its reference as typed. Raises NotVisible, also for a draft: what is unsent is the person's."""
    appeal = find_appeal(actor, reference)
    if appeal.state in UNSENT:
        raise NotVisible
    return appeal


def appeal_parts(actor: Actor, appeal: Appeal) -> AppealParts:
    """The parts of a visible appeal: seven queries; with a decision a few more, but never more with more rows."""
    lines = visible_appeals(actor).filter(pk=appeal.pk).values_list(*LINE_PATHS)
    decision = _decision(appeal)
    return AppealParts(
        line=AppealLine._make(lines[0]),
        appeal=appeal,
        evidence=list(Evidence.objects.filter(appeal=appeal, removed_at=None).order_by("id").prefetch_related("checks")),
        requests=list(InformationRequest.objects.filter(appeal=appeal).order_by("id")),
        decision=decision,
        ways_on=[] if decision is None else ways_on(appeal, decision),
        effects=list(Effect.objects.filter(appeal=appeal).order_by("id")),
    )


def _decision(appeal: Appeal) -> Decision | None:
    findings = Prefetch("findings", queryset=Finding.objects.select_related("citation").order_by("citation__position"))
    decided = Decision.objects.filter(appeal=appeal).select_related("overrides", "review", "second_review")
    return decided.prefetch_related(findings).first()
