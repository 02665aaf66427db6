"""The real portal in a real browser: sound in every look, and walked through without any script."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

import pytest

from appeals.models import Appeal
from tests.appeals.portal.stories import photo
from tests.browser.measures import axe_violations, overflow, stumbles
from tests.browser.portal_site import ADDRESS, PortalSite, portal_served

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Browser, Page
    from pytest_django.plugin import DjangoDbBlocker

    from tests.browser.conftest import Windows
    from tests.databases import TestDatabases

pytestmark = pytest.mark.browser

# A folder for pictures of every page, for whoever wants to look at them.
PICTURES = os.environ.get("PICTURES")

PAGES = [
    "find",
    "enter",
    "cases",
    "case",
    "reason",
    "options",
    "letters",
    "letter",
    "tasks",
    "points",
    "story",
    "context",
    "contact",
    "evidence",
    "check",
    "waiting",
    "sent",
    "receipt",
    "withdraw",
    "asked",
    "question",
    "overturned",
    "upheld",
    "closing",
    "closure",
    "missing",
]


@pytest.fixture(scope="module")
def site(
    chromium: Browser, test_databases: TestDatabases, django_db_blocker: DjangoDbBlocker, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[PortalSite]:
    with portal_served(test_databases, django_db_blocker, str(tmp_path_factory.mktemp("evidence"))) as served:
        yield served


def opened(windows: Windows, site: PortalSite, name: str, *, lang: str = "en", **look: Any) -> Page:
    """A page in a browser that is signed in."""
    page = windows.open("about:blank", **look)
    page.context.add_cookies([{"name": "sessionid", "value": site.session, "url": site.base}])
    page.goto(site.url(name, lang))
    return page


@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_sound_in_both_directions_themes_and_widths(name: str, windows: Windows, site: PortalSite) -> None:
    """Both languages are seen in both themes, small and wide; the rules on structure are asked once, in turn."""
    found: list[Any] = []
    page = opened(windows, site, name)
    for lang, looks in (("en", (("light", 320), ("dark", 1280))), ("ar", (("light", 1280), ("dark", 320)))):
        page.goto(site.url(name, lang))
        for theme, width in looks:
            page.emulate_media(color_scheme=theme)  # type: ignore[arg-type]
            page.set_viewport_size({"width": width, "height": 800})
            found += [(lang, theme, width, one) for one in (overflow(page), stumbles(page)) if one]
            if PICTURES:
                page.screenshot(path=f"{PICTURES}/{name}-{lang}-{theme}-{width}.png", full_page=True)
        if lang == ("en", "ar")[PAGES.index(name) % 2]:
            found += [(lang, rule) for rule in axe_violations(page)]

    assert found == []
    assert [one for one in windows.complaints if "404" not in one] == []


def sign_in(page: Page, site: PortalSite) -> None:
    """From the link of a mail to the case, by the code."""
    page.goto(site.url("walked"))
    assert page.get_by_label("Your e-mail address, or the reference of your case").input_value().startswith("SUS-")
    page.get_by_role("button", name="Send me a code").click()
    page.get_by_label("The code from the e-mail").fill(site.code())
    page.get_by_role("button", name="Continue").click()


def heading(page: Page) -> str:
    return page.locator("h1").inner_text()


def write(page: Page) -> None:
    """Choose, stumble over what is missing, and write what happened."""
    page.get_by_role("link", name="Choose what to do").click()
    page.get_by_role("button", name="Continue").click()
    assert page.title().startswith("Error: Choose what to do")
    assert page.locator("#errors:focus").count() == 1
    page.get_by_label("I disagree").check()
    page.get_by_role("button", name="Continue").click()
    page.get_by_role("link", name="What happened").click()
    page.get_by_role("button", name="Save and continue").click()
    page.locator("#errors a").click()
    assert page.locator("#id_statement:focus").count() == 1
    page.keyboard.type("It is one name in two alphabets.")
    page.get_by_role("button", name="Save and continue").click()


def add_files(page: Page, folder: Path) -> None:
    """Send a good file and an empty one at once."""
    card, empty = folder / "ID card front.jpg", folder / "empty.pdf"
    card.write_bytes(photo())
    empty.touch()
    page.get_by_role("link", name="Files that show it").click()
    page.get_by_label("Choose files").set_input_files([card, empty])
    page.get_by_label("What does it show?").first.fill("My ID card")
    page.get_by_role("button", name="Add the files").click()
    assert page.locator("#errors a").inner_text() == "empty.pdf: This file is empty. Choose it again, or take the photo again."
    assert page.locator(".file-name").inner_text() == "ID card front.jpg"
    page.get_by_role("link", name="Continue with your appeal").click()


def test_the_whole_way_works_without_any_script(windows: Windows, site: PortalSite, tmp_path: Path) -> None:
    page = windows.open("about:blank", width=320, java_script_enabled=False)
    sign_in(page, site)
    assert heading(page) == "Your account is suspended"
    page.get_by_role("link", name="See why, then decide").click()
    page.get_by_text("The exact words of the rule").first.click()
    write(page)
    add_files(page, tmp_path)

    page.get_by_role("link", name="Check and send").click()
    page.get_by_role("button", name="Send my appeal").click()
    assert heading(page) == "We have received your appeal"
    page.go_back()
    assert heading(page) == "Your appeal"
    assert page.get_by_role("button", name="Send my appeal").count() == 0

    page.get_by_role("link", name="Back to your case").click()
    assert page.locator(".action-head").inner_text() == "We must act now"
    page.get_by_role("button", name="Sign out").click()
    assert page.get_by_role("button", name="Send me a code").count() == 1
    reference = site.paths["walked"].split("/")[2]
    sent = site.ask(lambda: list(Appeal.objects.filter(case__reference=reference).values_list("state", "statement")))
    assert sent == [("submitted", "It is one name in two alphabets.")]


def test_a_question_is_answered_without_any_script(windows: Windows, site: PortalSite) -> None:
    page = opened(windows, site, "asked", width=320, java_script_enabled=False)
    page.get_by_role("link", name="Read the question").click()
    page.get_by_role("button", name="Give me 7 more days").click()
    assert "You have 7 more days." in page.get_by_role("status").inner_text()
    page.get_by_label("I cannot answer this").check()
    page.get_by_role("button", name="Send my answer").click()

    assert "We have your answer. Our clock runs again." in page.get_by_role("status").inner_text()


def test_the_keyboard_alone_reaches_the_case(windows: Windows, site: PortalSite) -> None:
    page = windows.open(site.url("find"))
    page.keyboard.press("Tab")
    assert page.locator(":focus").inner_text() == "Go to the main part"
    page.get_by_label("Your e-mail address, or the reference of your case").focus()
    page.keyboard.type(ADDRESS)
    page.keyboard.press("Enter")
    page.wait_for_url("**/enter/**")
    page.get_by_label("The code from the e-mail").focus()
    page.keyboard.type(site.code())
    page.keyboard.press("Enter")
    page.wait_for_url("**/cases/**")

    assert heading(page) == "Your cases"


def test_a_page_is_light_and_asks_only_us(windows: Windows, site: PortalSite) -> None:
    page = windows.open("about:blank")
    page.context.add_cookies([{"name": "sessionid", "value": site.session, "url": site.base}])
    asked: list[str] = []
    sizes: list[int] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("response", lambda response: sizes.append(len(response.body())))

    page.goto(site.url("reason"), wait_until="networkidle")

    # Measured without compression: a real server sends about a quarter of it.
    assert len(asked) <= 6
    assert sum(sizes) <= 80 * 1024
    assert {address.startswith(site.base) for address in asked} == {True}


def test_the_case_reads_well_without_any_css(windows: Windows, site: PortalSite) -> None:
    page = windows.open("about:blank", width=320)
    page.context.add_cookies([{"name": "sessionid", "value": site.session, "url": site.base}])
    page.route("**/*.css", lambda route: route.abort())
    page.goto(site.url("case"))

    first = [line.strip() for line in page.evaluate("document.body.innerText").splitlines() if line.strip()][:40]

    assert {"Your account is suspended", "Suspended \u2013 you can answer", "You can act now", "Answer by", "See why, then decide"} - set(
        first
    ) == set()


def test_changing_the_language_keeps_the_place(windows: Windows, site: PortalSite) -> None:
    page = opened(windows, site, "story")

    page.get_by_role("link", name="العربيّة").click()

    assert (page.locator("html").get_attribute("dir"), page.locator("html").get_attribute("lang")) == ("rtl", "ar")
    assert page.url == site.url("story", "ar")
    assert page.locator("#id_statement").input_value() == "It is the same name in another alphabet."


def test_paper_shows_the_reference_and_the_dates_but_no_navigation(windows: Windows, site: PortalSite) -> None:
    page = opened(windows, site, "receipt", theme="dark")

    page.emulate_media(media="print")

    hidden = page.locator(".top, .foot, .help, .back, .button").evaluate_all("all => all.map((one) => one.offsetParent === null)")
    assert set(hidden) == {True}
    assert page.locator(".receipt-ref").inner_text().startswith("APL-")
    assert page.locator(".print-head").inner_text().startswith("Example Marketplace")
