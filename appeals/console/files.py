"""Stored files on their way to a desk."""

from __future__ import annotations

from django.http import FileResponse

from appeals.errors import NotVisible
from appeals.evidence.storage import open_stored

CLOSED_IN = "default-src 'none'; sandbox"


def stored_file(key: str, media_type: str, name: str, *, attached: bool) -> FileResponse:
    """A stored file, closed in: nothing in it can run, load or be kept."""
    try:
        file = open_stored(key)
    except FileNotFoundError:
        raise NotVisible from None
    response = FileResponse(file, content_type=media_type, as_attachment=attached, filename=name)
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = CLOSED_IN
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    return response
