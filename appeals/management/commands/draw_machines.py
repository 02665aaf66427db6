"""Writes docs/machines.md anew from the tables."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from appeals.management.machine_drawings import drawn
from appeals.workflow import MACHINES

DOCUMENT = Path(__file__).resolve().parents[3] / "docs" / "machines.md"


class Command(BaseCommand):
    help = "Draw the machines for the docs from the tables they run on."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        DOCUMENT.write_text(drawn(MACHINES), encoding="utf-8")
        self.stdout.write(f"Wrote {DOCUMENT}")
