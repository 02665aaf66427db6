"""A whole case as the staff see it on one page, with a fixed number of queries however much there is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Count, Prefetch, Q, prefetch_related_objects

from accounts.instants import redress_now
from accounts.models import Member, Representative
from appeals.authority.law import pinned_regimes
from appeals.models import (
    Appeal,
    Citation,
    Clock,
    Closure,
    Counterparty,
    Decision,
    Dispute,
    Effect,
    Evidence,
    Exhibit,
    Finding,
    Hold,
    InformationRequest,
    LegalHold,
    Note,
    Notice,
    Regime,
    Signal,
    Statement,
    Suspension,
)
from appeals.queries.proofs import Proved, proofs_of
from appeals.queries.standing import Standing, standing_of
from appeals.queries.timeline import TimelineEntry, timeline_for
from appeals.queries.visibility import READERS
from appeals.workflow import OPEN_APPEAL, AppealState

if TYPE_CHECKING:
    from collections.abc import Sequence

    from accounts.actors import Actor

MOST_EARLIER = 50
UNSENT = (AppealState.DRAFT, AppealState.LAPSED)
LIVE = ("running", "paused")


@dataclass(frozen=True, slots=True, kw_only=True)
class StaffCase:
    """Everything on the page of a case. Lists are oldest first; timeline, notes and earlier cases newest first."""

    case: Suspension
    statement: Statement | None
    statement_count: int
    citations: Sequence[Citation]
    exhibits: Sequence[Exhibit]
    signals: Sequence[Signal]
    counterparties: Sequence[Counterparty]
    appeals: Sequence[Appeal]
    appeal: Appeal | None
    decision: Decision | None
    evidence: Sequence[Evidence]
    requests: Sequence[InformationRequest]
    notes: Sequence[Note]
    holds: Sequence[Hold]
    effects: Sequence[Effect]
    closures: Sequence[Closure]
    clocks: Sequence[Clock]
    law: Sequence[Regime]
    letters: Sequence[Notice]
    disputes: Sequence[Dispute]
    legal_holds: Sequence[LegalHold]
    proofs: Sequence[Proved]
    members: Sequence[Member]
    helpers: Sequence[Representative]
    standing: Standing
    earlier: Sequence[Suspension]
    timeline: Sequence[TimelineEntry]


def staff_case(actor: Actor, case: Suspension, *, appeal: str = "") -> StaffCase:
    """The page of a visible case; `appeal` names the one to show in full, else the open or the newest one."""
    appeals = _gathered(actor, case)
    shown = _shown(appeals, appeal)
    statements = list(Statement.objects.filter(suspension=case, closure=None).order_by("number"))
    citations = Citation.objects.filter(suspension=case).select_related("section_version__section").prefetch_related("facts")
    account = case.account
    return StaffCase(
        case=case,
        statement=statements[-1] if statements else None,
        statement_count=len(statements),
        citations=list(citations.order_by("position")),
        exhibits=list(Exhibit.objects.filter(suspension=case).order_by("id")),
        signals=list(Signal.objects.filter(suspension=case).order_by("id")),
        counterparties=list(Counterparty.objects.filter(suspension=case).order_by("id")),
        appeals=appeals,
        appeal=shown,
        decision=_decision(shown),
        evidence=_evidence(case, shown),
        requests=list(InformationRequest.objects.filter(case=case, appeal=shown).select_related("asked_by").order_by("id")),
        notes=list(Note.objects.filter(case=case).select_related("author").order_by("-id")),
        holds=list(case.holds.all()),
        effects=list(Effect.objects.filter(case=case).order_by("-id")),
        closures=list(case.closures.all()),
        clocks=list(Clock.objects.filter(Q(state__in=LIVE) | Q(told__gt=0), case=case).order_by("due_at", "id")),
        law=pinned_regimes(case),
        letters=list(Notice.objects.filter(case=case).defer("text", "html").order_by("-id")),
        disputes=list(Dispute.objects.filter(case=case).order_by("id")),
        legal_holds=list(LegalHold.objects.filter(case=case).select_related("placed_by").order_by("id")),
        proofs=proofs_of(account, today=redress_now().date()),
        members=list(Member.objects.filter(account=account, left_at=None).order_by("id")),
        helpers=list(Representative.objects.filter(account=account, revoked_at=None).order_by("id")),
        standing=standing_of(account),
        earlier=list(Suspension.objects.filter(account=account).exclude(pk=case.pk).order_by("-starts_at", "-id")[:MOST_EARLIER]),
        timeline=timeline_for(actor, case),
    )


def _gathered(actor: Actor, case: Suspension) -> list[Appeal]:
    """The appeals that were sent; with those that were not, with closures and holds, they stay at hand for the buttons of the case."""
    every = Appeal.objects.select_related("assignee", "closure", "hold").order_by("id")
    prefetch_related_objects(
        [case],
        Prefetch("appeals", queryset=every),
        Prefetch("closures", queryset=Closure.objects.order_by("id")),
        Prefetch("holds", queryset=Hold.objects.select_related("placed_by", "confirmed_by").order_by("id")),
    )
    return [one for one in case.appeals.all() if one.state not in UNSENT] if actor.roles & READERS else []


def _shown(appeals: Sequence[Appeal], wanted: str) -> Appeal | None:
    named = next((one for one in appeals if one.reference == wanted), None)
    return named or next((one for one in reversed(appeals) if one.state in OPEN_APPEAL), appeals[-1] if appeals else None)


def _decision(appeal: Appeal | None) -> Decision | None:
    findings = Prefetch("findings", queryset=Finding.objects.select_related("citation__section_version"))
    decisions = Decision.objects.filter(appeal=appeal).select_related("review__reviewer", "second_review__reviewer")
    return decisions.prefetch_related(findings).first() if appeal is not None else None


def _evidence(case: Suspension, appeal: Appeal | None) -> list[Evidence]:
    """What was sent with the shown appeal; of the whole case where no appeal is shown, there is none."""
    kept = Evidence.objects.filter(case=case, appeal=appeal, removed_at=None)
    return list(kept.annotate(page_count=Count("pages", distinct=True)).prefetch_related("checks__by").order_by("id"))
