"""Judging an appeal: claimed, given back, proposed to a second person, decided, returned. Only people do this."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q

from accounts.actors import SYSTEM, Actor
from accounts.instants import redress_now
from appeals.actions import promises
from appeals.actions.deciding_draft import DecisionDraft, as_stored, from_stored, tidied
from appeals.actions.deciding_issue import complete, issue
from appeals.actions.deciding_rules import check, needs_second_person
from appeals.actions.notices import tell_staff
from appeals.actions.signing import person_of, role_of
from appeals.actions.transition import Entry, enter, take
from appeals.actions.wording import LONGEST_ANSWER, composed, incoming
from appeals.authority import JUDGES
from appeals.deadlines import claim_until
from appeals.errors import FieldError, IllegalTransition, Invalid
from appeals.models import Audience, Outcome, Review, ReviewOutcome, ReviewPart
from appeals.workflow import Action

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from accounts.models import User
    from appeals.models import Appeal, Decision, Event

__all__ = [
    "DecisionDraft",
    "approve_decision",
    "claim_appeal",
    "decide_appeal",
    "needs_second_person",
    "propose_decision",
    "record_view",
    "release_appeal",
    "return_decision",
]


def claim_appeal(actor: Actor, *, appeal: Appeal) -> Appeal:
    """Take an appeal into review and open the first judgement, in the role that is used.

    Raises NotIndependent for whoever was involved in what it is about, IllegalTransition once somebody else has it.
    """
    locked = enter(actor, Action.CLAIM, appeal)
    now = redress_now()
    take(locked, Action.CLAIM, actor, _staff("appeal.claimed", locked), assignee_id=person_of(actor), claimed_at=now)
    open_first(locked, person_of(actor), role_of(actor))
    promises.claimed(locked)
    return locked


def release_appeal(actor: Actor, *, appeal: Appeal) -> Appeal:
    """Give an appeal back to the queue without a judgement: whoever holds it, a senior, or the idle clock."""
    locked = enter(actor, Action.RELEASE, appeal)
    _release(locked, actor)
    return locked


def _release(appeal: Appeal, actor: Actor) -> None:
    open_reviews(appeal).update(abandoned_at=redress_now())
    take(appeal, Action.RELEASE, actor, _staff("appeal.released", appeal), assignee_id=None, claimed_at=None)
    promises.unclaimed(appeal)


def decide_appeal(actor: Actor, *, appeal: Appeal, draft: DecisionDraft) -> Decision:
    """Decide alone: what is good for the person, and what stays light enough for one signature.

    Raises Invalid with every error; one of them is that a second person must sign.
    """
    locked = enter(actor, Action.DECIDE, appeal)
    written = tidied(draft)
    check(locked, written)
    if needs_second_person(locked.case, written.outcome, subject_kind=locked.subject_kind, hold=locked.hold):
        raise Invalid.one("outcome", "second_person_required", "A second person must sign this. Send it to them.")
    first = _own_first(actor, locked)
    complete(first, locked, outcome=written.outcome, reasons=written.summary, proposal=as_stored(written))
    return issue(locked, actor, Action.DECIDE, written, first=first)


def propose_decision(actor: Actor, *, appeal: Appeal, draft: DecisionDraft) -> Appeal:
    """Complete the first judgement and hand it to a second person, who records an own view before seeing it.

    Raises Invalid with every error: what is proposed is checked as strictly as what is decided.
    """
    locked = enter(actor, Action.PROPOSE_DECISION, appeal)
    written = tidied(draft)
    check(locked, written)
    first = _own_first(actor, locked)
    complete(first, locked, outcome=written.outcome, reasons=written.summary, proposal=as_stored(written))
    # Nothing of the result stands in the entry: the second person reads the timeline before their own view.
    take(locked, Action.PROPOSE_DECISION, actor, _staff("appeal.second_check", locked))
    promises.unclaimed(locked)
    return locked


def record_view(actor: Actor, *, appeal: Appeal, own_view: str, reason: str) -> Review:
    """Record the second person's own view before the first judgement is shown to them; opens their signature.

    One person signs at a time; a signature that was left alone for four hours is taken over. Raises Invalid,
    NotIndependent, and IllegalTransition while another person is at it.
    """
    locked = enter(actor, Action.RECORD_VIEW, appeal)
    why = composed(reason)
    errors = list(incoming("reason", why, longest=LONGEST_ANSWER, required="Say in a sentence why you see it so."))
    if own_view not in Outcome.values:
        errors.append(FieldError("own_view", "unknown", f"Use one of: {', '.join(Outcome.values)}."))
    if errors:
        raise Invalid(errors)
    now = redress_now()
    for other in open_reviews(locked):
        if claim_until(other.opened_at) > now:
            raise IllegalTransition("Another person is signing this now.", state=locked.state)
        Review.objects.filter(pk=other.pk).update(abandoned_at=now)
    take(locked, Action.RECORD_VIEW, actor, _staff("appeal.view_recorded", locked))
    return Review.objects.create(
        case=locked.case,
        appeal=locked,
        part=ReviewPart.SECOND,
        reviewer_id=person_of(actor),
        role=role_of(actor),
        own_view=own_view,
        own_view_at=now,
        own_view_reason=why,
    )


def approve_decision(actor: Actor, *, appeal: Appeal) -> Decision:
    """The second person signs what the first proposed, and the decision goes out.

    Raises IllegalTransition where something arrived since the proposal, and Invalid where it can no longer be carried
    out: then it is returned.
    """
    locked = enter(actor, Action.APPROVE, appeal)
    first, second = _proposed(locked), _own_second(actor, locked)
    if first.evidence_rev_seen != locked.case.evidence_rev:
        raise IllegalTransition("Something new arrived since the proposal. Return it to the first person.", state=locked.state)
    draft = from_stored(first.proposal)
    check(locked, draft)
    reasons = f"Agrees with the first judgement. Own view before seeing it: {second.own_view}. {second.own_view_reason}"
    complete(second, locked, outcome=draft.outcome, reasons=reasons)
    return issue(locked, actor, Action.APPROVE, draft, first=first, second=second)


def return_decision(actor: Actor, *, appeal: Appeal, reason: str) -> Appeal:
    """Send a proposal back to the first person with the reason; to the queue where they can no longer judge."""
    locked = enter(actor, Action.RETURN, appeal)
    why = composed(reason)
    errors = list(incoming("reason", why, longest=LONGEST_ANSWER, required="Say what is missing or wrong."))
    if errors:
        raise Invalid(errors)
    first, second = _proposed(locked), _own_second(actor, locked)
    complete(second, locked, outcome=ReviewOutcome.RETURNED, reasons=why)
    event = take(locked, Action.RETURN, actor, _staff("appeal.returned", locked))
    role = _role_now(first.reviewer)
    if role is None or locked.assignee_id != first.reviewer_id:
        _release(locked, SYSTEM)
        return locked
    open_first(locked, first.reviewer_id, role)
    promises.claimed(locked)
    _tell_returned(locked, first.reviewer, event)
    return locked


def _tell_returned(appeal: Appeal, reviewer: User, event: Event) -> None:
    due = appeal.decide_by or claim_until(event.occurred_at)
    tell_staff(reviewer, "staff_returned", appeal.case, {"due_at": due}, dedupe_key=f"returned:{appeal.reference}:{event.seq}")


def _role_now(reviewer: User) -> str | None:
    """The role in which this person may judge now; None for who left or lost it."""
    if not reviewer.is_active:
        return None
    held = Actor.staff(reviewer)
    return role_of(held) if held.roles & JUDGES else None


def _staff(kind: str, appeal: Appeal) -> Entry:
    return Entry(kind, {"appeal": appeal.reference}, Audience.STAFF)


def open_first(appeal: Appeal, reviewer_id: int, role: str) -> Review:
    """Open the first judgement of a locked appeal for whoever takes it, in the role that is used."""
    return Review.objects.create(case=appeal.case, appeal=appeal, part=ReviewPart.FIRST, reviewer_id=reviewer_id, role=role)


def open_reviews(appeal: Appeal) -> QuerySet[Review]:
    """The judgements of an appeal that are begun and not done."""
    return Review.objects.filter(appeal=appeal, completed_at=None, abandoned_at=None)


def _own_first(actor: Actor, appeal: Appeal) -> Review:
    return _mine(actor, appeal, Q(part=ReviewPart.FIRST))


def _own_second(actor: Actor, appeal: Appeal) -> Review:
    return _mine(actor, appeal, Q(part=ReviewPart.SECOND))


def _mine(actor: Actor, appeal: Appeal, part: Q) -> Review:
    review = open_reviews(appeal).filter(part, reviewer_id=person_of(actor)).first()
    if review is None:
        raise IllegalTransition("Your review of this is not open. Claim it again.", state=appeal.state)
    return review


def _proposed(appeal: Appeal) -> Review:
    first = Review.objects.select_related("reviewer").filter(appeal=appeal, part=ReviewPart.FIRST, completed_at__isnull=False)
    review = first.order_by("-completed_at", "-id").first()
    if review is None:
        raise IllegalTransition("There is no first judgement to sign.", state=appeal.state)
    return review
