"""What the staff side keeps to itself stands in no byte of any page, and hostile words do nothing."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest

from accounts.instants import redress_now
from appeals.actions import perform
from appeals.actions.deciding import approve_decision
from appeals.actions.drafts import CitationDraft, FactDraft
from appeals.actions.information import request_information
from appeals.models import Notice
from appeals.queries.pseudonyms import numbers_of_staff
from notifications.models import Message
from tests.appeals.actions.judging import signing
from tests.appeals.portal import stories
from tests.factories import claim, decide

if TYPE_CHECKING:
    from collections.abc import Callable

    from appeals.models import Appeal, Suspension
    from tests.appeals.cast import Cast
    from tests.appeals.portal.conftest import Browser

HOSTILE = "\"'><img src=x onerror=alert(2)> & more"
# What a person writes is never read as a template either.
TEMPLATE = HOSTILE + "<script>alert(1)</script>{{ 7|add:7 }}{% debug %}"


def pages_of(ana: Browser, case: Suspension, appeal: Appeal | None = None) -> dict[str, str]:
    """Every page of a case that can be read."""
    rest = ["", "reason/", "reason/1/", "letters/", "options/", "decision/1/"]
    rest += [f"letters/{one}/" for one in Notice.objects.filter(case=case).values_list("public_id", flat=True)]
    rest += [f"requests/{one}/" for one in case.information_requests.values_list("public_id", flat=True)]
    if appeal is not None:
        rest += [f"appeals/{appeal.reference}/{name}" for name in ("", "evidence/", "check/", "story/", "receipt/1/", "withdraw/")]
    answers = {one: ana.get(f"/en/cases/{case.reference}/{one}") for one in rest}
    return {one: answer.content.decode() for one, answer in answers.items() if answer.status_code == 200}


def test_signals_notes_names_and_redacted_material_are_on_no_page(cast: Cast, ana: Browser) -> None:
    case = stories.recorded(cast, holds=(stories.held(),))
    appeal = stories.sent(cast, case)
    cast.rita_user.display_name = "CANARY-STAFF Rita"
    cast.rita_user.save(update_fields=["display_name"])
    claim(appeal, cast.rita_user)
    appeal.refresh_from_db()
    perform(request_information, cast.rita, appeal=appeal, question="Who else works at home?", why="Two accounts were used from one home.")

    pages = pages_of(ana, case, appeal)

    assert len(pages) == 13
    found = {(name, canary) for name, content in pages.items() for canary in stories.CANARIES if canary in content}
    assert found == set()


def test_the_people_who_decided_are_counted_and_never_named(cast: Cast, case: Suspension, ana: Browser) -> None:
    appeal = stories.sent(cast, case)
    for user in (cast.rita_user, cast.rob_user):
        user.display_name = f"CANARY-STAFF {user.username}"
        user.save(update_fields=["display_name"])
    claim(appeal, cast.rita_user)
    decide(appeal, approver=cast.rob_user)

    pages = pages_of(ana, case, appeal)

    assert "Two people decided. No software decided." in pages["decision/1/"]
    names = ["CANARY-STAFF", "rita", "rob@", "otto", "id-rita", "staff:"]
    assert {(name, secret) for name, content in pages.items() for secret in names if secret in content} == set()
    mails = [f"{one.subject} {one.text} {one.html}" for one in Message.objects.filter(recipient=cast.account.email)]
    assert mails
    assert [secret for mail in mails for secret in names if secret in mail] == []


def test_who_acted_has_one_number_in_the_whole_case(cast: Cast, ana: Browser) -> None:
    case = cast.case()
    appeal = signing(cast, case, whole=True)
    perform(approve_decision, cast.lena, appeal=appeal)
    numbers = numbers_of_staff(case)
    pages = pages_of(ana, case, appeal)

    rita, lena = (numbers[f"staff:{one.pk}"] for one in (cast.rita_user, cast.lena_user))
    assert (rita < lena, f"Reviewer {rita}, Reviewer {lena}." in pages["decision/1/"]) == (True, True)
    assert set(re.findall(r"Reviewer \d+", pages[""])) <= {f"Reviewer {one}" for one in numbers.values()}
    assert f"Reviewer {lena}" in pages[""]


def test_what_only_staff_read_in_the_timeline_is_left_out(cast: Cast, case: Suspension, ana: Browser) -> None:
    appeal = stories.sent(cast, case)
    claim(appeal, cast.rita_user)

    history = ana.page(f"/en/cases/{case.reference}/").by_id("history-title")
    content = ana.get(f"/en/cases/{case.reference}/").content.decode()

    assert history.words == "Everything that happened"
    assert ("The appeal was sent" in content, "claimed" in content, "suspension.recorded" in content) == (True, False, False)


def test_a_redacted_exhibit_shows_its_reason_and_cannot_be_downloaded(case: Suspension, ana: Browser) -> None:
    content = ana.get(f"/en/cases/{case.reference}/reason/").content.decode()

    assert ("It names another person." in content, "Your message of 12 January" in content) == (True, True)
    assert {number: ana.get(f"/en/cases/{case.reference}/exhibits/{number}/").status_code for number in (1, 2, 3)} == {
        1: 404,
        2: 404,
        3: 404,
    }


@pytest.fixture
def hostile(cast: Cast) -> Callable[..., Any]:
    """A case whose every text is an attack."""

    def make() -> Suspension:
        stories.rule("false-identity", HOSTILE)
        facts = (FactDraft(occurred_on=redress_now().date(), what=HOSTILE, item_label=HOSTILE),)
        citation = CitationDraft(section="false-identity", explanation=HOSTILE, facts=facts)
        return stories.recorded(cast, citations=(citation,), no_warning_reason=HOSTILE, holds=(stories.held(reason=HOSTILE),))

    return make


def test_hostile_words_are_shown_as_words(cast: Cast, ana: Browser, hostile: Callable[..., Any]) -> None:
    case = hostile()
    appeal = stories.begun(cast, case, statement=TEMPLATE, context=[{"kind": "other", "text": TEMPLATE}], contact={"format": TEMPLATE})
    stories.with_file(cast, appeal, name=f"{HOSTILE}.jpg")

    pages = pages_of(ana, case, appeal)

    assert {name for name, content in pages.items() if "<script>alert" in content or "<img src=x" in content} == set()
    assert {name for name, content in pages.items() if "&lt;img src=x onerror=alert(2)&gt; &amp; more" in content} >= {
        "reason/",
        f"appeals/{appeal.reference}/check/",
    }
    assert {name for name, content in pages.items() if "14{%" in content or ("7|add" not in content and "alert(1)" in content)} == set()


def test_a_hostile_file_name_cannot_hide_its_ending_or_break_the_page(cast: Cast, ana: Browser) -> None:
    appeal = stories.begun(cast, stories.recorded(cast))
    stories.with_file(cast, appeal, name="../..\\\u202egpj.exe\x00<b>.jpg")

    content = ana.get(f"/en/cases/{appeal.case.reference}/appeals/{appeal.reference}/evidence/").content.decode()

    assert "⟨U+202E⟩gpj.exe&lt;b&gt;.jpg" in content
    assert "\u202e" not in content


def test_no_page_holds_a_style_a_script_or_a_handler(cast: Cast, case: Suspension, ana: Browser) -> None:
    appeal = stories.sent(cast, case)

    pages = pages_of(ana, case, appeal)

    bad = ("<script", "style=", "onclick=", "onload=", "javascript:", "http://", "https://")
    assert {(name, one) for name, content in pages.items() for one in bad if one in content} == set()


def test_every_page_carries_the_strict_policy(case: Suspension, ana: Browser) -> None:
    policy = ana.get(f"/en/cases/{case.reference}/")["Content-Security-Policy"]

    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
