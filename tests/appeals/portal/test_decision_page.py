"""The decision and the plan to close: the result first, every point answered, what can still be done, nobody named."""

from __future__ import annotations

from copy import deepcopy
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.test import override_settings

from accounts.actors import Actor
from appeals.actions import perform
from appeals.actions.deciding import approve_decision, decide_appeal, propose_decision, record_view
from appeals.actions.deciding_draft import DecisionDraft
from appeals.actions.findings import Findings, store_findings
from appeals.actions.measures import MeasureAfter
from appeals.actions.reports import confirm
from appeals.evidence.checks import Checked, Result
from appeals.models import Appeal, Effect, Notice
from tests.appeals.portal import stories
from tests.appeals.portal.conftest import NOW, Browser, words
from tests.factories import claim, make_appeal, make_closable_case, make_closure, make_hold, make_user, move
from tests.factories.moments import at as as_of

if TYPE_CHECKING:
    from tests.appeals.cast import Cast
    from tests.appeals.markup import Element
    from tests.clock import TestClock
    from tests.conftest import ModuleRows


@pytest.fixture(scope="module")
def whole_appeal(whole_cast: Cast, module_rows: ModuleRows, tmp_path_factory: pytest.TempPathFactory) -> Appeal:
    """An appeal with a file, held by rita, written once for this file."""
    cast = whole_cast
    with module_rows(), as_of(NOW), override_settings(EVIDENCE_ROOT=tmp_path_factory.mktemp("evidence")):
        sent = stories.sent(cast, stories.recorded(cast, holds=(stories.held(),)))
        stories.with_file(cast, sent)
        checks = (Checked("opens", Result.PASSED),)
        perform(store_findings, cast.system, evidence=sent.evidence.get(), findings=Findings(scan="clean", pages=(), checks=checks))
        claim(sent, cast.rita_user)
        sent.refresh_from_db()
        return sent


@pytest.fixture
def appeal(whole_appeal: Appeal, clock: TestClock) -> Appeal:
    """That appeal, for this test to change at NOW."""
    clock.at(NOW)
    return deepcopy(whole_appeal)


def draft(appeal: Appeal, outcome: str, **changes: Any) -> DecisionDraft:
    finding = "not_shown" if outcome == "overturned" else "shown"
    values: dict[str, Any] = {
        "outcome": outcome,
        "summary": "We looked at your two papers and at the profile again.",
        "findings": ((0, finding, "Both papers carry one name in two alphabets."), (1, finding, "The contract names two people.")),
        "arguments": (("It is the same name in another alphabet.", "We compared both spellings letter by letter."),),
        "evidence_used": tuple((one.public_id, True, "It shows the name in both alphabets.") for one in stories.considered(appeal)),
        "cause": "facts_wrong" if outcome == "overturned" else None,
        "lighter_measures": () if outcome == "overturned" else (("warning", "There were two warnings in this year."),),
    }
    return DecisionDraft(**(values | changes))


def upheld(cast: Cast, appeal: Appeal) -> None:
    """The measure stays: rita proposes, rob agrees."""
    perform(propose_decision, cast.rita, appeal=appeal, draft=draft(appeal, "upheld"))
    appeal.refresh_from_db()
    perform(record_view, cast.rob, appeal=appeal, own_view="upheld", reason="The contract is clear.")
    perform(approve_decision, cast.rob, appeal=appeal)


def of(appeal: Appeal, number: int = 1) -> str:
    return f"/en/cases/{appeal.case.reference}/decision/{number}/"


def effects(page: Element) -> list[str]:
    (found,) = [one for one in page.all("ul") if "checks-plain" in (one.attrs.get("class") or "")]
    return [item.words for item in found.all("li")]


def test_a_mistake_is_admitted_with_its_cause_and_put_right(cast: Cast, ana: Browser, appeal: Appeal) -> None:
    perform(decide_appeal, cast.rita, appeal=appeal, draft=draft(appeal, "overturned"))

    page = ana.page(of(appeal))

    assert page.one("h1").words == "We were wrong. The suspension is taken back."
    text = words(page)
    assert "Overturned" in text
    assert "We looked at your two papers and at the profile again. The facts were wrong. We are sorry." in text
    assert effects(page) == [
        "Open your accountAsked for, due 4 Mar 2026, 16:00 UTC",
        "Give your badge backAsked for, due 7 Mar 2026, 12:00 UTC",
        "Show your profile in search againAsked for, due 5 Mar 2026, 12:00 UTC",
        "Release your moneyAsked for, due 7 Mar 2026, 12:00 UTC",
    ]
    assert "The decision was for you. You do not need to do anything." in text
    assert "Ways outside" not in text


def test_what_the_marketplace_has_done_gets_a_tick_and_a_date(cast: Cast, ana: Browser, appeal: Appeal) -> None:
    perform(decide_appeal, cast.rita, appeal=appeal, draft=draft(appeal, "overturned"))
    effect = Effect.objects.get(case=appeal.case, kind="reopen")
    perform(confirm, cast.key, effect=effect, done_at=NOW)

    assert effects(ana.page(of(appeal)))[0] == "Your account is open againDone 4 Mar 2026, 12:00 UTC"


def test_every_point_has_its_answer_and_every_file_its_use(cast: Cast, ana: Browser, appeal: Appeal) -> None:
    upheld(cast, appeal)

    text = words(ana.page(of(appeal)))

    for part in (
        "The suspension stays",
        "Use your real name Shown Both papers carry one name in two alphabets.",
        "One person, one profile Shown The contract names two people.",
        "Your point 1 It is the same name in another alphabet. Our answer: We compared both spellings letter by letter.",
        "ID card front.jpg Used It shows the name in both alphabets.",
        "Why nothing lighter",
        "There were two warnings in this year.",
        "Two people decided. No software decided. Nobody who made the first decision took part.",
    ):
        assert part.replace(" ", "") in text.replace(" ", "")


def test_after_a_no_the_further_ways_stand_with_their_dates(cast: Cast, ana: Browser, appeal: Appeal) -> None:
    upheld(cast, appeal)

    page = ana.page(of(appeal))

    text = words(page)
    assert (
        "You can ask for a second review. A new person makes it, and you can do this once. Until: Friday 4 September 2026, 23:59 UTC"
        in text
    )
    assert "Ways outside, which do not depend on us" in text
    (link,) = [one for one in page.all("a") if one.words == "Ask for a second review"]
    assert link.attrs["href"] == f"/en/cases/{appeal.case.reference}/options/?level=2"


def test_a_change_says_what_holds_from_now_on(cast: Cast, ana: Browser, appeal: Appeal) -> None:
    after = MeasureAfter(measure="limitation", removes=("propose",), ends_at=NOW + timedelta(days=10))
    perform(decide_appeal, cast.rita, appeal=appeal, draft=draft(appeal, "changed", measure_after=after))

    page = ana.page(of(appeal))

    text = words(page)
    assert page.one("h1").words == "We changed the measure"
    assert "What holds from now on The measure Limitation Until Saturday 14 March 2026, 12:00 UTC You cannot send proposals".replace(
        " ", ""
    ) in text.replace(" ", "")


def test_reading_the_decision_delivers_its_letter_and_the_number_is_its_place(cast: Cast, ana: Browser, appeal: Appeal) -> None:
    upheld(cast, appeal)

    ana.page(of(appeal))

    assert Notice.objects.get(case=appeal.case, kind="decision_upheld").how == "opened"
    assert {number: ana.get(of(appeal, number)).status_code for number in (0, 2, 999)} == {0: 404, 2: 404, 999: 404}


def test_a_later_decision_is_named_on_the_one_it_replaces(cast: Cast, ana: Browser, appeal: Appeal) -> None:
    upheld(cast, appeal)
    rosa = make_user("reviewer")
    second = make_appeal(appeal.case, level="2", state="in_review", reviewer=rosa)
    text = "We looked at everything anew, with another person."
    perform(decide_appeal, Actor.staff(rosa), appeal=second, draft=draft(second, "overturned", summary=text))

    first, later = ana.page(of(appeal)), ana.page(of(appeal, 2))

    assert "A later decision has replaced this one." in words(first)
    assert text in words(later)
    assert "A later decision has replaced this one." not in words(later)


def closure_page(browser: Browser, closure: Any) -> Element:
    return browser.page(f"/en/cases/{closure.case.reference}/closures/{closure.reference}/")


def test_a_plan_to_close_says_that_nothing_is_closed_and_until_when_to_answer(cast: Cast, ana: Browser) -> None:
    closure = make_closure(make_closable_case(account=cast.account), step="delivered")

    page = closure_page(ana, closure)

    text = words(page)
    assert page.one("h1").words == "We plan to close this account"
    assert "The account is not closed. It can only be closed after you could answer" in text
    assert "Third confirmed break of the same rule in a year." in text
    (button,) = [one for one in page.all("a") if one.words == "Answer this plan"]
    assert button.attrs["href"] == f"/en/cases/{closure.case.reference}/options/?about={closure.reference}"


def test_the_reviews_behind_a_closure_are_not_shown(cast: Cast, ana: Browser) -> None:
    closure = make_closure(make_closable_case(account=cast.account), step="approved")

    content = ana.get(f"/en/cases/{closure.case.reference}/closures/{closure.reference}/").content.decode()

    assert ("papers" in content, "do not show what they were to show" in content) == (False, False)


def test_after_the_closing_it_says_until_when_it_can_be_appealed(cast: Cast, ana: Browser) -> None:
    closure = make_closure(
        make_closable_case(account=cast.account), step="effected", last_day_to_appeal=datetime(2027, 5, 20, 20, 59, 59, tzinfo=UTC)
    )

    page = closure_page(ana, closure)

    text = words(page)
    assert page.one("h1").words == "The account was closed"
    assert "Last day to appeal Thursday 20 May 2027, 20:59 UTC It holds also after the account is closed." in text.replace(
        "UTCIt", "UTC It"
    )
    assert [one.words for one in page.all("a") if "button" in (one.attrs.get("class") or "")] == ["Appeal the closing"]
    assert "You can ask to come back from this day on:" in text


def test_the_money_plan_names_amount_way_and_day(cast: Cast, ana: Browser) -> None:
    case = make_closable_case(account=cast.account)
    hold = make_hold(case)
    plan = [{"hold": hold.public_id, "outcome": "release", "by": "2026-12-20"}]

    page = closure_page(ana, make_closure(case, step="delivered", money_plan=plan))

    assert "What happens to your money 340\u00a0USD Paid to you by 20 December 2026".replace(" ", "") in words(page).replace(" ", "")


def test_a_plan_that_was_given_up_says_so(cast: Cast, ana: Browser) -> None:
    closure = make_closure(make_closable_case(account=cast.account), step="delivered")
    move(closure, "withdrawn", told=True)

    page = closure_page(ana, closure)

    assert page.one("h1").words == "The account will not be closed"
    assert [one.words for one in page.all("a") if "button" in (one.attrs.get("class") or "")] == []


def test_an_answer_to_the_plan_is_listed_on_it(cast: Cast, ana: Browser) -> None:
    closure = make_closure(make_closable_case(account=cast.account), step="delivered")
    answer = make_appeal(closure)

    text = words(closure_page(ana, closure))

    assert f"What you sent about this {answer.reference}" in text


def test_opening_the_plan_delivers_its_letter_and_starts_its_dates(cast: Cast, ana: Browser) -> None:
    closure = make_closure(make_closable_case(account=cast.account), step="proposed")

    text = words(closure_page(ana, closure))

    closure.refresh_from_db()
    assert closure.notice is not None
    assert closure.notice.how == "opened"
    assert closure.answer_by is not None
    assert "Answer by" in text
