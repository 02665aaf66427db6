"""A page asks the database the same number of questions however much there is."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.db import connection
from django.test.utils import CaptureQueriesContext

from appeals.actions import intake, perform
from appeals.actions.messages import write_back
from appeals.models import Fact
from tests.appeals.portal import stories
from tests.factories import add_event, cite, make_effect, make_hold, make_notice

if TYPE_CHECKING:
    from appeals.models import Appeal
    from tests.appeals.cast import Cast
    from tests.appeals.portal.conftest import Browser


def asked(ana: Browser, path: str) -> int:
    """How many questions a second look at a page takes; the first opens the letters."""
    ana.get(path)
    with CaptureQueriesContext(connection) as seen:
        assert ana.get(path).status_code == 200
    return len(seen)


def grow(cast: Cast, appeal: Appeal) -> None:
    """Five more of everything that a page lists."""
    case = appeal.case
    for number in range(5):
        make_hold(case, amount=f"{number + 1}.00")
        make_effect(case, "restore_badge")
        make_notice(case, add_event(case, "note.added"), kind=f"letter_{number}")
        stories.with_file(cast, appeal, name=f"{number}.jpg", colour=f"#00000{number}")
        citation = cite(case)
        Fact.objects.bulk_create(
            Fact(citation=citation, occurred_on=case.starts_at - timedelta(days=1), what="More.") for _more in range(5)
        )
        perform(write_back, cast.ana, case=case, text=f"Message {number}.")
        cast.case()


PAGES = {
    "": 21,
    "reason/": 16,
    "letters/": 7,
    "messages/": 7,
    "appeals/{apl}/": 13,
    "appeals/{apl}/evidence/": 11,
    "appeals/{apl}/receipt/1/": 8,
}


def test_a_page_takes_no_more_questions_for_more_rows(cast: Cast, ana: Browser) -> None:
    appeal = stories.sent(cast, stories.recorded(cast, holds=(stories.held(),)))
    stories.with_file(cast, appeal)
    paths = {name: f"/en/cases/{appeal.case.reference}/{name.format(apl=appeal.reference)}" for name in PAGES}
    few = {name: asked(ana, path) for name, path in paths.items()}

    grow(cast, appeal)

    assert {name: asked(ana, path) for name, path in paths.items()} == few
    assert {name: number for name, number in few.items() if number > PAGES[name]} == {}


def test_the_list_of_cases_takes_the_same_questions_for_many(cast: Cast, ana: Browser) -> None:
    cast.case()
    few = asked(ana, "/en/cases/")

    for _more in range(6):
        cast.case()

    assert asked(ana, "/en/cases/") == few
    assert few <= 6


def test_a_draft_with_many_files_takes_the_same_questions(cast: Cast, ana: Browser) -> None:
    appeal = stories.begun(cast, stories.recorded(cast))
    stories.with_file(cast, appeal)
    path = f"/en/cases/{appeal.case.reference}/appeals/{appeal.reference}/"
    few = [asked(ana, path + name) for name in ("", "check/", "evidence/")]

    for number in range(6):
        perform(intake.add_link, cast.ana, appeal=appeal, url=f"https://example.org/{number}")

    assert [asked(ana, path + name) for name in ("", "check/", "evidence/")] == few


def test_the_list_ends_after_a_hundred_cases(cast: Cast, ana: Browser, monkeypatch: Any) -> None:
    monkeypatch.setattr("appeals.queries.portal_pages.LONGEST_LIST", 3)
    for _more in range(4):
        cast.case()

    page = ana.page("/en/cases/")

    assert len([item for item in page.by_id("main").all("li") if "SUS-" in item.words]) == 3
