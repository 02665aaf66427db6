"""Every address for everybody: by role, by involvement, and for those who have no business at the desk.

The rows behind the addresses are written once for this file; each test runs in a savepoint on top of them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from django.test import Client

from accounts.api_keys import SCOPES, create_key
from accounts.models import User
from appeals.console.urls import urlpatterns
from appeals.portal.session import EMAIL
from tests.appeals.cast import Cast
from tests.appeals.console.conftest import Desk, at_desk
from tests.appeals.console.people_routes import PEOPLE
from tests.appeals.console.world import addresses, everything
from tests.appeals.markup import read
from tests.factories import make_user
from tests.factories.people import first_administrator

if TYPE_CHECKING:
    from tests.conftest import ModuleRows


pytestmark = pytest.mark.django_db

# What a page answers to (intake, a reviewer, the reviewer who suspended, a senior, an auditor) who read it.
READ = {
    "home": (303, 303, 303, 303, 303),
    "queue": (200, 200, 200, 200, 200),
    "work_next": (405, 405, 405, 405, 405),
    "queue_changes": (200, 200, 200, 200, 200),
    "bulk": (403, 200, 200, 200, 403),
    "saved_views": (200, 200, 200, 200, 200),
    "save_view": (200, 200, 200, 200, 200),
    "change_view": (403, 403, 403, 200, 403),
    "delete_view": (403, 403, 403, 200, 403),
    "tag_case": (200, 200, 200, 200, 403),
    "assign": (403, 403, 403, 200, 403),
    "dates": (200, 200, 200, 200, 200),
    "to_confirm": (200, 200, 200, 200, 200),
    "suspensions": (200, 200, 200, 200, 200),
    "record_measure": (403, 200, 200, 200, 403),
    "case": (200, 200, 200, 200, 200),
    "add_note": (405, 405, 405, 405, 405),
    "presence": (405, 405, 405, 405, 405),
    "case_file": (200, 200, 200, 200, 200),
    "case_file_internal": (200, 200, 200, 200, 200),
    "write_message": (200, 200, 200, 200, 403),
    "take_back_message": (405, 405, 405, 405, 405),
    "translate": (200, 200, 200, 200, 403),
    "record_link": (403, 200, 200, 200, 403),
    "own_conduct": (403, 200, 200, 200, 403),
    "end_link": (403, 200, 200, 200, 403),
    "lost_letters": (200, 200, 200, 200, 200),
    "lost_letter": (200, 200, 200, 200, 200),
    "give_up": (403, 403, 403, 200, 403),
    "withholding": (403, 404, 404, 200, 403),
    "record_appeal": (200, 200, 200, 200, 403),
    "refuse_withholding": (403, 404, 404, 200, 403),
    "give_reasons": (403, 409, 409, 409, 403),
    "withhold_longer": (403, 409, 409, 409, 403),
    "confirm_measure": (403, 200, 403, 200, 403),
    "lift_measure": (403, 200, 200, 200, 403),
    "change_measure": (403, 200, 200, 200, 403),
    "place_hold": (403, 200, 200, 200, 403),
    "add_exhibit": (403, 200, 200, 200, 403),
    "exhibit": (404, 404, 404, 404, 404),
    "propose_closure": (403, 200, 200, 200, 403),
    "record_dispute": (403, 403, 403, 200, 403),
    "settle_dispute": (403, 403, 403, 200, 403),
    "place_legal_hold": (403, 403, 403, 200, 403),
    "confirm_legal_hold": (403, 403, 403, 200, 403),
    "lift_legal_hold": (403, 403, 403, 200, 403),
    "confirm_hold": (403, 200, 200, 200, 403),
    "move_hold": (403, 200, 200, 200, 403),
    "end_hold": (403, 200, 200, 200, 403),
    "appeal": (303, 303, 303, 303, 303),
    "claim": (405, 405, 405, 405, 405),
    "release": (405, 405, 405, 405, 405),
    "ask": (403, 200, 403, 403, 403),
    "decide": (403, 200, 403, 403, 403),
    "move_promise": (403, 200, 403, 200, 403),
    "give_more_time": (403, 200, 403, 200, 403),
    "withdraw_question": (403, 200, 403, 200, 403),
    "second": (403, 200, 403, 200, 403),
    "approve": (405, 405, 405, 405, 405),
    "send_back": (405, 405, 405, 405, 405),
    "evidence": (200, 200, 200, 200, 403),
    "evidence_page": (404, 404, 404, 404, 403),
    "original": (403, 403, 403, 200, 403),
    "check_evidence": (405, 405, 405, 405, 405),
    "say_why": (405, 405, 405, 405, 405),
    "closures": (200, 200, 200, 200, 200),
    "closure": (200, 200, 200, 200, 200),
    "review_closure": (405, 405, 405, 405, 405),
    "release_closure": (405, 405, 405, 405, 405),
    "complete_closure": (403, 200, 403, 403, 403),
    "second_closure": (403, 200, 403, 200, 403),
    "approve_closure": (405, 405, 405, 405, 405),
    "return_closure": (405, 405, 405, 405, 405),
    "revise_closure": (403, 200, 200, 200, 403),
    "refuse_closure": (403, 200, 200, 200, 403),
    "withdraw_closure": (403, 200, 200, 200, 403),
    "looks": (403, 403, 403, 200, 200),
    "regimes": (200, 200, 200, 200, 200),
    "propose_regime": (403, 403, 403, 403, 403),
    "regime": (200, 200, 200, 200, 200),
    "proposed_regime": (200, 200, 200, 200, 200),
    "publish_regime": (405, 405, 405, 405, 405),
    "refuse_regime": (405, 405, 405, 405, 405),
    "rulebook": (200, 200, 200, 200, 200),
    "section": (200, 200, 200, 200, 200),
    "section_version": (200, 200, 200, 200, 200),
}
ONLY_READ = {
    "case_file", "case_file_internal", "queue_changes", "saved_views",
    "home", "queue", "dates", "to_confirm", "suspensions", "case", "appeal", "evidence", "evidence_page", "exhibit", "closures", "closure",
    "rulebook", "section", "section_version", "looks", "lost_letters", "regimes", "regime", "proposed_regime",
}  # fmt: skip
FOR_ALL_STAFF = {"home", "rulebook", "section", "section_version", "regimes", "regime", "proposed_regime"}
# What an administrator of policy gets for a form with nothing in it, or about nothing.
OF_THE_LAW = {"propose_regime": 422, "publish_regime": 404, "refuse_regime": 404}
# What the reviewer who suspended may not do, though the role would.
INDEPENDENT = {
    "claim",
    "second",
    "approve",
    "send_back",
    "confirm_measure",
    "review_closure",
    "second_closure",
    "approve_closure",
    "return_closure",
}
ENOUGH = {
    "own_view": "upheld",
    "reason": "The log and the messages do not fit together at all.",
    "reasons": "The log and the messages do not fit together at all, in three of the weeks.",
}


@pytest.fixture(scope="module")
def whole_desk(module_rows: ModuleRows) -> tuple[Cast, dict[str, str]]:
    """The cast and the addresses, written once for this file."""
    with module_rows():
        cast = Cast()
        places = addresses(cast)
        assert cast.lena_user  # made now: what a test makes ends with it
        return cast, places


@pytest.fixture
def cast(whole_desk: tuple[Cast, dict[str, str]], db: None) -> Cast:
    """The cast of this file's rows."""
    return whole_desk[0]


@pytest.fixture
def places(whole_desk: tuple[Cast, dict[str, str]], db: None) -> dict[str, str]:
    """The name of each route → its address."""
    return whole_desk[1]


@pytest.fixture(autouse=True)
def sessions_aside(settings: Any) -> None:
    """A session is read and written at every request; here that is not what is tried."""
    settings.SESSION_ENGINE = "django.contrib.sessions.backends.cache"


def readers(cast: Cast) -> list[User]:
    return [make_user("intake"), cast.rita_user, cast.otto_user, cast.lena_user, make_user("auditor")]


def status(answer: Any) -> int:
    """The status of an answer; a page of the console is never kept."""
    assert answer["Cache-Control"] == "no-store"
    return int(answer.status_code)


def test_the_table_names_every_route(places: dict[str, str]) -> None:
    named = {pattern.name for pattern in urlpatterns} - {"sign_in", "sign_out"} - set(PEOPLE)

    assert named == set(READ) == set(places)


def test_each_reader_sees_what_their_role_and_their_part_allow(cast: Cast, places: dict[str, str]) -> None:
    users = readers(cast)
    before = everything()
    found: dict[str, list[int]] = {name: [] for name in READ}
    for user in users:
        desk = at_desk(user)
        for name in READ:
            found[name].append(status(desk.get(places[name])))

    assert {name: tuple(answers) for name, answers in found.items()} == READ
    # A look at a document is written down before its copy is found to be gone; nothing else was written.
    after = everything()
    assert len(after.pop("EvidenceView")) == 4
    before.pop("EvidenceView")
    assert after == before


@pytest.mark.parametrize("role", ["intake", "auditor"])
def test_who_does_not_judge_does_nothing_by_sending_a_form(places: dict[str, str], role: str) -> None:
    desk = at_desk(make_user(role))
    before = everything()
    answers = {name: status(desk.post(places[name], ENOUGH)) for name in READ}

    expected = {name: 405 if name in ONLY_READ else 403 for name in READ}
    # Intake may note something, and here said nothing.
    expected |= dict.fromkeys(("add_note", "record_appeal", "lost_letter", "write_message", "translate"), 422 if role == "intake" else 403)
    # Whoever reads a case is seen on it.
    expected["presence"] = 200
    # Whoever reads the queue keeps views of their own, which need a name; an empty form changes no tag.
    expected["save_view"] = 422
    expected["tag_case"] = 303 if role == "intake" else 403
    assert answers == expected
    assert everything() == before


def test_who_suspended_judges_nothing_of_it(cast: Cast, places: dict[str, str]) -> None:
    desk = at_desk(cast.otto_user)
    before = everything()

    def sent(name: str) -> dict[str, str]:
        return ENOUGH | ({"own_view": "close"} if name == "second_closure" else {})

    # Where an own view was never recorded, that is said first.
    assert {name: status(desk.post(places[name], sent(name))) for name in INDEPENDENT} == {
        name: 409 if name in {"approve", "send_back", "approve_closure", "return_closure"} else 403 for name in INDEPENDENT
    }
    assert everything() == before


@pytest.mark.parametrize("role", [None, "policy_admin", "key_admin"])
def test_who_reads_no_cases_gets_no_page_of_one(places: dict[str, str], role: str | None) -> None:
    desk = at_desk(make_user(*[role] if role else []))
    before = everything()
    reading = {name: status(desk.get(place)) for name, place in places.items()}
    sending = {name: status(desk.post(place, ENOUGH)) for name, place in places.items()}

    def expected(name: str) -> int:
        if READ[name][3] == 405:
            return 405
        if name == "looks" and role == "policy_admin":
            return 200
        if role == "policy_admin" and name in OF_THE_LAW:
            return 200
        if role is not None and name in FOR_ALL_STAFF:
            return 303 if name == "home" else 200
        return 403

    assert reading == {name: expected(name) for name in READ}
    law = OF_THE_LAW if role == "policy_admin" else {}
    assert sending == {name: 405 if name in ONLY_READ else 403 for name in READ} | law
    assert everything() == before


def strangers(cast: Cast) -> dict[str, Client]:
    """Who is not of the staff: nobody, the person the case is about, a machine, somebody who has left."""
    person, left = Client(), at_desk(make_user("senior"))
    session = person.session
    session[EMAIL] = cast.account.email
    session.save()
    User.objects.filter(pk=left.session["_auth_user_id"]).update(is_active=False)
    secret = create_key("Marketplace", SCOPES).secret
    return {"nobody": Client(), "person": person, "machine": Client(headers={"authorization": f"Bearer {secret}"}), "left": left}


def test_whoever_is_not_of_the_staff_is_led_to_the_sign_in_and_does_nothing(cast: Cast, places: dict[str, str]) -> None:
    visitors = strangers(cast)
    before = everything()
    for visitor, client in visitors.items():
        for name, place in places.items():
            read, sent = client.get(place), client.post(place, ENOUGH)
            readable = READ[name][3] != 405

            assert (visitor, name, status(read), status(sent)) == (visitor, name, 303, 303)
            assert read["Location"].startswith("/console/sign-in/?next=" if readable else "/console/sign-in/")
            assert sent["Location"].startswith("/console/sign-in/")
    assert everything() == before


@pytest.mark.parametrize("method", ["put", "patch", "delete", "options"])
def test_no_page_takes_another_method(places: dict[str, str], lena: Desk, method: str) -> None:
    before = everything()

    assert {name: status(getattr(lena, method)(place)) for name, place in places.items()} == dict.fromkeys(places, 405)
    assert everything() == before


@pytest.mark.parametrize(
    "place",
    [
        "cases/SUS-0000-0000/", "cases/nonsense/", "cases/SUS-0000-0000/lift/", "appeals/APL-0000-0000/decide/", "closures/CLO-0000-0000/",
        "evidence/evd_0000000000000000/", "evidence/evd_0000000000000000/pages/1/", "holds/hld_0000000000000000/end/",
        "rulebook/no-such-rule/", "rulebook/false-identity/99999999999/", "cases/%00/", "cases/SUS-0000-0000/disputes/99999999999999999999/settle/",
    ],
)  # fmt: skip
def test_what_does_not_exist_has_one_page(lena: Desk, place: str) -> None:
    answer = lena.get(f"/console/{place}")

    assert answer.status_code == 404
    # It was only looked at, so nothing is said of changes; the way out leads to the start.
    page = read(answer.content.decode()).one("main")
    assert (page.one("a").words, page.one("a").attrs["href"]) == ("Go to the start", "/console/")
    assert "Nothing was changed." not in page.words


def test_a_form_without_its_token_is_refused(cast: Cast, places: dict[str, str]) -> None:
    desk = Desk(enforce_csrf_checks=True)
    desk.force_login(cast.rita_user)
    before = everything()
    answers = {name: desk.post(places[name], ENOUGH).status_code for name in READ if name not in ONLY_READ}

    assert set(answers.values()) == {403}
    assert everything() == before


def test_the_first_administrator_can_reach_the_configuration(db: None) -> None:
    desk = at_desk(first_administrator())

    assert (desk.get("/admin/").status_code, desk.get("/console/queue/").status_code) == (200, 403)
