"""A real SMTP server in the test's own process: counts what it is given and answers as it is told."""

# ruff: noqa: ARG002, N802 - the names and arguments of the server's hooks are its own
from __future__ import annotations

import asyncio
import logging
import threading
from collections import Counter, deque
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from typing import TYPE_CHECKING, Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

if TYPE_CHECKING:
    from email.message import EmailMessage

FINE = "250 fine"
# Answers that are none: the body is in, and then the line is cut, or nothing comes any more.
DROP = "drop"
HANG = "hang"
# Taken over, and then silence: the case in which a second copy cannot be avoided.
TAKE_AND_HANG = "take and hang"


@dataclass
class Mail:
    """One body that arrived, whether or not it was answered well."""

    recipient: str
    content: bytes

    @property
    def parsed(self) -> EmailMessage:
        return message_from_bytes(self.content.replace(b"\r\n", b"\n"), policy=policy.default)

    @property
    def message_id(self) -> str:
        return str(self.parsed["Message-ID"])


@dataclass
class Postbox:
    """The server. `answers[stage]` are given in turn, then everything is fine; stages: hello, mail, rcpt, data."""

    answers: dict[str, deque[str]] = field(default_factory=lambda: {stage: deque() for stage in ("hello", "mail", "rcpt", "data")})
    by_recipient: dict[str, str] = field(default_factory=dict)
    arrived: list[Mail] = field(default_factory=list)
    accepted: list[Mail] = field(default_factory=list)
    connections: int = 0
    utf8: bool = True
    _news: threading.Condition = field(default_factory=threading.Condition)

    def script(self, stage: str, *answers: str) -> None:
        """The next answers at a stage."""
        self.answers[stage].extend(answers)

    def copies(self) -> Counter[str]:
        """How often each Message-ID was accepted."""
        return Counter(mail.message_id for mail in self.accepted)

    def wait_for(self, arrived: int, seconds: float = 20.0) -> None:
        """Until that many bodies have come in, answered or not."""
        with self._news:
            assert self._news.wait_for(lambda: len(self.arrived) >= arrived, seconds), f"{len(self.arrived)} of {arrived} came"

    def wait_until_accepted(self, different: int, seconds: float = 30.0) -> None:
        """Until that many different messages have been accepted."""
        with self._news:
            assert self._news.wait_for(lambda: len(self.copies()) >= different, seconds), f"{len(self.copies())} of {different} came"

    def start(self) -> Controller:
        """Serve on a free port."""
        logging.getLogger("mail.log").setLevel(logging.WARNING)
        controller = _Controller(_Handler(self), hostname="127.0.0.1", port=0, ready_timeout=10)
        controller.start()
        return controller

    def next(self, stage: str, *, otherwise: str = FINE) -> str:
        return self.answers[stage].popleft() if self.answers[stage] else otherwise

    def note(self, mail: Mail, *, accepted: bool) -> None:
        with self._news:
            (self.accepted if accepted else self.arrived).append(mail)
            self._news.notify_all()


class _Controller(Controller):
    def factory(self) -> SMTP:
        box: Postbox = self.handler.box
        return SMTP(self.handler, hostname="postbox", enable_SMTPUTF8=box.utf8, loop=self.loop)

    def _trigger_server(self) -> None:
        server: Any = self.server
        self.port = server.sockets[0].getsockname()[1]
        super()._trigger_server()


class _Handler:
    def __init__(self, box: Postbox) -> None:
        self.box = box

    async def handle_EHLO(self, server: SMTP, session: Session, envelope: Envelope, hostname: str, responses: list[str]) -> list[str]:
        self.box.connections += 1
        session.host_name = hostname
        hello = self.box.next("hello", otherwise="")
        return [hello] if hello else responses

    async def handle_HELO(self, server: SMTP, session: Session, envelope: Envelope, hostname: str) -> str:
        session.host_name = hostname
        return self.box.next("hello")

    async def handle_MAIL(self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]) -> str:
        answer = self.box.next("mail")
        if answer == DROP:
            self._cut(server)
        if answer.startswith("250"):
            envelope.mail_from = address
        return answer

    async def handle_RCPT(self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]) -> str:
        answer = self.box.by_recipient.get(address) or self.box.next("rcpt")
        if answer.startswith("250"):
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        content = envelope.content
        mail = Mail(envelope.rcpt_tos[0], content if isinstance(content, bytes) else str(content).encode())
        answer = self.box.next("data")
        self.box.note(mail, accepted=False)
        if answer == TAKE_AND_HANG:
            self.box.note(mail, accepted=True)
        if answer in (HANG, TAKE_AND_HANG):
            await asyncio.Event().wait()
        if answer == DROP:
            self._cut(server)
        if answer.startswith("250"):
            self.box.note(mail, accepted=True)
        return answer

    @staticmethod
    def _cut(server: SMTP) -> None:
        transport: Any = server.transport
        transport.abort()
