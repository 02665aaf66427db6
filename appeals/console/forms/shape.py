"""How many rows the form of a measure has; without any script each press for another row shows the page again."""

from __future__ import annotations

from dataclasses import dataclass, replace

MOST_CITATIONS, MOST_FACTS, MOST_HOLDS, MOST_CLIENTS = 5, 10, 5, 10


@dataclass(frozen=True, slots=True)
class Shape:
    """Facts for each citation, held amounts, and clients with an open contract. It travels with the form as text."""

    facts: tuple[int, ...] = (1,)
    holds: int = 0
    clients: int = 0

    @classmethod
    def read(cls, text: str) -> Shape:
        """The shape that `written` gave away; the smallest one for anything else."""
        facts, _bar, others = text.partition("|")
        holds, _bar, clients = others.partition("|")
        parts = [*facts.split(","), holds, clients or "0"]
        if not all(part.isascii() and part.isdigit() and len(part) < 3 for part in parts):
            return cls()
        counts = tuple(max(1, min(int(part), MOST_FACTS)) for part in facts.split(","))
        return cls(counts[:MOST_CITATIONS], min(int(holds), MOST_HOLDS), min(int(clients or "0"), MOST_CLIENTS))

    def written(self) -> str:
        """The shape as text."""
        return f"{','.join(map(str, self.facts))}|{self.holds}|{self.clients}"

    def grown(self, step: str) -> Shape:
        """The shape with one row more: `citation`, `hold`, `client`, or `fact-0` for a fact of the first citation."""
        if step == "citation":
            return replace(self, facts=(*self.facts, 1)[:MOST_CITATIONS])
        if step == "hold":
            return replace(self, holds=min(self.holds + 1, MOST_HOLDS))
        if step == "client":
            return replace(self, clients=min(self.clients + 1, MOST_CLIENTS))
        place = step.removeprefix("fact-")
        facts = [min(count + (str(at) == place), MOST_FACTS) for at, count in enumerate(self.facts)]
        return replace(self, facts=tuple(facts))
