"""The drawn machines are the tables that the code runs on."""

from __future__ import annotations

from pathlib import Path

from appeals.management.machine_drawings import drawn
from appeals.workflow import MACHINES

DOCUMENT = Path(__file__).resolve().parents[2] / "docs" / "machines.md"


def test_the_drawings_in_the_docs_come_from_the_tables():
    assert DOCUMENT.read_text() == drawn(MACHINES)
