"""The tour's own tools: it reads pages as a browser without scripts does, and stops at the first difference."""

from email.message import EmailMessage
from pathlib import Path

import httpx
import pytest
from django.core.management import CommandError, call_command

from config.tour import telling
from config.tour.guide import heard
from config.tour.pages import Page, filled, read
from config.tour.papers import carries_traces, photograph, statement_of_name
from config.tour.post import Mailbox, link_in
from config.tour.telling import Teller, TourError, wait_for

PAGE = """<!doctype html><html><head><title>Tasks</title><style>p {}</style></head><body>
<p>First  <b>words</b></p><script>hidden()</script><a href="/en/cases/SUS-1/story/">Story</a>
<form method="post" action="/send/"><input type="hidden" name="csrfmiddlewaretoken" value="token">
<input type="radio" name="wants" value="overturn"><input type="radio" name="wants" value="reduce" checked>
<input type="checkbox" name="used" value="on"><input type="file" name="uploads">
<select name="cause"><option value="">-</option><option value="new" selected>New</option></select>
<textarea name="story">
Once</textarea><button name="step" value="preview">Show</button><button name="step" value="send">Send</button></form>
<form action="/out/" method="post"><button>Out</button></form></body></html>"""


@pytest.fixture
def page() -> Page:
    answer = httpx.Response(
        200, headers={"content-type": "text/html"}, content=PAGE.encode(), request=httpx.Request("GET", "http://127.0.0.1/tasks/")
    )
    return read(answer)


@pytest.fixture
def said() -> list[str]:
    return []


def test_a_page_is_its_words_links_and_forms(page):
    assert page.text == "Tasks First words Story - New Show Send Out"
    assert page.link("/story/") == "/en/cases/SUS-1/story/"
    assert [form.action for form in page.forms] == ["/send/", "/out/"]
    assert page.form("wants", "story").fields == {
        "csrfmiddlewaretoken": ["token"],
        "wants": ["reduce"],
        "cause": ["new"],
        "story": ["Once"],
    }


def test_a_form_sends_what_stands_in_it_what_is_typed_and_the_button_that_is_pressed(page):
    sent = filled(page.form("wants"), {"wants": "overturn", "cause": None, "used": "on"}, "send")

    assert sent == {"csrfmiddlewaretoken": "token", "wants": "overturn", "story": "Once", "used": "on", "step": "send"}


def test_a_form_is_not_sent_with_a_field_that_it_does_not_have(page):
    with pytest.raises(TourError, match="no fields"):
        filled(page.form("wants"), {"outcome": "overturned"}, "")


def test_a_missing_form_or_link_ends_the_tour(page):
    with pytest.raises(TourError, match="has no form"):
        page.form("password")
    with pytest.raises(TourError, match="has no link"):
        page.link("/decision/")


def test_a_difference_ends_the_tour_and_an_equality_is_counted(said):
    teller = Teller(said.append)

    teller.same("two", 1 + 1, 2)
    teller.holds("both", "one and two", "one", "two")
    with pytest.raises(TourError, match="three: expected 3, found 2"):
        teller.same("three", 2, 3)
    with pytest.raises(TourError, match=r"words: \['four'\] is missing"):
        teller.holds("words", "one", "one", "four")

    assert said == ["      ✓ two", "      ✓ both"]
    assert teller.checked == 4


def test_what_does_not_come_ends_the_tour(monkeypatch):
    monkeypatch.setattr(telling, "PATIENCE_SECONDS", 0)

    with pytest.raises(TourError, match="the mail did not come"):
        wait_for("the mail", lambda: None)


def keep(folder: Path, name: str, subject: str, text: str) -> None:
    mail = EmailMessage()
    mail["To"], mail["Subject"] = "ana@people.example", subject
    mail.set_content(text)
    (folder / f"{name}.eml").write_bytes(mail.as_bytes())


def test_each_mail_is_taken_once_and_codes_apart_from_letters(tmp_path):
    keep(tmp_path, "1", "Your code", "Type 1234 5678 on the page.")
    keep(tmp_path, "2", "Important news", "Reference\n\nhttp://127.0.0.1/en/cases/SUS-1/\n")
    keep(tmp_path, "3", "Your code", "Type 8765 4321 on the page.")
    mailbox = Mailbox(tmp_path, "ana@people.example")

    assert mailbox.code() == "12345678"
    assert link_in(mailbox.next("the notice")) == "http://127.0.0.1/en/cases/SUS-1/"
    assert mailbox.code() == "87654321"


def test_codes_from_before_are_left(tmp_path):
    keep(tmp_path, "1", "Your code", "Type 1234 5678 on the page.")
    mailbox = Mailbox(tmp_path, "ana@people.example")

    mailbox.forget_codes()
    keep(tmp_path, "2", "Your code", "Type 8765 4321 on the page.")

    assert mailbox.code() == "87654321"


def test_what_the_person_sends_is_as_large_and_as_talkative_as_in_life():
    photo, paper = photograph(), statement_of_name()

    assert photo.content.startswith(b"\xff\xd8\xff")
    assert len(photo.content) > 2_000_000
    assert {"exif", "Tour Telephone"} <= set(carries_traces(photo.content))
    assert paper.content.startswith(b"%PDF-")


def test_only_what_is_not_meant_to_happen_is_passed_on(said):
    for line in ("    web | WARNING django.request Forbidden: /x/", " worker | worker: Warm shutdown (MainProcess)", "    web | Traceback"):
        heard(line, said.append)

    assert said == ["    web | Traceback"]


@pytest.mark.django_db
def test_the_tour_refuses_settings_whose_clock_is_not_its_own(settings):
    settings.DEMO = False

    with pytest.raises(CommandError, match=r"config\.settings\.tour"):
        call_command("tour")
