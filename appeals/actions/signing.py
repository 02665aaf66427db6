"""A person's signature: who they are and in which role they judge, stored with the judgement."""

from __future__ import annotations

from typing import TYPE_CHECKING

from accounts.roles import Role
from appeals.errors import PeopleOnly

if TYPE_CHECKING:
    from accounts.actors import Actor


def person_of(actor: Actor) -> int:
    """The member of staff who acts. Raises PeopleOnly for a key, the system and everyone who is not staff."""
    if actor.user_id is None:
        raise PeopleOnly("A person must do this.")
    return actor.user_id


def role_of(actor: Actor) -> str:
    """The role in which this person judges: reviewer where they hold it, else senior."""
    return str(Role.REVIEWER if Role.REVIEWER in actor.roles else Role.SENIOR)
