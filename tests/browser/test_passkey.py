"""A passkey in a real browser: the device makes it, the browser sends it, and it opens again what asks for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.browser.conftest import Seat

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Page

    from tests.browser.site import Site

pytestmark = pytest.mark.browser
DEVICE = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@pytest.fixture
def rita(chromium: Browser, site: Site) -> Iterator[Seat]:
    """A window with a device that keeps passkeys. They are bound to a name, so the site is visited under its name."""
    seat = Seat(chromium, site)
    seat.context.add_cookies([{"name": "sessionid", "value": site.sessions["rita"], "url": named(site)}])
    tools = seat.context.new_cdp_session(seat.page)
    tools.send("WebAuthn.enable")
    tools.send("WebAuthn.addVirtualAuthenticator", {"options": DEVICE})
    yield seat
    seat.context.close()


def named(site: Site) -> str:
    return site.base.replace("127.0.0.1", "localhost")


def pressed(page: Page, button: str) -> str:
    """Where a button leads that asks the device first."""
    here = page.url
    page.get_by_role("button", name=button).click()
    page.wait_for_url(lambda url: url != here)
    return page.url


def test_a_passkey_is_made_and_used(rita: Seat, site: Site) -> None:
    page, base = rita.page, named(site)
    page.goto(f"{base}/console/second-step/passkeys/new/")
    made = pressed(page, "Add it")
    codes = page.locator("main code").count()
    page.goto(f"{base}/console/second-step/again/passkey/?next=/console/second-step/")
    used = pressed(page, "Use a passkey")

    assert (made, codes, used) == (f"{base}/console/second-step/codes/", 10, f"{base}/console/second-step/")
    assert page.locator("main bdi").all_inner_texts() == ["Master key"]
    assert rita.complaints == []
