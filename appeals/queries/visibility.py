"""What an actor may see. What is not here does not exist for them: the same answer as for what never was."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import Exists, OuterRef, Q

from accounts.actors import Actor, ActorKind
from accounts.models import User
from accounts.roles import Role, Scope
from appeals.errors import NotVisible
from appeals.models import Appeal, Closure, Effect, Event, Hold, InformationRequest, Review, Suspension, read_reference
from appeals.workflow import PENDING_CLOSURE, AppealState

if TYPE_CHECKING:
    from django.db.models import QuerySet

READERS = frozenset({Role.INTAKE, Role.REVIEWER, Role.SENIOR, Role.AUDITOR})


def visible_to(actor: Actor) -> QuerySet[Suspension]:
    """The cases this actor may see: staff by role and scope, a person their own, a machine all of its marketplace."""
    cases = Suspension.objects.select_related("account")
    if actor.kind in {ActorKind.SYSTEM, ActorKind.MACHINE}:
        return cases
    if actor.kind is ActorKind.STAFF:
        if not actor.roles & READERS:
            return cases.none()
        return cases if sees_every_case(actor) else cases.filter(pk__in=cases_in_scope(actor))
    if actor.account_id is None:
        return cases.none()
    own = cases.filter(account_id=actor.account_id).exclude(state="recorded")
    return own if actor.case_id is None else own.filter(pk=actor.case_id)


def sees_every_case(actor: Actor) -> bool:
    """Whether `visible_to` leaves nothing out for this actor, so that a list need not ask for each row."""
    if actor.kind is ActorKind.STAFF:
        return bool(actor.roles & READERS) and actor.sees is Scope.ALL
    return actor.kind in {ActorKind.SYSTEM, ActorKind.MACHINE}


def cases_in_scope(actor: Actor) -> QuerySet[Any]:
    """The ids of the cases of a member of the staff who does not see every one.

    Those they work or worked on, recorded or decided; for a team those of all its members as well, and what waits for
    anybody. Each part is short and lies in an index.
    """
    people: Any = [actor.user_id]
    if actor.sees is Scope.TEAM and actor.team:
        people = User.objects.filter(Q(team=actor.team) | Q(pk=actor.user_id)).values("pk")
    mine = (Q(decided_by__in=people), Q(recorded_by__in=people), Q(confirmed_by__in=people))
    parts: list[QuerySet[Any]] = [Suspension.objects.filter(one).order_by().values_list("pk") for one in mine]
    parts += [
        Appeal.objects.filter(assignee__in=people).order_by().values_list("case"),
        Appeal.objects.filter(filed_by__in=people).order_by().values_list("case"),
        Closure.objects.filter(assignee__in=people).order_by().values_list("case"),
        Closure.objects.filter(proposed_by__in=people).order_by().values_list("case"),
        Review.objects.filter(reviewer__in=people).order_by().values_list("case"),
    ]
    if actor.sees is Scope.TEAM:
        waiting = [AppealState.SUBMITTED, AppealState.SECOND_CHECK]
        parts += [
            Appeal.objects.filter(state__in=waiting).order_by().values_list("case"),
            Closure.objects.filter(state__in=PENDING_CLOSURE, assignee=None).order_by().values_list("case"),
        ]
    first, *others = parts
    return first.union(*others)


def in_scope(actor: Actor) -> Q:
    """The condition on rows of a case by which a list leaves out what its reader does not see."""
    return Q() if sees_every_case(actor) else Q(case__in=cases_in_scope(actor))


def find_case(actor: Actor, reference: str) -> Suspension:
    """One visible case by its public reference as typed. Raises NotVisible."""
    wanted = read_reference(reference)
    case = visible_to(actor).filter(reference=wanted).first() if wanted else None
    if case is None:
        raise NotVisible
    return case


def case_named(typed: str) -> Suspension | None:
    """The case behind a reference as typed: its own, or the one of its appeal or closure. Whoever asks may be anybody."""
    wanted = read_reference(typed)
    if wanted is None:
        return None
    named = Q(reference=wanted)
    if wanted.startswith("APL"):
        named = Q(pk__in=Appeal.objects.filter(reference=wanted).values("case"))
    elif wanted.startswith("CLO"):
        named = Q(pk__in=Closure.objects.filter(reference=wanted).values("case"))
    return Suspension.objects.select_related("account").filter(named).first()


def visible_appeals(actor: Actor) -> QuerySet[Appeal]:
    """The appeals this actor may see; an unsent draft only its owner, or the staff who record it for them."""
    appeals = Appeal.objects.select_related("case__account", "closure", "hold")
    if not sees_every_case(actor):
        appeals = appeals.filter(case__in=visible_to(actor))
    if actor.kind in {ActorKind.APPELLANT, ActorKind.REPRESENTATIVE, ActorKind.SYSTEM}:
        return appeals
    unsent = Q(state__in=[AppealState.DRAFT, AppealState.LAPSED])
    if actor.kind is ActorKind.STAFF:
        return appeals.exclude(unsent, filed_by=None)
    if "appeals:file" not in actor.scopes:
        return appeals.exclude(unsent)
    begun = Event.objects.filter(case=OuterRef("case"), seq=OuterRef("event_seq"), actor_kind=ActorKind.MACHINE)
    return appeals.filter(~unsent | Exists(begun))


def find_appeal(actor: Actor, reference: str) -> Appeal:
    """One visible appeal by its public reference as typed. Raises NotVisible."""
    wanted = read_reference(reference)
    appeal = visible_appeals(actor).filter(reference=wanted).first() if wanted else None
    if appeal is None:
        raise NotVisible
    return appeal


def visible_closures(actor: Actor) -> QuerySet[Closure]:
    """The closures of the cases this actor may see."""
    closures = Closure.objects.select_related("case__account", "review", "approval")
    return closures if sees_every_case(actor) else closures.filter(case__in=visible_to(actor))


def find_closure(actor: Actor, reference: str) -> Closure:
    """One visible closure by its public reference as typed. Raises NotVisible."""
    wanted = read_reference(reference)
    closure = visible_closures(actor).filter(reference=wanted).first() if wanted else None
    if closure is None:
        raise NotVisible
    return closure


def find_hold(actor: Actor, public_id: str) -> Hold:
    """One hold of a visible case. Raises NotVisible."""
    hold = Hold.objects.filter(case__in=visible_to(actor), public_id=public_id).select_related("case__account").first()
    if hold is None:
        raise NotVisible
    return hold


def find_effect(case: Suspension, public_id: str) -> Effect:
    """One effect of a case that is already seen. Raises NotVisible."""
    effect = Effect.objects.filter(case=case, public_id=public_id).select_related("case__account", "closure").first()
    if effect is None:
        raise NotVisible
    return effect


def find_request(appeal: Appeal, public_id: str) -> InformationRequest:
    """One question of an appeal that is already seen. Raises NotVisible."""
    asked = InformationRequest.objects.filter(appeal=appeal, public_id=public_id).select_related("case__account").first()
    if asked is None:
        raise NotVisible
    return asked
