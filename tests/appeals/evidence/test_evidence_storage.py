"""Private storage: whole or not at all, written once, readable by nobody else, under no name a person typed."""

from __future__ import annotations

import io
import os
import stat
from typing import TYPE_CHECKING

import pytest

from appeals.evidence.refusals import Refused
from appeals.evidence.storage import KeyInUse, current_store, delete_stored, new_key, open_stored, store

if TYPE_CHECKING:
    from pathlib import Path

    from pytest_django import Settings

KEY = "0123456789abcdef0123456789abcdef"


@pytest.fixture
def root(settings: Settings, tmp_path: Path) -> Path:
    place = tmp_path / "deep" / "evidence"
    settings.EVIDENCE_ROOT = place
    return place


def files_under(root: Path) -> list[str]:
    return sorted(str(path.relative_to(root)) for path in root.rglob("*") if path.is_file())


def test_what_was_stored_comes_back(root: Path) -> None:
    content = os.urandom(300_000)
    file = io.BytesIO(content)
    file.seek(7)

    store(file, key=KEY)

    with open_stored(KEY) as stored:
        assert stored.read() == content
    assert file.tell() == 0
    assert files_under(root) == [f"01/23/{KEY}"]


def test_files_and_folders_belong_to_this_user_alone(root: Path) -> None:
    previous = os.umask(0)
    try:
        store(io.BytesIO(b"x"), key=KEY)
    finally:
        os.umask(previous)

    path = root / "01" / "23" / KEY
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [stat.S_IMODE(folder.stat().st_mode) for folder in (path.parent, path.parent.parent, root)] == [0o700] * 3
    assert path.stat().st_nlink == 1


def test_a_key_is_written_once(root: Path) -> None:
    store(io.BytesIO(b"first"), key=KEY)

    with pytest.raises(KeyInUse):
        store(io.BytesIO(b"second"), key=KEY)

    with open_stored(KEY) as stored:
        assert stored.read() == b"first"
    assert files_under(root) == [f"01/23/{KEY}"]


class Broken(io.BytesIO):
    """A file whose disk fails after the first piece."""

    def read(self, size: int | None = -1) -> bytes:
        if self.tell():
            raise OSError(28, "No space left on device")
        return super().read(size)


def test_a_failure_leaves_nothing_and_says_that_it_may_be_tried_again(root: Path) -> None:
    with pytest.raises(Refused) as refusal:
        store(Broken(bytes(100_000)), key=KEY)

    assert (refusal.value.code, refusal.value.status) == ("not_stored", 503)
    assert files_under(root) == []
    store(io.BytesIO(b"again"), key=KEY)
    assert files_under(root) == [f"01/23/{KEY}"]


def test_a_root_that_cannot_be_written_is_a_refusal_not_a_crash(root: Path) -> None:
    root.parent.mkdir()
    root.write_bytes(b"a file where the folder should be")

    with pytest.raises(Refused) as refusal:
        store(io.BytesIO(b"x"), key=KEY)

    assert refusal.value.status == 503


def test_a_deleted_file_is_gone_and_deleting_twice_is_harmless(root: Path) -> None:
    store(io.BytesIO(b"x"), key=KEY)

    assert delete_stored(KEY) is True
    assert delete_stored(KEY) is False

    assert files_under(root) == []
    with pytest.raises(FileNotFoundError):
        open_stored(KEY)


@pytest.mark.parametrize("key", ["", "../../../etc/passwd", "ID card.jpg", KEY.upper(), KEY + "0", KEY[:-1] + "/", KEY + "\n"])
def test_nothing_a_person_typed_can_be_a_key(root: Path, key: str) -> None:
    for act in (lambda: store(io.BytesIO(b"x"), key=key), lambda: open_stored(key), lambda: delete_stored(key)):
        with pytest.raises(ValueError, match="hexadecimal"):
            act()

    assert not root.exists()


def test_a_link_in_the_place_of_a_file_is_not_followed(root: Path) -> None:
    store(io.BytesIO(b"x"), key=KEY)
    path = root / "01" / "23" / KEY
    path.unlink()
    path.symlink_to("/etc/passwd")

    with pytest.raises(OSError, match="symbolic"):
        open_stored(KEY)


def test_a_new_key_fits_and_never_repeats(root: Path) -> None:
    keys = {new_key() for _ in range(1000)}

    assert len(keys) == 1000
    for key in list(keys)[:3]:
        store(io.BytesIO(key.encode()), key=key)
    assert len(files_under(root)) == 3


def test_the_store_has_no_address(root: Path) -> None:
    assert not hasattr(current_store(), "url")
