"""The suspended person: a browser on their own machine and their own mailbox."""

from __future__ import annotations

from typing import TYPE_CHECKING

from config.tour.browser import Browser
from config.tour.post import Mailbox, link_in
from config.tour.telling import TourError

if TYPE_CHECKING:
    from pathlib import Path

    from config.tour.pages import Page
    from config.tour.papers import Sent

AGAIN = 409


class Person:
    """Someone who reads mail, signs in by its code, and writes."""

    def __init__(self, base_url: str, folder: Path, address: str) -> None:
        self.browser = Browser(base_url)
        self.mailbox = Mailbox(folder, address)
        self.address = address

    def follow(self, what: str, *, subject: str = "") -> Page:
        """Take the next mail, follow its link, and sign in by a code where the page asks for it; the page it leads to."""
        page = self.browser.open(link_in(self.mailbox.next(what, subject=subject)))
        return self.sign_in(page) if any("typed" in form.known for form in page.forms) else page

    def sign_in(self, page: Page) -> Page:
        """Ask for a code, read it in the mail, and type it."""
        self.mailbox.forget_codes()
        page = self.browser.submit(page, page.form("typed"), typed=self.address)
        return self.browser.submit(page, page.form("code"), code=self.mailbox.code())

    def read_letters(self, case: Page) -> list[str]:
        """Open every letter of a case; their texts, the newest first."""
        listed = self.browser.open(case.link("/letters/"))
        addresses = [address for address, _ in listed.links if "/letters/ntc_" in address]
        return [self.browser.open(address).text for address in dict.fromkeys(addresses)]

    def begin_appeal(self, options: str, wants: str) -> Page:
        """Choose what to do; the page with the tasks of the draft."""
        page = self.browser.open(options)
        return self.browser.submit(page, page.form("wants"), wants=wants)

    def tell(self, tasks: Page, story: str) -> Page:
        """Write what happened."""
        page = self.browser.open(tasks.link("/story/"))
        return self.browser.submit(page, page.form("statement"), statement=story)

    def add_files(self, tasks: Page, *papers: Sent) -> Page:
        """Add files by the form, one sending for all."""
        page = self.browser.open(tasks.link("/evidence/"))
        files = [("uploads", (paper.name, paper.content, paper.media_type)) for paper in papers]
        return self.browser.submit(page, page.form("uploads", "about"), files=files)

    def send(self, tasks: Page) -> Page:
        """Check everything once more and send; the page with the receipt."""
        page = self.browser.open(tasks.link("/check/"))
        receipt = self.browser.submit(page, page.form())
        if "/receipt/" not in receipt.url:
            message = f"sending led to {receipt.url}: {receipt.text[:300]}"
            raise TourError(message)
        return receipt

    def close(self) -> None:
        """Close the browser."""
        self.browser.close()
