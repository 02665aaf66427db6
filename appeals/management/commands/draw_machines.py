"""Draws the machines anew from the tables: the drawings in docs/architecture.md, the actions in docs/machines.md."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from appeals.management.machine_drawings import redrawn, tables
from appeals.workflow import MACHINES

DOCS = Path(__file__).resolve().parents[3] / "docs"


class Command(BaseCommand):
    help = "Draw the machines for the docs from the tables they run on."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        drawings = DOCS / "architecture.md"
        drawings.write_text(redrawn(drawings.read_text(encoding="utf-8"), MACHINES), encoding="utf-8")
        (DOCS / "machines.md").write_text(tables(MACHINES), encoding="utf-8")
        self.stdout.write(f"Wrote {drawings} and machines.md beside it")
