"""The regimes that come with Redress, as JSON files beside this package."""

import json
from pathlib import Path

from appeals.deadlines.vocabulary import RegimeData

FOLDER = Path(__file__).resolve().parent.parent / "regimes"


def shipped_regimes() -> list[RegimeData]:
    """Read all shipped regimes, by file name; none of their values is confirmed by a person."""
    return [json.loads(path.read_text(encoding="utf-8")) for path in sorted(FOLDER.glob("*.json"))]
