"""Every part of the interface, looked at by a browser: small, wide, light, dark, mirrored, printed, without CSS."""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING

import pytest

from tests.browser.measures import axe_violations, overflow, stumbles

if TYPE_CHECKING:
    from tests.browser.conftest import Windows

pytestmark = pytest.mark.browser

PAGES = [
    "portal_find",
    "portal_case",
    "portal_reason",
    "portal_appeal",
    "portal_receipt",
    "console_sign_in",
    "console_queue",
    "console_case",
    "console_confirm",
    "errors/404",
    "errors/500",
]
THEMES = ["light", "dark"]


@pytest.mark.parametrize("lang", ["en", "ar"])
@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_sound_in_both_themes_and_widths(name: str, lang: str, windows: Windows, samples_at: str) -> None:
    page = windows.open(f"{samples_at}/{name}?lang={lang}")
    for theme, width in product(THEMES, [1280, 320]):
        page.emulate_media(color_scheme=theme)  # type: ignore[arg-type]
        page.set_viewport_size({"width": width, "height": 800})

        assert (theme, width, overflow(page), stumbles(page)) == (theme, width, 0, [])

    assert windows.complaints == []


@pytest.mark.parametrize("name", PAGES)
def test_axe_finds_nothing(name: str, windows: Windows, samples_at: str) -> None:
    """Its rules on structure hold for every look alike; faint text is measured above in each."""
    dark = PAGES.index(name) % 2
    page = windows.open(f"{samples_at}/{name}?lang={'ar' if dark else 'en'}", width=320 if dark else 1280, theme=THEMES[dark])

    assert axe_violations(page) == []


@pytest.mark.parametrize("theme", THEMES)
def test_axe_finds_nothing_on_a_form_with_errors(theme: str, windows: Windows, samples_at: str) -> None:
    page = windows.open(f"{samples_at}/portal_appeal?bad=1", width=320, theme=theme)

    assert axe_violations(page) == []
    assert stumbles(page) == []


@pytest.mark.parametrize("theme", THEMES)
def test_the_persons_own_choice_of_theme_beats_the_devices(theme: str, windows: Windows, samples_at: str) -> None:
    other = {"light": "dark", "dark": "light"}[theme]
    chosen = windows.open(f"{samples_at}/portal_case?theme={theme}", theme=other)
    plain = windows.open(f"{samples_at}/portal_case", theme=theme)
    ground = "getComputedStyle(document.documentElement).backgroundColor"

    assert chosen.evaluate(ground) == plain.evaluate(ground)


def test_errors_take_the_focus_without_a_script_and_lead_to_their_fields(windows: Windows, samples_at: str) -> None:
    page = windows.open(f"{samples_at}/portal_appeal?bad=1", java_script_enabled=False)

    assert page.title() == "Error: What happened? \u2013 SUS-7K3M-92QX \u2013 Example Marketplace"
    assert page.locator("#errors:focus").count() == 1
    links = page.locator("#errors a").evaluate_all("links => links.map((link) => link.getAttribute('href'))")
    assert links == ["#id_points_0", "#id_wants_0", "#id_statement", "#id_code", "#id_language", "#id_truth"]
    page.locator("#errors a", has_text="Write what happened").click()
    assert page.locator("#id_statement:focus").count() == 1
    assert page.locator("#id_statement").get_attribute("aria-invalid") == "true"


def test_keyboard_focus_is_seen_on_every_control(windows: Windows, samples_at: str) -> None:
    page = windows.open(f"{samples_at}/portal_reason", width=320)
    seen = []
    for _step in range(40):
        page.keyboard.press("Tab")
        tag, outline = page.evaluate("[document.activeElement.tagName, getComputedStyle(document.activeElement).outline]")
        if tag == "BODY":
            break
        seen.append(outline)

    assert len(seen) == page.locator("a[href], button, summary").count()
    assert set(seen) == {"rgb(255, 210, 31) solid 3px"}


def test_every_status_has_a_word_and_a_sign(windows: Windows, samples_at: str) -> None:
    page = windows.open(f"{samples_at}/portal_case")

    tags = page.locator(".tag").evaluate_all("tags => tags.map((tag) => [tag.innerText.trim() !== '', tag.querySelectorAll('svg').length])")

    assert len(tags) == 12
    assert set(map(tuple, tags)) == {(True, 1)}


def test_a_case_reads_well_without_any_css(windows: Windows, samples_at: str) -> None:
    page = windows.open("about:blank", width=320)
    page.route("**/*.css", lambda route: route.abort())
    page.goto(f"{samples_at}/portal_case")

    first = [line.strip() for line in page.evaluate("document.body.innerText").splitlines() if line.strip()][:40]

    assert {
        "Your account is suspended",
        "Suspended \u2013 you can answer",
        "Friday 4 December 2026, 23:59 Kyiv time \u00b7 21:59 UTC",
        "Last day to appeal: 20 May 2027",
        "See why, then decide",
    } - set(first) == set()


def test_arabic_is_mirrored_but_amounts_and_references_keep_their_order(windows: Windows, samples_at: str) -> None:
    page = windows.open(f"{samples_at}/portal_case?lang=ar", width=320)

    bar = page.locator(".action-card").first.evaluate(
        "card => [getComputedStyle(card).borderRightWidth, getComputedStyle(card).borderLeftWidth]"
    )
    assert bar == ["6px", "0px"]
    assert page.locator(".row-link .flip").evaluate("arrow => getComputedStyle(arrow).transform") == "matrix(-1, 0, 0, 1, 0, 0)"
    assert page.locator(".money").first.evaluate("amount => getComputedStyle(amount).direction") == "ltr"
    assert page.locator(".ref").first.evaluate("ref => getComputedStyle(ref).direction") == "ltr"


def test_forced_colours_keep_the_edges(windows: Windows, samples_at: str) -> None:
    page = windows.open(f"{samples_at}/portal_case", forced_colors="active")

    edges = page.locator(".action-card .button, .tag-you").evaluate_all("boxes => boxes.map((box) => getComputedStyle(box).borderTopStyle)")

    assert set(edges) == {"solid"}


def test_paper_shows_the_reference_and_the_words_but_no_navigation(windows: Windows, samples_at: str) -> None:
    page = windows.open(f"{samples_at}/portal_reason", theme="dark")

    page.emulate_media(media="print")

    hidden = page.locator(".top, .foot, .help, .back, .environment, .button").evaluate_all(
        "all => all.map((one) => one.offsetParent === null)"
    )
    assert set(hidden) == {True}
    head = page.locator(".print-head").inner_text().split("\n")
    assert head == ["Example Marketplace", "SUS-7K3M-92QX", "Printed 21 Nov 2026, 14:05 Kyiv time"]
    assert page.evaluate("getComputedStyle(document.body).color") == "rgb(0, 0, 0)"


def test_a_portal_page_is_light_and_asks_only_us(windows: Windows, samples_at: str) -> None:
    page = windows.open("about:blank", width=320)
    asked: list[str] = []
    sizes: list[int] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("response", lambda response: sizes.append(len(response.body())))

    page.goto(f"{samples_at}/portal_case", wait_until="networkidle")

    # Measured without compression: a real server sends about a quarter of it.
    assert len(asked) <= 4
    assert sum(sizes) <= 60 * 1024
    assert {address.startswith(samples_at) for address in asked} == {True}


def test_wide_tables_become_cards_on_a_small_screen(windows: Windows, samples_at: str) -> None:
    small = windows.open(f"{samples_at}/console_queue", width=320)
    wide = windows.open(f"{samples_at}/console_queue", width=1280)
    label = ".table-cards tbody .cell-label"

    assert small.locator(label).first.is_visible() is True
    assert wide.locator(label).first.is_visible() is False
    assert wide.locator("thead th").first.evaluate("head => getComputedStyle(head).position") == "sticky"
