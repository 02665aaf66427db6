"""A member of the staff at the console."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from config.tour.browser import Browser
from config.tour.telling import TourError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from config.tour.pages import Page


class Colleague:
    """Someone who signs in with name and password and works with the forms of the console."""

    def __init__(self, base_url: str, name: str, password: str) -> None:
        self.browser = Browser(base_url)
        self.name = name
        self.password = password

    def sign_in(self) -> Page:
        """Sign in; the page it leads to."""
        page = self.browser.open("/console/sign-in/")
        if not any("username" in form.known for form in page.forms):
            return page
        return self.browser.submit(page, page.form("username", "password"), username=self.name, password=self.password)

    def open(self, address: str, *, status: Sequence[int] = (200,)) -> Page:
        """Go to a page of the console."""
        return self.browser.open(f"/console/{address}", status=status)

    def open_weighty(self, address: str) -> Page:
        """Go to a page that asks for the password again where the last time is some minutes ago."""
        return self._proved(self.open(address, status=(200, 403)), (200,))

    def press(self, page: Page, to: str, *, status: Sequence[int] = (200,)) -> Page:
        """Press the button of a form that has nothing to fill in."""
        return self.browser.submit(page, page.form(to=to), status=status)

    def fill(self, page: Page, *wanted: str, button: str = "", status: Sequence[int] = (200,), **values: Any) -> Page:
        """Fill in and send the form that has these fields; what is asked again on the way is answered."""
        return self._proved(self.browser.submit(page, page.form(*wanted), button=button, status=(*status, 403), **values), status)

    def _proved(self, page: Page, status: Sequence[int]) -> Page:
        """The page after the password was typed again, where it was asked for."""
        if any("again_password" in form.known for form in page.forms):
            return self.browser.submit(page, page.form("again_password"), status=status, again_password=self.password)
        if page.answer.status_code not in status:
            message = f"{page.url} answered {page.answer.status_code}: {page.text[:400]}"
            raise TourError(message)
        return page

    def close(self) -> None:
        """Close the browser."""
        self.browser.close()
