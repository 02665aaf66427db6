"""The whole product with sample cases, on this machine."""

import os
from argparse import ArgumentParser, ArgumentTypeError
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from config.demo import runner
from config.demo.house import DEFAULT_PORT, LAST_PORT, HouseError
from config.install import closed


def a_port(text: str) -> int:
    """A port's number. Raises ArgumentTypeError for anything else."""
    if not text.isdecimal() or not 1 <= int(text) <= LAST_PORT:
        message = f"{text} is no port. Choose one from 1 to {LAST_PORT}: PORT={DEFAULT_PORT + 1} make demo"
        raise ArgumentTypeError(message)
    return int(text)


class Command(BaseCommand):
    help = "Sets up and serves the whole product with sample cases, until Ctrl-C."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--port", type=a_port, default=os.environ.get("PORT") or str(DEFAULT_PORT))

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMO:
            message = "The demo runs with its own settings: DJANGO_SETTINGS_MODULE=config.settings.demo"
            raise CommandError(message)
        try:
            runner.run(options["port"], runner.printer(self.stdout.write))
        except HouseError as error:
            raise CommandError(str(error)) from error
        except PermissionError as error:
            raise CommandError(closed(error)) from error
