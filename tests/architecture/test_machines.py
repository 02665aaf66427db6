"""The drawn machines are the tables that the code runs on."""

from __future__ import annotations

from pathlib import Path

from appeals.management.machine_drawings import START, redrawn, tables
from appeals.workflow import MACHINES

DOCS = Path(__file__).resolve().parents[2] / "docs"


def test_the_drawings_in_the_docs_come_from_the_tables():
    drawings = (DOCS / "architecture.md").read_text()
    assert START in drawings
    assert "in_review --> waiting_for_appellant: request_information" in drawings
    assert drawings == redrawn(drawings, MACHINES)
    assert (DOCS / "machines.md").read_text() == tables(MACHINES)
