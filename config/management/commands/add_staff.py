"""Adds a member of the staff: the way to the first one, who then adds the others on the configuration pages."""

import secrets
from argparse import ArgumentParser
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from accounts.models import User


class Command(BaseCommand):
    help = "Add a member of the staff and print their password, this once. Roles come by grant_role."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("username", help="what they sign in with")
        parser.add_argument("email")
        parser.add_argument("name", help="as colleagues see it; people with a case never do")
        parser.add_argument("--staff-id", help="the id that the marketplace sends in decided_by")

    def handle(self, *args: Any, **options: Any) -> None:
        user = User(username=options["username"], email=options["email"], display_name=options["name"], staff_id=options["staff_id"])
        password = secrets.token_urlsafe(18)
        user.set_password(password)
        try:
            user.full_clean()
        except ValidationError as refused:
            raise CommandError("\n".join(f"{field}: {' '.join(found)}" for field, found in refused.message_dict.items())) from refused
        user.save(force_insert=True)
        self.stdout.write(password)
        self.stderr.write("Keep it now: it is shown this once and stored only as a hash.")
