"""What must hold beside role and state before an action is possible; each answers with why not."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from accounts.actors import Actor, ActorKind
from accounts.roles import Role
from appeals.authority.appealable import ways_to_appeal
from appeals.authority.independence import involved_in_measure
from appeals.authority.rules import Stated, case_of
from appeals.errors import AppealError, IllegalTransition, NotAllowed
from appeals.models import Appeal, Channel, Closure, Event, Hold, Measure, Review, ReviewPart, Suspension
from appeals.workflow import PENDING_CLOSURE, Action, AppealState

if TYPE_CHECKING:
    from django.db.models import QuerySet

# How often the date of a hold may be moved (design; a CHECK of the model holds it too).
MOST_MOVES = 2

Condition = Callable[[Actor, Stated], AppealError | None]


def _not_now(detail: str, subject: Stated) -> IllegalTransition:
    return IllegalTransition(detail, state=subject.state)


def _holds_it(actor: Actor, subject: Stated) -> AppealError | None:
    if isinstance(subject, Appeal | Closure) and subject.assignee_id is not None and subject.assignee_id == actor.user_id:
        return None
    return NotAllowed("Claim it first: only the person who holds it can do this.")


def _may_release(actor: Actor, subject: Stated) -> AppealError | None:
    if actor.kind is ActorKind.SYSTEM or Role.SENIOR in actor.roles:
        return None
    return _holds_it(actor, subject)


def _waits_for_second_person(_actor: Actor, subject: Stated) -> AppealError | None:
    if isinstance(subject, Suspension | Hold) and subject.confirmed_at is None and has_proposal(subject):
        return None
    return _not_now("Nothing here waits for a second person.", subject)


def _may_move_hold(_actor: Actor, subject: Stated) -> AppealError | None:
    """Nobody alone makes longer what waits for a second person; and a date moves twice at most."""
    if not isinstance(subject, Hold):
        return None
    if subject.confirmed_at is None and has_proposal(subject):
        return _not_now("A second person signs this hold first. Without that it ends after 72 hours.", subject)
    return _not_now("The date was moved twice. End the hold, or let it end.", subject) if subject.moved >= MOST_MOVES else None


def has_proposal(subject: Suspension | Hold) -> bool:
    """Whether something longer than a person alone may decide waits for a second person."""
    proposed_review = subject.proposed_review_on
    return subject.proposed_ends_at is not None or proposed_review is not None


def _may_propose_closure(_actor: Actor, subject: Stated) -> AppealError | None:
    if not isinstance(subject, Suspension) or subject.measure == Measure.WARNING:
        return _not_now("A warning never leads straight to closing an account.", subject)
    if any(closure.state in PENDING_CLOSURE for closure in subject.closures.all()):
        return _not_now("A closure is already proposed for this case.", subject)
    return None


def _some_way_is_open(_actor: Actor, subject: Stated) -> AppealError | None:
    ways = ways_to_appeal(subject) if isinstance(subject, Suspension) else []
    return None if any(way.refused is None for way in ways) else next((way.refused for way in ways), None)


def _own_draft(actor: Actor, subject: Stated) -> AppealError | None:
    """What a person writes is theirs alone until it is sent; staff and keys write only in what they record themselves."""
    if not isinstance(subject, Appeal) or subject.state != AppealState.DRAFT or is_recorded_by(actor, subject):
        return None
    return NotAllowed("The person writes this appeal. It can be read when it is sent.")


def _may_edit(actor: Actor, subject: Stated) -> AppealError | None:
    """What was sent stays as it was sent; only what staff wrote down for the person may the person complete."""
    if not isinstance(subject, Appeal) or subject.state == AppealState.DRAFT:
        return _own_draft(actor, subject)
    if subject.channel in {Channel.PORTAL, Channel.API}:
        return _not_now("An appeal stays as you sent it. You can add documents to it.", subject)
    if actor.kind in {ActorKind.APPELLANT, ActorKind.REPRESENTATIVE}:
        return None
    return NotAllowed("Only the person completes what we wrote down for them.")


def _takes_back_own(actor: Actor, subject: Stated) -> AppealError | None:
    """A key takes back only what a key wrote down: the marketplace never ends what a person sent us themselves."""
    if actor.kind is not ActorKind.MACHINE:
        return None
    begun = Event.objects.filter(case=case_of(subject), subject=subject.subject, kind="appeal.drafted", actor_kind=ActorKind.MACHINE)
    return None if begun.exists() else NotAllowed("Only the person takes back what they sent.")


def _took_no_part(actor: Actor, subject: Stated) -> AppealError | None:
    """Whoever suspended does not judge the person's documents either; whoever judges the appeal may."""
    return None if actor.user_id is None else involved_in_measure(actor.user_id, case_of(subject))


def _may_move_promise(actor: Actor, subject: Stated) -> AppealError | None:
    """The date that we promised: whoever holds the appeal moves it, or a senior; nobody who made the first decision."""
    return _may_release(actor, subject) or _took_no_part(actor, subject)


def is_recorded_by(actor: Actor, draft: Appeal) -> bool:
    """Whether this actor's side may write in a draft: the person always, staff and keys in what their side began."""
    if actor.kind is ActorKind.STAFF:
        return draft.filed_by_id is not None
    if actor.kind is ActorKind.MACHINE:
        begun = Event.objects.filter(case_id=draft.case_id, seq=draft.event_seq, actor_kind=ActorKind.MACHINE)
        return begun.exists()
    return True


def _open_second_reviews(actor: Actor, subject: Stated) -> QuerySet[Review]:
    where = {"appeal": subject} if isinstance(subject, Appeal) else {"closure": subject}
    own = Review.objects.filter(**where, reviewer_id=actor.user_id, part=ReviewPart.SECOND, completed_at=None, abandoned_at=None)
    return own.exclude(own_view="")


def _own_view_recorded(actor: Actor, subject: Stated) -> AppealError | None:
    if _open_second_reviews(actor, subject).exists():
        return None
    return _not_now("Record your own view first; then you see what the first person wrote.", subject)


def _own_view_missing(actor: Actor, subject: Stated) -> AppealError | None:
    if _open_second_reviews(actor, subject).exists():
        return _not_now("Your own view is recorded already.", subject)
    return None


def _return_by_person(actor: Actor, subject: Stated) -> AppealError | None:
    return None if actor.kind is ActorKind.SYSTEM else _own_view_recorded(actor, subject)


def _review_is_free(actor: Actor, subject: Stated) -> AppealError | None:
    if isinstance(subject, Closure) and subject.assignee_id not in {None, actor.user_id}:
        return _not_now("Another person reviews this closure now.", subject)
    return None


CONDITIONS: Mapping[tuple[str, Action], Condition] = {
    ("suspension", Action.CONFIRM): _waits_for_second_person,
    ("hold", Action.CONFIRM): _waits_for_second_person,
    ("hold", Action.MOVE_DATE): _may_move_hold,
    ("suspension", Action.PROPOSE_CLOSURE): _may_propose_closure,
    ("suspension", Action.START_APPEAL): _some_way_is_open,
    ("appeal", Action.EDIT): _may_edit,
    ("appeal", Action.SUBMIT): _own_draft,
    ("appeal", Action.ADD_EVIDENCE): _own_draft,
    ("appeal", Action.WITHDRAW): _takes_back_own,
    ("appeal", Action.CHECK_EVIDENCE): _took_no_part,
    ("appeal", Action.RELEASE): _may_release,
    ("appeal", Action.REQUEST_INFORMATION): _holds_it,
    ("appeal", Action.GIVE_MORE_TIME): _may_release,
    ("appeal", Action.WITHDRAW_QUESTION): _may_release,
    ("appeal", Action.MOVE_DATE): _may_move_promise,
    ("appeal", Action.PROPOSE_DECISION): _holds_it,
    ("appeal", Action.DECIDE): _holds_it,
    ("appeal", Action.RECORD_VIEW): _own_view_missing,
    ("appeal", Action.APPROVE): _own_view_recorded,
    ("appeal", Action.RETURN): _own_view_recorded,
    ("closure", Action.REVIEW): _review_is_free,
    ("closure", Action.RELEASE): _may_release,
    ("closure", Action.COMPLETE_REVIEW): _holds_it,
    ("closure", Action.RECORD_VIEW): _own_view_missing,
    ("closure", Action.APPROVE): _own_view_recorded,
    ("closure", Action.RETURN): _return_by_person,
}
