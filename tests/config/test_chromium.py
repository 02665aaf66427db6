"""The browser that the tests of pages drive: the machine's own first, else one that is fetched, and only the one that was chosen."""

from __future__ import annotations

import tarfile
from typing import TYPE_CHECKING

import pytest

from config import chromium

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def bare(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A machine without any browser, whose programs lie in the folder that is returned."""
    programs = tmp_path / "bin"
    programs.mkdir()
    monkeypatch.delenv("CHROMIUM", raising=False)
    monkeypatch.setenv("PATH", str(programs))
    monkeypatch.setattr(chromium, "KEPT", tmp_path / "browser" / chromium.VERSION)
    return programs


def program(folder: Path, name: str, does: str = "exit 0") -> None:
    path = folder / name
    path.write_text(f"#!/bin/sh\n{does}\n")
    path.chmod(0o755)


def test_the_one_that_is_named_comes_before_the_machine_s_own(bare: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program(bare, "chromium")
    own = chromium.found()
    monkeypatch.setenv("CHROMIUM", "/opt/browser")
    named = chromium.found()

    assert own is not None
    assert named is not None
    assert (own.path, named.path) == (str(bare / "chromium"), "/opt/browser")


def test_without_npm_it_says_what_to_do_and_nothing_fails(bare: Path, capsys: pytest.CaptureFixture[str]) -> None:
    chromium.main()

    assert chromium.found() is None
    assert capsys.readouterr().out == "There is no browser here, and no npm to fetch one. Install chromium, or name one in CHROMIUM.\n"


def test_another_package_than_the_chosen_one_is_not_kept(bare: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    packed = tmp_path / "other.tgz"
    with tarfile.open(packed, "w:gz") as package:
        package.add(__file__, "package/bin/chromium.br")
    program(bare, "node")
    program(bare, "npm", f"/bin/cp {packed} .")
    chromium.main()

    assert "is not the one that was chosen. Nothing of it was kept." in capsys.readouterr().out
    assert chromium.found() is None
    assert [one.name for one in chromium.KEPT.parent.iterdir()] == ["lock"]


def test_a_registry_that_is_away_is_said_and_nothing_is_left(bare: Path, capsys: pytest.CaptureFixture[str]) -> None:
    program(bare, "node")
    program(bare, "npm", "echo 'network is away' >&2; exit 1")
    chromium.main()

    assert "The browser could not be fetched: network is away. Install chromium instead." in capsys.readouterr().out
    assert [one.name for one in chromium.KEPT.parent.iterdir()] == ["lock"]


def test_a_registry_that_never_answers_is_given_up(bare: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(chromium, "FETCH_SECONDS", 0.1)
    program(bare, "node")
    program(bare, "npm", "exec /bin/sleep 5")
    chromium.main()

    assert "timed out after 0.1 seconds. Install chromium instead." in capsys.readouterr().out
    assert [one.name for one in chromium.KEPT.parent.iterdir()] == ["lock"]


def test_one_that_was_cut_off_is_not_taken_for_whole(bare: Path) -> None:
    chromium.KEPT.mkdir(parents=True)
    (chromium.KEPT / "chromium").touch()
    assert chromium.found() is None
    (chromium.KEPT / "whole").touch()
    kept = chromium.found()

    assert kept is not None
    assert (kept.path, kept.environ["LD_LIBRARY_PATH"]) == (str(chromium.KEPT / "chromium"), str(chromium.KEPT / "lib"))
