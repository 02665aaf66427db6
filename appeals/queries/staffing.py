"""Who of the staff is there: by role, active, human, not away."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Count, OuterRef, Q, Subquery

from accounts.instants import RedressNow
from accounts.models import RoleGrant, User
from accounts.models.staff import UserKind
from accounts.roles import JUDGING_ROLES, Role
from appeals.models import Appeal, Closure
from appeals.workflow import OPEN_APPEAL, PENDING_CLOSURE, AppealState

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.db.models import QuerySet


def holders(roles: Iterable[Role]) -> list[User]:
    """The active people who hold one of these roles now, by id."""
    wanted = [str(role) for role in roles]
    latest = RoleGrant.objects.filter(user=OuterRef("user"), role=OuterRef("role")).order_by("-id").values("pk")[:1]
    given = RoleGrant.objects.filter(role__in=wanted, gives=True, pk=Subquery(latest)).values("user")
    return list(User.objects.filter(pk__in=given, is_active=True, kind=UserKind.HUMAN).order_by("id"))


def seniors() -> list[User]:
    """Those who are told when something is due or late: seniors who are not away, or all of them where all are."""
    every = holders([Role.SENIOR])
    away = set(User.objects.filter(pk__in=[one.pk for one in every], away_until__gt=RedressNow()).values_list("pk", flat=True))
    return [one for one in every if one.pk not in away] or every


def judges_by_load() -> list[User]:
    """Reviewers and seniors who are not away, those with the least open work first."""
    judges = User.objects.filter(pk__in=[one.pk for one in holders(JUDGING_ROLES)])
    return list(
        judges.filter(Q(away_until=None) | Q(away_until__lte=RedressNow()))
        .annotate(
            appeals=Count("claimed_appeals", filter=Q(claimed_appeals__state__in=OPEN_APPEAL), distinct=True),
            closures=Count("claimed_closures", filter=Q(claimed_closures__state__in=PENDING_CLOSURE), distinct=True),
        )
        .order_by("appeals", "closures", "id")
    )


def find_user(username: str) -> User | None:
    """One member of staff by the name they sign in with."""
    return User.objects.filter(username=username).first()


def away_or_gone() -> QuerySet[User]:
    """Those who work on nothing now: away, or without a desk."""
    return User.objects.filter(Q(away_until__gt=RedressNow()) | Q(is_active=False))


def work_of_the_absent(limit: int = 100) -> tuple[list[int], list[int]]:
    """The appeals in review and the closures that somebody holds who is away or gone, by id. Two queries."""
    absent = away_or_gone().values("pk")
    appeals = Appeal.objects.filter(assignee__in=absent, state=AppealState.IN_REVIEW).order_by("decide_by", "pk")
    closures = Closure.objects.filter(assignee__in=absent, state__in=PENDING_CLOSURE).order_by("review_by", "pk")
    return list(appeals.values_list("pk", flat=True)[:limit]), list(closures.values_list("pk", flat=True)[:limit])


def work_of(user: User) -> tuple[list[Appeal], list[Closure]]:
    """The open appeals and closures that a person holds and that somebody else could, soonest first. Two queries."""
    appeals = Appeal.objects.filter(assignee=user, state=AppealState.IN_REVIEW).select_related("case").order_by("decide_by", "pk")
    closures = Closure.objects.filter(assignee=user, state__in=PENDING_CLOSURE).select_related("case").order_by("review_by", "pk")
    return list(appeals), list(closures)
