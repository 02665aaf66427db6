"""Reads the mails that the catcher kept."""

import email
import re
from dataclasses import dataclass
from datetime import UTC
from email import policy
from email.message import EmailMessage
from email.utils import parsedate_to_datetime
from pathlib import Path

from django.conf import settings

NAME = re.compile(r"\d{10,22}-\d{6}")
SHOWN = 200


@dataclass(frozen=True)
class Mail:
    """One mail as the page shows it: everything is text."""

    name: str
    sender: str
    to: str
    subject: str
    date: str
    message_id: str
    body: str


def newest() -> list[Mail]:
    """The newest mails first."""
    folder: Path = settings.MAIL_FOLDER
    files = sorted(folder.glob("*.eml"), key=lambda path: path.name, reverse=True) if folder.exists() else []
    return [read(path) for path in files[:SHOWN]]


def find(name: str) -> Mail | None:
    """One mail by its name, or None; a name is digits alone, so it leads nowhere else."""
    path: Path = settings.MAIL_FOLDER / f"{name}.eml"
    return read(path) if NAME.fullmatch(name) and path.exists() else None


def read(path: Path) -> Mail:
    """Parse one file."""
    message = email.message_from_bytes(path.read_bytes(), policy=policy.default)
    assert isinstance(message, EmailMessage)  # noqa: S101 # the default policy makes no other kind
    part = message.get_body(preferencelist=("plain", "html"))
    head = {name: str(message.get(name, "")) for name in ("From", "To", "Subject", "Message-ID")}
    date = f"{parsedate_to_datetime(str(message['Date'])).astimezone(UTC):%a %-d %b %Y, %H:%M} UTC" if message["Date"] else ""
    body = "\n".join(str(part.get_content()).splitlines()) if part else ""
    return Mail(path.stem, head["From"], head["To"], head["Subject"], date, head["Message-ID"], body)
