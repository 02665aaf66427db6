"""Who of the staff is there: by role, active, human, not away."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Count, OuterRef, Q, Subquery

from accounts.instants import RedressNow
from accounts.models import RoleGrant, User
from accounts.models.staff import UserKind
from accounts.roles import JUDGING_ROLES, Role
from appeals.workflow import OPEN_APPEAL, PENDING_CLOSURE

if TYPE_CHECKING:
    from collections.abc import Iterable


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
