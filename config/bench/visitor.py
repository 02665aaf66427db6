"""Someone who asks the measured pages: a signed-in senior and the marketplace's key, in one loaded database."""

from __future__ import annotations

from typing import Any

from django.test import Client

from accounts.api_keys import create_key
from accounts.models import RoleGrant, User
from appeals.models import Appeal

NAME, HOST = "bench", "127.0.0.1"


class Visitor:
    """Asks pages by their addresses through the whole of the product's middleware."""

    def __init__(self, *, cases: int) -> None:
        self.client = Client(SERVER_NAME=HOST)
        self.client.force_login(_senior())
        self.key = create_key("Bench", ["appeals:read", "appeals:content", "suspensions:read"]).secret
        newest = Appeal.objects.filter(state="submitted").order_by("-id").values_list("case__reference", flat=True)
        self.cases = list(newest[:cases])

    def case(self, place: int) -> str:
        """The page of one of the newest cases with an open appeal."""
        return f"/console/cases/{self.cases[place % len(self.cases)]}/"

    def page(self, address: str) -> Any:
        """A page of the console; raises AssertionError for anything but 200."""
        return _good(self.client.get(address))

    def api(self, address: str) -> Any:
        """An answer of the API."""
        return _good(self.client.get(address, headers={"authorization": f"Bearer {self.key}"}))


def _good(answer: Any) -> Any:
    assert answer.status_code == 200, (answer.request["PATH_INFO"], answer.status_code)  # noqa: S101 - a bench that measures errors lies
    return answer


def _senior() -> User:
    known = User.objects.filter(username=NAME).first()
    if known is not None:
        return known
    granted = RoleGrant.objects.filter(role="policy_admin", gives=True).select_related("user").first()
    user = User.objects.create(username=NAME, display_name="Bench", email="bench@example.org", staff_id=NAME)
    RoleGrant.objects.create(user=user, role="senior", granted_by=granted.user if granted else None)
    return user
