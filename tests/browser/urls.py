"""The product's addresses, and one that breaks: what a person then sees is a page too."""

from __future__ import annotations

from typing import TYPE_CHECKING, Never

from django.urls import path

from config.urls import handler400, handler403, handler404, handler500, urlpatterns as product

if TYPE_CHECKING:
    from django.http import HttpRequest

__all__ = ["handler400", "handler403", "handler404", "handler500", "urlpatterns"]


def broken(request: HttpRequest, lang: str) -> Never:
    """Fail as no view should."""
    message = "Broken on purpose."
    raise RuntimeError(message)


urlpatterns = [path("<slug:lang>/broken/", broken), *product]
