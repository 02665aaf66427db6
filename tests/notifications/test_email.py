"""The SMTP channel against a real server."""

# ruff: noqa: RUF001 - Arabic is meant

from __future__ import annotations

import socket
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest

from notifications.channels import email
from notifications.channels.envelope import Outgoing, Reply
from notifications.models import Verdict
from tests.notifications.postbox import DROP, Postbox

if TYPE_CHECKING:
    from pytest_django import Settings


def mail(**more: Any) -> Outgoing:
    whole: dict[str, Any] = {
        "message_id": "<one@redress.example>",
        "thread": "",
        "recipient": "ana@example.org",
        "subject": "News about your case",
        "text": "Sign in to read it.\n",
        "html": "",
        "payload": {},
        "written_at": datetime(2026, 3, 1, 12, tzinfo=UTC),
    }
    return Outgoing(**(whole | more))


def test_a_mail_says_who_when_and_that_a_machine_wrote_it(postbox: Postbox) -> None:
    reply = email.send(mail(thread="SUS-AB12-CD34", html="<p>Sign in to read it.</p>"))

    sent = postbox.accepted[0].parsed
    assert (reply.verdict, reply.code) == (Verdict.ACCEPTED, 250)
    assert {name: str(value) for name, value in sent.items() if name not in ("Content-Type", "X-Peer", "X-MailFrom", "X-RcptTo")} == {
        "From": "Redress <notices@redress.example>",
        "To": "ana@example.org",
        "Subject": "News about your case",
        "Date": "Sun, 01 Mar 2026 12:00:00 +0000",
        "Message-ID": "<one@redress.example>",
        "In-Reply-To": "<SUS-AB12-CD34@redress.example>",
        "References": "<SUS-AB12-CD34@redress.example>",
        "Auto-Submitted": "auto-generated",
        "X-Auto-Response-Suppress": "OOF, AutoReply",
        "MIME-Version": "1.0",
    }
    assert [part.get_content_type() for part in sent.iter_parts()] == ["text/plain", "text/html"]


def test_words_arrive_as_written_in_every_script(postbox: Postbox) -> None:
    text = "Su cuenta está suspendida.\n.\n..two dots\nحسابك موقوف\n" + "long " * 300 + "\n"

    email.send(mail(subject="حسابك: está suspendida — " + "more " * 30 + "end", text=text))

    sent = postbox.accepted[0]
    assert sent.content.isascii()
    assert sent.parsed["Subject"] == "حسابك: está suspendida — " + "more " * 30 + "end"
    assert sent.parsed.get_content() == text


@pytest.mark.parametrize("field", ["subject", "recipient"])
def test_no_text_becomes_a_header(postbox: Postbox, field: str) -> None:
    with pytest.raises(ValueError, match=r"(?i)linefeed|header"):
        email.send(mail(**{field: "x@example.org\r\nBcc: all@example.org"}))

    assert postbox.accepted == []


def test_a_worker_keeps_its_connection(postbox: Postbox) -> None:
    replies = [email.send(mail(message_id=f"<{number}@redress.example>")) for number in range(4)]

    assert [reply.verdict for reply in replies] == [Verdict.ACCEPTED] * 4
    assert (postbox.connections, len(postbox.accepted)) == (1, 4)


def test_a_kept_connection_that_was_closed_costs_nothing(postbox: Postbox) -> None:
    email.send(mail())
    postbox.script("mail", DROP)

    assert email.send(mail(message_id="<two@redress.example>")).verdict is Verdict.ACCEPTED
    assert (postbox.connections, len(postbox.accepted)) == (2, 2)


def test_a_server_that_closes_after_some_mails_is_called_again(postbox: Postbox) -> None:
    email.send(mail())
    postbox.script("mail", "421 enough for now")

    assert email.send(mail(message_id="<two@redress.example>")).verdict is Verdict.ACCEPTED
    assert (postbox.connections, len(postbox.accepted)) == (2, 2)


def test_a_connection_that_rested_is_not_trusted(postbox: Postbox, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(email, "KEEP_SECONDS", 0.0)

    email.send(mail())
    email.send(mail())

    assert postbox.connections == 2


def test_a_refusal_ends_the_connection_and_the_next_mail_passes(postbox: Postbox) -> None:
    postbox.by_recipient["gone@example.org"] = "550 no such person"

    assert email.send(mail(recipient="gone@example.org")).verdict is Verdict.REFUSED
    assert email.send(mail()).verdict is Verdict.ACCEPTED
    assert [sent.recipient for sent in postbox.accepted] == ["ana@example.org"]


@pytest.mark.parametrize(
    ("stage", "answer", "verdict"),
    [
        ("hello", "421 busy", Verdict.DEFERRED),
        ("hello", "554 no service for you", Verdict.DEFERRED),
        ("mail", "451 later", Verdict.DEFERRED),
        ("mail", "550 not from you", Verdict.DEFERRED),
        ("rcpt", "450 greylisted", Verdict.DEFERRED),
        ("rcpt", "501 what an address", Verdict.REFUSED),
        ("rcpt", "530 sign in first", Verdict.DEFERRED),
        ("rcpt", "550 nobody", Verdict.REFUSED),
        ("data", "452 disk full", Verdict.DEFERRED),
        ("data", "552 mailbox full", Verdict.REFUSED),
        ("data", "554 looks like junk", Verdict.REFUSED),
        ("data", DROP, Verdict.UNKNOWN),
    ],
)
def test_each_answer_means_what_it_says_about_the_message(postbox: Postbox, stage: str, answer: str, verdict: Verdict) -> None:
    postbox.script(stage, answer, answer)

    reply = email.send(mail())

    assert reply.verdict is verdict
    assert reply.code == (None if answer == DROP else int(answer[:3]))
    assert postbox.accepted == []


def test_a_server_that_is_not_there_is_tried_later(settings: Settings) -> None:
    with socket.create_server(("127.0.0.1", 0)) as closed:
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", closed.getsockname()[1]

    reply = email.send(mail())

    assert (reply.verdict, reply.code) == (Verdict.DEFERRED, None)
    assert "ConnectionRefusedError" in reply.text


def test_a_server_that_never_greets_is_left_in_time(settings: Settings) -> None:
    settings.EMAIL_TIMEOUT = 0.2
    with socket.create_server(("127.0.0.1", 0)) as silent:
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", silent.getsockname()[1]
        reply = email.send(mail())

    assert reply.verdict is Verdict.DEFERRED


def test_a_mistyped_password_buries_no_notice(postbox: Postbox, settings: Settings) -> None:
    settings.EMAIL_HOST_USER, settings.EMAIL_HOST_PASSWORD = "redress", "wrong"

    assert email.send(mail()).verdict is Verdict.DEFERRED
    assert postbox.accepted == []


def test_encryption_that_the_server_does_not_offer_is_not_done_without(postbox: Postbox, settings: Settings) -> None:
    settings.EMAIL_USE_TLS = True

    assert email.send(mail()).verdict is Verdict.DEFERRED
    assert postbox.accepted == []


def test_an_address_in_another_script_goes_where_it_can(postbox: Postbox) -> None:
    assert email.send(mail(recipient="josé@example.org")).verdict is Verdict.ACCEPTED
    assert [sent.recipient for sent in postbox.accepted] == ["josé@example.org"]


def test_an_address_in_another_script_is_refused_where_it_cannot(postbox: Postbox) -> None:
    postbox.utf8 = False

    assert email.send(mail(recipient="josé@example.org")).verdict is Verdict.REFUSED
    assert postbox.arrived == []


def test_an_answer_is_kept_short_on_one_line_and_without_the_address() -> None:
    reply = Reply(Verdict.REFUSED, 550, "5.1.1 <ana@example.org>:\r\n no\x1b[31m such " + "user " * 200)

    excerpt = reply.excerpt("ana@example.org")

    assert excerpt.startswith("5.1.1 <<recipient>>: no [31m such user user")
    assert len(excerpt) == 300
