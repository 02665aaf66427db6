"""B4: notices that two worker processes deliver in a second ÷ what a bare loop sends to the same mail server."""

from __future__ import annotations

import smtplib
import time
from email.message import EmailMessage

from django.db import transaction

from config.bench.databases import connected_to, copy_of
from config.bench.running import sink, worker
from config.bench.timing import Ratio, seconds
from config.celery import app
from config.embedded.places import LOOPBACK
from notifications import outbox
from notifications.models import Channel, Message

NOTICES, BARE = 2_000, 400
TEXT = "There is important news about your account.\n\nSign in to read it: http://127.0.0.1:8000/en/cases/SUS-7K3M-92QX/\n"
LONGEST_SECONDS = 120


def delivery_ratio(database: str) -> Ratio:
    """Notices per second of two processes that keep their connections ÷ those of one with a connection for each mail."""
    with sink() as port, copy_of(database) as copy, connected_to(copy):
        before = bare_rate(port)
        with worker(copy, port):
            delivered = delivered_rate()
        return Ratio(delivered, (before + bare_rate(port)) / 2, "a second")


def bare_rate(port: int) -> float:
    """Mails per second of a loop that opens a connection for each."""
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = "notices@redress.example", "person@example.org", "News"
    mail.set_content(TEXT)

    def send_all() -> None:
        for _ in range(BARE):
            with smtplib.SMTP(LOOPBACK, port) as smtp:
                smtp.send_message(mail)

    return BARE / seconds(send_all)


def delivered_rate() -> float:
    """Notices per second, from the commit that wrote them to the last one settled."""
    app.set_current()
    with transaction.atomic():
        outbox.enqueue_all([draft(number) for number in range(NOTICES)])
    started = time.perf_counter()
    waiting = Message.objects.filter(settled_at=None)
    while waiting.exists():
        if time.perf_counter() - started > LONGEST_SECONDS:
            message = f"{waiting.count()} notices were not delivered in {LONGEST_SECONDS} seconds."
            raise TimeoutError(message)
        # The ticks of a house that runs: whoever has nothing to do looks again.
        outbox.wake()
        time.sleep(0.2)
    return NOTICES / (time.perf_counter() - started)


def draft(number: int) -> outbox.Draft:
    """One notice, in an order of its own."""
    return {
        "stream": f"bench:{number}",
        "kind": "bench",
        "channel": Channel.EMAIL,
        "recipient": f"person-{number}@example.org",
        "dedupe_key": f"bench:{number}",
        "subject": "News",
        "text": TEXT,
    }
