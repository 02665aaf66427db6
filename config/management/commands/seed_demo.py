"""The sample cases of the demo."""

import json
import os
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from accounts.models import Account
from config.demo.house import DEFAULT_PORT
from config.demo.runner import SEED_FILE
from config.demo.stories.director import tell_all
from config.embedded.folders import write_secret
from config.embedded.places import LOOPBACK


class Command(BaseCommand):
    help = "Tells the sample cases in an empty demo database and writes how to sign in beside the data."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMO or settings.TIME_SOURCE != "shifted":
            message = "Sample cases need the demo's clock: DJANGO_SETTINGS_MODULE=config.settings.demo"
            raise CommandError(message)
        if Account.objects.exists():
            message = "There are accounts in this database already: its own, or those of a first start that was cut off. Start afresh with: make reset"
            raise CommandError(message)
        if not os.environ.get("BASE_URL"):
            settings.BASE_URL = f"http://{LOOPBACK}:{os.environ.get('PORT') or DEFAULT_PORT}"
        left = tell_all(self.stdout.write if options["verbosity"] else lambda _line: None)
        folder = Path(settings.DATA_DIR)
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        write_secret(folder / SEED_FILE, json.dumps(left, indent=2, ensure_ascii=False) + "\n")
