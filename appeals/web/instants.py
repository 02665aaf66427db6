"""One page, one instant: what a page says of the time fits together, and the database is asked for it once."""

from __future__ import annotations

from contextlib import nullcontext
from typing import TYPE_CHECKING

from accounts.instants import one_instant

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

    from django.http import HttpRequest


def at_one_instant(request: HttpRequest) -> AbstractContextManager[None]:
    """Around a page that is read. A form acts in a transaction with an instant of its own, and shows what came of it after that."""
    return one_instant() if request.method in {"GET", "HEAD"} else nullcontext()
