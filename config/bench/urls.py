"""The product's addresses and one bare view beside them, which runs the same SQL and dumps JSON."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection
from django.http import HttpResponse
from django.urls import path

from config.urls import handler400, handler403, handler404, handler500, urlpatterns as product

if TYPE_CHECKING:
    from django.http import HttpRequest

# The statement that the measured list runs; the bench notes it here before it measures.
STATEMENT: dict[str, str] = {"sql": "SELECT 1"}


def bare(_request: HttpRequest) -> HttpResponse:
    """The rows of the statement as JSON, with nothing of the product around it."""
    with connection.cursor() as cursor:
        cursor.execute(STATEMENT["sql"])
        rows = cursor.fetchall()
    return HttpResponse(json.dumps({"results": rows}, cls=DjangoJSONEncoder), content_type="application/json")


__all__ = ["handler400", "handler403", "handler404", "handler500", "urlpatterns"]

urlpatterns = [path("bench/bare/", bare), *product]
