"""The people of the desk, for a page: who holds which role for which cases, who is away, and how much each holds."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.db.models import Count, Q

from accounts.models import RoleGrant, RoleProposal, User, UserKind
from accounts.roles import Role, Scope
from appeals.errors import NotVisible
from appeals.models import Appeal, Closure
from appeals.workflow import OPEN_APPEAL, PENDING_CLOSURE

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

PAGE = 50
MOST_HISTORY = 30


@dataclass(frozen=True, slots=True)
class Person:
    """One person with what they hold now."""

    user: User
    held: dict[Role, Scope] = field(default_factory=dict)
    appeals: int = 0
    closures: int = 0


@dataclass(frozen=True, slots=True)
class People:
    """One page of people by name; `after` leads to the next one."""

    rows: list[Person]
    after: str


def people(*, gone: bool = False, after: str = "") -> People:
    """A page of those who have a desk, or had one. Four queries, however many there are."""
    users = User.objects.filter(kind=UserKind.HUMAN, is_active=not gone).order_by("display_name", "pk")
    name, _bar, number = after.rpartition("|")
    if number.isdigit():
        users = users.filter(display_name__gte=name).filter(Q(display_name__gt=name) | Q(pk__gt=int(number[:18])))
    found = list(users[: PAGE + 1])
    more, found = len(found) > PAGE, found[:PAGE]
    return People(with_work(found), f"{found[-1].display_name}|{found[-1].pk}" if more else "")


def with_work(users: Sequence[User]) -> list[Person]:
    """Each with their roles and their open work. Three queries."""
    numbers = [one.pk for one in users]
    held: dict[int, dict[Role, Scope]] = {}
    latest = RoleGrant.objects.filter(user__in=numbers).order_by("user", "role", "-id").distinct("user", "role")
    for user_id, role, scope, gives in latest.values_list("user_id", "role", "scope", "gives"):
        if gives:
            held.setdefault(user_id, {})[Role(role)] = Scope(scope)
    appeals = _counted(Appeal.objects.filter(assignee__in=numbers, state__in=sorted(OPEN_APPEAL)).order_by().values_list("assignee"))
    closures = _counted(Closure.objects.filter(assignee__in=numbers, state__in=PENDING_CLOSURE).order_by().values_list("assignee"))
    return [Person(one, held.get(one.pk, {}), appeals.get(one.pk, 0), closures.get(one.pk, 0)) for one in users]


def _counted(rows: object) -> dict[int, int]:
    return dict(rows.annotate(held=Count("pk")))  # type: ignore[attr-defined]


def find_person(number: int) -> Person:
    """One person of the staff by their number. Raises NotVisible."""
    user = User.objects.filter(pk=number, kind=UserKind.HUMAN).first() if number < 2**63 else None
    if user is None:
        raise NotVisible
    return with_work([user])[0]


def roles_given_to(user: User) -> Iterable[RoleGrant]:
    """What was given to somebody and taken, the latest first. One query."""
    return RoleGrant.objects.filter(user=user).select_related("granted_by", "seconded_by").order_by("-id")[:MOST_HISTORY]


def proposals() -> list[RoleProposal]:
    """The administrators that wait for a second one to agree. One query."""
    return list(RoleProposal.objects.filter(settled_at=None).select_related("user", "proposed_by").order_by("pk")[:PAGE])


def find_proposal(number: int) -> RoleProposal:
    """One proposal by its number. Raises NotVisible."""
    found = RoleProposal.objects.filter(pk=number).select_related("user").first() if number < 2**63 else None
    if found is None:
        raise NotVisible
    return found
