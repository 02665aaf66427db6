"""The queue and the search: views, filters, pages, and the next piece of work."""

from __future__ import annotations

import logging
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING, Any

import pytest

from accounts.instants import redress_now
from appeals.actions import perform
from appeals.actions.tagging import tag_case
from appeals.console.views import queue
from appeals.models import Appeal
from appeals.queries.queue import View, review_queue
from tests.appeals.actions.judging import filed
from tests.appeals.console.conftest import at_desk
from tests.appeals.console.world import everything
from tests.appeals.markup import read
from tests.factories import claim, make_account, make_appeal, make_case, make_hold, make_section, make_user, move

if TYPE_CHECKING:
    from appeals.models import Suspension
    from tests.appeals.cast import Cast
    from tests.appeals.console.conftest import Desk
    from tests.appeals.markup import Element

pytestmark = pytest.mark.django_db


def due(hours: float, case: Suspension | None = None, **values: Any) -> Appeal:
    """A sent appeal of a new account whose promise ends in so many hours."""
    appeal = make_appeal(case or make_case(), **values)
    Appeal.objects.filter(pk=appeal.pk).update(decide_by=redress_now() + timedelta(hours=hours))
    appeal.refresh_from_db()
    return appeal


def rows(page: Element) -> list[str]:
    """The references of a table's rows; none where there is no table."""
    return [row.one("a").words for table in page.all("tbody") for row in table.all("tr")]


def tabs(page: Element) -> dict[str, str]:
    """The views with their counts."""
    found = {}
    for link in page.one("main").all("nav")[0].all("a"):
        name, _space, count = link.words.rpartition(" ")
        found[name] = count
    return found


def test_views_show_their_appeals_those_due_first_on_top(cast: Cast, rita: Desk) -> None:
    late, soon, later = due(-2), due(5), due(50)
    mine, asked, second = due(60), due(70), due(80)
    claim(mine, cast.rita_user)
    claim(asked, cast.rob_user)
    move(asked, "waiting_for_appellant")
    claim(second, cast.rob_user)
    move(second, "second_check")
    views = {view: rows(rita.page("queue", view=view)) for view in ("mine", "unassigned", "due_soon", "late", "waiting", "second", "all")}

    assert views == {
        "mine": [mine.reference],
        "unassigned": [late.reference, soon.reference, later.reference],
        "due_soon": [soon.reference],
        "late": [late.reference],
        "waiting": [asked.reference],
        "second": [second.reference],
        "all": [one.reference for one in (late, soon, later, mine, asked, second)],
    }
    assert tabs(rita.page("queue")) == {
        "My work": "1",
        "Unassigned": "3",
        "Due in 24 h": "1",
        "Late": "1",
        "Waiting for the person": "1",
        "Second check": "1",
        "Money held > 30 days": "0",
        "Possible hacked account": "0",
        "All open": "6",
    }


def test_a_row_says_stage_section_language_clock_and_who_acts(cast: Cast, rita: Desk) -> None:
    appeal = due(-2, language="es")
    claim(appeal, cast.rob_user)
    (row,) = rita.page("queue", view="all").one("tbody").all("tr")

    assert row.attrs["class"] == "row-late"
    assert row.one("a").attrs["href"] == f"/console/cases/{appeal.case.reference}/?appeal={appeal.reference}"
    cells = [cell.words for cell in row.all("td")]
    assert cells[:4] == ["Choose", "Stage In review", "Section Use your real name", "Language Spanish"]
    assert cells[4].startswith("Clock Late 2 h")
    assert cells[5:7] == ["Waits on Us", "Held by Rob"]
    assert cells[7].startswith("Last event")


def test_one_begins_with_ones_own_work_or_with_what_nobody_holds(cast: Cast, rita: Desk) -> None:
    free = due(5)
    assert rows(rita.page("queue")) == [free.reference]
    held = due(50)
    claim(held, cast.rita_user)

    assert rows(rita.page("queue")) == [held.reference]


@pytest.mark.parametrize(
    ("view", "words"),
    [("mine", "You hold no appeal now."), ("late", "Nothing is late."), ("second", "Nothing waits for you as the second person.")],
)
def test_an_empty_view_says_so_and_what_waits_elsewhere(cast: Cast, rita: Desk, view: str, words: str) -> None:
    assert f"{words}" in rita.page("queue", view=view).words
    asked = due(5)
    claim(asked, cast.rob_user)
    move(asked, "waiting_for_appellant")

    assert "1 appeal waits for its person." in rita.page("queue", view=view).words


def test_an_empty_view_also_says_of_very_many_that_they_wait_elsewhere(rita: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queue, "view_counts", lambda _actor: dict.fromkeys(View, "0") | {View.WAITING: "999+"})

    assert "Nothing is late. 999+ appeals wait for their people." in rita.page("queue", view="late").words


def test_filters_narrow_a_view_and_are_taken_away_one_by_one(cast: Cast, rita: Desk) -> None:
    lighter = make_case(make_account(country="CO"), measure="limitation", source="court_order")
    held = make_case()
    spanish, english = due(5, held, language="es", channel="letter"), due(6, lighter)
    make_hold(held, amount="340.00")
    claim(english, cast.rob_user)
    perform(tag_case, cast.rita, case=lighter, tag="urgent")
    by: dict[str, tuple[Any, list[str]]] = {
        "language": ("es", [spanish.reference]),
        "measure": ("limitation", [english.reference]),
        "section": ("false-identity", [spanish.reference, english.reference]),
        "due": ("late", []),
        "assignee": ("nobody", [spanish.reference]),
        "state": ("in_review", [english.reference]),
        "country": ("co", [english.reference]),
        "funds": ("middle", [spanish.reference]),
        "source": ("court_order", [english.reference]),
        "channel": ("letter", [spanish.reference]),
        "tag": ("urgent", [english.reference]),
    }
    assert {name: rows(rita.page("queue", **{"view": "all", name: value})) for name, (value, _found) in by.items()} == {
        name: found for name, (_value, found) in by.items()
    }
    assert rows(rita.page("queue", view="all", assignee=str(cast.rob_user.pk))) == [english.reference]
    assert rows(rita.page("queue", view="all", funds="none")) == [english.reference]
    assert rows(rita.page("queue", view="all", funds="small")) == rows(rita.page("queue", view="all", funds="large")) == []

    page = rita.page("queue", view="all", language="es", measure="temporary")
    chips = {one.words: one.attrs["href"] for one in page.all("a") if one.attrs.get("class") == "chip"}
    assert chips == {
        "Remove the filter Language: Spanish": "/console/queue/?view=all&measure=temporary",
        "Remove the filter Measure: Suspension for a time": "/console/queue/?view=all&language=es",
    }


def test_filters_that_make_no_sense_are_left_out_and_said(cast: Cast, rita: Desk) -> None:
    appeal = due(5)
    page = rita.page("queue", view="all", language="xx", due="yesterday", assignee="1 OR 1", after="zzz")

    assert rows(page) == [appeal.reference]
    assert "These filters were not understood and are left out: Language, Due, Held by." in page.words


def test_pages_go_on_from_a_key_and_back(cast: Cast, rita: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    assert (review_queue.__kwdefaults__ or {})["limit"] == 50
    monkeypatch.setattr(queue, "review_queue", partial(review_queue, limit=3))
    appeals = [due(hours) for hours in range(1, 6)]
    first = rita.page("queue", view="all")
    (older,) = [one.attrs["href"] for one in first.all("a") if one.attrs.get("rel") == "next"]
    second = rita.get(str(older)).content.decode()

    assert rows(first) == [one.reference for one in appeals[:3]]
    assert [appeals[place].reference in second for place in (2, 3, 4)] == [False, True, True]
    assert "Due earlier" in second


def test_nobody_sorts_by_what_somebody_earns(rita: Desk, cast: Cast) -> None:
    rich, poor = make_case(), make_case()
    make_hold(rich, amount="900000.00")
    make_hold(poor, amount="5.00")
    first, second = due(5, poor), due(6, rich)
    page = rita.page("queue", view="all")

    assert [head.all("a") for head in page.one("thead").all("th")] == [[]] * 9
    names = {str(one.attrs.get("name")) for one in (*page.all("select"), *page.all("input"))}
    assert not [name for name in names if any(word in name for word in ("sort", "order", "earn", "amount", "badge"))]
    tries: list[dict[str, Any]] = [{"sort": "amount"}, {"order_by": "-case__holds__amount"}, {"funds": "earnings"}]
    for wanted in tries:
        assert rows(rita.page("queue", view="all", **wanted)) == [first.reference, second.reference]


def test_work_next_claims_the_oldest_that_one_may_decide(cast: Cast, rita: Desk) -> None:
    own = make_appeal(make_case(decided_by=cast.rita_user))
    Appeal.objects.filter(pk=own.pk).update(decide_by=redress_now() - timedelta(days=3))
    first, second = filed(make_case(make_account())), filed(make_case(make_account()))
    Appeal.objects.filter(pk=second.pk).update(decide_by=redress_now() - timedelta(days=1))
    response = rita.sends("work_next", once="next")
    rita.sends("work_next", once="next")

    assert response["Location"] == f"/console/cases/{second.case.reference}/?appeal={second.reference}"
    assert [one.assignee for one in Appeal.objects.order_by("pk")] == [None, None, cast.rita_user]
    assert first.state == "submitted"


def test_work_next_says_when_nothing_is_left(cast: Cast, otto: Desk) -> None:
    filed(cast.case())
    before = everything()
    response = otto.sends("work_next")

    assert response["Location"] == "/console/queue/"
    assert "Nothing waits that you may decide." in otto.page("queue").words
    assert everything() == before


def test_who_only_reads_has_no_button_for_it(cast: Cast) -> None:
    desk = at_desk(make_user("auditor"))

    assert "Work next" not in desk.page("queue").words


def test_all_cases_are_listed_the_last_changed_first(cast: Cast, rita: Desk) -> None:
    cases = [make_case() for _number in range(3)]
    page = rita.page("suspensions")

    assert rows(page) == [one.reference for one in reversed(cases)]
    assert "Record a measure" in page.words


def test_without_any_case_the_list_says_where_they_come_from(rita: Desk) -> None:
    assert "There is no case yet." in rita.page("suspensions").words


def test_a_number_leads_straight_to_its_case_however_it_is_typed(cast: Cast, rita: Desk) -> None:
    appeal = filed(cast.case())
    for typed in (appeal.case.reference, appeal.case.reference.lower(), f" {appeal.reference} ", appeal.case.reference.replace("-", " ")):
        response = rita.get("/console/suspensions/", {"q": typed})

        assert (response.status_code, response["Location"]) == (303, f"/console/cases/{appeal.case.reference}/")


@pytest.mark.parametrize("typed", ["u_ana", "ana@example.org", "ANA@example.org", "alphabet"])
def test_an_id_an_address_or_a_word_finds_the_case(cast: Cast, rita: Desk, typed: str) -> None:
    account = make_account(external_id="u_ana", email="ana@example.org")
    appeal = filed(make_case(account))
    make_case()
    page = rita.page("suspensions", q=typed)

    assert rows(page) == [appeal.case.reference]
    assert "1 hit, the last changed first" in page.words


@pytest.mark.parametrize("typed", ["nothing-like-this", "SUS-0000-0000", "a\x00b", "%", "' OR 1=1 --", "(((", "x" * 5000])
def test_what_is_not_found_has_a_page_that_helps(rita: Desk, typed: str) -> None:
    page = rita.page("suspensions", q=typed)

    assert "Nothing was found." in page.words


def test_the_words_that_are_searched_stand_in_no_log(cast: Cast, rita: Desk, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        found = rita.get("/console/suspensions/", {"q": "heliotrope"})
        rita.get("/console/no-such-page/", {"q": "heliotrope"})

    assert found["Referrer-Policy"] == "same-origin"
    assert [one for one in caplog.messages if "heliotrope" in one] == []


def test_many_hits_come_in_pages(cast: Cast, rita: Desk) -> None:
    make_section()
    for _number in range(52):
        make_case(cast.account, state="recorded")
    first = rita.page("suspensions", q=cast.account.external_id)
    (older,) = [one.attrs["href"] for one in first.all("a") if one.attrs.get("rel") == "next"]
    second = read(rita.get(str(older)).content.decode())

    assert (len(rows(first)), len(rows(second))) == (50, 2)
    assert set(rows(first)) & set(rows(second)) == set()
