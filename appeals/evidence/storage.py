"""Where originals and view copies lie: private, under random keys, with no address of any kind."""

from __future__ import annotations

import os
import re
import tempfile
import uuid
from pathlib import Path
from typing import BinaryIO, Protocol

from django.conf import settings

from appeals.evidence.limits import COPY_CHUNK
from appeals.evidence.refusals import refusal

KEY = re.compile(r"[0-9a-f]{32}")


class KeyInUse(Exception):
    """Something is stored under this key; nothing stored is ever written over."""


class Store(Protocol):
    """What a place for files must do. A key is 32 lower-case hexadecimal digits and is written once."""

    def put(self, file: BinaryIO, key: str) -> None:
        """Keep the whole file durably or nothing. Raises KeyInUse, or OSError when the place is full or away."""

    def open(self, key: str) -> BinaryIO:
        """The file, for reading and seeking. Raises FileNotFoundError."""

    def delete(self, key: str) -> bool:
        """Remove the file for good; False if it was not there."""


class LocalStore:
    """A folder on this machine, readable by this user alone."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def put(self, file: BinaryIO, key: str) -> None:
        """Write aside, flush to the disk, then link into place: a crash leaves the whole file or none."""
        path = self._path(key)
        # makedirs gives its mode to the last folder alone, so each is made by itself.
        for folder in (self.root, *reversed(path.relative_to(self.root).parents[:-1])):
            (self.root / folder).mkdir(mode=0o700, parents=folder == self.root, exist_ok=True)
        file.seek(0)
        with tempfile.NamedTemporaryFile(dir=path.parent, prefix=".part-") as part:
            while chunk := file.read(COPY_CHUNK):
                part.write(chunk)
            part.flush()
            os.fsync(part.fileno())
            # A link, unlike a rename, fails where the name is taken.
            try:
                os.link(part.name, path)
            except FileExistsError:
                raise KeyInUse(key) from None
        file.seek(0)
        _flush_folder(path.parent)

    def open(self, key: str) -> BinaryIO:
        """The file; a symbolic link in its place is not followed."""
        return os.fdopen(os.open(self._path(key), os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC), "rb")

    def delete(self, key: str) -> bool:
        """Remove the file."""
        path = self._path(key)
        try:
            path.unlink()
        except FileNotFoundError:
            return False
        _flush_folder(path.parent)
        return True

    def _path(self, key: str) -> Path:
        """Two levels of folders, so that none grows without bound. Nothing a person typed is ever part of it."""
        if not KEY.fullmatch(key):
            raise ValueError("A storage key is 32 hexadecimal digits.")
        return self.root / key[:2] / key[2:4] / key


def new_key() -> str:
    """A key that nobody can guess."""
    return uuid.uuid4().hex


def current_store() -> Store:
    """The place that the settings name: the folder EVIDENCE_ROOT."""
    return LocalStore(Path(settings.EVIDENCE_ROOT))


def store(file: BinaryIO, *, key: str) -> None:
    """Keep a file under a new key, whole and flushed, or not at all; leaves it at its start.

    Raises Refused `not_stored` 503 when the place is full or away, and KeyInUse.
    """
    try:
        current_store().put(file, key)
    except OSError as fault:
        raise refusal("not_stored") from fault


def open_stored(key: str) -> BinaryIO:
    """A stored file for reading; the caller closes it. Raises FileNotFoundError where there is none."""
    return current_store().open(key)


def delete_stored(key: str) -> bool:
    """Remove a stored file for good; True if it was there, so that doing it twice is harmless."""
    return current_store().delete(key)


def _flush_folder(folder: Path) -> None:
    """Make the new or removed name itself survive a power cut."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
