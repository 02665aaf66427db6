"""The portal walked through in a real browser: without a script, without CSS, by the keyboard alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from appeals.models import Appeal
from tests.appeals.portal.stories import photo
from tests.browser.portal_world import ADDRESS

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from playwright.sync_api import Page

    from tests.browser.conftest import Seat
    from tests.browser.site import Site

pytestmark = pytest.mark.browser


def sign_in(page: Page, site: Site) -> None:
    """From the link of a mail to the case, by the code."""
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
    page.locator("#errors:focus").wait_for()
    page.get_by_label("I disagree").check()
    page.get_by_role("button", name="Continue").click()
    page.get_by_role("link", name="What happened").click()
    page.get_by_role("button", name="Save and continue").click()
    page.locator("#errors a").click()
    page.locator("#id_statement:focus").wait_for()
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


def test_the_whole_way_works_without_any_script(without_script: Callable[[str], Seat], site: Site, tmp_path: Path) -> None:
    page = without_script("nobody").show("walked", width=320)
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


def test_a_question_is_answered_without_any_script(without_script: Callable[[str], Seat]) -> None:
    page = without_script("ana").show("asked", width=320)
    page.get_by_role("link", name="Read the question").click()
    page.get_by_role("button", name="Give me 7 more days").click()
    assert "You have 7 more days." in page.get_by_role("status").inner_text()
    page.get_by_label("I cannot answer this").check()
    page.get_by_role("button", name="Send my answer").click()

    assert "We have your answer. Our clock runs again." in page.get_by_role("status").inner_text()


def test_the_keyboard_alone_reaches_the_case(seats: Callable[[str], Seat], site: Site) -> None:
    page = seats("nobody").show("find")
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


def test_a_page_is_light_and_asks_only_us(first_visit: Seat, site: Site) -> None:
    asked: list[str] = []
    sizes: list[int] = []
    first_visit.page.on("request", lambda request: asked.append(request.url))
    first_visit.page.on("response", lambda response: sizes.append(len(response.body())))

    first_visit.show("reason").wait_for_load_state("networkidle")

    # Measured without compression: a real server sends about a quarter of it.
    assert len(asked) <= 6
    assert sum(sizes) <= 80 * 1024
    assert {address.startswith(site.base) for address in asked} == {True}


def test_the_case_reads_well_without_any_css(ana: Seat) -> None:
    ana.page.route("**/*.css", lambda route: route.abort())
    try:
        page = ana.show("case", width=320)
    finally:
        ana.page.unroute("**/*.css")

    first = [line.strip() for line in page.evaluate("document.body.innerText").splitlines() if line.strip()][:40]
    assert page.evaluate("getComputedStyle(document.body).margin") == "8px"

    wanted = {"Your account is suspended", "Suspended \u2013 you can answer", "You can act now", "Answer by", "See why, then decide"}
    assert wanted - set(first) == set()


def test_changing_the_language_keeps_the_place(ana: Seat, site: Site) -> None:
    page = ana.show("story")

    page.get_by_role("link", name="العربيّة").click()

    assert (page.locator("html").get_attribute("dir"), page.locator("html").get_attribute("lang")) == ("rtl", "ar")
    assert page.url == site.url("story", "ar")
    assert page.locator("#id_statement").input_value() == "It is the same name in another alphabet."
