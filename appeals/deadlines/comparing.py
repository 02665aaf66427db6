"""What one version of a regime changes against the one before: heads and values, each with what stood and what stands."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import cast

from appeals.deadlines.vocabulary import RegimeData

HEADS = ("title", "status", "valid_from", "valid_to", "selector", "note")


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that two versions say differently; None where a version says nothing. `value` tells a rule from a head."""

    key: str
    before: object
    after: object
    value: bool


def differences(before: RegimeData | None, after: RegimeData) -> list[Difference]:
    """Give what changed, heads first, then values by key. Against nothing everything is new.

    A value counts as changed with its number, its source, its confirmation or what a breach does.
    """
    old: RegimeData = before or {}
    heads = [Difference(key, old.get(key), after.get(key), value=False) for key in HEADS if old.get(key) != after.get(key)]
    was, now = _values(old), _values(after)
    keys = sorted({*was, *now})
    return heads + [Difference(key, was.get(key), now.get(key), value=True) for key in keys if was.get(key) != now.get(key)]


def _values(regime: RegimeData) -> Mapping[str, object]:
    return cast("Mapping[str, object]", regime.get("values") or {})
