"""Adding material of the platform: a form with a file, as strict as every other body, and nothing kept of what is refused."""

from hashlib import sha256
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from appeals.evidence.storage import open_stored
from appeals.models import Exhibit
from tests.appeals.api.bodies import text
from tests.appeals.api.caller import Caller, Form, file_form
from tests.factories import make_appeal, make_case, move, snapshot

KEY = {"Idempotency-Key": "11f4-exhibit"}


@pytest.fixture
def case(db: None) -> Any:
    return make_case(decided_at=None)


@pytest.fixture
def path(case: Any) -> str:
    return f"suspensions/{case.reference}/exhibits/"


def stored(disk: Path) -> int:
    return sum(one.is_file() for one in disk.rglob("*"))


def test_a_file_is_kept_as_it_came_and_listed(api: Caller, path: str, constraints_now: Any) -> None:
    made = BytesIO()
    Image.new("RGB", (8, 8), "white").save(made, "PNG")
    content = made.getvalue()

    answer = api.post(path, file_form(content, "chat.png", citation=0))

    row = Exhibit.objects.get()
    told = {
        "label": "Your message of 12 January",
        "citation": 0,
        "media_type": "image/png",
        "size": len(content),
        "sha256": sha256(content).hexdigest(),
        "audience": "appellant",
        "redaction_reason": None,
        "created_at": text(row.created_at),
    }
    assert (answer.status_code, answer.json()) == (201, told)
    assert api.get(path).json()["results"] == [told]
    with open_stored(row.storage_key) as file:
        assert file.read() == content


def test_what_is_redacted_says_why(api: Caller, path: str, settings: Any) -> None:
    # A file may be larger than any other body.
    long = b"A log.\n" * (settings.BODY_LIMIT // 5)

    answer = api.post(path, file_form(long, audience="staff", redaction_reason="It names another person."))

    assert (answer.status_code, answer.json()["audience"], answer.json()["redaction_reason"]) == (201, "staff", "It names another person.")
    assert answer.json()["size"] == len(long) > settings.BODY_LIMIT


def test_the_same_key_and_form_are_done_once(api: Caller, path: str, disk: Path) -> None:
    first = api.post(path, file_form(), **KEY)
    before = snapshot()

    again = api.post(path, file_form(), **KEY)
    other = api.post(path, file_form(b"Another file.\n", "log.txt"), **KEY)

    assert (first.status_code, again.status_code, again.json()) == (201, 201, first.json())
    assert (other.status_code, other.json()["type"]) == (422, "/api/v1/docs/errors/idempotency-mismatch/")
    assert (snapshot(), stored(disk)) == (before, 1)


def test_a_form_that_does_not_fit_names_its_field_and_leaves_nothing(api: Caller, path: str, disk: Path) -> None:
    no_file = Form(b"", "", {"label": "A log"})
    tries: list[tuple[Form, tuple[str, str]]] = [
        (no_file, ("file", "required")),
        (Form(b"", "", {"label": "A log", "file": "text"}), ("file", "invalid")),
        (file_form(b""), ("file", "empty")),
        (file_form(label=""), ("label", "blank")),
        (file_form(label="two\nlines"), ("label", "line_break")),
        (file_form(label="x" * 201), ("label", "too_long")),
        (file_form(label="a\x00b"), ("label", "unshowable")),
        (file_form(label=["one", "two"]), ("label", "twice")),
        (file_form(label="For security reasons"), ("label", "forbidden_word")),
        (file_form(citation="first"), ("citation", "invalid")),
        (file_form(citation="-1"), ("citation", "invalid")),
        (file_form(citation="999999"), ("citation", "unknown")),
        (file_form(audience="restricted"), ("audience", "invalid_choice")),
        (file_form(audience="staff"), ("redaction_reason", "required")),
        (file_form(redaction_reason="It names another person."), ("redaction_reason", "not_redacted")),
        (file_form(text="A log"), ("text", "unknown_field")),
    ]
    before = snapshot()

    answers = [api.post(path, form) for form, _error in tries]

    assert [one.status_code for one in answers] == [422] * len(tries)
    assert [(one.json()["errors"][0]["field"], one.json()["errors"][0]["code"]) for one in answers] == [error for _form, error in tries]
    assert (snapshot(), stored(disk)) == (before, 0)


def test_what_is_no_such_file_or_no_form_is_refused_with_a_sentence_that_helps(api: Caller, path: str, disk: Path, settings: Any) -> None:
    before = snapshot()
    form, multipart = file_form().encoded(), "multipart/form-data; boundary=BoUnDaRyStRiNg"

    program = api.post(path, file_form(b"MZ\x90\x00" + bytes(60), "log.txt"))
    json = api.post(path, {"label": "A log"})
    cut = api.send("POST", path, raw=form, content_type="multipart/form-data")
    fields = api.post(path, file_form(label="x" * settings.BODY_LIMIT))
    settings.FILE_LIMIT = 4
    large = api.post(path, file_form())
    half = api.send("POST", path, raw=form[:-30], content_type=multipart)

    assert (program.status_code, [one["field"] for one in program.json()["errors"]]) == (415, ["file"])
    assert (json.status_code, json.json()["detail"]) == (415, "Send multipart/form-data.")
    assert (cut.status_code, cut.json()["type"]) == (400, "/api/v1/docs/errors/malformed/")
    assert (fields.status_code, large.status_code) == (413, 413)
    assert [one["code"] for one in large.json()["errors"]] == ["too_large"]
    assert half.status_code in {400, 413, 422}
    assert (snapshot(), stored(disk)) == (before, 0)


def test_an_ended_measure_takes_no_more_material(api: Caller, case: Any, path: str, disk: Path) -> None:
    move(case, "lifted", told=True)
    before = snapshot()

    answer = api.post(path, file_form())

    assert (answer.status_code, answer.json()["state"], answer.json()["available_actions"]) == (409, "lifted", [])
    assert (snapshot(), stored(disk)) == (before, 0)


def test_while_an_appeal_is_open_the_person_is_told(api: Caller, case: Any, path: str) -> None:
    make_appeal(case)

    api.post(path, file_form())

    told = case.notices.latest("id")
    assert (told.kind, "Your message of 12 January" in told.text) == ("exhibit_added", True)
