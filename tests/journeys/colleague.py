"""A member of the staff with a browser: signs in by name and password, and fills in what the pages ask."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.appeals.markup import Element, read
from tests.journeys.paper import Person

if TYPE_CHECKING:
    from accounts.models import User

PASSWORD = "a long way to the old harbour"


class Colleague(Person):
    """Somebody at a desk."""

    def __init__(self, user: User) -> None:
        super().__init__()
        user.set_password(PASSWORD)
        user.save(update_fields=["password"])
        self.open("/console/")
        self.send("Sign in", username=user.username, password=PASSWORD)
        assert self.page.one("h1").words == "Queue"

    def _arrive(self, response: Any, address: str) -> Element:
        """A form that was not taken is a page too: what was typed stands in it."""
        if response.status_code not in {403, 409, 422}:
            return super()._arrive(response, address)
        self.address = address
        self.page = read(response.content.decode())
        return self.page

    def looks_up(self, reference: str) -> None:
        """Type a number into the search on top of every page."""
        self.open(f"/console/suspensions/?q={reference}")

    def is_told(self, words: str) -> None:
        """The page says this."""
        assert words in self.words, self.words

    def complaints(self) -> str:
        """What the page says is wrong."""
        return self.page.by_id("errors").one("ul").words
