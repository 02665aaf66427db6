"""A real browser for the tests of this folder; they are left out, with a reason, where none is installed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import sync_playwright

from tests.browser.site import FLAGS, browser_path, served

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, BrowserContext, Page


@pytest.fixture(scope="package")
def chromium() -> Iterator[Browser]:
    """One browser for the folder. It ends with it, since its event loop would forbid others the database."""
    path = browser_path()
    if path is None:
        pytest.skip("No browser here: install chromium, or name one in CHROMIUM.")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture(scope="package")
def samples_at() -> Iterator[str]:
    """The address of the sample pages."""
    with served() as address:
        yield address


class Windows:
    """Opens pages, each in a context of its own, and remembers what the browser complained about."""

    def __init__(self, browser: Browser) -> None:
        self.browser = browser
        self.contexts: list[BrowserContext] = []
        self.complaints: list[str] = []

    def open(self, address: str, *, width: int = 1280, theme: str = "light", **more: Any) -> Page:
        """Open an address in a window of a width; `more` goes to the browser's context (java_script_enabled …)."""
        context = self.browser.new_context(viewport={"width": width, "height": 800}, color_scheme=theme, **more)  # type: ignore[arg-type]
        self.contexts.append(context)
        page = context.new_page()
        page.on("console", lambda message: self.complaints.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.goto(address)
        return page

    def close(self) -> None:
        """Close every page that was opened."""
        for context in self.contexts:
            context.close()


@pytest.fixture
def windows(chromium: Browser) -> Iterator[Windows]:
    """`windows.open(address, width=320, theme="dark")`."""
    opened = Windows(chromium)
    yield opened
    opened.close()
