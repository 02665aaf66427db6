"""The whole product with sample cases, on this machine."""

import os
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from config.demo import runner
from config.demo.house import HouseError


class Command(BaseCommand):
    help = "Sets up and serves the whole product with sample cases, until Ctrl-C."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--port", type=int, default=int(os.environ.get("PORT") or 8000))

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMO:
            message = "The demo runs with its own settings: DJANGO_SETTINGS_MODULE=config.settings.demo"
            raise CommandError(message)
        try:
            runner.run(options["port"], runner.printer(self.stdout.write))
        except HouseError as error:
            raise CommandError(str(error)) from error
