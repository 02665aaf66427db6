"""Every page of portal and desk in a browser: small, wide, light, dark, mirrored, in large letters."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

import pytest

from tests.browser import desk_world, portal_world
from tests.browser.measures import axe_violations, overflow_in_large_letters, stumbles

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.browser.conftest import Seat

pytestmark = pytest.mark.browser

# A folder for pictures of every page, for whoever wants to look at them.
PICTURES = os.environ.get("PICTURES")
PAGES = dict.fromkeys(portal_world.PAGES, "ana") | {desk_world.name(page): who for page, who in desk_world.PAGES.items()}
# The whole product of page, language, theme and width (`make browser`), or each page in one look, with these in turn.
EVERY_LOOK = bool(os.environ.get("EVERY_LOOK"))
# One thing changes from look to look, since each change is a new layout; the second language walks them backwards.
LOOKS = [("light", 1280), ("dark", 1280), ("dark", 320), ("light", 320)]
LANGUAGES = {"en": LOOKS, "ar": LOOKS[::-1]}


def turns(number: int) -> list[tuple[str, list[tuple[str, int]]]]:
    """The languages and looks in which the page of this number is seen."""
    if EVERY_LOOK:
        return list(LANGUAGES.items())
    return [(list(LANGUAGES)[number % 2], [LOOKS[number // 2 % len(LOOKS)]])]


@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_sound_in_both_directions_themes_and_widths_and_in_large_letters(name: str, seats: Callable[[str], Seat]) -> None:
    """Each language is loaded once; the rules on structure are asked in one of them."""
    number = list(PAGES).index(name)
    seat = seats(PAGES[name])
    found: list[tuple[Any, ...]] = []
    for lang, looks in turns(number):
        theme, width = looks[0]
        page = seat.show(name, lang, theme=theme, width=width)
        assert page.evaluate("document.documentElement.dir") == {"en": "ltr", "ar": "rtl"}[lang]
        for theme, width in looks:
            seat.look(theme=theme, width=width)
            found += [(lang, theme, width, one) for one in stumbles(page)]
            if PICTURES:
                page.screenshot(path=f"{PICTURES}/{name}-{lang}-{theme}-{width}.png", full_page=True)
            once = (theme, width) == LOOKS[0] and lang == list(LANGUAGES)[number % 2]
            if once or not EVERY_LOOK:
                # Twice the size in a wide window is what a narrow one shows in plain letters, and more.
                overflow = overflow_in_large_letters(page) if width == LOOKS[0][1] else 0
                found += [(lang, "letters of twice the size", one) for one in [overflow] if one]
                found += [(lang, rule) for rule in axe_violations(page)]

    assert found == []
    # A page that asks for the password again is a refusal until it is answered.
    meant = {"404", "500", *(["403"] if name == "desk_original" else [])}
    assert [one for one in seat.complaints if not any(status in one for status in meant)] == []


# What is pressed with nothing filled in, and by how many lines the page complains.
EMPTY_FORMS = {
    "find": ("Send me a code", 1),
    "enter": ("Continue", 1),
    "options": ("Continue", 1),
    "question": ("Send my answer", 1),
    "desk_sign_in": ("Sign in", 2),
    "desk_record_measure": ("Show the letter", 5),
    "desk_decide": ("Decide or send to a second person", 2),
}


@pytest.mark.parametrize("name", EMPTY_FORMS)
def test_a_form_with_errors_is_sound_and_leads_to_each_of_its_fields(name: str, seats: Callable[[str], Seat]) -> None:
    button, least = EMPTY_FORMS[name]
    seat = seats(PAGES[name] if name != "find" else "nobody")
    page = seat.show(name, width=320)
    page.get_by_role("button", name=button).click()

    assert page.title().startswith("Error: ")
    page.locator("#errors:focus").wait_for()
    fields = page.locator("#errors a").evaluate_all("links => links.map((link) => link.hash)")
    assert len(fields) >= least
    assert [one for one in fields if page.locator(one).get_attribute("aria-invalid") != "true"] == []
    page.locator("#errors a").first.click()
    page.locator(f"{fields[0]}:focus").wait_for()
    found: list[Any] = axe_violations(page)
    for theme in ("light", "dark"):
        seat.look(theme=theme, width=320)
        found += [(theme, one) for one in stumbles(page)]
    assert found == []


# Where the focus is: which of the controls that are seen, and how it shows. Of a group of radio buttons one is reached.
CONTROLS = "window.controls = [...document.querySelectorAll('a[href], button, summary, select, textarea, input:not([type=radio])')]"
SEEN = "window.controls = window.controls.filter((one) => one.type !== 'hidden' && one.checkVisibility())"
FOCUS = "(({activeElement: at}) => [at.tagName, window.controls.indexOf(at), getComputedStyle(at).outline])(document)"


@pytest.mark.parametrize("name", ["case", "evidence", "desk_queue", "desk_decide"])
def test_the_keyboard_reaches_every_control_and_shows_where_it_is(name: str, seats: Callable[[str], Seat]) -> None:
    page = seats(PAGES[name]).show(name, width=320)
    page.evaluate(CONTROLS)
    page.evaluate(SEEN)
    reached, outlines = set(), set()
    for _step in range(300):
        page.keyboard.press("Tab")
        tag, number, outline = page.evaluate(FOCUS)
        if tag == "BODY":
            break
        reached.add(number)
        outlines.add(outline)

    assert reached - {-1} == set(range(page.evaluate("window.controls.length")))
    assert outlines == {"rgb(255, 210, 31) solid 3px"}


@pytest.mark.parametrize("name", ["cases", "sent", "upheld", "desk_queue", "desk_case"])
def test_every_status_has_a_word_and_a_sign(name: str, seats: Callable[[str], Seat]) -> None:
    page = seats(PAGES[name]).show(name)

    tags = page.locator(".tag").evaluate_all("tags => tags.map((tag) => [tag.innerText.trim() !== '', tag.querySelectorAll('svg').length])")

    assert set(map(tuple, tags)) == {(True, 1)}


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_a_theme_that_is_chosen_beats_the_devices(theme: str, ana: Seat) -> None:
    page = ana.show("case", theme=theme)
    ground = "getComputedStyle(document.documentElement).backgroundColor"
    plain = page.evaluate(ground)

    ana.look(theme={"light": "dark", "dark": "light"}[theme])
    assert page.evaluate(ground) != plain
    page.evaluate("theme => { document.documentElement.dataset.theme = theme }", theme)

    assert page.evaluate(ground) == plain


def test_arabic_is_mirrored_but_amounts_and_references_keep_their_order(ana: Seat) -> None:
    page = ana.show("case", "ar", width=320)

    bar = page.locator(".action-card").first.evaluate(
        "card => [getComputedStyle(card).borderRightWidth, getComputedStyle(card).borderLeftWidth]"
    )
    assert bar == ["6px", "0px"]
    assert page.locator(".row-link .flip").first.evaluate("arrow => getComputedStyle(arrow).transform") == "matrix(-1, 0, 0, 1, 0, 0)"
    assert page.locator(".money").first.evaluate("amount => getComputedStyle(amount).direction") == "ltr"
    assert page.locator(".ref").first.evaluate("ref => getComputedStyle(ref).direction") == "ltr"


def test_forced_colours_keep_the_edges(ana: Seat) -> None:
    page = ana.show("case", forced_colors="active")

    edges = page.locator(".action-card .button, .tag-you").evaluate_all("boxes => boxes.map((box) => getComputedStyle(box).borderTopStyle)")

    assert set(edges) == {"solid"}


@pytest.mark.parametrize("name", ["case", "reason", "receipt", "upheld"])
def test_paper_shows_the_reference_and_the_words_but_no_navigation(name: str, ana: Seat) -> None:
    page = ana.show(name, theme="dark", media="print")

    hidden = page.locator(".top, .foot, .help, .back, .environment, .button").evaluate_all(
        "all => all.map((one) => one.offsetParent === null)"
    )
    assert set(hidden) == {True}
    platform, about, printed = page.locator(".print-head").inner_text().split("\n")
    assert (platform, about[:4], printed[:8], printed[-9:]) == ("Example Marketplace", "SUS-", "Printed ", "Kyiv time")
    assert page.evaluate("getComputedStyle(document.body).color") == "rgb(0, 0, 0)"


def test_wide_tables_become_cards_on_a_small_screen(seats: Callable[[str], Seat]) -> None:
    rita = seats("rita")
    page = rita.show("desk_queue")
    label = page.locator(".table-cards tbody .cell-label").first

    assert label.is_visible() is False
    assert page.locator("thead th").first.evaluate("head => getComputedStyle(head).position") == "sticky"
    rita.look(width=320)
    assert label.is_visible() is True
