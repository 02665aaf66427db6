"""One document before the eyes of the staff: its pages, its checks, who looked at it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from accounts.instants import redress_now
from appeals.errors import NotVisible
from appeals.models import Evidence, EvidenceCheck, EvidenceView, ViewPage
from appeals.queries.proofs import proofs_of
from appeals.queries.visibility import visible_appeals
from appeals.workflow import AppealState

if TYPE_CHECKING:
    from collections.abc import Sequence

    from accounts.actors import Actor
    from appeals.queries.proofs import Proved

MOST_LOOKS = 50


@dataclass(frozen=True, slots=True)
class Document:
    """One document with its pages, its checks, the last 50 looks at it, newest first, and what its sender proved before."""

    evidence: Evidence
    pages: Sequence[ViewPage]
    checks: Sequence[EvidenceCheck]
    looks: Sequence[EvidenceView]
    proofs: Sequence[Proved]


def find_evidence(actor: Actor, public_id: str) -> Evidence:
    """One document that was sent with a visible appeal and not taken back. Raises NotVisible."""
    sent = visible_appeals(actor).exclude(state__in=[AppealState.DRAFT, AppealState.LAPSED])
    kept = Evidence.objects.filter(appeal__in=sent, public_id=public_id, removed_at=None)
    evidence = kept.select_related("appeal", "case__account").first()
    if evidence is None:
        raise NotVisible
    evidence.appeal.case = evidence.case
    return evidence


def document_of(evidence: Evidence) -> Document:
    """Everything on a document's page. Four queries."""
    checks = EvidenceCheck.objects.filter(evidence=evidence).select_related("by").order_by("id")
    pages = ViewPage.objects.filter(evidence=evidence).order_by("number")
    proofs = proofs_of(evidence.case.account, today=redress_now().date())
    return Document(evidence, list(pages), list(checks), looks_at(evidence), proofs)


def looks_at(evidence: Evidence) -> list[EvidenceView]:
    """The last looks at a document, newest first."""
    return list(EvidenceView.objects.filter(evidence=evidence).select_related("user").order_by("-id")[:MOST_LOOKS])


def page_of(evidence: Evidence, number: int) -> ViewPage:
    """One page of the view copy. Raises NotVisible."""
    page = ViewPage.objects.filter(evidence=evidence, number=number).first()
    if page is None:
        raise NotVisible
    return page
