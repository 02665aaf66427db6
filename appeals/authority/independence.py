"""Who was involved in what is to be judged, and so may not judge it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q

from accounts.models import User
from appeals.authority.rules import Stated, case_of
from appeals.errors import NotIndependent
from appeals.models import Appeal, Closure, Hold, Level, Review, ReviewPart, Suspension
from appeals.workflow import Action, AppealState, ClosureState, SuspensionState

if TYPE_CHECKING:
    from django.db.models import QuerySet

# What only an uninvolved person may do; the suspender may still lift or reduce.
INDEPENDENT: frozenset[tuple[str, Action]] = frozenset(
    {
        ("suspension", Action.CONFIRM),
        ("hold", Action.CONFIRM),
        ("appeal", Action.CLAIM),
        ("appeal", Action.RECORD_VIEW),
        ("appeal", Action.APPROVE),
        ("appeal", Action.RETURN),
        ("closure", Action.REVIEW),
        ("closure", Action.RECORD_VIEW),
        ("closure", Action.APPROVE),
        ("closure", Action.RETURN),
    }
)


TOOK_PART = "You took part in the decision that this is about."
DECIDER_UNKNOWN = "We do not know yet who decided this measure. It must be settled before anybody judges."
PLACED_HOLD = "You placed the hold that this appeal is about."
TOOK_PART_IN_CLOSURE = "You took part in closing this account."
WROTE_FIRST = "You wrote the first judgement; another person must sign."
DECIDED_FIRST = "You decided the first appeal; a new person must look."


def involvement(user_id: int, subject: Stated) -> NotIndependent | None:
    """Why this person is not independent of what is to be judged; None where they are. A few queries at most."""
    if isinstance(subject, Closure):
        return _involved_in_closure(user_id, subject)
    if isinstance(subject, Hold):
        return NotIndependent("You placed this hold.") if subject.placed_by_id == user_id else None
    refused = involved_in_measure(user_id, case_of(subject))
    if refused is None and isinstance(subject, Appeal):
        return _involved_in_appeal(user_id, subject)
    return refused


def involved_in_measure(user_id: int, case: Suspension) -> NotIndependent | None:
    """Why this person took part in the measure itself, or may have; None where they did not."""
    if user_id in {case.recorded_by_id, case.confirmed_by_id}:
        return NotIndependent(TOOK_PART)
    return _decided_measure(user_id, case)


def _decided_measure(user_id: int, case: Suspension) -> NotIndependent | None:
    if case.decided_by_staff_id is None or case.decided_by_id is not None or case.decided_by_outside:
        return NotIndependent(TOOK_PART) if case.decided_by_id == user_id else None
    # The id was unknown when the measure was recorded. It may belong to someone who joined since.
    decider = User.objects.filter(staff_id=case.decided_by_staff_id).values_list("pk", flat=True).first()
    if decider is None:
        return NotIndependent(DECIDER_UNKNOWN)
    return NotIndependent(TOOK_PART) if decider == user_id else None


def _involved_in_appeal(user_id: int, appeal: Appeal) -> NotIndependent | None:
    if appeal.hold is not None and user_id in {appeal.hold.placed_by_id, appeal.hold.confirmed_by_id}:
        return NotIndependent(PLACED_HOLD)
    if appeal.closure_id is not None and _took_part_in_closure(user_id, appeal.closure_id):
        return NotIndependent(TOOK_PART_IN_CLOSURE)
    signs_second = appeal.state == AppealState.SECOND_CHECK
    first = Q(part=ReviewPart.FIRST)
    if signs_second and Review.objects.filter(first, appeal=appeal, reviewer_id=user_id, completed_at__isnull=False).exists():
        return NotIndependent(WROTE_FIRST)
    if appeal.level == Level.SECOND:
        earlier = _reviews_of_first_level(appeal).filter(reviewer_id=user_id, completed_at__isnull=False)
        if earlier.filter(first if signs_second else Q()).exists():
            return NotIndependent(DECIDED_FIRST)
    return None


def _reviews_of_first_level(appeal: Appeal) -> QuerySet[Review]:
    return Review.objects.filter(
        appeal__case_id=appeal.case_id,
        appeal__level=Level.FIRST,
        appeal__subject_kind=appeal.subject_kind,
        appeal__closure=appeal.closure,
        appeal__hold=appeal.hold,
    )


def _took_part_in_closure(user_id: int, closure_id: int) -> bool:
    signed = Review.objects.filter(closure_id=closure_id, reviewer_id=user_id, completed_at__isnull=False)
    asked = Q(proposed_by_id=user_id) | Q(requested_by_staff_id__in=_staff_id(user_id))
    return signed.exists() or Closure.objects.filter(asked, pk=closure_id).exists()


def _involved_in_closure(user_id: int, closure: Closure) -> NotIndependent | None:
    if closure.proposed_by_id == user_id or closure.requested_by_staff_id in set(_staff_id(user_id)):
        return NotIndependent("You proposed this closure.")
    in_force = Q(state=SuspensionState.IN_FORCE) | Q(pk=closure.case_id)
    for measure in Suspension.objects.filter(in_force, account_id=closure.case.account_id).order_by("pk"):
        if refused := _decided_measure(user_id, measure):
            return refused
    signs_second = closure.state == ClosureState.SECOND_APPROVAL
    if signs_second and closure.review is not None and closure.review.reviewer_id == user_id:
        return NotIndependent("You reviewed this closure; another person must approve it.")
    return None


def _staff_id(user_id: int) -> list[str]:
    """The id the identity provider gives this person, as a list of none or one."""
    known = User.objects.filter(pk=user_id).values_list("staff_id", flat=True)
    return [staff_id for staff_id in known if staff_id is not None]
