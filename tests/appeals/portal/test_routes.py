"""Every address for everybody: the owner sees it, and for anyone else it does not exist.

The rows behind the addresses are written once for this file; each test runs in a savepoint on top of them.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest
from django.test import override_settings
from django.urls import get_resolver

from accounts.instants import redress_now
from accounts.models import Representative
from appeals.actions import perform
from appeals.actions.information import request_information
from appeals.models import Event, Exhibit, Notice
from appeals.portal.urls import urlpatterns
from tests.appeals.cast import Cast
from tests.appeals.portal import stories
from tests.appeals.portal.conftest import Browser, signed_in
from tests.factories import claim, decide, make_appeal, make_closable_case, make_closure, snapshot

if TYPE_CHECKING:
    from appeals.models import Suspension
    from tests.conftest import ModuleRows

# Addresses that only take a form, and those that take one beside being read.
FORMS_ONLY = {"link", "remove", "more_time"}
FORMS_TOO = {
    "options",
    "wants",
    "points",
    "story",
    "late",
    "context",
    "contact",
    "evidence",
    "lacking",
    "check",
    "withdraw",
    "question",
    "messages",
}


@pytest.fixture(scope="module")
def whole_portal(module_rows: ModuleRows, tmp_path_factory: pytest.TempPathFactory) -> tuple[Cast, dict[str, str]]:
    """The cast and the addresses, written once for this file."""
    with module_rows(), override_settings(EVIDENCE_ROOT=tmp_path_factory.mktemp("evidence")):
        cast = Cast()
        places = addresses(cast)
        # Made now: what a test makes ends with it.
        assert cast.mallory
        assert cast.rita_user
        return cast, places


@pytest.fixture
def cast(whole_portal: tuple[Cast, dict[str, str]], db: None) -> Cast:
    """The cast of this file's rows."""
    return whole_portal[0]


@pytest.fixture
def routes(whole_portal: tuple[Cast, dict[str, str]], db: None) -> dict[str, str]:
    """The name of each route → its address."""
    return whole_portal[1]


def addresses(cast: Cast) -> dict[str, str]:
    """One address for each route of a case, on cases in the states that have such a page."""
    plain, drafted, sent, asked = (stories.recorded(cast) for _number in range(4))
    Exhibit.objects.create(suspension=plain, label="log.txt", storage_key="0" * 32, size=3, sha256="0" * 64)
    draft = stories.begun(cast, drafted)
    stories.with_file(cast, draft)
    appeal = stories.sent(cast, sent)
    question = stories.sent(cast, asked)
    claim(question, cast.rita_user)
    question.refresh_from_db()
    request = perform(request_information, cast.rita, appeal=question, question="Who else works here?", why="Two accounts were used.")
    decided = cast.case()
    decide(make_appeal(decided, state="in_review"))
    closure = make_closure(make_closable_case(account=cast.account), step="delivered")
    letter = Notice.objects.filter(case=plain).earliest("pk")
    evidence = draft.evidence.get()

    def of(case: Suspension, rest: str = "") -> str:
        return f"/en/cases/{case.reference}/{rest}"

    writing = f"appeals/{draft.reference}/"
    return {
        "case": of(plain),
        "reason": of(plain, "reason/"),
        "reason_version": of(plain, "reason/1/"),
        "letters": of(plain, "letters/"),
        "letter": of(plain, f"letters/{letter.public_id}/"),
        "messages": of(plain, "messages/"),
        "options": of(plain, "options/"),
        "appeal": of(drafted, writing),
        **{
            name: of(drafted, f"{writing}{name}/")
            for name in ("wants", "points", "story", "late", "context", "contact", "evidence", "check")
        },
        "link": of(drafted, f"{writing}evidence/link/"),
        "lacking": of(drafted, f"{writing}evidence/missing/"),
        "remove": of(drafted, f"{writing}evidence/{evidence.public_id}/remove/"),
        "receipt": of(sent, f"appeals/{appeal.reference}/receipt/1/"),
        "withdraw": of(sent, f"appeals/{appeal.reference}/withdraw/"),
        "question": of(asked, f"requests/{request.public_id}/"),
        "more_time": of(asked, f"requests/{request.public_id}/more-time/"),
        "decision": of(decided, "decision/1/"),
        "closure": of(closure.case, f"closures/{closure.reference}/"),
        "exhibit": of(plain, "exhibits/3/"),
    }


def test_the_table_names_every_route_of_a_case(routes: dict[str, str]) -> None:
    named = {pattern.name for pattern in urlpatterns}

    assert named - {"find", "enter", "sign_out", "cases"} == set(routes)
    assert get_resolver().namespace_dict.get("portal") is not None


def test_the_owner_reads_every_page_and_no_copy_is_kept(routes: dict[str, str], ana: Browser) -> None:
    readable = {name: path for name, path in routes.items() if name not in FORMS_ONLY | {"exhibit"}}

    answers = {name: ana.get(path) for name, path in readable.items()}

    assert {name: answer.status_code for name, answer in answers.items()} == dict.fromkeys(readable, 200)
    assert {answer["Cache-Control"] for answer in answers.values()} == {"no-store"}


def test_every_page_is_whole_markup_with_one_heading_and_a_title(routes: dict[str, str], ana: Browser) -> None:
    for name, path in routes.items():
        if name in FORMS_ONLY | {"exhibit"}:
            continue
        page = ana.page(path)
        assert (name, len(page.all("h1"))) == (name, 1)
        assert re.fullmatch(".+ \N{EN DASH} SUS-[0-9A-Z-]{9} \N{EN DASH} Example Marketplace", page.one("title").words), name


def test_for_another_person_no_page_is_there(routes: dict[str, str], mallory: Browser) -> None:
    before = snapshot()

    answers = {name: mallory.get(path) if name not in FORMS_ONLY else mallory.post(path) for name, path in routes.items()}
    answers |= {f"{name} sent": mallory.post(routes[name], {"statement": "x", "wants": "overturn"}) for name in FORMS_TOO}

    assert {name: answer.status_code for name, answer in answers.items()} == dict.fromkeys(answers, 404)
    assert snapshot() == before


def test_a_foreign_page_and_an_absent_one_are_the_same_bytes(routes: dict[str, str], mallory: Browser) -> None:
    absent = mallory.get("/en/cases/SUS-0000-0000/").content

    shown = {name: mallory.get(path).content for name, path in routes.items() if name not in FORMS_ONLY}

    assert {name for name, content in shown.items() if content != absent} == set()


def test_parts_of_another_case_are_not_found_through_ones_own(routes: dict[str, str], cast: Cast, ana: Browser) -> None:
    other = cast.case()

    moved = {
        name: re.sub(r"SUS-[0-9A-Z-]{9}", other.reference, path)
        for name, path in routes.items()
        if name not in FORMS_ONLY | {"case", "reason", "reason_version", "letters", "messages", "options"}
    }

    assert {name: ana.get(path).status_code for name, path in moved.items()} == dict.fromkeys(moved, 404)


def test_whoever_is_not_signed_in_is_led_to_the_code(routes: dict[str, str], stranger: Browser) -> None:
    before = snapshot()

    answers = {name: stranger.get(path) if name not in FORMS_ONLY else stranger.post(path) for name, path in routes.items()}
    absent = stranger.get("/en/cases/SUS-0000-0000/")

    assert {answer.status_code for answer in [*answers.values(), absent]} == {302}
    assert {answer["Location"].partition("?")[0] for answer in [*answers.values(), absent]} == {"/en/"}
    assert {answer["Cache-Control"] for answer in answers.values()} == {"no-store"}
    assert snapshot() == before


def test_pages_that_only_show_take_no_form(routes: dict[str, str], ana: Browser) -> None:
    reading = {name: path for name, path in routes.items() if name not in FORMS_ONLY | FORMS_TOO}

    assert {name: ana.post(path).status_code for name, path in reading.items()} == dict.fromkeys(reading, 405)


def test_forms_alone_cannot_be_opened_and_change_nothing_by_it(routes: dict[str, str], ana: Browser) -> None:
    before = snapshot()

    assert {name: ana.get(routes[name]).status_code for name in FORMS_ONLY} == dict.fromkeys(FORMS_ONLY, 405)
    assert {name: ana.put(routes[name]).status_code for name in FORMS_TOO} == dict.fromkeys(FORMS_TOO, 405)
    assert snapshot() == before


def test_every_form_needs_its_token(routes: dict[str, str], cast: Cast) -> None:
    strict = Browser(enforce_csrf_checks=True)
    strict.cookies = signed_in(cast.account.email).cookies
    before = snapshot()

    answers = {name: strict.post(routes[name], {"statement": "x"}) for name in FORMS_ONLY | FORMS_TOO}

    assert {answer.status_code for answer in answers.values()} == {403}
    assert snapshot() == before


def test_only_opening_a_letter_writes_when_a_page_is_read(routes: dict[str, str], ana: Browser) -> None:
    quiet = ["letters", "options", "appeal", "wants", "story", "check", "receipt", "withdraw", "evidence"]
    before = snapshot()

    for name in quiet:
        ana.get(routes[name])
        ana.head(routes[name])

    assert snapshot() == before


def test_a_browser_that_fetches_ahead_opens_no_letter(routes: dict[str, str], ana: Browser) -> None:
    before = snapshot()

    for header in ("Purpose", "Sec-Purpose", "X-Moz"):
        ana.get(routes["letter"], headers={header: "prefetch"})
    ana.head(routes["letter"])
    ana.head(routes["case"])

    assert snapshot() == before


def test_a_helper_reads_along_without_opening_anything(routes: dict[str, str], cast: Cast) -> None:
    helper = cast.helper("read")
    assert helper.representative_id is not None
    hana = accepted(cast)
    before = Event.objects.count()

    answers = {name: hana.get(routes[name]).status_code for name in ("case", "reason", "letter", "letters", "decision", "closure")}

    assert answers == dict.fromkeys(answers, 200)
    assert Event.objects.count() == before


def test_a_helper_who_may_only_read_is_told_so(routes: dict[str, str], cast: Cast) -> None:
    cast.helper("read")
    hana = accepted(cast)
    before = snapshot()

    answers = [hana.get(routes[name]) for name in ("options", "wants", "evidence")]

    assert [answer.status_code for answer in answers] == [403, 403, 403]
    assert {"You were not given the right to do this." in answer.content.decode() for answer in answers} == {True}
    assert snapshot() == before


def accepted(cast: Cast) -> Browser:
    """The helper's browser, once the invitation is accepted."""
    Representative.objects.filter(account=cast.account).update(accepted_at=redress_now())
    return signed_in("hana@example.org")


def test_hostile_addresses_are_pages_that_do_not_exist(ana: Browser, cast: Cast) -> None:
    case = cast.case()
    bad: list[Any] = ["%00", "..", "<script>", "%ff", "a" * 3000, "SUS-7K3M-92QX", "irq_x", "999999999999999999999"]

    answers = [
        ana.get(f"/en/cases/{case.reference}/{rest}/{one}/")
        for one in bad
        for rest in ("requests", "closures", "appeals", "letters", "decision")
    ]
    answers += [ana.get(f"/en/cases/{one}/") for one in bad if one != ".."]

    assert {answer.status_code for answer in answers} == {404}
