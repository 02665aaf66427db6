"""Several files in one form: each is looked at by itself, and one that is refused stops no other."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from django import forms
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.datastructures import MultiValueDict

from appeals.actions import intake
from appeals.evidence.storage import open_stored
from appeals.web.files import FilesField, take_in, upload_limit
from tests.appeals.portal.stories import photo

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(autouse=True)
def own_folder(settings: Any, tmp_path: Path) -> None:
    settings.EVIDENCE_ROOT = tmp_path


class UploadForm(forms.Form):
    uploads = FilesField()


def form_with(*files: SimpleUploadedFile) -> UploadForm:
    return UploadForm({}, MultiValueDict({"uploads": list(files)}))


def test_every_file_that_was_chosen_arrives() -> None:
    form = form_with(SimpleUploadedFile("a.jpg", b"1"), SimpleUploadedFile("b.jpg", b""))

    assert form.is_valid() is True
    assert [one.name for one in form.cleaned_data["uploads"]] == ["a.jpg", "b.jpg"]


def test_no_file_is_an_error_only_where_one_is_needed() -> None:
    assert form_with().is_valid() is False
    assert FilesField(required=False).clean([]) == []


def test_the_control_takes_several_files_of_the_kinds_we_open() -> None:
    control = str(UploadForm()["uploads"])

    assert " multiple" in control
    assert 'accept="image/jpeg,' in control


def test_good_files_are_kept_and_refused_ones_say_what_to_do() -> None:
    received, turned = take_in(
        [
            SimpleUploadedFile("card.jpg", photo()),
            SimpleUploadedFile("empty.jpg", b""),
            SimpleUploadedFile("letter.docx", b"PK\x03\x04" + b"\0" * 60 + b"word/document.xml"),
        ]
    )

    assert [(one.name, one.kind) for one in received] == [("card.jpg", "jpeg")]
    with open_stored(received[0].storage_key) as kept:
        assert kept.read() == photo()
    assert [one.name for one in turned] == ["empty.jpg", "letter.docx"]
    assert turned[0].message == "This file is empty. Choose it again, or take the photo again."


def test_a_hostile_name_comes_back_harmless() -> None:
    (turned,) = take_in([SimpleUploadedFile("..\\..\\<b>\u202egpj.exe", b"")])[1]

    assert turned.name == "<b>⟨U+202E⟩gpj.exe"


def test_what_no_verb_took_can_be_given_back() -> None:
    (received,), _turned = take_in([SimpleUploadedFile("card.jpg", photo())])

    intake.discard(received)

    with pytest.raises(FileNotFoundError):
        open_stored(received.storage_key)


def test_a_request_takes_five_whole_files(settings: Any) -> None:
    assert upload_limit() == 5 * settings.FILE_LIMIT + 256 * 1024
