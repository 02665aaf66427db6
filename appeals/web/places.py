"""Where a list goes on: the sort key of its last row, written so that it fits into an address."""

from __future__ import annotations

import base64
import binascii
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING
from urllib.parse import urlencode

if TYPE_CHECKING:
    from django.http import HttpRequest

LARGEST_KEY = 2**63 - 1


@dataclass(frozen=True, slots=True)
class Place:
    """The instant and the key after which a list goes on."""

    at: datetime
    key: int

    def written(self) -> str:
        """The place as a short text for an address."""
        plain = f"{self.at.astimezone(UTC).isoformat()}|{self.key}"
        return base64.urlsafe_b64encode(plain.encode()).decode().rstrip("=")


def read_place(text: str) -> Place | None:
    """The place that `written` gave away; None for anything else, so that a broken address shows the first page."""
    try:
        plain = base64.urlsafe_b64decode(text.encode("ascii") + b"=" * (-len(text) % 4)).decode()
        instant, _bar, key = plain.partition("|")
        at, number = datetime.fromisoformat(instant), int(key)
    except (ValueError, binascii.Error):
        return None
    if at.tzinfo is None or not 0 <= number <= LARGEST_KEY:
        return None
    return Place(at.astimezone(UTC), number)


def with_query(request: HttpRequest, **changes: str | None) -> str:
    """The address of this page with some of its query changed; None takes a part away."""
    query = request.GET.copy()
    for name, value in changes.items():
        if value is None:
            query.pop(name, None)
        else:
            query[name] = value
    return f"{request.path}?{urlencode(list(query.lists()), doseq=True)}" if query else request.path
