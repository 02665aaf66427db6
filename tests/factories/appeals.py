"""Appeals with their evidence, questions, reviews and decisions."""

from datetime import timedelta
from secrets import token_hex
from typing import Any

from django.db import transaction

from accounts.instants import redress_now
from accounts.models import User
from appeals.models import (
    Appeal,
    Closure,
    Decision,
    Evidence,
    Hold,
    InformationRequest,
    Review,
    Suspension,
    new_public_id,
    new_reference,
)
from tests.factories.cases import add_event, make_case, make_notice, move, next_of
from tests.factories.people import make_user
from tests.factories.trips import changed, found, in_one_trip, written

NOW = found("redress_now()")
SEEN = "(SELECT evidence_rev FROM appeals_suspension WHERE id = %s)"
FINDINGS = """
    INSERT INTO appeals_finding (decision_id, citation_id, finding, answer)
    SELECT %s, id, 'shown', 'We looked at it.' FROM appeals_citation WHERE suspension_id = %s ORDER BY position
"""
REASONS = "The documents that were sent do not show what they were to show."


@transaction.atomic(savepoint=False)
def make_appeal(
    subject: Suspension | Closure | Hold | None = None, *, state: str = "submitted", reviewer: User | None = None, **values: Any
) -> Appeal:
    """An appeal of a measure, closure or hold, in `draft`, `submitted`, `in_review` or `withdrawn`.

    In review it has an open first review by `reviewer`, who is made where missing.
    """
    subject = subject or make_case()
    case = subject if isinstance(subject, Suspension) else subject.case
    kind = type(subject).__name__.lower()
    values = {"statement": "It is the same name in another alphabet."} | values
    if not isinstance(subject, Suspension):
        values[kind] = subject
    appeal = written(Appeal(reference=new_reference("APL"), case=case, subject_kind=kind, state="draft", event_seq=next_of(case), **values))
    add_event(case, "appeal.draft", subject=appeal.subject, state="draft")
    if state != "draft":
        submit(appeal)
    if state == "in_review":
        claim(appeal, reviewer)
    if state == "withdrawn":
        move(appeal, "withdrawn", told=True)
    return appeal


def submit(appeal: Appeal) -> Appeal:
    """Send a draft."""
    now = redress_now()
    move(appeal, "submitted", submitted_at=now, received_at=now, decide_by=now + timedelta(days=14))
    return appeal


@transaction.atomic(savepoint=False)
def claim(appeal: Appeal, reviewer: User | None = None) -> Review:
    """Open the first review and take the appeal into review."""
    review = open_review(appeal, reviewer or make_user("reviewer"))
    move(appeal, "in_review", assignee=review.reviewer, claimed_at=redress_now())
    return review


def make_evidence(appeal: Appeal, **values: Any) -> Evidence:
    """A file that has just arrived."""
    digest = token_hex(32)
    values = {"name": "ID card front.jpg", "size": 1240313, "sha256": digest, "storage_key": digest, "kind": "jpeg"} | values
    return written(Evidence(public_id=new_public_id("evd"), case=appeal.case, appeal=appeal, **values))


@transaction.atomic(savepoint=False)
def make_request(appeal: Appeal, asked_by: User | None = None, **values: Any) -> InformationRequest:
    """A question to the person; the appeal waits for the answer."""
    case = appeal.case
    values = {"question": "Does someone else in your home work here?", "why": "To understand the card."} | values
    values.setdefault("due_at", redress_now() + timedelta(days=7))
    asker = asked_by or appeal.assignee or make_user("reviewer")
    request = written(
        InformationRequest(public_id=new_public_id("irq"), case=case, appeal=appeal, event_seq=next_of(case), asked_by=asker, **values)
    )
    add_event(case, "appeal.information_requested", subject=request.subject, state="open")
    move(appeal, "waiting_for_appellant")
    return request


def open_review(subject: Appeal | Closure, reviewer: User, *, part: str = "first", role: str = "reviewer", **values: Any) -> Review:
    """Open one part of a review, now. The reviewer holds the role."""
    values |= {"appeal": subject} if isinstance(subject, Appeal) else {"closure": subject}
    if part == "second":
        values = {"own_view": "upheld" if isinstance(subject, Appeal) else "close", "own_view_at": NOW} | values
    return written(Review(case=subject.case, part=part, reviewer=reviewer, role=role, **values))


def complete(review: Review, outcome: str, *, reasons: str = REASONS, **values: Any) -> Review:
    """Complete an open review, now, on all the evidence there is."""
    values = {"completed_at": NOW, "evidence_rev_seen": found(SEEN, review.case_id)} | values
    return changed(review, outcome=outcome, reasons=reasons, **values)


@transaction.atomic(savepoint=False)
def decide(appeal: Appeal, outcome: str = "upheld", *, approver: User | None = None, alone: bool = False, **values: Any) -> Decision:
    """Carry an appeal in review to its decision; results against the person get a second signature unless `alone`."""
    review = appeal.reviews.get(part="first", completed_at=None, abandoned_at=None)
    complete(review, outcome)
    second = None
    if outcome in {"upheld", "inadmissible"} and not alone:
        move(appeal, "second_check")
        second = complete(open_review(appeal, approver or make_user("reviewer"), part="second"), outcome)
    decision = write_decision(appeal, outcome, review=review, second_review=second, **values)
    event = move(appeal, "decided", decided_at=redress_now())
    make_notice(appeal.case, event, about=appeal.subject, kind="decision")
    return decision


def write_decision(appeal: Appeal, outcome: str, **values: Any) -> Decision:
    """Insert the row of a decision and its findings, and nothing else."""
    defaults = {
        "cause": "facts_wrong" if outcome == "overturned" else None,
        "inadmissible_code": "too_late" if outcome == "inadmissible" else None,
        "summary": "We looked at it again.",
        "letter_hash": token_hex(32),
    }
    decision = written(Decision(public_id=new_public_id("dec"), case=appeal.case, appeal=appeal, outcome=outcome, **(defaults | values)))
    in_one_trip([(FINDINGS, [decision.pk, appeal.case_id])])
    return decision
