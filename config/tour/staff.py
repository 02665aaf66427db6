"""A member of the staff at the console."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from config.tour.browser import Browser

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
        page = self.open(address, status=(200, 403))
        if not any("again_password" in form.known for form in page.forms):
            return page
        return self.fill(page, "again_password", again_password=self.password)

    def press(self, page: Page, to: str, *, status: Sequence[int] = (200,)) -> Page:
        """Press the button of a form that has nothing to fill in."""
        return self.browser.submit(page, page.form(to=to), status=status)

    def fill(self, page: Page, *wanted: str, button: str = "", status: Sequence[int] = (200,), **values: Any) -> Page:
        """Fill in and send the form that has these fields."""
        return self.browser.submit(page, page.form(*wanted), button=button, status=status, **values)

    def close(self) -> None:
        """Close the browser."""
        self.browser.close()
