"""Makes a key for one of the marketplace's systems."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.core.management.base import BaseCommand, CommandError

from accounts.actors import SYSTEM
from accounts.api_keys import SCOPES
from accounts.instants import redress_now
from appeals.actions import perform
from appeals.actions.people import create_key
from appeals.errors import Invalid

if TYPE_CHECKING:
    from argparse import ArgumentParser


class Command(BaseCommand):
    help = "Make a key for one of the marketplace's systems and print it, this once."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("name", help="which system uses it")
        parser.add_argument("scopes", nargs="+", metavar="SCOPE", help=", ".join(sorted(SCOPES)))
        parser.add_argument("--days", type=int, default=0, help="after how many days it ends (0: never)")

    def handle(self, *args: Any, name: str, scopes: list[str], days: int, **options: Any) -> None:
        expires_at = redress_now() + timedelta(days=days) if days else None
        try:
            made = perform(create_key, SYSTEM, name=name, scopes=tuple(scopes), expires_at=expires_at)
        except Invalid as refused:
            raise CommandError(" ".join(one.message for one in refused.errors)) from refused
        self.stdout.write(made.secret)
        self.stderr.write("Keep it now: it is shown this once and stored only as a hash.")
