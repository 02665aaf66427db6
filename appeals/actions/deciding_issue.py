"""Giving a decision: the signed reviews, the row that never changes, what it does, and its letter."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import Q

from accounts.instants import redress_now
from appeals.actions import promises
from appeals.actions.deciding_consequences import carry_out
from appeals.actions.deciding_draft import measure_as_stored
from appeals.actions.deciding_letter import tell_decision
from appeals.actions.deciding_rules import language_of, letter_hash
from appeals.actions.filing import subject_word
from appeals.actions.transition import Entry, take
from appeals.models import Decision, Effect, Evidence, EvidenceState, Finding, new_public_id
from appeals.queries.standing import standing_of

if TYPE_CHECKING:
    from accounts.actors import Actor
    from appeals.actions.deciding_draft import DecisionDraft
    from appeals.models import Appeal, Review
    from appeals.workflow import Action


def complete(review: Review, appeal: Appeal, *, outcome: str, reasons: str, proposal: dict[str, Any] | None = None) -> None:
    """Complete an open review on everything that has arrived until now."""
    review.outcome, review.reasons = outcome, reasons
    review.evidence_rev_seen, review.completed_at = appeal.case.evidence_rev, redress_now()
    review.proposal = proposal or {}
    review.save(update_fields=["outcome", "reasons", "evidence_rev_seen", "completed_at", "proposal"])


def issue(appeal: Appeal, actor: Actor, action: Action, draft: DecisionDraft, *, first: Review, second: Review | None = None) -> Decision:
    """Write the decision of a locked appeal, carry it out, and tell the person; all of it or nothing.

    The row comes first: a closed account opens only by a decision that stands.
    """
    subject = subject_word(appeal)
    decision = _write(appeal, draft, first, second)
    carry_out(appeal, actor, draft)
    entry = Entry("appeal.decided", _body(appeal, decision))
    event = take(appeal, action, actor, entry, decided_at=decision.decided_at, assignee_id=first.reviewer_id)
    promises.end(appeal, kept=True)
    _mark_evidence(appeal, draft)
    tell_decision(appeal, decision, draft, event, subject=subject)
    return decision


def _write(appeal: Appeal, draft: DecisionDraft, first: Review, second: Review | None) -> Decision:
    decision = Decision.objects.create(
        public_id=new_public_id("dec"),
        case=appeal.case,
        appeal=appeal,
        outcome=draft.outcome,
        cause=draft.cause,
        inadmissible_code=draft.inadmissible_code,
        overrides=_earlier(appeal),
        review=first,
        second_review=second,
        summary=draft.summary,
        arguments=[{"point": point, "answer": answer} for point, answer in draft.arguments],
        lighter_measures=[{"measure": measure, "why_not": why_not} for measure, why_not in draft.lighter_measures],
        evidence_used=[{"evidence": one, "used": used, "note": note} for one, used, note in draft.evidence_used],
        measure_after=measure_as_stored(draft.measure_after),
        letter_hash=letter_hash(appeal, draft),
        language=language_of(appeal, draft),
        decided_at=redress_now(),
    )
    citations = {row.position: row for row in appeal.case.citations.all()}
    Finding.objects.bulk_create(
        Finding(decision=decision, citation=citations[at], finding=finding, answer=answer) for at, finding, answer in draft.findings
    )
    return decision


def _earlier(appeal: Appeal) -> Decision | None:
    """The decision on the same subject that this one overrides: the latest before it."""
    same = Q(appeal__subject_kind=appeal.subject_kind, appeal__closure=appeal.closure, appeal__hold=appeal.hold)
    return Decision.objects.filter(same, case=appeal.case).order_by("-decided_at", "-id").first()


def _body(appeal: Appeal, decision: Decision) -> dict[str, Any]:
    effects = Effect.objects.filter(appeal=appeal).order_by("id").values_list("public_id", flat=True)
    return {
        "appeal": appeal.reference,
        "level": appeal.level,
        "outcome": decision.outcome,
        "cause": decision.cause,
        "source_reference": appeal.case.source_reference,
        "standing": standing_of(appeal.case.account).standing,
        "effects": list(effects),
    }


def _mark_evidence(appeal: Appeal, draft: DecisionDraft) -> None:
    """What was used counts as accepted, what was not used says so; what was refused or held back stays so."""
    open_states = [EvidenceState.RECEIVED, EvidenceState.CHECKING]
    of_appeal = Evidence.objects.filter(appeal=appeal)
    used = [one for one, was_used, _ in draft.evidence_used if was_used]
    unused = [one for one, was_used, _ in draft.evidence_used if not was_used]
    of_appeal.filter(public_id__in=used, state__in=open_states).update(state=EvidenceState.ACCEPTED, check_after=None)
    of_appeal.filter(public_id__in=unused, state__in=[*open_states, EvidenceState.ACCEPTED]).update(
        state=EvidenceState.NOT_USED, check_after=None
    )
