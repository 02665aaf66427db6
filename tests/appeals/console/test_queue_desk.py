"""At the queue: several at once, views under a name, giving to a person, tags, and a list that has grown old."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

import pytest

from accounts.instants import redress_now
from appeals.actions import perform
from appeals.actions.saved_views import save_view
from appeals.console.views.bulk import KINDS
from appeals.models import Appeal, CaseTag, Event, InformationRequest, SavedView
from appeals.workflow import Action
from tests.appeals.actions.judging import filed, taken
from tests.appeals.console.conftest import at_desk
from tests.appeals.console.test_queue_pages import due, rows, tabs
from tests.appeals.console.world import everything
from tests.appeals.markup import read
from tests.factories import claim, make_case, make_hold, make_user, move

if TYPE_CHECKING:
    from tests.appeals.cast import Cast
    from tests.appeals.console.conftest import Desk

pytestmark = pytest.mark.django_db


def told(desk: Desk, response: Any) -> list[str]:
    """What the next page says has happened."""
    page = desk.get(response["Location"]).content.decode()
    return [line.words for line in read(page).all("div") if "flash" in str(line.attrs.get("class", "")).split()]


def test_nothing_that_judges_can_be_done_to_several(cast: Cast, lena: Desk) -> None:
    assert {name: kind.action for name, kind in KINDS.items()} == {
        "claim": Action.CLAIM,
        "assign": Action.ASSIGN,
        "tag": Action.TAG,
        "ask": Action.REQUEST_INFORMATION,
        "date": Action.MOVE_DATE,
    }
    appeal = due(5)
    for name in ("uphold", "decide", "approve", "close", "forfeit", "end_hold", "propose_closure"):
        assert lena.post(f"/console/queue/bulk/{name}/", {"chosen": appeal.reference}).status_code == 404


def test_several_are_claimed_each_alone_and_each_is_told(cast: Cast, rita: Desk) -> None:
    free = [due(1), due(2)]
    own, taken_by_rob = due(3, make_case(decided_by=cast.rita_user)), due(4)
    claim(taken_by_rob, cast.rob_user)
    everyone = [one.reference for one in (*free, own, taken_by_rob)]
    page = rita.page("bulk", "claim", chosen=everyone, view="all", language="en")
    whys = [row.words for row in page.one("main").all("li") if "Not possible" in row.words]
    response = rita.sends("bulk", "claim", chosen=everyone, back="view=all&language=en", once="x")

    assert "Claim: 4 appeals" in page.words
    assert "2 of 4 can be done now." in page.words
    assert [why.partition("Not possible: ")[2] for why in whys] == [
        "You took part in the decision that this is about.",
        "This cannot be done while the appeal is “in review”.",
    ]
    assert set(Appeal.objects.filter(assignee=cast.rita_user)) == set(free)
    # Those that were not done stay chosen, in the view that one came from.
    left = urlencode([("view", "all"), ("language", "en"), ("chosen", own.reference), ("chosen", taken_by_rob.reference)])
    assert response["Location"] == f"/console/queue/?{left}"
    assert told(rita, response) == [
        "2 done, 2 not.",
        f"{own.reference}: You took part in the decision that this is about.",
        f"{taken_by_rob.reference}: This cannot be done while the appeal is “in review”.",
    ]


def test_the_same_form_sent_twice_is_taken_once(cast: Cast, rita: Desk) -> None:
    appeal = due(1)
    for _time in range(2):
        rita.sends("bulk", "claim", chosen=[appeal.reference], once="same")

    assert Event.objects.filter(kind="appeal.claimed").count() == 1


def test_several_are_assigned_and_tagged(cast: Cast, lena: Desk) -> None:
    free, own = due(1), due(2, make_case(decided_by=cast.rita_user))
    both = [free.reference, own.reference]
    response = lena.sends("bulk", "assign", chosen=both, reviewer=str(cast.rita_user.pk))
    at_desk(make_user("intake")).sends("bulk", "tag", chosen=both, tag="Raised publicly")

    assert list(Appeal.objects.filter(assignee=cast.rita_user)) == [free]
    assert told(lena, response)[1:] == [f"{own.reference}: Rita may not judge this. They took part in the decision that this is about."]
    assert CaseTag.objects.filter(tag__name="raised publicly").count() == 2
    assert "raised publicly" in lena.page("queue", view="all").one("tbody").words
    assert "Choose a person" not in lena.refusal("bulk", "assign", status=422, chosen=both)


def test_one_question_and_one_new_date_go_to_several_people(cast: Cast, rita: Desk, lena: Desk) -> None:
    mine, free = taken(cast, cast.case()), filed(make_case(decided_by=cast.otto_user))
    both = [mine.reference, free.reference]
    promised = Appeal.objects.get(pk=free.pk).decide_by or redress_now()
    day = (promised + timedelta(days=2)).date().isoformat()
    question: dict[str, Any] = {"question": "who uses this computer?", "why": "Two accounts were used from it.", "weeks": "1"}
    before = everything()
    shown = rita.post("/console/queue/bulk/ask/", {"chosen": both, "step": "preview"} | question)
    assert (shown.status_code, "The letter, not sent yet" in shown.content.decode(), everything()) == (200, True, before)
    assert "write something" in lena.refusal("bulk", "date", status=422, chosen=both, until=day, reason="", step="preview").lower()
    moved = lena.sends("bulk", "date", chosen=[free.reference], until=day, reason="A translator reads your papers first.")
    asked = rita.sends("bulk", "ask", chosen=both, **question)

    assert told(lena, moved) == ["1 done."]
    assert told(rita, asked)[0] == "1 done, 1 not."
    assert list(InformationRequest.objects.values_list("appeal__reference", flat=True)) == [mine.reference]
    assert Event.objects.filter(case=free.case, kind="appeal.date_changed").count() == 1


def test_without_a_choice_nothing_happens_and_that_is_said(cast: Cast, rita: Desk) -> None:
    before = everything()
    response = rita.sends("bulk", "claim", chosen=["APL-0000-0000"], back="//evil.example/?x=1")

    assert response["Location"].startswith("/console/queue/")
    assert "Choose at least one appeal first." in told(rita, response)[0]
    assert everything() == before


def test_a_selection_is_kept_when_the_list_is_read_again(cast: Cast, rita: Desk) -> None:
    one, two = due(1), due(2)

    def chosen(**query: Any) -> list[str]:
        boxes = rita.page("queue", view="all", **query).one("tbody").all("input")
        return [str(box.attrs["value"]) for box in boxes if "checked" in box.attrs]

    assert (chosen(), chosen(chosen=two.reference)) == ([], [two.reference])
    assert chosen(all="1") == [one.reference, two.reference]


def test_a_list_that_grew_old_says_how_much_changed(cast: Cast, rita: Desk) -> None:
    shown = due(1)
    since = redress_now() - timedelta(seconds=30)
    Appeal.objects.filter(pk=shown.pk).update(updated_at=since - timedelta(hours=1))

    def changes(**query: str) -> dict[str, Any]:
        address = {"view": "all", "since": since.isoformat(), "shown": shown.reference} | query
        return dict(rita.get("/console/queue/changes/", address).json())

    assert changes() == {"changed": 0, "words": ""}
    due(2)
    due(3)
    assert changes() == {"changed": 2, "words": "2 changed, refresh"}
    assert changes(language="es")["changed"] == 0
    for since_when in ("", "yesterday", "2026-11-21T10:00:00"):
        assert changes(since=since_when)["changed"] == 0
    form = next(one for one in rita.page("queue", view="all").all("form") if "data-queue" in one.attrs)
    assert (form.attrs["method"], form.attrs["data-changes"]) == ("get", "/console/queue/changes/?view=all")


def test_before_claiming_a_row_and_the_case_say_whether_one_may(cast: Cast, rita: Desk, otto: Desk) -> None:
    appeal = due(1, cast.case())
    for desk, row, case in (
        (rita, "You may decide this.", "You may decide this appeal, because you took no part in what it is about."),
        (
            otto,
            "You may not decide this, because you took part in the decision that this is about.",
            "You may not decide this appeal, because you took part in the decision that this is about.",
        ),
    ):
        assert row in desk.page("queue", view="all").one("tbody").words
        assert case in desk.page("case", appeal.case.reference).words


def test_a_limit_of_law_stands_beside_a_promise_that_rests(cast: Cast, rita: Desk) -> None:
    appeal = due(30, cast.case())
    Appeal.objects.filter(pk=appeal.pk).update(ceiling_at=redress_now() + timedelta(days=9))
    assert "Legal limit:" in rita.page("queue", view="all").one("tbody").words
    claim(appeal, cast.rob_user)
    move(appeal, "waiting_for_appellant")

    words = rita.page("queue", view="waiting").one("tbody").words
    assert "Paused" in words
    assert "Legal limit goes on:" in words


def test_a_view_is_saved_counted_shared_renamed_and_deleted(cast: Cast, rita: Desk, lena: Desk) -> None:
    due(1, language="es")
    due(2)
    query: dict[str, Any] = {"view": "unassigned", "language": "es", "assignee": "no such person"}
    page = lena.page("save_view", **query)
    assert "Language: Spanish" in page.words
    response = lena.post(f"/console/queue/views/new/?{urlencode(query)}", {"name": "Spanish, free", "shared": "on"})
    assert response["Location"] == "/console/queue/?view=unassigned&language=es"

    kept = SavedView.objects.get()
    shown = rita.page("queue", view="unassigned", language="es")
    (link,) = [one for one in shown.all("a") if "Spanish, free" in one.words]
    assert (kept.shared, link.words, link.attrs["href"], link.attrs["aria-current"]) == (
        True,
        "Spanish, free 1",
        "?view=unassigned&language=es",
        "page",
    )
    assert [rita.get(f"/console/queue/views/{kept.pk}/{end}").status_code for end in ("", "delete/")] == [403, 403]
    lena.post(f"/console/queue/views/{kept.pk}/", {"name": "Spanish"})
    assert rita.get(f"/console/queue/views/{kept.pk}/").status_code == 404
    assert "Delete the view “Spanish”?" in lena.page("delete_view", kept.pk).words
    lena.sends("delete_view", kept.pk)
    assert not SavedView.objects.exists()
    assert "No view is saved yet." in lena.page("saved_views").words


def test_who_does_not_lead_has_no_box_to_share(cast: Cast, rita: Desk) -> None:
    page = rita.page("save_view", view="all")
    rita.post("/console/queue/views/new/?view=all", {"name": "Mine", "shared": "on"})

    assert "Share it with the team" not in page.words
    assert SavedView.objects.get().shared is False


def test_a_saved_view_whose_filter_is_gone_shows_the_rest(cast: Cast, rita: Desk) -> None:
    one = due(1, language="es")
    perform(save_view, cast.rita, name="Old", query="view=nowhere&language=es&tag=gone&section=gone")
    (link,) = [link for link in rita.page("queue", view="all").all("a") if link.words.startswith("Old")]

    assert (link.words, link.attrs["href"]) == ("Old 1", "?view=all&language=es")
    assert rows(rita.page("queue", view="all", language="es")) == [one.reference]


def test_one_appeal_is_given_to_a_person_from_its_case(cast: Cast, lena: Desk) -> None:
    appeal = due(1, cast.case())
    assert cast.rita_user
    button = [one for one in lena.page("case", appeal.case.reference).all("a") if one.words == "Assign"]
    page = lena.page("assign", appeal.reference)
    refusal = lena.refusal("assign", appeal.reference, status=422, reviewer=str(cast.otto_user.pk))
    lena.sends("assign", appeal.reference, reviewer=str(cast.rita_user.pk))

    assert len(button) == 1
    assert "Rita · 0 open" in page.words
    assert "Otto may not judge this." in refusal
    assert Appeal.objects.get().assignee == cast.rita_user


def test_tags_are_put_on_and_taken_off_on_a_page_of_their_own(cast: Cast, rita: Desk) -> None:
    case = cast.case()
    rita.sends("tag_case", case.reference, add="Press")
    assert "press" in [one.words for one in rita.page("case", case.reference).all("bdi")]
    page = rita.page("tag_case", case.reference)
    rita.sends("tag_case", case.reference, add="", remove=["press"])

    assert "press" in page.words
    assert list(CaseTag.objects.filter(removed_at=None)) == []
    assert "Write at most" in rita.refusal("tag_case", case.reference, status=422, add="x" * 99)


def test_money_held_long_and_a_stranger_at_the_account_have_views(cast: Cast, rita: Desk) -> None:
    held = make_case()
    make_hold(held, placed_at=redress_now() - timedelta(days=31))
    poor, stolen = due(1, held), due(2, wants="not_me")

    assert rows(rita.page("queue", view="money")) == [poor.reference]
    assert rows(rita.page("queue", view="not_me")) == [stolen.reference]
    counted = tabs(rita.page("queue", view="all"))
    assert (counted["Money held > 30 days"], counted["Possible hacked account"], counted["All open"]) == ("1", "1", "2")
