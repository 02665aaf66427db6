"""B1, B1s and B2: pages at many cases against few, and the API's list against a bare view of the same SQL."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import connection
from django.test.utils import CaptureQueriesContext

from config.bench import urls
from config.bench.databases import connected_to
from config.bench.timing import medians
from config.bench.visitor import Visitor

if TYPE_CHECKING:
    from collections.abc import Callable


ROUNDS = 15
LIST = "/api/v1/appeals/"
QUEUE = "/console/queue/?view=all"
# A word that most of the loaded statements carry.
COMMON = "the"


def page_ratios(small: str, large: str) -> dict[str, dict[str, float]]:
    """B1 and B1s: each page's median at `large` ÷ at `small`, with the milliseconds behind it."""
    few, many = _page_medians(small), _page_medians(large)
    return {name: _told(many[name], few[name]) for name in few}


def _page_medians(database: str) -> dict[str, float]:
    with connected_to(database):
        visitor = Visitor()
        rare = visitor.rare_word()
        works: dict[str, Callable[[], object]] = {
            "B1.queue": lambda: visitor.page(QUEUE),
            "B1.case": lambda: visitor.page(visitor.case),
            "B1.api_list": lambda: visitor.api(LIST),
            "B1s.rare": lambda: visitor.page(f"/console/suspensions/?q={rare}"),
            "B1s.common": lambda: visitor.page(f"/console/suspensions/?q={COMMON}"),
        }
        return medians(works, rounds=ROUNDS)


def list_ratio(database: str) -> dict[str, float]:
    """B2: `GET appeals/` of 50 rows with a key ÷ a bare Django view that runs the same SQL and dumps JSON."""
    with connected_to(database):
        visitor = Visitor()
        with CaptureQueriesContext(connection) as asked:
            visitor.api(LIST)
        urls.STATEMENT["sql"] = max((query["sql"] for query in asked.captured_queries), key=len)
        taken = medians({"ours": lambda: visitor.api(LIST), "bare": lambda: visitor.client.get("/bench/bare/")}, rounds=60, warm=10)
    return _told(taken["ours"], taken["bare"])


def _told(ours: float, other: float) -> dict[str, float]:
    return {"ratio": round(ours / other, 3), "ms": round(ours * 1000, 2), "against_ms": round(other * 1000, 2)}
