"""E-mail by SMTP, over one connection that each worker keeps."""

from __future__ import annotations

import os
import re
import smtplib
import ssl
import threading
import time
from email.message import EmailMessage
from email.policy import SMTP, SMTPUTF8
from email.utils import format_datetime, parseaddr
from typing import TYPE_CHECKING

from django.conf import settings
from django.core.mail.utils import DNS_NAME

from notifications.channels.envelope import Reply
from notifications.models import Verdict

if TYPE_CHECKING:
    from notifications.channels.envelope import Outgoing

# A server may close a connection that rests; opening a new one is cheaper than finding out.
KEEP_SECONDS = 20.0

# What a server says when we are set up wrongly (commands, sign-in, encryption). It is no verdict on the message, and
# must not bury every notice of the house while a password is mistyped.
OUR_FAULT = frozenset({500, 502, 503, 504, 530, 534, 535, 538})
SERVICE_CLOSING = 421
START_MAIL_INPUT = 354

_SEVEN_BIT = SMTP.clone(cte_type="7bit")


class _Line(threading.local):
    """The connection this thread keeps. A forked process opens its own: two on one socket would mix their mails."""

    smtp: smtplib.SMTP | None = None
    used_at: float = 0.0
    pid: int = 0

    def take(self) -> smtplib.SMTP | None:
        """The kept connection if it was in use a moment ago."""
        smtp, self.smtp = self.smtp, None
        if smtp is None or (self.pid == os.getpid() and time.monotonic() - self.used_at < KEEP_SECONDS):
            return smtp
        smtp.close()
        return None

    def keep(self, smtp: smtplib.SMTP) -> None:
        """Hold it for the next message."""
        self.smtp, self.used_at, self.pid = smtp, time.monotonic(), os.getpid()


_line = _Line()


def send(outgoing: Outgoing) -> Reply:
    """Hand one message to the mail server, within EMAIL_TIMEOUT seconds in all, and say what came of it."""
    body = _body(outgoing)
    deadline = time.monotonic() + settings.EMAIL_TIMEOUT
    kept = _line.take()
    if kept is not None:
        reply = _try(outgoing.recipient, body, deadline, kept)
        if reply.verdict is not Verdict.DEFERRED or reply.code not in {None, SERVICE_CLOSING}:
            return reply
        # The server had given up the kept connection before it took anything: no fault of this message.
    return _try(outgoing.recipient, body, deadline, None)


def _try(recipient: str, body: bytes, deadline: float, smtp: smtplib.SMTP | None) -> Reply:
    silence = Verdict.DEFERRED
    try:
        smtp = smtp or _open(deadline)
        reply = _announce(smtp, recipient, deadline)
        if reply is None:
            # From the first byte of the body on, silence may mean that the server has it.
            silence = Verdict.UNKNOWN
            _patient(smtp, deadline).send(body)
            reply = _judge(*_patient(smtp, deadline).getreply(), otherwise=silence)
    except smtplib.SMTPResponseException as error:  # the greeting, the hello or the sign-in went wrong
        reply = Reply(Verdict.DEFERRED, error.smtp_code, _readable(error.smtp_error))
    except OSError as error:  # smtplib's own errors are OSErrors too
        reply = Reply(silence, None, f"{type(error).__name__}: {error}")
    if smtp is not None:
        if reply.verdict is Verdict.ACCEPTED:
            _line.keep(smtp)
        else:
            smtp.close()
    return reply


def _open(deadline: float) -> smtplib.SMTP:
    """A connection that has said hello, encrypted and signed in as the settings say."""
    kind = smtplib.SMTP_SSL if settings.EMAIL_USE_SSL else smtplib.SMTP
    smtp = kind(settings.EMAIL_HOST, settings.EMAIL_PORT, local_hostname=DNS_NAME.get_fqdn(), timeout=_left(deadline))
    try:
        smtp.ehlo_or_helo_if_needed()
        if settings.EMAIL_USE_TLS:
            _patient(smtp, deadline).starttls(context=ssl.create_default_context())
            smtp.ehlo_or_helo_if_needed()
        if settings.EMAIL_HOST_USER:
            _patient(smtp, deadline).login(settings.EMAIL_HOST_USER, settings.EMAIL_HOST_PASSWORD)
    except BaseException:
        smtp.close()
        raise
    return smtp


def _announce(smtp: smtplib.SMTP, recipient: str, deadline: float) -> Reply | None:
    """Sender, recipient and the wish to send; the refusal, or None when the server waits for the body."""
    options: list[str] = []
    if not recipient.isascii():
        if not smtp.has_extn("smtputf8"):
            return Reply(Verdict.REFUSED, None, "The mail server takes no address in this script (SMTPUTF8).")
        options = ["SMTPUTF8", "BODY=8BITMIME"]
    code, text = _patient(smtp, deadline).mail(_sender(), options)
    if code // 100 != 2:
        # A refused sender is our set-up; only what is said about the recipient or the content is about them.
        return Reply(Verdict.DEFERRED, code, _readable(text))
    code, text = _patient(smtp, deadline).rcpt(recipient)
    if code // 100 != 2:
        return _judge(code, text, otherwise=Verdict.DEFERRED)
    code, text = _patient(smtp, deadline).docmd("DATA")
    if code != START_MAIL_INPUT:
        return _judge(code, text, otherwise=Verdict.DEFERRED)
    return None


def _judge(code: int, text: bytes, *, otherwise: Verdict) -> Reply:
    if code // 100 == 2:
        verdict = Verdict.ACCEPTED
    elif code // 100 == 4 or code in OUR_FAULT:
        verdict = Verdict.DEFERRED
    elif code // 100 == 5:
        verdict = Verdict.REFUSED
    else:
        verdict = otherwise
    return Reply(verdict, code, _readable(text))


def _patient(smtp: smtplib.SMTP, deadline: float) -> smtplib.SMTP:
    """The connection, waiting no longer for its next answer than the whole message has left."""
    if smtp.sock is not None:
        smtp.sock.settimeout(_left(deadline))
    return smtp


def _left(deadline: float) -> float:
    left = deadline - time.monotonic()
    if left <= 0:
        message = "The mail server was too slow."
        raise TimeoutError(message)
    return left


def _sender() -> str:
    return parseaddr(settings.DEFAULT_FROM_EMAIL)[1]


def _body(outgoing: Outgoing) -> bytes:
    """The mail as bytes for DATA: dots doubled at line starts, closed by a line with a dot."""
    stuffed = re.sub(rb"(?m)^\.", b"..", compose(outgoing).as_bytes())
    return stuffed + (b"" if stuffed.endswith(b"\r\n") else b"\r\n") + b".\r\n"


def compose(outgoing: Outgoing) -> EmailMessage:
    """The mail: text first, HTML beside it, one thread per case, marked so that no machine answers it."""
    mail = EmailMessage(policy=_SEVEN_BIT if outgoing.recipient.isascii() else SMTPUTF8)
    mail["From"] = settings.DEFAULT_FROM_EMAIL
    mail["To"] = outgoing.recipient
    mail["Subject"] = outgoing.subject
    mail["Date"] = format_datetime(outgoing.written_at)
    mail["Message-ID"] = outgoing.message_id
    if outgoing.thread:
        mail["In-Reply-To"] = mail["References"] = f"<{outgoing.thread}@{_sender().rpartition('@')[2]}>"
    mail["Auto-Submitted"] = "auto-generated"
    mail["X-Auto-Response-Suppress"] = "OOF, AutoReply"
    mail.set_content(outgoing.text)
    if outgoing.html:
        mail.add_alternative(outgoing.html, subtype="html")
    return mail


def _readable(text: bytes | str) -> str:
    return text.decode("utf-8", "replace") if isinstance(text, bytes) else text
