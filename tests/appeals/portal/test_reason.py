"""The statement of reasons as a page: what was issued, beside the exact words of the rules, and nothing else."""

from __future__ import annotations

from datetime import date, timedelta
from io import BytesIO
from typing import TYPE_CHECKING

import pytest

from accounts.actors import Actor
from appeals.actions import perform
from appeals.actions.exhibits import add_exhibit, received
from appeals.actions.measures import confirm_suspension
from appeals.actions.recording import record_suspension
from appeals.models import Exhibit, Notice, Section, SectionVersion, Statement
from tests.appeals.portal import stories
from tests.appeals.portal.conftest import NOW, Browser, words
from tests.factories import make_case, make_section

if TYPE_CHECKING:
    from appeals.models import Suspension
    from tests.appeals.cast import Cast
    from tests.appeals.markup import Element
    from tests.clock import TestClock


@pytest.fixture(autouse=True)
def noon(clock: TestClock) -> None:
    clock.at(NOW)


def reason(browser: Browser, case: Suspension, rest: str = "") -> Element:
    return browser.page(f"/en/cases/{case.reference}/reason/{rest}")


def rows(page: Element) -> dict[str, str]:
    """The names and values of the page."""
    pairs = [one for one in page.all("div") if one.attrs.get("class") == "kv-row"]
    return {pair.one("dt").words: pair.one("dd").words for pair in pairs}


def test_the_statement_names_rule_facts_meaning_and_dates(cast: Cast, ana: Browser) -> None:
    page = reason(ana, stories.recorded(cast, holds=(stories.held(),)))

    said = rows(page)
    assert page.one("h1").words == "Why we suspended your account"
    assert said["What we did"] == "Suspension for a time"
    assert (said["From"], said["Until"]) == ("Wednesday 4 March 2026", "Friday 3 April 2026, 12:00 UTC")
    assert said["Answer by"].startswith("Wednesday 18 March 2026, 23:59 UTC")
    assert said["What we saw"] == "Tuesday 13 January 2026Two people answered one client.Contract k_55"
    assert said["The rule in simple words"] == "Use your own name. It may look different in another alphabet."
    assert said["Where it holds"] == "In every country"
    text = words(page)
    assert "Point 1 of 2: Use your real name" in text
    assert "Point 2 of 2: One person, one profile" in text
    assert "The profile must carry your own name." in text
    assert (
        "Use your real name. A profile carries the name of the person that it belongs to. Version 1, in force from 1 January 2020" in text
    )


def test_it_says_how_we_came_to_this_and_why_there_was_no_warning(cast: Cast, ana: Browser) -> None:
    text = words(reason(ana, stories.recorded(cast)))

    for sentence in (
        "We looked because of our own check.",
        "Software pointed us to it.",
        "Software proposed this. A person decided.",
        "None. We did not warn you because: First difference found; identity had to be asked at once.",
        "Using a VPN, travelling or sharing a network is never a reason on its own.",
    ):
        assert sentence in text


def test_earlier_warnings_are_listed_with_their_day(cast: Cast, ana: Browser, clock: TestClock) -> None:
    warning = stories.recorded(cast, measure="warning", removes=(), ends_at=None, ladder_reason="")
    clock.advance(days=20)

    page = reason(ana, stories.recorded(cast, prior_warnings=(warning.reference,)))

    assert f"4 March 2026 · {warning.reference}" in words(page)


def test_the_text_is_that_of_the_version_that_was_cited(case: Suspension, ana: Browser) -> None:
    make_section("false-identity", title="A new title", text="New words.", in_force_from=date(2026, 4, 1))

    text = words(reason(ana, case))

    assert ("New words." in text, "A new title" in text) == (False, False)


def test_a_rule_is_read_in_the_language_of_the_page_where_there_is_one(cast: Cast, ana: Browser) -> None:
    translations = {"es": {"title": "Usa tu nombre real", "plain_meaning": "Usa tu propio nombre.", "allowed": ["Otro alfabeto."]}}
    make_section("false-identity", title="Use your real name", translations=translations)
    case = make_case(cast.account)

    spanish = ana.get(f"/es/cases/{case.reference}/reason/").content.decode()

    assert ("Usa tu nombre real" in spanish, "Usa tu propio nombre." in spanish, "Otro alfabeto." in spanish) == (True, True, True)
    assert SectionVersion.objects.filter(section=Section.objects.get(key="false-identity")).count() == 1


def test_material_we_rely_on_stands_at_its_point(case: Suspension, ana: Browser) -> None:
    Exhibit.objects.create(suspension=case, citation=case.citations.get(position=1), label="Log of 13 January", text="Two devices wrote.")

    page = reason(ana, case)

    (point,) = [one for one in page.all("section") if one.attrs.get("aria-labelledby") == "point-2"]
    assert "Log of 13 January Two devices wrote." in point.words
    assert "Your message of 12 January My name is on the card." in words(page)


def test_material_that_was_added_is_saved_as_it_came(cast: Cast, case: Suspension, ana: Browser) -> None:
    with received(BytesIO(b"A log.\n"), name="x.txt", size=7) as got:
        perform(add_exhibit, cast.key, case=case, received=got, label="Log of 13 January")
    number = case.exhibits.count()
    place = f"/en/cases/{case.reference}/exhibits/{number}/"

    assert place in [one.attrs["href"] for one in reason(ana, case).all("a")]
    saved = ana.get(place)
    assert b"".join(saved.streaming_content) == b"A log.\n"  # type: ignore[attr-defined]
    assert saved["Content-Disposition"] == 'attachment; filename="Log of 13 January.txt"'
    assert "We added material that we rely on" in ana.page(f"/en/cases/{case.reference}/").words


def test_money_is_that_of_the_day_of_the_statement(cast: Cast, ana: Browser) -> None:
    page = reason(ana, stories.recorded(cast, holds=(stories.held(),)))

    (table,) = page.all("table")
    assert "Money in escrow" in table.words
    assert "1\u202f340.50\u00a0USD" in table.words


def test_an_earlier_version_stays_readable_and_says_that_it_is_old(cast: Cast, ana: Browser) -> None:
    case = perform(record_suspension, cast.key, draft=stories.draft_of(cast, ends_at=NOW + timedelta(days=60)))
    perform(confirm_suspension, Actor.staff(cast.rita_user), case=case)

    newest, old = reason(ana, case), reason(ana, case, "1/")

    assert (rows(newest)["Until"], rows(old)["Until"]) == ("Sunday 3 May 2026, 12:00 UTC", "Friday 3 April 2026, 12:00 UTC")
    assert ("This is an earlier version." in words(newest), "This is an earlier version." in words(old)) == (False, True)
    assert ana.get(f"/en/cases/{case.reference}/reason/3/").status_code == 404


def test_what_waits_for_a_second_person_is_not_told(cast: Cast, ana: Browser) -> None:
    case = perform(record_suspension, cast.key, draft=stories.draft_of(cast, ends_at=NOW + timedelta(days=60)))

    pages = [ana.get(f"/en/cases/{case.reference}/{rest}").content.decode() for rest in ("", "reason/")]

    assert {"3 May 2026" in content for content in pages} == {False}


def test_withheld_facts_are_said_to_be_withheld_with_ground_and_date(cast: Cast, case: Suspension, ana: Browser) -> None:
    first = Statement.objects.get(suspension=case)
    Statement.objects.create(
        suspension=case,
        number=2,
        measure=first.measure,
        content=first.content | {"disclosure": "limited"},
        sha256="0" * 64,
        disclosure="limited",
        basis="A person would be in danger.",
        disclosure_review_on=NOW + timedelta(days=20),
        withheld_by=cast.otto_user,
        withheld_with=cast.rita_user,
    )

    text = words(reason(ana, case))

    assert "Not told here We hold back a part of the facts. The ground for this is: A person would be in danger." in text
    assert "Two people agreed to this. They look at it again by: Tuesday 24 March 2026" in text


def test_a_reason_that_was_never_recorded_is_owed_by_a_day(cast: Cast, ana: Browser) -> None:
    draft = stories.draft_of(cast, origin="imported", citations=(), signals=(), decided_by=None, decided_at=None)
    case = perform(record_suspension, cast.key, draft=draft)

    text = words(reason(ana, case))

    assert "The reason was not recorded" in text
    assert "We must give you the reason, or lift the measure, by: Friday 3 April 2026" in text


def test_reading_the_reason_delivers_its_letter(case: Suspension, ana: Browser) -> None:
    page = reason(ana, case)

    assert Notice.objects.get(case=case).how == "opened"
    assert "Answer by" in rows(page)


def test_it_leads_to_the_choice_and_then_to_what_was_begun(cast: Cast, case: Suspension, ana: Browser) -> None:
    def button() -> tuple[str, str | None]:
        (link,) = [one for one in reason(ana, case).all("a") if one.attrs.get("class") == "button"]
        return link.words, link.attrs["href"]

    assert button() == ("Choose what to do", f"/en/cases/{case.reference}/options/")
    draft = stories.begun(cast, case)
    assert button() == ("Go on with your appeal", f"/en/cases/{case.reference}/appeals/{draft.reference}/")


def test_the_letters_are_the_copy_that_counts(case: Suspension, ana: Browser) -> None:
    inbox = f"/en/cases/{case.reference}/letters/"
    before = ana.page(inbox)
    (link,) = [one for one in before.all("a") if "/letters/ntc_" in (one.attrs["href"] or "")]

    letter = ana.page(link.attrs["href"] or "")

    assert "We suspended your account 4 Mar 2026, 12:00 UTC New" in words(before)
    assert letter.one("h1").words == "We suspended your account"
    assert [one.words for one in letter.by_id("main").all("h2")][:3] == ["The reason", "How we came to this", "What you can do"]
    assert "New" not in words(ana.page(inbox))
    assert Notice.objects.get(case=case).how == "opened"


def test_a_letter_of_another_case_is_not_found(cast: Cast, ana: Browser) -> None:
    case, other = stories.recorded(cast), stories.recorded(cast)

    assert ana.get(f"/en/cases/{case.reference}/letters/{Notice.objects.get(case=other).public_id}/").status_code == 404
    assert Notice.objects.get(case=other).opened_at is None
