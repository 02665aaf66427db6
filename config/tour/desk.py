"""The desk in a real browser: a reviewer signs in, claims a case, reads it and decides, and no page complains."""

from __future__ import annotations

import os
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from config.chromium import NoBrowserError, obtained
from config.tour.company import account, measure

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Page as Shown

    from config.tour.company import Company

ACCOUNT, ADDRESS = "u_60017", "lea.marchand@people.example"
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
WORDS = {
    "summary": "We looked at your account again and compared both profiles. The second one belongs to your sister, who works in the same "
    "house. We were wrong, and we are sorry.",
    "answer_0": "The two profiles carry two names and two papers.",
    "point_0": "My sister has an account of her own.",
    "reply_0": "Yes. Living in one house is allowed.",
}


def walk(company: Company) -> None:
    """Take a case from the queue to its decision with mouse and keyboard; say why where there is no browser."""
    teller = company.teller
    teller.part("9. A reviewer's hour at the desk, in a browser")
    try:
        chromium = obtained()
    except NoBrowserError as error:
        teller.step(f"Left out: {error}")
        return
    appeal = _sent(company)
    with _window(chromium.path, chromium.environ) as (page, complaints):
        _sign_in(company, page)
        _claim(company, page, appeal)
        _decide(company, page)
    teller.same("no page complained: no script failed, and nothing broke the content policy", complaints, [])
    found = company.platform.get(f"appeals/{appeal}/")["decision"]
    teller.same("the appeal is decided as it was filled in", (found["outcome"], found["cause"]), ("overturned", "facts_wrong"))


def _sent(company: Company) -> str:
    """A measure and the person's appeal against it; the appeal's reference."""
    platform, person = company.platform, company.person(ADDRESS)
    try:
        platform.put(f"accounts/{ACCOUNT}/", account("Léa Marchand", ADDRESS, zone="Europe/Paris", country="FR"), status=201)
        body = measure(
            "enf-2026-119002", ACCOUNT, company.now, days=20, section="account-sharing", explanation="One profile is one person's.",
            what="Two profiles were used from one house.", by="staff-mira",
        )  # fmt: skip
        platform.post("suspensions/", body, status=201)
        home = person.follow("the notice of the suspension")
        tasks = person.begin_appeal(f"{home.url}options/", "overturn")
        person.tell(tasks, "My sister has an account of her own. We live in one house.")
        return person.send(tasks).url.split("/")[-4]
    finally:
        person.close()


@contextmanager
def _window(path: str, environ: dict[str, str]) -> Iterator[tuple[Shown, list[str]]]:
    """A window of a browser, and what its pages complain of."""
    from playwright.sync_api import sync_playwright  # noqa: PLC0415 - a tool of development: the product does not install it

    # The driver runs an event loop in this thread; the tour's own questions to the database are short.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    try:
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=path, env=dict(environ), args=FLAGS)
            page = browser.new_page(viewport={"width": 1280, "height": 900})
            complaints: list[str] = []
            page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
            page.on("pageerror", lambda error: complaints.append(str(error)))
            yield page, complaints
            browser.close()
    finally:
        del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


def _sign_in(company: Company, page: Shown) -> None:
    noor = company["noor"]
    company.teller.step("Noor signs in by the page, with the keyboard alone")
    page.goto(f"{company.house.base_url}/console/")
    page.locator("[name=username]").focus()
    page.keyboard.type(noor.name)
    page.keyboard.press("Tab")
    page.locator("[name=password]").focus()
    page.keyboard.type(noor.password)
    page.keyboard.press("Enter")
    page.wait_for_url("**/console/queue/**")


def _claim(company: Company, page: Shown, appeal: str) -> None:
    teller = company.teller
    teller.step("She finds the appeal by its reference, reads why she may decide it, and claims it")
    page.goto(f"{company.house.base_url}/console/appeals/{appeal}/")
    teller.holds("the case says that she may decide", page.locator("main").inner_text(), "You may decide this")
    page.get_by_role("button", name="Claim").first.click()
    teller.holds("it is hers now", page.locator("body").inner_text(), "Claimed by you")


def _decide(company: Company, page: Shown) -> None:
    teller = company.teller
    teller.step("She fills in the decision, reads the letter, and sends it")
    page.get_by_role("link", name="Decide").first.click()
    for name, chosen in {"outcome": "overturned", "cause": "facts_wrong", "finding_0": "not_shown"}.items():
        _choose(page, name, chosen)
    for name, text in WORDS.items():
        page.locator(f"[name={name}]").fill(text)
    page.locator("button[value=preview]").click()
    teller.holds(
        "the letter is shown before it goes",
        page.locator("main").inner_text(),
        "The letter, not sent yet",
        "Living in one house is allowed.",
    )
    with page.expect_navigation():
        page.locator("button[value=send]").click()
    teller.same("no field was left out", page.locator("#errors").count(), 0)


def _choose(page: Shown, name: str, value: str) -> None:
    """One of a few, whether they are buttons or a list."""
    chosen: Any = page.locator(f"input[name={name}][value={value}]")
    if chosen.count():
        chosen.check()
    else:
        page.locator(f"select[name={name}]").select_option(value)
