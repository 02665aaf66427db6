"""The queue with its script: what is chosen is counted, and a list that grew old says so and keeps the choice."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.browser.conftest import Seat

pytestmark = pytest.mark.browser

# The minute between two questions passes when the test says so.
IN_HAND = "window.setInterval = (work) => { window.aMinutePasses = work; };"
LONG_AGO = "document.querySelector('[data-queue]').dataset.since = new Date(Date.now() - 36e5).toISOString()"


def test_a_choice_is_counted_and_kept_when_the_old_list_is_read_again(seats: Callable[[str], Seat]) -> None:
    seat = seats("rita")
    page = seat.context.new_page()
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    page.add_init_script(IN_HAND)
    page.goto(seat.site.url("desk_queue", "en"))
    boxes = page.locator('input[name="chosen"]')
    status = page.locator("[data-chosen-count]")
    rows = boxes.count()

    page.get_by_role("link", name="Choose all on this page").click()
    assert (status.inner_text(), page.url) == (f"{rows} chosen", seat.site.url("desk_queue", "en"))
    boxes.first.uncheck()
    assert status.inner_text() == f"{rows - 1} chosen"

    page.evaluate(LONG_AGO)
    page.evaluate("window.aMinutePasses()")
    button = page.get_by_role("button", name="changed, refresh")
    button.click()
    page.wait_for_load_state()
    assert (boxes.first.is_checked(), status.inner_text()) == (False, f"{rows - 1} chosen")
    page.close()
    assert complaints == []
