"""The person's mailbox: the mails that the catcher kept."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from config.demo.mailbox import Mail, read
from config.tour.telling import TourError, wait_for

if TYPE_CHECKING:
    from pathlib import Path

CODE = re.compile(r"\b(\d{4}) (\d{4})\b")
ADDRESS = re.compile(r"https?://[^\s>]+")


class Mailbox:
    """What arrived at one address, in the order of its arrival; each mail is taken out once."""

    def __init__(self, folder: Path, address: str) -> None:
        self.folder, self.address = folder, address
        self.taken: set[str] = set()

    def next(self, what: str, *, subject: str = "") -> Mail:
        """The next mail whose subject holds these words. Raises TourError where none comes."""
        return wait_for(f"the mail “{what}” to {self.address}", lambda: self._look(subject))

    def forget_codes(self) -> None:
        """Leave every mail with a code that is there already: a new one is about to be asked for."""
        while self._look("", with_code=True):
            pass

    def code(self) -> str:
        """The eight digits of the next mail with a code."""
        mail = wait_for(f"the code for {self.address}", lambda: self._look("", with_code=True))
        found = CODE.search(mail.body)
        return "".join(found.groups()) if found else ""

    def _look(self, subject: str, *, with_code: bool = False) -> Mail | None:
        for path in sorted(self.folder.glob("*.eml")):
            if path.name in self.taken:
                continue
            mail = read(path)
            if self.address in mail.to and subject.lower() in mail.subject.lower() and bool(CODE.search(mail.body)) == with_code:
                self.taken.add(path.name)
                return mail
        return None


def link_in(mail: Mail) -> str:
    """The address that a mail points to. Raises TourError where it points nowhere."""
    found = ADDRESS.search(mail.body)
    if found is None:
        message = f"the mail “{mail.subject}” has no address in it"
        raise TourError(message)
    return found.group().rstrip(".,")
