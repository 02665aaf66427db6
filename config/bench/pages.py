"""B1, B1s and B2: pages at many cases against few, and the API's list against a bare view of the same SQL."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import connection
from django.test.utils import CaptureQueriesContext

from config.bench import urls
from config.bench.databases import connected_to
from config.bench.timing import Ratio, alternate
from config.bench.visitor import Visitor

if TYPE_CHECKING:
    from collections.abc import Callable

ROUNDS = 25
LIST_ROUNDS = 100
LIST = "/api/v1/appeals/"
QUEUE = "/console/queue/?view=all"
# The load puts one of these words into about seven statements, and the other one into most.
RARE, COMMON = "heliotrope", "the"
# Cases by the number in their load: as many as there are rounds, all with an open appeal.
WORDS = {"B1s_rare": RARE, "B1s_common": COMMON}


def page_ratios(small: str, large: str) -> dict[str, Ratio]:
    """B1 and B1s: each page at `large` ÷ at `small`. Each round asks every page of both, one after the other."""
    visitors = {}
    for name in (small, large):
        with connected_to(name):
            visitors[name] = Visitor(cases=ROUNDS)
    works: dict[str, Callable[[str, int], object]] = {
        "B1_queue": lambda name, _: visitors[name].page(QUEUE),
        "B1_case": lambda name, place: visitors[name].page(visitors[name].case(place)),
        "B1_list": lambda name, _: visitors[name].api(LIST),
    }
    for measured, word in WORDS.items():
        works[measured] = lambda name, _, word=word: visitors[name].page(f"/console/suspensions/?q={word}")  # type: ignore[misc]
    return {measured: alternate(connected_to, work, (large, small), rounds=ROUNDS) for measured, work in works.items()}


def list_ratio(database: str) -> Ratio:
    """B2: `GET appeals/` of 50 rows with a key ÷ a bare Django view that runs the same SQL and dumps JSON."""
    with connected_to(database):
        visitor = Visitor(cases=1)
        with CaptureQueriesContext(connection) as asked:
            visitor.api(LIST)
        urls.STATEMENT["sql"] = max((query["sql"] for query in asked.captured_queries), key=len)

        def ask(which: str, _place: int) -> object:
            return visitor.api(LIST) if which == "ours" else visitor.page("/bench/bare/")

        return alternate(None, ask, ("ours", "bare"), rounds=LIST_ROUNDS)
