"""Two questions an orchestrator asks: is the process alive, and may it get traffic."""

from django.db import Error, connection
from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from appeals.models.guarded import guards_missing

QUESTION = "SELECT redress_now()"


@require_safe
@never_cache
def livez(_request: HttpRequest) -> HttpResponse:
    """200 while the process answers at all; it asks nothing of the database."""
    return HttpResponse("alive\n", content_type="text/plain")


@require_safe
@never_cache
def readyz(_request: HttpRequest) -> HttpResponse:
    """200 when the database answers and holds its guards, 503 otherwise.

    Redis and mail are not asked: without them the product still takes appeals, and notices leave later.
    """
    try:
        with connection.cursor() as cursor:
            cursor.execute(QUESTION)
        missing = guards_missing()
    except Error:
        return HttpResponse("the database does not answer\n", status=503, content_type="text/plain")
    if missing:
        return HttpResponse(f"{len(missing)} guards are missing\n", status=503, content_type="text/plain")
    return HttpResponse("ready\n", content_type="text/plain")
