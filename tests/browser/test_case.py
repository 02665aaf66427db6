"""The case page in a browser: its tabs are links, with and without script, and it keeps saying who else is on it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Page

    from tests.browser.conftest import Seat

pytestmark = pytest.mark.browser

PARTS = ("statement", "words", "timeline", "notes", "messages", "money", "platform", "people", "links", "history")


def shown(page: Page) -> set[str]:
    """Which parts of the page can be seen."""
    return {part for part in PARTS if page.locator(f"h2#{part}").is_visible()}


def test_the_tabs_are_links_and_the_page_keeps_saying_who_else_is_on_it(seats: Callable[[str], Seat]) -> None:
    seats("lena").show("desk_write_message")
    seat = seats("rita")
    page = seat.show("desk_case")
    assert shown(page) == {"statement", "words", "timeline"}
    page.locator(".tabs-wide a[href='#messages']").click()
    assert shown(page) == {"statement", "words", "messages"}
    assert page.locator(".tabs-wide a[aria-current]").inner_text().startswith("Messages")
    page.evaluate("document.querySelector('.presence').replaceChildren()")
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    page.locator(".presence p").first.wait_for()
    assert "is editing since" in page.locator(".presence").inner_text()
    seat.sit("nobody")
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    page.locator(".presence p").first.wait_for(state="detached")


def test_without_script_the_tabs_of_a_small_window_work_too(without_script: Callable[[str], Seat]) -> None:
    page = without_script("rita").show("desk_case", width=320)

    assert shown(page) == {"statement"}
    page.locator(".tabs-narrow a[href='#history']").click()
    assert shown(page) == {"history"}


def test_a_decision_that_is_being_written_saves_itself_over_its_own_version(seats: Callable[[str], Seat]) -> None:
    page = seats("rita").show("desk_decide")
    first = int(page.locator("[name=seen]").input_value())
    for number, words in enumerate(("Written so far, and then the power went.", ""), start=first + 1):
        page.fill("#id_summary", words)
        page.evaluate("document.querySelector('[data-draft]').textContent = ''")
        page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
        page.locator("[data-draft]", has_text="The draft is saved.").wait_for()
        assert page.locator("[name=seen]").input_value() == str(number)
