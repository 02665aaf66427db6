"""The guided tour through the real doors."""

import logging
import time
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from config.demo.house import HouseError
from config.demo.runner import printer
from config.tour.guide import guide
from config.tour.telling import TourError


class Command(BaseCommand):
    help = "Takes one case from suspension to decision and one to closure and back, over HTTP; fails at the first difference."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMO or settings.TIME_SOURCE != "shifted":
            message = "The tour shifts its database's clock and has settings of its own: DJANGO_SETTINGS_MODULE=config.settings.tour"
            raise CommandError(message)
        logging.getLogger("httpx").setLevel(logging.WARNING)
        started = time.monotonic()
        try:
            checked = guide(printer(self.stdout.write))
        except (TourError, HouseError) as error:
            message = f"The tour stopped: {error}"
            raise CommandError(message) from error
        self.stdout.write(
            f"\nThe tour is over: {checked} things are as promised, after {time.monotonic() - started:.0f} s. Nothing runs any more."
        )
