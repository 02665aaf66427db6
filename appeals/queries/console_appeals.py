"""One appeal as those see it who decide it or sign: the points, the person's words, the documents, the money."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Count

from appeals.errors import NotVisible
from appeals.models import Citation, Evidence, Hold, InformationRequest, KeptDraft, Review, ReviewPart, Statement
from appeals.queries.papers import exhibits_of
from appeals.workflow import HoldState, RequestState

if TYPE_CHECKING:
    from collections.abc import Sequence

    from accounts.actors import Actor
    from appeals.models import Appeal, Exhibit, Suspension


@dataclass(frozen=True, slots=True, kw_only=True)
class ToDecide:
    """Everything a decision is about. `proposal` is the newest first judgement that was sent to a second person.

    `own_view` is this reader's own recorded view, None before it; `returned` why the last second person sent it back.
    """

    appeal: Appeal
    case: Suspension
    statement: Statement | None
    citations: Sequence[Citation]
    evidence: Sequence[Evidence]
    exhibits: Sequence[Exhibit]
    requests: Sequence[InformationRequest]
    holds: Sequence[Hold]
    proposal: Review | None
    own_view: Review | None
    returned: Review | None
    kept: KeptDraft | None


def to_decide(actor: Actor, appeal: Appeal) -> ToDecide:
    """What a visible appeal is decided on, with a fixed number of queries."""
    case = appeal.case
    citations = Citation.objects.filter(suspension=case).select_related("section_version__section").prefetch_related("facts")
    reviews = list(Review.objects.filter(appeal=appeal, abandoned_at=None).select_related("reviewer").order_by("-id"))
    seconds = [one for one in reviews if one.part == ReviewPart.SECOND]
    mine = (one for one in seconds if one.reviewer_id == actor.user_id and one.own_view and one.completed_at is None)
    return ToDecide(
        appeal=appeal,
        case=case,
        statement=Statement.objects.filter(suspension=case, closure=appeal.closure).order_by("-number").first(),
        citations=list(citations.order_by("position")),
        evidence=evidence_of(appeal),
        exhibits=exhibits_of(case),
        requests=list(InformationRequest.objects.filter(appeal=appeal).select_related("asked_by").order_by("id")),
        holds=list(Hold.objects.filter(case=case, state=HoldState.HELD).order_by("id")),
        proposal=next((one for one in reviews if one.part == ReviewPart.FIRST and one.proposal), None),
        own_view=next(mine, None),
        returned=next((one for one in seconds if one.outcome == "returned"), None),
        kept=KeptDraft.objects.filter(appeal=appeal).select_related("saved_by").first(),
    )


def evidence_of(appeal: Appeal) -> list[Evidence]:
    """What was sent with an appeal and its answers: each with its checks, and how many pages can be seen."""
    kept = Evidence.objects.filter(appeal=appeal, removed_at=None)
    return list(kept.annotate(page_count=Count("pages")).prefetch_related("checks").order_by("id"))


def open_question(appeal: Appeal) -> InformationRequest:
    """The question of a visible appeal that waits for its answer. Raises NotVisible where none does."""
    found = InformationRequest.objects.filter(appeal=appeal, state=RequestState.OPEN).first()
    if found is None:
        raise NotVisible
    found.appeal, found.case = appeal, appeal.case
    return found
