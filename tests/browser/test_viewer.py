"""The viewer of documents in a browser: turning the picture costs nothing that was typed, with the script and its links."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.browser.conftest import Seat

pytestmark = pytest.mark.browser


def test_turning_the_picture_keeps_the_checks_that_are_being_written(seats: Callable[[str], Seat]) -> None:
    seat = seats("rita")
    page = seat.show("desk_evidence_open")
    assert page.locator("svg.view-copy").get_attribute("viewBox") == "0 0 400 640"
    page.locator("#id_corners_visible_0").check()
    turn = page.get_by_role("link", name="Turn right")
    turn.focus()
    turn.press("Enter")
    page.locator("svg.view-copy[viewBox='0 0 640 400']").wait_for()

    assert page.locator("#id_corners_visible_0").is_checked()
    assert "turn=180" in page.url
    assert page.evaluate("document.activeElement.textContent.trim()") == "Turn right"
    assert seat.complaints == []


def test_without_script_the_same_links_turn_it(without_script: Callable[[str], Seat]) -> None:
    page = without_script("rita").show("desk_evidence_open")
    page.get_by_role("link", name="Turn left").click()

    assert page.locator("svg.view-copy").get_attribute("viewBox") == "0 0 640 400"
