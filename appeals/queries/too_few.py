"""An installation with too few people says so: which decisions nobody uninvolved could make."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Any

from django.core import checks
from django.db import DatabaseError
from django.utils.translation import gettext_lazy as _

from accounts.models import RoleGrant, UserKind
from accounts.roles import Role

if TYPE_CHECKING:
    from collections.abc import Sequence


class Lack(StrEnum):
    """What an installation with too few people cannot decide independently."""

    NO_DECISION = "no_decision"
    NO_SECOND_PERSON = "no_second_person"
    NO_SECOND_REVIEW = "no_second_review"
    NO_CLOSURE = "no_closure"
    NO_APPEAL_OF_CLOSURE = "no_appeal_of_closure"
    NO_LEGAL_HOLD = "no_legal_hold"
    NO_SECOND_ADMINISTRATOR = "no_second_administrator"


LACKS = {
    Lack.NO_DECISION: _("Fewer than two people judge: nobody could decide about what the other suspended."),
    Lack.NO_SECOND_PERSON: _(
        "Fewer than three people judge: nobody uninvolved could sign second that a measure of more than seven days stays."
    ),
    Lack.NO_CLOSURE: _("Fewer than three people judge: no closure that one of them proposes could be reviewed and approved by two others."),
    Lack.NO_SECOND_REVIEW: _("Fewer than four people judge: a second review of an appeal could not be decided and signed by new people."),
    Lack.NO_APPEAL_OF_CLOSURE: _(
        "Fewer than five people judge: who closed an account stands aside, so its appeal could not be decided and signed by two others."
    ),
    Lack.NO_LEGAL_HOLD: _("Fewer than two senior reviewers: what needs two of them, such as a legal hold, could not be done."),
    Lack.NO_SECOND_ADMINISTRATOR: _("Fewer than two administrators: nobody could open the desk again for the only one."),
}


def too_few() -> list[Lack]:
    """Which decisions could not be made independently with the people who are active now. One query.

    Somebody of the staff suspends, another judges, a third signs: the numbers of the machines (authority/independence).
    """
    judges, seniors, administrators = _how_many()
    found = []
    if judges < 2:
        found.append(Lack.NO_DECISION)
    if judges < 3:
        found += [Lack.NO_SECOND_PERSON, Lack.NO_CLOSURE]
    if judges < 4:
        found.append(Lack.NO_SECOND_REVIEW)
    if judges < 5:
        found.append(Lack.NO_APPEAL_OF_CLOSURE)
    if seniors < 2:
        found.append(Lack.NO_LEGAL_HOLD)
    if administrators < 2:
        found.append(Lack.NO_SECOND_ADMINISTRATOR)
    return found


def _how_many() -> tuple[int, int, int]:
    """Those who judge, the seniors among them, and those who administer; people, active, whether or not away today."""
    active = RoleGrant.objects.filter(user__is_active=True, user__kind=UserKind.HUMAN)
    held: dict[Role, set[int]] = {role: set() for role in Role}
    for user_id, role, gives in active.order_by("user", "role", "-id").distinct("user", "role").values_list("user_id", "role", "gives"):
        if gives:
            held[Role(role)].add(user_id)
    return len(held[Role.REVIEWER] | held[Role.SENIOR]), len(held[Role.SENIOR]), len(held[Role.POLICY_ADMIN])


def check_staffing(app_configs: Sequence[Any] | None, databases: Sequence[str] | None, **_kwargs: Any) -> list[checks.CheckMessage]:
    """Say, with `check --database default`, which decisions could not be made independently. It stops nothing."""
    del app_configs
    if "default" not in (databases or ()):
        return []
    try:
        lacking = too_few()
    except DatabaseError:
        return []  # without tables there is nobody, and another check says so
    return [
        checks.Warning(str(LACKS[one]), hint="Give more people a role, at the desk under People.", id=f"appeals.W{10 + place}")
        for place, one in enumerate(lacking)
    ]
