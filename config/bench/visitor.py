"""Someone who asks the measured pages: a signed-in senior and the marketplace's key, in one loaded database."""

from __future__ import annotations

from typing import Any

from django.contrib.postgres.search import SearchQuery
from django.test import Client

from accounts.api_keys import create_key
from accounts.models import RoleGrant, User
from appeals.models import Appeal

NAME, HOST = "bench", "127.0.0.1"


class Visitor:
    """Asks pages by their addresses through the whole of the product's middleware."""

    def __init__(self) -> None:
        self.client = Client(SERVER_NAME=HOST)
        self.client.force_login(_senior())
        self.key = create_key("Bench", ["appeals:read", "appeals:content", "suspensions:read"]).secret
        appeal = Appeal.objects.filter(state="submitted").order_by("-id").select_related("case")[0]
        self.case = f"/console/cases/{appeal.case.reference}/"

    def page(self, address: str) -> Any:
        """A page of the console; raises AssertionError for anything but 200."""
        answer = self.client.get(address)
        assert answer.status_code == 200, (address, answer.status_code)  # noqa: S101 - a bench that measures errors lies
        return answer

    def api(self, address: str) -> Any:
        """An answer of the API."""
        answer = Client(SERVER_NAME=HOST).get(address, headers={"authorization": f"Bearer {self.key}"})
        assert answer.status_code == 200, (address, answer.status_code)  # noqa: S101
        return answer

    def rare_word(self) -> str:
        """The word of one sent statement that the fewest others carry."""
        sent = Appeal.objects.exclude(state__in=["draft", "lapsed"]).order_by("-id")
        words = {word.strip(".,").lower() for word in sent[0].statement.split() if word.strip(".,").isalpha()}
        return min(sorted(words), key=lambda word: sent.filter(search=SearchQuery(word, config="simple")).count())


def _senior() -> User:
    user = User.objects.filter(username=NAME).first()
    if user is None:
        admin = _administrator()
        user = User.objects.create(username=NAME, display_name="Bench", email="bench@example.org", staff_id=NAME)
        RoleGrant.objects.create(user=user, role="senior", granted_by=admin)
    return user


def _administrator() -> User:
    granted = RoleGrant.objects.filter(role="policy_admin", gives=True).select_related("user").first()
    if granted is not None:
        return granted.user
    admin = User.objects.create(username="bench-admin", display_name="Bench Admin", email="admin@example.org", staff_id="bench-admin")
    RoleGrant.objects.create(user=admin, role="policy_admin")
    return admin
