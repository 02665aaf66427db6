"""How many requests a key may send in a minute."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from django.conf import settings
from django.core.cache import cache
from rest_framework.throttling import BaseThrottle

from accounts.actors import Actor

if TYPE_CHECKING:
    from rest_framework.request import Request
    from rest_framework.views import APIView

WINDOW = 60


class KeyThrottle(BaseThrottle):
    """Counts the requests of each key in each minute of the wall clock, in the cache of this process."""

    clock = staticmethod(time.time)

    def allow_request(self, request: Request, view: APIView) -> bool:
        """Whether this request is still within what a key may send."""
        del view
        actor = request.user
        if not isinstance(actor, Actor):
            return True
        name = f"api:{actor.ref}:{int(self.clock()) // WINDOW}"
        cache.add(name, 0, timeout=2 * WINDOW)
        try:
            count = cache.incr(name)
        except ValueError:
            # It was dropped between the two calls: the cache is full, and nobody is refused for that.
            return True
        return count <= int(settings.API_REQUESTS_PER_MINUTE)

    def wait(self) -> float:
        """Seconds until the next minute begins."""
        return WINDOW - self.clock() % WINDOW
