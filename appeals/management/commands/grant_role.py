"""Gives a role to a member of staff, or takes it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.management.base import BaseCommand, CommandError

from accounts.actors import SYSTEM, Actor
from accounts.roles import Role
from appeals.actions import perform
from appeals.actions.people import grant_role
from appeals.errors import AppealError
from appeals.queries.staffing import find_user

if TYPE_CHECKING:
    from argparse import ArgumentParser


class Command(BaseCommand):
    help = "Give a role to a member of staff, or take it. The first administrator of policy needs no giver."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("username", help="whose role it is")
        parser.add_argument("role", choices=[str(role) for role in Role])
        parser.add_argument("--by", metavar="USERNAME", help="the administrator of policy who gives or takes it")
        parser.add_argument("--take", action="store_true", help="take the role instead of giving it")
        parser.add_argument("--reason", default="", help="why, for the record")

    def handle(self, *args: Any, username: str, role: str, by: str | None, **options: Any) -> None:
        gives = not options["take"]
        user, giver = known(username), known(by) if by else None
        try:
            actor = Actor.staff(giver) if giver else SYSTEM
            perform(grant_role, actor, user=user, role=role, gives=gives, reason=options["reason"])
        except AppealError as refused:
            raise CommandError(refused.detail) from refused
        except ValueError as refused:
            raise CommandError(str(refused)) from refused
        self.stdout.write(f"{username} {'has' if gives else 'no longer has'} the role {role}.")


def known(username: str) -> Any:
    """The member of staff of that name. Raises CommandError."""
    user = find_user(username)
    if user is None:
        raise CommandError(f"There is no {username} among the staff.")
    return user
