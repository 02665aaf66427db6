"""Documents: every look written down, copies closed in, the original only for a senior who says why."""

from __future__ import annotations

import io
from copy import deepcopy
from typing import TYPE_CHECKING, Any

import pytest
from PIL import Image

from accounts.models import Account, Proof
from appeals.evidence.storage import new_key, store
from appeals.models import Appeal, Evidence, EvidenceCheck, EvidenceView, ViewPage
from tests.appeals.actions.judging import filed
from tests.appeals.cast import letters
from tests.appeals.console.conftest import at_desk
from tests.appeals.console.world import everything
from tests.appeals.markup import read
from tests.factories import make_evidence, make_user

if TYPE_CHECKING:
    from tests.appeals.cast import Cast
    from tests.appeals.console.conftest import Desk
    from tests.conftest import ModuleRows

pytestmark = pytest.mark.django_db
ORIGINAL = b"GPS 50.45 N 30.52 E, as it was sent"


def picture() -> bytes:
    made = io.BytesIO()
    Image.new("RGB", (8, 6), "white").save(made, "PNG")
    return made.getvalue()


@pytest.fixture(scope="module")
def whole_appeal(whole_cast: Cast, module_rows: ModuleRows) -> Appeal:
    """An appeal of ana's, sent once for this file."""
    with module_rows():
        return filed(whole_cast.case())


@pytest.fixture
def appeal(whole_appeal: Appeal, db: None) -> Appeal:
    """That appeal, for this test to change."""
    return deepcopy(whole_appeal)


def document(appeal: Appeal, *, pages: int = 2, media_type: str = "image/png", **values: Any) -> Evidence:
    """A document with so many pages of a view copy, and its original, in the store."""
    keys = [new_key() for _page in range(pages + 1)]
    for key in keys[1:]:
        store(io.BytesIO(picture()), key=key)
    store(io.BytesIO(ORIGINAL), key=keys[0])
    evidence = make_evidence(appeal, storage_key=keys[0], check_after=None, **{"name": "ID card front.jpg"} | values)
    for number, key in enumerate(keys[1:], start=1):
        ViewPage.objects.create(evidence=evidence, number=number, storage_key=key, media_type=media_type, width=8, height=6)
    return evidence


def looks(evidence: Evidence) -> list[tuple[str, bool, str]]:
    return [(one.user.username, one.original, one.reason) for one in EvidenceView.objects.filter(evidence=evidence).order_by("id")]


def test_a_page_of_the_copy_is_sent_closed_in_and_the_look_is_written_down(rita: Desk, appeal: Appeal) -> None:
    evidence = document(appeal)
    response: Any = rita.get(f"/console/evidence/{evidence.public_id}/pages/2/")

    assert b"".join(response.streaming_content) == picture()
    assert {name: response[name] for name in HEADERS} == HEADERS | {"Content-Disposition": f'inline; filename="{evidence.public_id}-2.png"'}
    assert looks(evidence) == [("rita", False, "")]


HEADERS = {
    "Content-Type": "image/png",
    "Content-Disposition": "",
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
}


def of_class(page: Any, tag: str, name: str) -> Any:
    (found,) = [one for one in page.one("main").all(tag) if name in str(one.attrs.get("class")).split()]
    return found


def picture_on(page: Any) -> str:
    """Which picture a page shows; none while it is covered."""
    images = [one.attrs["href"] for one in page.one("main").all("image")]
    return str(images[0]) if images else ""


def test_a_page_is_covered_until_it_is_opened_and_that_is_one_look(rita: Desk, appeal: Appeal) -> None:
    evidence = document(appeal)
    covered = rita.page("evidence", evidence.public_id)
    assert (picture_on(covered), looks(evidence)) == ("", [])
    assert [one.words for one in covered.one("main").all("button") if one.attrs.get("name") == "open"] == ["Open page 1"]

    opened = rita.page("evidence", evidence.public_id, open="1")
    response: Any = rita.get(picture_on(opened))
    assert b"".join(response.streaming_content) == picture()
    assert looks(evidence) == [("rita", False, "")]


def test_the_page_around_it_shows_one_page_at_a_time(rita: Desk, appeal: Appeal) -> None:
    evidence = document(appeal)
    pages = [rita.page("evidence", evidence.public_id, open="1", page=page) for page in ("1", "2", "99", "x")]

    assert [picture_on(page) for page in pages] == [f"/console/evidence/{evidence.public_id}/pages/{number}/" for number in (1, 2, 2, 1)]
    beside = [[link.attrs["href"] for link in page.one("main").all("a") if link.attrs.get("rel")] for page in pages[:2]]
    assert beside == [["?page=2&open=1#copy"], ["?open=1#copy"]]
    assert [one.page for one in EvidenceView.objects.filter(evidence=evidence).order_by("id")] == [1, 2]


def test_it_is_turned_enlarged_and_sharpened_by_links_alone(rita: Desk, appeal: Appeal) -> None:
    evidence = document(appeal)
    page = rita.page("evidence", evidence.public_id, open="1", zoom="double", turn="90", contrast="strong", page="2")
    drawn, image = of_class(page, "svg", "view-copy"), page.one("main").one("image")

    # Eight wide and six high, turned to the right and twice as large.
    assert [drawn.attrs[name] for name in ("viewbox", "width", "height", "aria-label")] == [
        "0 0 6 8",
        "12",
        "16",
        "Page 2 of ID card front.jpg",
    ]
    assert (image.attrs["transform"], "view-strong" in str(drawn.attrs["class"])) == ("translate(6 0) rotate(90)", True)
    links = {one.words: one.attrs["href"] for one in of_class(page, "nav", "view-tools").all("a")}
    held = "?page=2&open=1"
    assert links == {
        "Fit to width": f"{held}&turn=90&contrast=strong#copy",
        "Actual size": f"{held}&zoom=actual&turn=90&contrast=strong#copy",
        "Twice as large": f"{held}&zoom=double&turn=90&contrast=strong#copy",
        "Turn left": f"{held}&zoom=double&contrast=strong#copy",
        "Turn right": f"{held}&zoom=double&turn=180&contrast=strong#copy",
        "Strong contrast": f"{held}&zoom=double&turn=90#copy",
    }
    odd = rita.page("evidence", evidence.public_id, open="1", zoom="huge", turn="45", contrast="x")
    assert of_class(odd, "svg", "view-copy").attrs["viewbox"] == "0 0 8 6"


def test_nothing_but_our_own_pictures_is_shown_inline(rita: Desk, appeal: Appeal) -> None:
    evidence = document(appeal, media_type="image/svg+xml")
    before = everything()

    assert rita.get(f"/console/evidence/{evidence.public_id}/pages/1/").status_code == 404
    assert rita.get(f"/console/evidence/{evidence.public_id}/pages/9/").status_code == 404
    assert everything() == before


def test_a_look_asks_the_store_by_get_alone(rita: Desk, appeal: Appeal) -> None:
    evidence = document(appeal)

    assert rita.post(f"/console/evidence/{evidence.public_id}/pages/1/").status_code == 405
    assert looks(evidence) == []


def test_who_looked_stands_on_the_page(rita: Desk, lena: Desk, appeal: Appeal) -> None:
    evidence = document(appeal)
    assert "Nobody yet." in lena.page("evidence", evidence.public_id).words
    response: Any = rita.get(f"/console/evidence/{evidence.public_id}/pages/1/")
    # Read to its end, which closes the file.
    assert b"".join(response.streaming_content) == picture()

    words = lena.page("evidence", evidence.public_id).words
    assert words.index("Who looked") < words.index("Rita")


@pytest.mark.parametrize(("role", "status"), [("intake", 403), ("reviewer", 200), ("auditor", 403)])
def test_who_may_look_at_a_sensitive_file(role: str, status: int, appeal: Appeal) -> None:
    evidence = document(appeal, sensitive=True)
    desk = at_desk(make_user(role))
    before = everything()

    assert desk.get(f"/console/evidence/{evidence.public_id}/").status_code == status
    if status == 403:
        assert desk.get(f"/console/evidence/{evidence.public_id}/pages/1/").status_code == 403
    assert everything() == before


def test_the_original_is_saved_by_a_senior_who_says_why(lena: Desk, appeal: Appeal) -> None:
    evidence = document(appeal, name="../../ID <card>.html")
    response = lena.sends("original", evidence.public_id, status=200, reason="The copy cuts off a seal.")

    assert b"".join(response.streaming_content) == ORIGINAL
    assert response["Content-Type"] == "application/octet-stream"
    assert response["Content-Disposition"].startswith("attachment; ")
    assert response["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert looks(evidence) == [("lena", True, "The copy cuts off a seal.")]


@pytest.mark.parametrize(
    ("reason", "complaint"),
    [
        ("", "This field is required."),
        ("   ", "This field is required."),
        ("x" * 201, "The text is too long. Write at most 200 characters."),
        ("a\x00b", "The text holds a sign that cannot be shown."),
    ],
)
def test_without_a_reason_the_original_stays_closed(lena: Desk, reason: str, complaint: str, appeal: Appeal) -> None:
    evidence = document(appeal)
    before = everything()

    assert complaint in lena.refusal("original", evidence.public_id, status=422, reason=reason)
    assert everything() == before


def test_a_reviewer_gets_no_original(rita: Desk, appeal: Appeal) -> None:
    evidence = document(appeal)
    before = everything()

    assert "Only a senior reviewer may open an original." in rita.refusal(
        "original", evidence.public_id, status=403, reason="I am curious."
    )
    assert "Open the original" not in rita.page("evidence", evidence.public_id).words
    assert everything() == before


def test_a_file_that_is_gone_from_the_store_is_a_page_not_a_fault(cast: Cast, lena: Desk) -> None:
    evidence = make_evidence(filed(cast.case()), check_after=None)
    ViewPage.objects.create(evidence=evidence, number=1, storage_key=new_key(), media_type="image/png", width=8, height=6)

    assert lena.get(f"/console/evidence/{evidence.public_id}/pages/1/").status_code == 404


def test_checks_by_a_person_are_told_in_one_letter_with_what_to_do(cast: Cast, rita: Desk, appeal: Appeal) -> None:
    evidence = document(appeal)
    before = len(letters(evidence.case))
    rita.sends(
        "check_evidence",
        evidence.public_id,
        corners_visible="not_accepted:cut_off",
        not_expired="not_accepted:expired",
        name_matches="passed",
    )

    found = list(EvidenceCheck.objects.order_by("id").values_list("code", "result", "reason", "by"))
    rita_id = cast.rita_user.pk
    assert found == [
        ("corners_visible", "not_accepted", "cut_off", rita_id), ("name_matches", "passed", "", rita_id),
        ("not_expired", "not_accepted", "expired", rita_id),
    ]  # fmt: skip
    assert letters(evidence.case)[before:] == ["document_result"]
    words = rita.page("evidence", evidence.public_id).words
    assert "All corners visible: Not accepted · Rita One side is cut off. Put it on a table in daylight" in words


def test_beside_each_reason_stands_what_the_person_will_read(rita: Desk, appeal: Appeal) -> None:
    evidence = document(appeal)
    form = rita.page("evidence", evidence.public_id).by_id("id_corners_visible_1_hint")
    assert form.words.startswith("They read: “One side is cut off. Put it on a table in daylight")

    shown = rita.sends("check_evidence", evidence.public_id, status=200, corners_visible="not_accepted:covered", step="preview")
    page = read(shown.content.decode())
    assert "The letter, not sent yet" in page.words
    assert "Something covers a part of it." in page.words
    assert EvidenceCheck.objects.count() == 0


def test_a_document_that_passed_is_remembered_as_a_proof(rita: Desk, appeal: Appeal) -> None:
    evidence = document(appeal)
    passed: dict[str, Any] = dict.fromkeys(
        ("corners_visible", "text_readable", "name_matches", "not_expired", "issuer_recognised"), "passed"
    )
    too_early = rita.refusal("check_evidence", evidence.public_id, status=422, proves="passport", corners_visible="passed")
    assert too_early == "It proves something only when the name matches and no check waits or was not accepted."

    rita.sends("check_evidence", evidence.public_id, **passed, proves="national_id", expires_on="2031-02-01")
    proof = Proof.objects.get(source=evidence.public_id)
    assert (proof.kind, str(proof.expires_on)) == ("national_id", "2031-02-01")
    assert "National identity card Shown on" in rita.page("evidence", evidence.public_id).words
    assert "Already proved National identity card" in rita.page("case", evidence.case.reference).words


def test_two_people_who_check_one_document_see_each_other(rita: Desk, rob: Desk, appeal: Appeal) -> None:
    evidence = document(appeal)
    (seen,) = [one.attrs["value"] for one in rita.page("evidence", evidence.public_id).all("input") if one.attrs.get("name") == "seen"]
    rob.sends("check_evidence", evidence.public_id, name_matches="passed")

    answer = rita.sends("check_evidence", evidence.public_id, status=409, not_expired="passed", seen=str(seen))
    page = read(answer.content.decode())
    assert "Somebody else wrote down a check meanwhile." in page.words
    chosen = {
        one.attrs["name"]: one.attrs.get("value") for one in page.all("input") if "checked" in one.attrs or one.attrs.get("name") == "seen"
    }
    assert (chosen["not_expired"], chosen["seen"] != seen) == ("passed", True)
    rita.sends("check_evidence", evidence.public_id, not_expired="passed", seen=str(chosen["seen"]))
    assert {one.code for one in EvidenceCheck.objects.all()} == {"name_matches", "not_expired"}


def test_the_country_of_the_person_says_what_to_know_of_its_documents(rita: Desk, appeal: Appeal) -> None:
    evidence = document(appeal)
    assert "Documents that count" in rita.page("evidence", evidence.public_id).words
    Account.objects.filter(pk=evidence.case.account_id).update(country="UA")

    words = rita.page("evidence", evidence.public_id).words
    assert "Documents in Ukraine" in words
    assert "The ID card has no address." in words


@pytest.mark.parametrize(
    ("sent", "complaint"),
    [
        ({}, "Say what you found."),
        ({"not_expired": "not_accepted:cut_off"}, "Select a valid choice. not_accepted:cut_off is not one of the available choices."),
        ({"not_expired": "not_accepted"}, "Select a valid choice. not_accepted is not one of the available choices."),
        ({"name_matches": "passed", "expires_on": "soon"}, "Give a day as year-month-day, such as 2027-01-31."),
    ],
)
def test_half_a_check_stays_on_the_page(rita: Desk, sent: dict[str, Any], complaint: str, appeal: Appeal) -> None:
    evidence = document(appeal)
    before = everything()

    assert rita.refusal("check_evidence", evidence.public_id, status=422, **sent) == complaint
    assert everything() == before


def test_what_is_not_ready_or_has_no_copy_says_so(cast: Cast, rita: Desk) -> None:
    waiting = make_evidence(filed(cast.case()))
    assert "There is no view copy" in rita.page("evidence", waiting.public_id).words
    Evidence.objects.filter(pk=waiting.pk).update(check_after=waiting.added_at)
    assert "This file is still being checked." in rita.page("evidence", waiting.public_id).words
    link = make_evidence(filed(cast.case()), sha256="", storage_key="", link="https://gov.example/verify?id=1", kind="link")

    page = rita.page("evidence", link.public_id)
    assert "https://gov.example/verify?id=1" in page.words
    assert "https://gov.example/verify?id=1" not in [one.attrs.get("href") for one in page.all("a")]
