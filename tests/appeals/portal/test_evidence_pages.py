"""Files through the pages: each looked at by itself, named harmlessly, kept whole, and removable only until it is sent."""

from __future__ import annotations

import io
from copy import deepcopy
from typing import TYPE_CHECKING, Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile, TemporaryUploadedFile

from appeals.actions import intake, perform
from appeals.actions.findings import Findings, store_findings
from appeals.evidence.checks import Checked, Result
from appeals.models import Appeal, Evidence, Receipt
from tests.appeals.markup import read
from tests.appeals.portal import stories
from tests.appeals.portal.conftest import Browser, words
from tests.factories import snapshot

if TYPE_CHECKING:
    from pathlib import Path

    from appeals.models import Suspension
    from tests.appeals.cast import Cast
    from tests.conftest import ModuleRows

AGAIN = "Put it on a table in daylight, show all four corners, and take the photo again."
ADDED = {"about": "me", "label": "My card", "sensitive": ""}


@pytest.fixture(scope="module")
def whole_draft(whole_cast: Cast, whole_case: Suspension, module_rows: ModuleRows) -> Appeal:
    """A draft of ana's, begun once for this file."""
    with module_rows():
        return stories.begun(whole_cast, whole_case)


@pytest.fixture
def draft(whole_draft: Appeal, db: None) -> Appeal:
    """That draft, for this test to change."""
    return deepcopy(whole_draft)


def of(appeal: Appeal, rest: str = "") -> str:
    return f"/en/cases/{appeal.case.reference}/appeals/{appeal.reference}/evidence/{rest}"


def picture(name: str = "card.jpg", colour: str = "navy") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, stories.photo(colour), content_type="image/jpeg")


def stored(folder: Path) -> int:
    """How many files are kept."""
    return sum(1 for one in folder.rglob("*") if one.is_file())


def test_a_file_is_added_with_what_the_person_says_of_it(ana: Browser, draft: Appeal) -> None:
    response = ana.sent(of(draft), {"uploads": picture("ID card front.jpg"), "about": "both", "label": "My ID card", "sensitive": "on"})

    one = Evidence.objects.get()
    assert response["Location"] == of(draft)
    assert (one.name, one.label, one.about, one.sensitive, one.kind, one.request_id) == (
        "ID card front.jpg",
        "My ID card",
        "both",
        True,
        "jpeg",
        None,
    )
    text = words(ana.page(of(draft)))
    assert "1 file was added." in text
    assert "My ID card · About: Me and another person · Private" in text
    assert f"Fingerprint {one.sha256[:12]}" in text


def test_several_files_at_once_are_looked_at_one_by_one(ana: Browser, draft: Appeal) -> None:
    files = [
        picture("a.jpg"),
        SimpleUploadedFile("b.zip", b"PK\x03\x04" + b"\0" * 40),
        picture("c.jpg", "red"),
        SimpleUploadedFile("d.pdf", b""),
    ]

    ana.sent(of(draft), ADDED | {"uploads": files})
    page = ana.page(of(draft))

    assert list(Evidence.objects.order_by("id").values_list("name", flat=True)) == ["a.jpg", "c.jpg"]
    box = page.by_id("errors")
    assert box.one("h2").words == "Some files were not taken. Your other files are safe."
    assert [(one.attrs["href"], one.words) for one in box.all("a")] == [
        ("#file_uploads", "b.zip: This is an archive. Take the files out of it and send them one by one."),
        ("#file_uploads", "d.pdf: This file is empty. Choose it again, or take the photo again."),
    ]
    assert page.one("title").words.startswith("Error: Files that show it")
    assert "Some files were not taken" not in words(ana.page(of(draft)))


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("photo.jpg", b"<html><script>alert(1)</script></html>", "This is a web page or a drawing made of code."),
        ("photo.jpg", stories.photo()[:300], "We could not open this file; a part of it may be missing."),
        ("card.svg", b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>', "This is a web page or a drawing made of code."),
        ("run.exe", b"MZ" + b"\0" * 100, "We can open JPEG, PNG, WebP and HEIC pictures, PDF files and plain text."),
    ],
)
def test_a_file_that_is_not_what_it_claims_is_refused_with_help(
    ana: Browser, draft: Appeal, tmp_path: Path, *, name: str, content: bytes, says: str
) -> None:
    before = snapshot()

    ana.sent(of(draft), ADDED | {"uploads": SimpleUploadedFile(name, content)})

    assert says in ana.page(of(draft)).by_id("errors").words
    assert (snapshot() == before, stored(tmp_path)) == (True, 0)


def test_without_a_file_the_form_says_so(ana: Browser, draft: Appeal) -> None:
    response = ana.sent(of(draft), ADDED, status=422)

    assert "Choose a file first." in read(response.content.decode()).by_id("errors").words


@pytest.mark.parametrize(("field", "value"), [("about", "nobody"), ("label", "a\x00b"), ("label", "x" * 201)])
def test_what_is_said_of_a_file_is_checked_before_it_is_kept(ana: Browser, draft: Appeal, tmp_path: Path, field: str, value: str) -> None:
    ana.sent(of(draft), ADDED | {"uploads": picture(), field: value}, status=422)

    assert (Evidence.objects.count(), stored(tmp_path)) == (0, 0)


def test_the_twenty_first_file_is_refused_and_not_kept(ana: Browser, cast: Cast, draft: Appeal, tmp_path: Path) -> None:
    for number in range(20):
        perform(intake.add_link, cast.ana, appeal=draft, url=f"https://example.org/{number}")

    ana.sent(of(draft), ADDED | {"uploads": picture()})

    assert "card.jpg: At most 20 files go in one submission." in ana.page(of(draft)).by_id("errors").words
    assert (Evidence.objects.count(), stored(tmp_path)) == (20, 0)


def test_a_large_upload_goes_through_a_file_and_not_through_memory(ana: Browser, draft: Appeal, monkeypatch: Any) -> None:
    kinds: list[type] = []
    receive = intake.receive

    def watched(file: Any, **values: Any) -> intake.Received:
        kinds.append(type(file))
        return receive(file, **values)

    monkeypatch.setattr(intake, "receive", watched)
    noisy = io.BytesIO(stories.photo(size=(3000, 2000)))
    assert noisy.getbuffer().nbytes > 64 * 1024

    ana.sent(of(draft), ADDED | {"uploads": SimpleUploadedFile("large.jpg", noisy.getvalue())})

    assert kinds == [TemporaryUploadedFile]


def test_more_than_five_files_of_full_size_are_refused_before_they_are_read(ana: Browser, draft: Appeal, settings: Any) -> None:
    answer = ana.generic(
        "POST", of(draft), b"", CONTENT_TYPE="multipart/form-data; boundary=x", CONTENT_LENGTH=str(6 * settings.FILE_LIMIT)
    )

    assert answer.status_code == 413
    assert "A file may have up to 15 MB." in answer.content.decode()


def test_a_file_over_the_limit_is_refused_and_the_others_stay(ana: Browser, draft: Appeal, settings: Any) -> None:
    huge = SimpleUploadedFile("scan.pdf", b"%PDF-1.7\n" + b"0" * settings.FILE_LIMIT)

    ana.sent(of(draft), ADDED | {"uploads": [picture(), huge]})

    assert (
        "scan.pdf: This file is larger than 15 MB. Save it smaller, or split it and send the parts."
        in ana.page(of(draft)).by_id("errors").words
    )
    assert [one.name for one in Evidence.objects.all()] == ["card.jpg"]


def test_more_files_than_a_form_may_carry_are_not_taken(ana: Browser, draft: Appeal, tmp_path: Path) -> None:
    answer = ana.post(of(draft), ADDED | {"uploads": [SimpleUploadedFile(f"{number}.txt", b"x") for number in range(21)]})

    assert (answer.status_code, Evidence.objects.count(), stored(tmp_path)) == (400, 0, 0)


def test_a_link_is_added_and_shown_as_text(ana: Browser, draft: Appeal) -> None:
    ana.sent(of(draft, "link/"), {"url": "https://gov.example/check?id=1&x=2", "label": "Official check"})

    page = ana.page(of(draft))

    assert "https://gov.example/check?id=1&x=2" in words(page)
    assert {one.attrs["href"] for one in page.all("a") if "gov.example" in (one.attrs["href"] or "")} == set()


@pytest.mark.parametrize(
    ("url", "says"),
    [
        ("", "Type the address of the page."),
        ("javascript:alert(1)", "Type a whole address that starts with https://."),
        ("ftp://example.org/x", "Paste a whole address that starts with https:// and holds no password."),
        ("https://user:secret@example.org/", "Paste a whole address that starts with https:// and holds no password."),
        ("https://example.org/" + "x" * 600, "Ensure this value has at most 500 characters (it has 620)."),
    ],
)
def test_an_address_we_cannot_take_is_said_at_its_field(ana: Browser, draft: Appeal, url: str, says: str) -> None:
    response = ana.sent(of(draft, "link/"), {"url": url}, status=422)

    assert says in read(response.content.decode()).by_id("errors").words
    assert Evidence.objects.count() == 0


def test_a_file_of_a_draft_is_removed_and_deleted(ana: Browser, cast: Cast, draft: Appeal, tmp_path: Path) -> None:
    stories.with_file(cast, draft)
    one = Evidence.objects.get()
    (form,) = [form for form in ana.page(of(draft)).all("form") if "remove" in (form.attrs.get("action") or "")]
    assert form.one("button").words == "Remove ID card front.jpg"

    ana.sent(form.attrs["action"] or "")

    one.refresh_from_db()
    assert one.removed_at is not None
    assert "Nothing yet." in words(ana.page(of(draft)))
    assert ana.post(form.attrs["action"] or "").status_code == 404


def test_what_was_sent_stays_and_what_comes_later_gets_a_receipt(ana: Browser, cast: Cast) -> None:
    appeal = stories.begun(cast, stories.recorded(cast))
    stories.with_file(cast, appeal)
    ana.sent(of(appeal).replace("evidence/", "check/"))
    one = Evidence.objects.get()

    page = ana.page(of(appeal))
    assert [form for form in page.all("form") if "remove" in (form.attrs.get("action") or "")] == []
    assert ana.post(of(appeal, f"{one.public_id}/remove/")).status_code == 409

    ana.sent(of(appeal), ADDED | {"uploads": [picture("more.jpg", "red"), picture("most.jpg", "green")]})

    assert list(Receipt.objects.order_by("number").values_list("number", flat=True)) == [1, 2]
    assert [file["name"] for file in Receipt.objects.get(number=2).files] == ["more.jpg", "most.jpg"]
    second = ana.page(of(appeal).replace("evidence/", "receipt/2/"))
    assert second.one("h1").words == "We have received what you added"


def test_each_check_says_what_is_wrong_and_what_to_do(ana: Browser, cast: Cast, draft: Appeal) -> None:
    stories.with_file(cast, draft)
    checks = (
        Checked("opens", Result.PASSED),
        Checked("corners_visible", Result.NOT_ACCEPTED, "cut_off"),
        Checked("name_matches", Result.WAITING),
    )
    perform(store_findings, cast.system, evidence=Evidence.objects.get(), findings=Findings(scan="clean", pages=(), checks=checks))

    page = ana.page(of(draft))

    (box,) = [one for one in page.all("ul") if one.attrs.get("class") == "checks"]
    assert [item.words for item in box.all("li")] == [
        "Opens: Passed",
        f"All corners visible: Not accepted One side is cut off. What to do: {AGAIN}",
        "Name matches your profile: Waiting for a person",
    ]


def test_what_helps_comes_from_the_cited_rules(ana: Browser, draft: Appeal) -> None:
    text = words(ana.page(of(draft)))

    assert "A photo of your identity card, with all four corners." in text
    assert "That does not count against you." in text
