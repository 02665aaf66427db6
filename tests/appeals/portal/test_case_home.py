"""The first page of a case: what happened, who must act, by when, what then; in every state a case can be in."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest

from accounts.instants import redress_now
from appeals.actions import perform
from appeals.actions.filing import start_appeal, withdraw_appeal
from appeals.actions.findings import record_check
from appeals.actions.information import request_information
from appeals.actions.recording import record_suspension
from appeals.models import Appeal, Closure, Event, Notice, Suspension
from tests.appeals.portal import stories
from tests.appeals.portal.conftest import NOW, Browser, signed_in, words
from tests.factories import (
    claim,
    complete,
    decide,
    make_account,
    make_appeal,
    make_case,
    make_closable_case,
    make_closure,
    make_effect,
    move,
)

if TYPE_CHECKING:
    from tests.appeals.cast import Cast
    from tests.appeals.markup import Element
    from tests.clock import TestClock


@pytest.fixture(autouse=True)
def noon(clock: TestClock) -> None:
    clock.at(NOW)


def home(browser: Browser, case: Suspension) -> Element:
    return browser.page(f"/en/cases/{case.reference}/")


def card(page: Element) -> str:
    """What the action card says."""
    (found,) = [one for one in page.all("section") if "action-card" in (one.attrs.get("class") or "")]
    return found.words


def tags(page: Element) -> list[str]:
    """The words of the tags under the heading."""
    (found,) = [one for one in page.all("ul") if one.attrs.get("class") == "tags"]
    return [item.words for item in found.all("li")]


def stages(page: Element) -> list[str]:
    (found,) = [one for one in page.all("ol") if one.attrs.get("class") == "stages"]
    return [item.words for item in found.all("li")]


def test_a_new_suspension_says_until_when_and_what_to_do(case: Suspension, ana: Browser) -> None:
    page = home(ana, case)

    assert page.one("h1").words == "Your account is suspended"
    assert tags(page) == ["Suspended \N{EN DASH} you can answer"]
    assert "It ends on Friday 3 April 2026, unless we change this before. You do not have to ask for that." in words(page)
    assert card(page) == (
        "You can act now If you answer by this date, we decide before this ends, and within 14 days of your answer. "
        "Answer by Wednesday 18 March 2026, 23:59 UTC 14 days left Last day to appeal: 4 September 2026 See why, then decide"
    )
    assert stages(page) == [
        "We told you Done · 4 March 2026",
        "Your appeal Now · 18 March 2026",
        "A person looks at it Next",
        "Second check Next · only if the measure stays",
        "Decision Next · 14 days after your appeal at the latest",
    ]


def test_dates_are_in_the_persons_zone_with_utc_beside(cast: Cast) -> None:
    account = make_account(email="kai@example.org", time_zone="Pacific/Kiritimati")
    case = perform(record_suspension, cast.key, draft=stories.draft_of(cast, account=account.external_id))

    page = home(signed_in("kai@example.org"), case)

    assert "Thursday 19 March 2026, 23:59 Kiritimati time · 09:59 UTC" in card(page)
    assert "Times on this page: Kiritimati time." in page.words
    assert page.all("time")[1].attrs["datetime"] == "2026-03-19T09:59:59Z"


def test_the_two_dates_start_when_the_page_is_opened(case: Suspension, ana: Browser, clock: TestClock) -> None:
    assert (case.answer_by, case.last_day_to_appeal) == (None, None)
    clock.advance(days=2)

    page = home(ana, case)

    case.refresh_from_db()
    # Not later than half of what is left of the measure: noon of the 20th.
    assert case.answer_by == datetime(2026, 3, 19, 23, 59, 59, tzinfo=UTC)
    assert "Thursday 19 March 2026, 23:59" in card(page)
    assert list(Notice.objects.filter(case=case).values_list("how", "opened_at")) == [("opened", NOW + timedelta(days=2))]


def test_opening_it_again_changes_nothing(case: Suspension, ana: Browser, clock: TestClock) -> None:
    home(ana, case)
    case.refresh_from_db()
    first = case.answer_by
    clock.advance(days=5)

    page = home(ana, case)

    case.refresh_from_db()
    assert case.answer_by == first
    assert "9 days left" in card(page)


def test_a_warning_is_never_called_a_suspension(cast: Cast, ana: Browser) -> None:
    case = stories.recorded(cast, measure="warning", removes=(), ends_at=None, ladder_reason="")

    page = home(ana, case)

    assert (page.one("h1").words, tags(page)) == ("You have a warning", ["Warning"])
    assert "It takes nothing away from you. It counts until Thursday 4 March 2027." in words(page)
    assert "uspen" not in words(page)


def test_a_limited_account_is_called_limited(cast: Cast, ana: Browser) -> None:
    case = stories.recorded(cast, measure="limitation", removes=("propose",))

    page = home(ana, case)

    assert (page.one("h1").words, tags(page)) == ("Your account is limited", ["Limited \N{EN DASH} you can answer"])
    assert "uspen" not in words(page)


def test_an_open_end_names_the_day_of_the_next_look(cast: Cast, ana: Browser) -> None:
    case = make_case(cast.account, days=None)

    assert "It has no fixed end yet. A person must look at it again by Friday 3 April 2026." in words(home(ana, case))


def test_after_the_date_to_answer_the_last_day_stands_alone(case: Suspension, ana: Browser, clock: TestClock) -> None:
    home(ana, case)
    clock.advance(days=20)

    says = card(home(ana, case))

    assert (
        says
        == "You can act now You can appeal. It costs nothing. Last day to appeal Friday 4 September 2026, 23:59 UTC 164 days left See why, then decide"
    )


def test_after_the_last_day_the_door_is_not_locked(cast: Cast, ana: Browser, clock: TestClock) -> None:
    case = make_case(cast.account, days=300)
    Suspension.objects.filter(pk=case.pk).update(last_day_to_appeal=NOW + timedelta(days=180))
    clock.advance(days=181)

    assert "The last day to appeal is over. You can still write, and say why it is late." in card(home(ana, case))


def test_a_draft_is_said_to_be_saved_and_not_sent(cast: Cast, case: Suspension, ana: Browser) -> None:
    home(ana, case)
    perform(start_appeal, cast.ana, case=case)

    page = home(ana, case)

    assert tags(page) == ["Saved, not sent"]
    assert card(page).startswith("You can act now Your appeal is saved. It is not sent yet. Answer by Wednesday 18 March 2026")
    assert card(page).endswith("Go on with your appeal")


def test_a_sent_appeal_waits_for_us_with_a_date_and_a_next_word(cast: Cast, case: Suspension, ana: Browser) -> None:
    stories.sent(cast, case)

    page = home(ana, case)

    assert tags(page) == ["Received"]
    assert card(page) == (
        "We must act now You do not need to do anything. A person who did not make this decision reads what you sent. "
        "We decide by Wednesday 18 March 2026, 12:00 UTC 14 days left You hear from us again by Monday 9 March 2026. See what you sent"
    )
    assert stages(page)[1:3] == ["Your appeal Done · 4 March 2026", "A person looks at it Now"]


def test_when_we_are_late_the_page_says_so_and_takes_the_blame(cast: Cast, case: Suspension, ana: Browser, clock: TestClock) -> None:
    stories.sent(cast, case)
    clock.advance(days=15)

    page = home(ana, case)

    assert "We are late, and the reason is on our side." in card(page)
    assert "We promised to decide by Wednesday 18 March 2026" in card(page)
    assert stages(page)[2] == "A person looks at it Late"
    assert stages(page)[4] == "Decision Next"


def test_a_question_is_the_first_thing_to_see(cast: Cast, case: Suspension, ana: Browser) -> None:
    appeal = stories.sent(cast, case)
    claim(appeal, cast.rita_user)
    appeal.refresh_from_db()
    perform(request_information, cast.rita, appeal=appeal, question="Who else works at home?", why="Two accounts were used.")

    page = home(ana, case)

    assert tags(page) == ["We need something from you"]
    assert card(page).startswith("You can act now We need one answer from you to go on. Our clock rests while we wait.")
    assert "Answer by Wednesday 11 March 2026, 23:59" in card(page)
    assert stages(page)[2] == "A person looks at it Now · we wait for your answer"


def test_a_second_check_is_named(cast: Cast, ana: Browser) -> None:
    appeal = make_appeal(make_case(cast.account), state="in_review")
    complete(appeal.reviews.get(), "upheld")
    move(appeal, "second_check")

    page = home(ana, appeal.case)

    assert "A second person looks at it before it counts." in card(page)
    assert stages(page)[2:4] == ["A person looks at it Done", "Second check Now"]


def decided(cast: Cast, outcome: str) -> Appeal:
    appeal = make_appeal(make_case(cast.account), state="in_review")
    decide(appeal, outcome)
    return appeal


def test_after_a_decision_nobody_must_act_but_a_second_review_is_open(cast: Cast, ana: Browser) -> None:
    page = home(ana, decided(cast, "upheld").case)

    assert (
        card(page)
        == "Nobody must act now We decided. If you do not agree, you can ask for a second review. A new person makes it. Read the decision"
    )
    assert stages(page)[-2:] == ["Second check Done", "Decision Done · 4 March 2026"]


def test_after_an_overturned_one_the_marketplace_must_act(cast: Cast, ana: Browser) -> None:
    appeal = decided(cast, "overturned")
    move(appeal.case, "overturned", ended_at=NOW)
    make_effect(appeal.case, "reopen", due_at=NOW + timedelta(hours=4))

    page = home(ana, appeal.case)

    assert page.one("h1").words == "The suspension was our mistake"
    assert "We took it back on Wednesday 4 March 2026. It does not count against you." in words(page)
    assert card(page).startswith("The marketplace must act now You do not need to do anything. We told the marketplace to put things right")


@pytest.mark.parametrize(("state", "title"), [("lifted", "The suspension was ended early"), ("expired", "The suspension is over")])
def test_what_is_over_can_still_be_appealed(cast: Cast, ana: Browser, state: str, title: str) -> None:
    page = home(ana, make_case(cast.account, state=state))

    assert page.one("h1").words == title
    assert card(page).startswith("Nobody must act now It is over. If you think it was wrong, you can still appeal")


def test_a_withdrawn_appeal_lets_one_begin_again(cast: Cast, case: Suspension, ana: Browser) -> None:
    perform(withdraw_appeal, cast.ana, appeal=stories.sent(cast, case))

    page = home(ana, case)

    assert card(page).endswith("See why, then decide")
    assert "Withdrawn" in words(page)


def test_a_planned_closure_says_that_nothing_is_closed_yet(cast: Cast, ana: Browser) -> None:
    closure = make_closure(make_closable_case(account=cast.account), step="delivered")
    Closure.objects.filter(pk=closure.pk).update(answer_by=redress_now() + timedelta(days=3))

    page = home(ana, closure.case)

    assert page.one("h1").words == "Your account is suspended"
    assert tags(page) == ["Suspended \N{EN DASH} you can answer", "Closing planned"]
    assert card(page).startswith("You can act now We plan to close this account. It is not closed yet.")


@pytest.mark.parametrize(
    ("step", "says"),
    [("delivered", "We must act now A person looks at the plan"), ("approved", "The marketplace must act now Two people agreed to close")],
)
def test_a_closure_whose_time_to_answer_is_over_waits_for_others_and_can_still_be_answered(
    cast: Cast, ana: Browser, step: str, says: str
) -> None:
    closure = make_closure(make_closable_case(account=cast.account), step=step)

    shown = card(home(ana, closure.case))

    assert shown.startswith(says)
    assert "You can still answer" in shown


def test_an_answered_closure_waits_for_us(cast: Cast, ana: Browser) -> None:
    closure = make_closure(make_closable_case(account=cast.account), step="delivered")
    make_appeal(closure)

    assert card(home(ana, closure.case)).startswith("We must act now You do not need to do anything.")


def test_a_closed_account_can_still_appeal_the_closing(cast: Cast, ana: Browser) -> None:
    closure = make_closure(make_closable_case(account=cast.account), step="effected")

    page = home(ana, closure.case)

    assert page.one("h1").words == "Your account is closed"
    assert card(page).startswith("You can still act The account is closed. If you think that is wrong, you can appeal.")


def test_a_measure_without_a_recorded_reason_says_when_we_owe_it(cast: Cast, ana: Browser) -> None:
    draft = stories.draft_of(cast, origin="imported", citations=(), signals=(), decided_by=None, decided_at=None)
    case = perform(record_suspension, cast.key, draft=draft)

    page = home(ana, case)

    assert "The reason is missing" in words(page)
    assert "Friday 3 April 2026" in words(page)


def test_held_money_says_why_until_when_and_how_to_disagree(cast: Cast, ana: Browser) -> None:
    case = stories.recorded(cast, holds=(stories.held(amount=Decimal("1340.5")),))

    page = home(ana, case)

    says = words(page).partition("Your money ")[2].partition("What you can still do")[0]
    assert says.startswith(
        "Money in escrow: 1\u202f340.50\u00a0USD Your client disputes this work. We hold it until this day at the latest: Tuesday 24 March 2026 Held"
    )
    (link,) = [one for one in page.all("a") if one.words.startswith("Disagree with this hold")]
    assert link.attrs["href"] == f"/en/cases/{case.reference}/options/?about={case.holds.get().public_id}"


def test_no_money_is_said_too(cast: Cast, ana: Browser) -> None:
    assert "We hold no money of yours because of this case." in words(home(ana, stories.recorded(cast)))


def test_what_the_account_can_still_do_is_a_list(cast: Cast, ana: Browser) -> None:
    page = home(ana, stories.recorded(cast))

    (section,) = [one for one in page.all("section") if one.attrs.get("aria-labelledby") == "able-title"]
    assert [item.words for item in section.all("li")] == [
        "sign in",
        "read your messages and records",
        "write to clients you work with now",
        "finish the contracts you have",
        "take out your money",
        "get paid",
    ]


def test_the_timeline_says_who_in_words_and_nothing_of_the_desk(cast: Cast, case: Suspension, ana: Browser) -> None:
    appeal = stories.begun(cast, case)
    stories.with_file(cast, appeal)
    stories.checked(cast)
    stories.submitted(cast, appeal)
    claim(appeal, cast.rita_user)
    for _again in range(2):
        perform(record_check, cast.rita, evidence=appeal.evidence.get(), code="text_readable", result="passed")

    says = words(home(ana, case)).partition("Everything that happened ")[2].strip()

    assert says.startswith("A letter reached you 4 Mar 2026, 12:00 UTC We suspended your account The appeal was sent ")
    assert "The appeal was sent 4 Mar 2026, 12:00 UTC · You" in says
    assert "A file was checked 4 Mar 2026, 12:00 UTC · Automatic ID card front.jpg: Accepted" in says
    assert says.count("A file was checked") == 1
    assert "A file or link was added 4 Mar 2026, 12:00 UTC · You ID card front.jpg" in says
    assert "We asked the marketplace 4 Mar 2026, 12:00 UTC Put the measure in place" in says
    assert says.endswith("We gave you the reason in writing 4 Mar 2026, 12:00 UTC · The marketplace")


def test_the_members_of_an_agency_read_their_own_copy(cast: Cast) -> None:
    agency = make_account(kind="agency", email="agency@example.org", display_name="Agency")
    agency.members.create(external_id="m1", display_name="Mia", email="mia@example.org", role="member", may_appeal=True)
    agency.members.create(external_id="m2", display_name="Max", email="max@example.org", role="member")
    case: Any = perform(record_suspension, cast.key, draft=stories.draft_of(cast, account=agency.external_id))

    page = signed_in("mia@example.org").page(f"/en/cases/{case.reference}/letters/")

    assert len([one for one in page.all("a") if "/letters/ntc_" in (one.attrs["href"] or "")]) == 1
    assert signed_in("max@example.org").get(f"/en/cases/{case.reference}/").status_code == 404
    assert words(home(signed_in("mia@example.org"), case)).count("A letter reached you") == 1
    assert words(home(signed_in("agency@example.org"), case)).count("A letter reached you") == 1
    assert Event.objects.filter(case=case, kind="notice.delivered").count() == 2
    assert redress_now() == NOW
