"""Fills a database for measuring."""

import time
from argparse import ArgumentParser
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from config.bench.databases import prepare
from config.bench.filling import FillingError, fill
from config.database_setup import embedded
from config.databases import connect, for_owner


class Command(BaseCommand):
    help = (
        "Loads invented cases, 2 % of them with an open appeal. On the embedded server into a database of their own, which "
        "`make bench` uses as well; with DATABASE_URL into that database, which must be empty."
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--cases", type=int, default=10_000)

    def handle(self, *args: Any, **options: Any) -> None:
        started = time.monotonic()
        cases = options["cases"]
        if cases < 1:
            message = "Say how many cases, as in: make load CASES=10000"
            raise CommandError(message)
        try:
            name = prepare(cases, self.say) if embedded() else self.fill_given(cases)
        except (FillingError, ImproperlyConfigured) as error:
            raise CommandError(str(error)) from error
        self.say(f"{cases:,} cases are in the database {name}, after {time.monotonic() - started:.0f} s.")

    def fill_given(self, cases: int) -> str:
        """Set up and fill the database that DATABASE_URL names."""
        call_command("setup_database", verbosity=0)
        call_command("load_rulebook", verbosity=0)
        chosen = for_owner()
        with connect(chosen) as owner:
            fill(owner, cases, self.say)
        return str(chosen["NAME"])

    def say(self, line: str) -> None:
        """A line of progress, at once."""
        self.stdout.write(line)
        self.stdout.flush()
