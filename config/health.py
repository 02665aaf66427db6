"""Two questions an orchestrator asks: is the process alive, and may it get traffic."""

from django.db import Error, connection
from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

QUESTION = "SELECT redress_now()"


@require_safe
@never_cache
def livez(_request: HttpRequest) -> HttpResponse:
    """200 while the process answers at all; it asks nothing of the database."""
    return HttpResponse("alive\n", content_type="text/plain")


@require_safe
@never_cache
def readyz(_request: HttpRequest) -> HttpResponse:
    """200 when the database answers, 503 otherwise. Redis is not asked: without it notices still leave."""
    try:
        with connection.cursor() as cursor:
            cursor.execute(QUESTION)
    except Error:
        return HttpResponse("the database does not answer\n", status=503, content_type="text/plain")
    return HttpResponse("ready\n", content_type="text/plain")
