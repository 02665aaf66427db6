"""Files in a form: one field for several of them, what we say about them beforehand, and taking each one in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, BinaryIO, cast

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from appeals.actions import intake
from appeals.evidence.names import display_name
from appeals.evidence.refusals import Refused

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.core.files.uploadedfile import UploadedFile

    Upload = UploadedFile[Any]

ACCEPT = "image/jpeg,image/png,image/webp,image/heic,image/heif,application/pdf,text/plain,.heic,.heif"
MIB = 1024 * 1024
# What one request may carry besides its files: the other fields and the marks between the parts.
ROOM_FOR_FIELDS = 256 * 1024
FILES_AT_ONCE = 5


def upload_limit(files: int = FILES_AT_ONCE) -> int:
    """The bytes of a request with so many files: set it as the `body_limit` of the view."""
    most: int = settings.FILE_LIMIT
    return files * most + ROOM_FOR_FIELDS


class SeveralFiles(forms.FileInput):
    """The browser's own control, for one or more files."""

    allow_multiple_selected = True

    def __init__(self) -> None:
        super().__init__(attrs={"accept": ACCEPT})


class FilesField(forms.FileField):
    """Zero or more files as a list. An empty file is no error here: taking it in says what to do about it."""

    widget = SeveralFiles

    def __init__(self, **options: Any) -> None:
        options.setdefault("label", _("Choose files"))
        options.setdefault(
            "help_text", _("JPG, PNG, HEIC, WebP, PDF or plain text, up to 15 MB each. You can choose up to 5 files at a time.")
        )
        super().__init__(allow_empty_file=True, **options)

    def clean(self, data: Any, initial: Any = None) -> list[Upload]:
        """Every file that was sent."""
        sent = data if isinstance(data, list | tuple) else [data]
        files = [one for one in sent if one]
        if not files:
            super().clean(None, initial)
        return files


@dataclass(frozen=True, slots=True)
class Turned:
    """A file that was not taken: its name as people see it, and what to do instead."""

    name: str
    message: str


def take_in(files: Iterable[Upload]) -> tuple[list[intake.Received], list[Turned]]:
    """Recognise, fingerprint and store each file, outside of any transaction; what is refused stops none of the others.

    What no verb takes afterwards is given back with `intake.discard`.
    """
    received: list[intake.Received] = []
    turned: list[Turned] = []
    for file in files:
        name = file.name or ""
        try:
            received.append(intake.receive(cast("BinaryIO", file), name=name, size=file.size or 0))
        except Refused as refused:
            turned.append(Turned(display_name(name), refused.detail))
    return received, turned
