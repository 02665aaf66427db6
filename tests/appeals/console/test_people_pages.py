"""The pages about the people of the desk: added, given roles, away, gone; without the configuration site."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from accounts.instants import redress_now
from accounts.models import RoleProposal, User
from appeals.models import Appeal
from appeals.queries.too_few import check_staffing
from tests.appeals.actions.judging import claimed
from tests.appeals.console.conftest import Desk, at_desk, said
from tests.appeals.markup import read
from tests.factories import make_user
from tests.factories.people import first_administrator

if TYPE_CHECKING:
    from tests.appeals.cast import Cast

pytestmark = pytest.mark.django_db
PASSWORD = re.compile(r'<code dir="ltr">([\w-]{20,})</code>')


@pytest.fixture
def boss(db: None) -> Desk:
    """The administrator."""
    return at_desk(first_administrator())


NORA = {"username": "nora", "display_name": "Nora Night", "email": "nora@company.example", "languages": "es, ar", "team": "Night"}


def test_an_administrator_adds_somebody_gives_a_role_and_takes_it(boss: Desk) -> None:
    answer = boss.sends("add_person", status=200, **NORA)
    (password,) = PASSWORD.findall(answer.content.decode())
    nora = User.objects.get(username="nora")
    assert (nora.check_password(password), nora.languages, answer["Cache-Control"]) == (True, ["es", "ar"], "no-store")
    boss.sends("give_role", nora.pk, role="reviewer", scope="team", reason="Night team")
    page = boss.page("person", nora.pk).one("main").words

    assert nora.held() == {"reviewer": "team"}
    assert "Reviewer: judges appeals and closures Cases of their team, and what nobody holds yet" in page
    assert "First Administrator · Night team" in page
    theirs = at_desk(nora)
    assert theirs.get("/console/queue/").status_code == 200
    boss.sends("take_role", nora.pk, "reviewer", reason="Moved")
    assert theirs.get("/console/queue/").status_code == 403


def test_what_is_wrong_about_a_new_person_is_said_at_its_field(boss: Desk) -> None:
    make_user(username="nora", email="nora@company.example")
    told = boss.refusal("add_person", status=422, **NORA)

    assert "Somebody has this user name." in told
    assert "One mailbox is one person: somebody has this one." in told


def test_a_third_administrator_waits_for_the_second(boss: Desk) -> None:
    second, third = make_user("policy_admin"), make_user(display_name="Theo Third")
    boss.sends("give_role", third.pk, role="policy_admin", scope="all", reason="Holidays")
    proposal = RoleProposal.objects.get()
    assert "Agree" not in boss.page("people").one("main").words
    assert "You proposed this" in boss.refusal("answer_proposal", proposal.pk, status=403, answer="yes")
    other = at_desk(second)
    assert "First Administrator proposes Theo Third as an administrator." in other.page("people").words
    other.sends("answer_proposal", proposal.pk, answer="yes")

    assert third.roles() == {"policy_admin"}


def test_a_person_says_that_they_are_away_and_is_back(cast: Cast, rita: Desk) -> None:
    day = (redress_now() + timedelta(days=4)).date()
    rita.sends("me", until=day.isoformat())
    kept = User.objects.get(pk=cast.rita_user.pk).away_until
    assert kept is not None
    assert kept.date() in {day, day + timedelta(days=1)}
    rita.sends("me", until="")

    assert User.objects.get(pk=cast.rita_user.pk).away_until is None
    assert "This moment is over." in rita.refusal("me", status=422, until="2020-01-01")


def test_a_lead_hands_over_all_of_somebody_s_work(cast: Cast, lena: Desk) -> None:
    held = [claimed(cast, cast.case(), by=cast.rob_user) for _one in range(2)]
    make_user("reviewer")
    assert "2 open cases go to others." in lena.page("hand_over", cast.rob_user.pk).words
    answer = lena.sends("hand_over", cast.rob_user.pk)

    assert answer["Location"] == f"/console/people/{cast.rob_user.pk}/"
    assert "Given to others: 2. Back to the queue: 0. Left as they are: 0." in lena.page("person", cast.rob_user.pk).words
    assert not Appeal.objects.filter(pk__in=[one.pk for one in held], assignee=cast.rob_user).exists()


def test_a_desk_is_closed_and_opened_again(cast: Cast, boss: Desk, rita: Desk) -> None:
    boss.sends("close_desk", cast.rita_user.pk)
    assert rita.get("/console/queue/").status_code == 303
    gone = boss.page("people", gone=1).one("main").words
    assert ("Rita" in gone, "Rita" in boss.page("people").one("main").words) == (True, False)
    boss.sends("open_desk", cast.rita_user.pk)

    assert User.objects.get(pk=cast.rita_user.pk).is_active


def test_a_new_sign_in_is_shown_once_and_not_to_oneself(cast: Cast, boss: Desk) -> None:
    (password,) = PASSWORD.findall(boss.sends("renew_sign_in", cast.rita_user.pk, status=200).content.decode())

    assert User.objects.get(pk=cast.rita_user.pk).check_password(password)
    assert said(boss.sends("renew_sign_in", first_administrator().pk, status=403))


def test_an_installation_with_too_few_people_says_so_to_who_can_change_it(boss: Desk, rita: Desk) -> None:
    make_user("auditor")
    told = read(boss.get("/console/people/").content.decode()).one("main").words

    assert "Too few people: 6 kinds of decisions could not be made independently." in told
    assert "Fewer than three people judge: no closure that one of them proposes could be reviewed and approved by two others." in told
    assert "Too few people" not in rita.page("queue").words


def test_the_check_of_an_installation_says_the_same_and_stops_nothing(boss: Desk) -> None:
    told = check_staffing(None, ["default"])

    assert {one.id for one in told} >= {"appeals.W10", "appeals.W11"}
    assert "nobody could open the desk again for the only one" in " ".join(one.msg for one in told)
    assert (any(one.is_serious() for one in told), check_staffing(None, None)) == (False, [])


def test_enough_people_are_told_nothing(boss: Desk) -> None:
    for roles in (("senior",), ("senior",), *[("reviewer",)] * 3, ("policy_admin",)):
        make_user(*roles)

    assert "Too few people" not in boss.page("people").words
    assert check_staffing(None, ["default"]) == []
