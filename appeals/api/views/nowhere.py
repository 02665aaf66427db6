"""Every other address: an answer in the API's own form, and no redirect that would turn a POST into a GET."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import JsonResponse
from django.views.decorators.csrf import csrf_exempt

from appeals.errors import NotVisible
from appeals.web.problems import MEDIA_TYPE, problem_of

if TYPE_CHECKING:
    from django.http import HttpRequest


@csrf_exempt
def nowhere(request: HttpRequest, _rest: str) -> JsonResponse:
    """404 for any method. Addresses end with a slash."""
    detail = "Nothing is here." if request.path.endswith("/") else "Nothing is here. Every address ends with a slash."
    body = problem_of(NotVisible(detail), request_id=str(request.META.get("redress.request_id", "")))
    return JsonResponse(body, status=404, content_type=MEDIA_TYPE)
