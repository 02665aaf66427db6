"""A real browser for the tests of this folder; they are left out, with a reason, where none is installed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import sync_playwright

from config.chromium import found
from tests.browser.site import FLAGS, Site, served

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from playwright.sync_api import Browser, Page
    from pytest_django.plugin import DjangoDbBlocker

    from tests.databases import TestDatabases


@pytest.fixture(scope="package")
def chromium() -> Iterator[Browser]:
    """One browser for the folder. It ends with it, since its event loop would forbid others the database."""
    there = found()
    if there is None:
        pytest.skip("No browser here: install chromium, or name one in CHROMIUM.")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=there.path, env=dict(there.environ), args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture(scope="package")
def site(
    chromium: Browser, test_databases: TestDatabases, django_db_blocker: DjangoDbBlocker, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Site]:
    """The product with its stories, built once for the folder."""
    with served(test_databases, django_db_blocker, str(tmp_path_factory.mktemp("evidence"))) as address:
        yield address


class Seat:
    """A window that stays open for one person, signed in or not; pages are shown in it one after another."""

    def __init__(self, browser: Browser, site: Site) -> None:
        self.site, self.context = site, browser.new_context(viewport={"width": 1280, "height": 800})
        self.width, self.media = 1280, dict[str, Any]()
        self.page = self.context.new_page()
        self.complaints: list[str] = []
        self.page.on("console", lambda message: self.complaints.append(message.text) if message.type == "error" else None)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def cookie(self, name: str, value: str) -> None:
        """Let the browser keep a cookie."""
        self.context.add_cookies([{"name": name, "value": value, "url": self.site.base}])

    def sit(self, who: str) -> Seat:
        """Let this window be hers from now on, whoever signed in or out in it: a second one costs more than ten pages."""
        self.context.clear_cookies(name="sessionid")
        if who in self.site.sessions:
            self.cookie("sessionid", self.site.sessions[who])
        return self

    def show(self, name: str, lang: str = "en", **look: Any) -> Page:
        """Load a page in a language, in the plain look or another one."""
        self.complaints.clear()
        self.cookie("django_language", lang)
        self.look(**look)
        url = self.site.url(name, lang)
        if "#" in url:
            # To a place on the page that is shown already a browser only scrolls.
            self.page.goto("about:blank")
        self.page.goto(url)
        return self.page

    def look(self, *, width: int = 1280, theme: str = "light", **media: Any) -> None:
        """See the page that is shown in another window, theme or medium, without loading it again."""
        media = {"media": "screen", "color_scheme": theme, "forced_colors": "none"} | media
        if width != self.width:
            self.page.set_viewport_size({"width": width, "height": 800})
        if media != self.media:
            self.page.emulate_media(**media)
        self.width, self.media = width, media


@pytest.fixture(scope="package")
def window(chromium: Browser, site: Site) -> Iterator[Seat]:
    """The window of all who only look."""
    seat = Seat(chromium, site)
    yield seat
    seat.context.close()


@pytest.fixture
def seats(window: Seat) -> Callable[[str], Seat]:
    """`seats("ana")`: the window, signed in as she is."""
    return window.sit


@pytest.fixture
def ana(seats: Callable[[str], Seat]) -> Seat:
    """The person whom the measures are about."""
    return seats("ana")


@pytest.fixture
def without_script(window: Seat) -> Iterator[Callable[[str], Seat]]:
    """`without_script("ana")`: the window while it runs no script, as from a context made so, but without the price of one."""
    tools = window.context.new_cdp_session(window.page)
    tools.send("Emulation.setScriptExecutionDisabled", {"value": True})
    yield window.sit
    tools.send("Emulation.setScriptExecutionDisabled", {"value": False})
    tools.detach()


@pytest.fixture
def first_visit(chromium: Browser, site: Site) -> Iterator[Seat]:
    """A window in which nothing was loaded before."""
    seat = Seat(chromium, site).sit("ana")
    yield seat
    seat.context.close()
