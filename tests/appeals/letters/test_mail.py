"""The mails: short, without the case in them, and safe to forward."""

from html.parser import HTMLParser

import pytest

from appeals.letters import CATALOGUE, Audience, LetterError, pointer_mail, render, whole_mail
from appeals.letters.linter import lint
from tests.appeals.letters.samples import ANSWER_BY, CASE, SAMPLES, ZONE, variants

PORTAL = "https://appeals.example.com/en/cases/SUS-7K3M-92QX/?from=mail&n=1"
POINTED = [(kind, variant) for kind, variant, _ in variants() if CATALOGUE[kind].audience is Audience.PERSON]
# What a stranger who reads a forwarded mail must not learn.
TOLD_TO_NOBODY = ["suspen", "limit", "warning", "clos", "hold", "usd", "rule", "name", "id card", "client", "overturn", "wrong"]


class Links(HTMLParser):
    """Where a mail leads, and what it would load from elsewhere."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.links: list[str | None] = []
        self.tags: set[str] = set()
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        if tag == "a":
            self.links.append(dict(attrs)["href"])


@pytest.mark.parametrize(("kind", "variant"), POINTED)
def test_a_pointer_mail_tells_neither_measure_nor_reason_nor_money(kind: str, variant: str) -> None:
    letter = render(kind, language="en", values=SAMPLES[kind][variant], zone=ZONE)

    mail = pointer_mail(letter, reference=CASE, portal_url=PORTAL)

    told = (mail.subject + mail.text).lower()
    assert [word for word in TOLD_TO_NOBODY if word in told] == []
    assert (lint(mail.text, language="en"), mail.subject) == ([], letter.subject)


def test_a_pointer_mail_is_the_skeleton_and_nothing_more() -> None:
    letter = render("suspension_notice", language="en", values=SAMPLES["suspension_notice"][""], zone=ZONE)

    mail = pointer_mail(letter, reference=CASE, portal_url=PORTAL, by=ANSWER_BY, zone=ZONE)

    assert mail.subject == "Important news about your account"
    assert mail.text == (
        "Reference: SUS-7K3M-92QX\n\n"
        "There is important news about your account.\n\n"
        "What you can do\n"
        "Read the reason, then choose what to do by Friday 4 December 2026, 23:59 Kyiv time (21:59 UTC).\n\n"
        f"{PORTAL}\n\n"
        "The link shows the sign-in page. There we send you a code, so nobody else can open your case with this mail.\n\n"
        "We never ask for your password. Need help? Your case page says how to reach us.\n"
    )


def test_a_mail_leads_only_to_the_portal_and_loads_nothing() -> None:
    letter = render("decision_upheld", language="en", values=SAMPLES["decision_upheld"][""])

    page = Links(pointer_mail(letter, reference=CASE, portal_url=PORTAL).html)

    assert page.links == [PORTAL, PORTAL]
    assert page.tags.isdisjoint({"img", "script", "link", "iframe", "form", "object"})


def test_a_mail_is_one_column_of_600_pixels_in_its_own_language() -> None:
    letter = render("date_changed", language="en", values=SAMPLES["date_changed"][""])

    html = pointer_mail(letter, reference=CASE, portal_url=PORTAL).html

    assert html.startswith('<!doctype html>\n<html lang="en" dir="ltr">')
    assert '<table role="presentation" width="600"' in html


def test_the_caller_may_say_in_its_own_words_what_to_do() -> None:
    letter = render("draft_saved", language="en", values=SAMPLES["draft_saved"][""])

    mail = pointer_mail(letter, reference=CASE, portal_url=PORTAL, action='Answer <b>now</b>\r\nBcc: x "y"')

    assert 'Answer <b>now</b> Bcc: x "y".' in mail.text
    assert "Answer &lt;b&gt;now&lt;/b&gt; Bcc: x &quot;y&quot;</a>" in mail.html


def test_a_hostile_reference_stays_on_its_line_and_is_escaped() -> None:
    letter = render("draft_saved", language="en", values=SAMPLES["draft_saved"][""])

    mail = pointer_mail(letter, reference="SUS\r\nBcc: x\u202e<script>{{ secret }}", portal_url=PORTAL)

    assert mail.text.splitlines()[0] == "Reference: SUS Bcc: x<script>{{ secret }}"
    assert "<script" not in mail.html


@pytest.mark.parametrize(
    "address",
    ["javascript:alert(1)", "//appeals.example.com/", "https:///cases/", "https://a.example/\r\nBcc: x", "https://a.example/ b", ""],
)
def test_a_mail_links_to_a_plain_address_only(address: str) -> None:
    letter = render("draft_saved", language="en", values=SAMPLES["draft_saved"][""])

    with pytest.raises(LetterError, match="plain http or https address"):
        pointer_mail(letter, reference=CASE, portal_url=address)


@pytest.mark.parametrize("address", ['https://a.example/"onclick="x', "https://a.example/<b>"])
def test_an_address_cannot_leave_its_attribute(address: str) -> None:
    letter = render("draft_saved", language="en", values=SAMPLES["draft_saved"][""])

    page = Links(pointer_mail(letter, reference=CASE, portal_url=address).html)

    assert page.links == [address, address]
    assert "b" not in page.tags


def test_a_letter_about_a_case_never_travels_whole() -> None:
    for kind in {kind for kind, _ in POINTED}:
        letter = render(kind, language="en", values=next(iter(SAMPLES[kind].values())))
        with pytest.raises(LetterError, match="stays in the inbox"):
            whole_mail(letter)


def test_a_code_travels_whole_and_without_a_link() -> None:
    letter = render("sign_in_code", language="en", values={"code": "48291307", "minutes": 15})

    mail = whole_mail(letter)

    assert mail.subject == "Your code"
    assert "Your code is 4829 1307." in mail.text
    assert Links(mail.html).links == []


def test_a_note_to_staff_names_the_case_and_links_to_it() -> None:
    letter = render("staff_due", language="en", values=SAMPLES["staff_due"][""])

    mail = whole_mail(letter, portal_url="https://appeals.example.com/console/cases/APL-2HD9-PP4W/")

    assert mail.subject == "[Due] APL-2HD9-PP4W"
    assert mail.text.endswith("\n\nhttps://appeals.example.com/console/cases/APL-2HD9-PP4W/\n")
    assert Links(mail.html).links == ["https://appeals.example.com/console/cases/APL-2HD9-PP4W/"] * 2


def test_a_note_to_staff_carries_no_personal_data() -> None:
    allowed = {"reference", "due_at", "late", "told", "decided_at", "received_at", "released_at", "at", "persons"}

    handed_in = {name for sheet in CATALOGUE.values() if sheet.audience is Audience.STAFF for name in sheet.needs}

    assert handed_in == allowed
