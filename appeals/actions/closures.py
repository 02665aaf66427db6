"""Closing an account for good: proposed, reviewed, approved by a second person, or refused, returned, taken back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from accounts.instants import redress_now
from accounts.models import User
from accounts.roles import Role
from appeals.actions import clocks, closure_papers, effects, promises
from appeals.actions.closure_draft import check, check_reasons, lighter_as_stored, money_as_stored
from appeals.actions.closure_moves import abandon_reviews, back_to_review, measure_that_stays, withdraw
from appeals.actions.links import OWN_CONDUCT, lacks_own_conduct
from appeals.actions.meanwhile import read_revision_first
from appeals.actions.notices import tell, tell_staff
from appeals.actions.transition import Entry, create, enter, take, with_reference
from appeals.deadlines import claim_until, local_date
from appeals.errors import FieldError, GateClosed, IllegalTransition, Invalid, NotIndependent
from appeals.models import (
    Audience,
    ClockKind,
    ClockOwner,
    Closure,
    EffectKind,
    Event,
    OnPass,
    Review,
    ReviewOutcome,
    ReviewPart,
)
from appeals.queries.gate import closure_missing, require_guards
from appeals.queries.rules import zone_of_case
from appeals.workflow import Action, ClosureState

if TYPE_CHECKING:
    from accounts.actors import Actor
    from appeals.actions.closure_draft import ClosureDraft
    from appeals.models import Suspension

# Against a person nobody signs in two words (also a guard of the database).
SIGNED_REASONS = 40
VIEWS = frozenset({ReviewOutcome.CLOSE, ReviewOutcome.KEEP})


def propose_closure(actor: Actor, *, case: Suspension, draft: ClosureDraft) -> Closure:
    """Propose to close the account for good, with a statement and a letter of the proposal's own.

    The dates stay empty until that letter is delivered. A key proposes too, in the name of the member of staff who
    asked for it where we know that one. Raises Invalid with every error, IllegalTransition for a warning or where a
    closure waits already.
    """
    locked = enter(actor, Action.PROPOSE_CLOSURE, case)
    now = redress_now()
    check(draft, locked, now=now)
    closure_papers.pin_regimes(locked, on=local_date(now, zone_of_case(locked)))
    asked = User.objects.filter(staff_id=draft.requested_by).first() if draft.requested_by else None
    values = _written(draft) | {
        "case": locked,
        "requested_by_staff_id": draft.requested_by,
        "requested_at": draft.requested_at,
        "proposed_by_id": actor.user_id or (asked.pk if asked else None),
        "proposed_by_key_id": actor.key_id,
        "proposed_at": now,
        "updated_at": now,
    }

    def insert(reference: str) -> tuple[Closure, Event]:
        return create(Closure, actor, Entry("closure.proposed", {"closure": reference}), reference=reference, **values)

    closure, event = with_reference("CLO", insert)
    closure_papers.issue(closure, actor, event)
    return closure


def revise_closure(actor: Actor, *, closure: Closure, draft: ClosureDraft, seen: int | None = None) -> Closure:
    """Write a proposal anew: a new statement, a new letter, and every date and signature starts again.

    Whoever judges it does not write it: raises NotIndependent for a person who opened a review of it. `seen` is the
    statement that the writer's page showed: raises WrittenMeanwhile where somebody else wrote after it.
    """
    locked = enter(actor, Action.REVISE, closure)
    if Review.objects.filter(closure=locked, reviewer_id=actor.user_id).exists():
        raise NotIndependent("You review this closure. Somebody else writes it anew.")
    check(draft, locked.case, now=redress_now())
    read_revision_first(actor, locked, seen)
    if locked.state == ClosureState.SECOND_APPROVAL:
        back_to_review(locked, actor, because="revised")
    abandon_reviews(locked)
    entry = Entry("closure.revised", {"closure": locked.reference})
    event = take(locked, Action.REVISE, actor, entry, **_written(draft), assignee_id=None, review_by=None)
    clocks.stop(locked)
    closure_papers.issue(locked, actor, event)
    return locked


def review_closure(actor: Actor, *, closure: Closure) -> Closure:
    """Open the first review: from now on this person judges it. Twice by the same person changes nothing.

    Raises NotIndependent for whoever proposed or wrote it, or decided a measure in force on the account.
    """
    locked = enter(actor, Action.REVIEW, closure)
    _refuse_writer(actor, locked)
    if _open_review(actor, locked, ReviewPart.FIRST) is not None:
        return locked
    entry = Entry("closure.review_opened", {"closure": locked.reference, "part": str(ReviewPart.FIRST)}, Audience.STAFF)
    take(locked, Action.REVIEW, actor, entry, assignee_id=actor.user_id)
    Review.objects.create(
        case=locked.case, closure=locked, part=ReviewPart.FIRST, reviewer_id=_person(actor), role=_role(actor), opened_at=redress_now()
    )
    _start_claim(locked)
    return locked


def complete_closure_review(actor: Actor, *, closure: Closure, outcome: str, reasons: str, evidence_rev: int | None = None) -> Closure:
    """Complete the first review: `close` leads to the second person, `keep` refuses the closure and tells the person.

    `evidence_rev` is the number that the page showed: raises IllegalTransition if something arrived since.
    """
    locked = enter(actor, Action.COMPLETE_REVIEW, closure)
    review = _open_review(actor, locked, ReviewPart.FIRST)
    if review is None:
        raise IllegalTransition("Open the review first.", state=locked.state)
    if outcome not in VIEWS:
        raise Invalid.one("outcome", "unknown", "Say whether the account is to be closed.")
    check_reasons(reasons, "reasons", at_least=SIGNED_REASONS if outcome == ReviewOutcome.CLOSE else 1)
    if outcome == ReviewOutcome.CLOSE and lacks_own_conduct(locked.case):
        raise Invalid.one("outcome", "own_conduct_missing", OWN_CONDUCT)
    _nothing_new(locked, evidence_rev)
    _complete(review, locked, outcome, reasons)
    if outcome == ReviewOutcome.KEEP:
        return _refuse(locked, actor, reasons)
    entry = Entry("closure.reviewed", {"closure": locked.reference, "outcome": outcome}, Audience.STAFF)
    take(locked, Action.COMPLETE_REVIEW, actor, entry, review=review, assignee_id=None)
    clocks.stop(locked, ClockKind.CLAIM_IDLE)
    return locked


def record_closure_view(actor: Actor, *, closure: Closure, own_view: str, reason: str) -> Closure:
    """The second person's own view, `close` or `keep`, before they see what the first one wrote.

    Raises IllegalTransition while another person holds it, NotIndependent for whoever was involved.
    """
    locked = enter(actor, Action.RECORD_VIEW, closure)
    _refuse_writer(actor, locked)
    if locked.assignee_id not in {None, actor.user_id}:
        raise IllegalTransition("Another person looks at this closure now.", state=locked.state)
    errors = [] if own_view in VIEWS else [FieldError("own_view", "unknown", "Say whether the account is to be closed.")]
    if not reason.strip():
        errors.append(FieldError("reason", "required", "Say what leads you to this view."))
    if errors:
        raise Invalid(errors)
    entry = Entry("closure.review_opened", {"closure": locked.reference, "part": str(ReviewPart.SECOND)}, Audience.STAFF)
    take(locked, Action.RECORD_VIEW, actor, entry, assignee_id=actor.user_id)
    now = redress_now()
    Review.objects.create(
        case=locked.case,
        closure=locked,
        part=ReviewPart.SECOND,
        reviewer_id=_person(actor),
        role=_role(actor),
        opened_at=now,
        own_view=own_view,
        own_view_at=now,
        own_view_reason=reason,
    )
    _start_claim(locked)
    return locked


def approve_closure(actor: Actor, *, closure: Closure, reasons: str, evidence_rev: int | None = None) -> Closure:
    """The second person agrees: the gate is asked, and the platform is asked to close the account.

    Raises GateClosed with all that is still missing; the database asks the same once more when the row is written.
    """
    locked = enter(actor, Action.APPROVE, closure)
    require_guards()
    check_reasons(reasons, "reasons", at_least=SIGNED_REASONS)
    _nothing_new(locked, evidence_rev)
    left = [one for one in closure_missing(locked) if one.code != "approval_missing"]
    if left:
        raise GateClosed(left)
    review = _own_second(actor, locked)
    _complete(review, locked, ReviewOutcome.CLOSE, reasons)
    now = redress_now()
    entry = Entry("closure.approved", {"closure": locked.reference}, Audience.STAFF)
    take(locked, Action.APPROVE, actor, entry, approval=review, approved_at=now, assignee_id=None)
    clocks.met(locked, ClockKind.CLOSURE_REVIEW_BY)
    clocks.stop(locked, ClockKind.CLAIM_IDLE)
    effects.request(locked.case, EffectKind.CLOSE, actor, closure=locked)
    return locked


def return_closure(actor: Actor, *, closure: Closure, reason: str) -> Closure:
    """The second person sends it back to the reviewer, who is told and opens a new review."""
    locked = enter(actor, Action.RETURN, closure)
    check_reasons(reason, "reason")
    first = locked.review.reviewer if locked.review is not None else None
    _complete(_own_second(actor, locked), locked, ReviewOutcome.RETURNED, reason)
    event = back_to_review(locked, actor, because="second_person", assignee=first)
    _start_claim(locked)
    if first is not None:
        due = locked.review_by or claim_until(event.occurred_at)
        tell_staff(first, "staff_returned", locked.case, {"due_at": due}, dedupe_key=f"returned:{locked.reference}:{event.seq}")
    return locked


def refuse_closure(actor: Actor, *, closure: Closure, reasons: str) -> Closure:
    """Refuse the closure: the account is not closed, the measure goes on as before, the person is told why."""
    locked = enter(actor, Action.REFUSE, closure)
    check_reasons(reasons, "reasons")
    return _refuse(locked, actor, reasons)


def withdraw_closure(actor: Actor, *, closure: Closure, reason: str) -> Closure:
    """Take the proposal back, by staff or by the platform's key; the person is told."""
    locked = enter(actor, Action.WITHDRAW, closure)
    check_reasons(reason, "reason")
    withdraw(locked, actor, reasons=reason, goes_on=True)
    return locked


def release_closure(actor: Actor, *, closure: Closure) -> Closure:
    """Give a closure back to the queue without a judgement: by whoever holds it, a senior, or the idle clock."""
    locked = enter(actor, Action.RELEASE, closure)
    if locked.assignee_id is None:
        return locked
    abandon_reviews(locked)
    entry = Entry("closure.released", {"closure": locked.reference, "by": locked.assignee_id}, Audience.STAFF)
    take(locked, Action.RELEASE, actor, entry, assignee_id=None)
    clocks.stop(locked, ClockKind.CLAIM_IDLE)
    return locked


def _refuse(closure: Closure, actor: Actor, reasons: str) -> Closure:
    abandon_reviews(closure)
    now = redress_now()
    event = take(closure, Action.REFUSE, actor, Entry("closure.refused", {"closure": closure.reference}), ended_at=now, assignee_id=None)
    clocks.stop(closure)
    promises.say_of_closure(closure, None)
    tell(event, "closure_refused", {"decided_at": now, "reasons": reasons, **measure_that_stays(closure.case)}, about=closure)
    return closure


def _written(draft: ClosureDraft) -> dict[str, Any]:
    return {
        "reasons": draft.reasons,
        "language": draft.language,
        "lighter_measures": lighter_as_stored(draft),
        "money_plan": money_as_stored(draft),
    }


def _refuse_writer(actor: Actor, closure: Closure) -> None:
    """Whoever wrote a proposal anew has proposed it as much as the first one did."""
    if Event.objects.filter(case=closure.case, subject=closure.subject, kind="closure.revised", actor_ref=actor.ref).exists():
        raise NotIndependent("You wrote this proposal.")


def _open_review(actor: Actor, closure: Closure, part: ReviewPart) -> Review | None:
    mine = Review.objects.filter(closure=closure, reviewer_id=actor.user_id, part=part, completed_at=None, abandoned_at=None)
    return mine.order_by("id").first()


def _own_second(actor: Actor, closure: Closure) -> Review:
    review = _open_review(actor, closure, ReviewPart.SECOND)
    if review is None:
        raise IllegalTransition("Record your own view first.", state=closure.state)
    return review


def _complete(review: Review, closure: Closure, outcome: str, reasons: str) -> None:
    review.outcome, review.reasons = outcome, reasons
    review.evidence_rev_seen, review.completed_at = closure.case.evidence_rev, redress_now()
    review.save(update_fields=["outcome", "reasons", "evidence_rev_seen", "completed_at"])


def _nothing_new(closure: Closure, shown: int | None) -> None:
    if shown is not None and shown != closure.case.evidence_rev:
        raise IllegalTransition("Something new arrived since you opened this page. Look at it first.", state=closure.state)


def _start_claim(closure: Closure) -> None:
    due = claim_until(redress_now())
    clocks.start(closure, ClockKind.CLAIM_IDLE, due, owner=ClockOwner.STAFF, on_pass=OnPass.RELEASE_CLAIM)


def _person(actor: Actor) -> int:
    """The id of the person who acts; only people come this far."""
    assert actor.user_id is not None  # noqa: S101 - a key and the system were refused by their kind
    return actor.user_id


def _role(actor: Actor) -> str:
    """In which role this person judges: it is stored with the judgement."""
    return str(Role.REVIEWER if Role.REVIEWER in actor.roles else Role.SENIOR)
