"""Building .venv: once for each lock, and said plainly when it cannot be."""

import os
import pwd
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from config import install, reset


@pytest.fixture
def checkout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A checkout of its own, with locks that name nothing."""
    for name in ("requirements.lock", "requirements-dev.lock"):
        (tmp_path / name).write_text(f"# {name}\n")
    monkeypatch.setattr(install, "CHECKOUT", tmp_path)
    monkeypatch.setattr(install, "VENV", tmp_path / ".venv")
    monkeypatch.setattr(install, "PYTHON", tmp_path / ".venv" / "bin" / "python")
    monkeypatch.setattr(install, "LOCKS", {"core": tmp_path / "requirements.lock", "dev": tmp_path / "requirements-dev.lock"})
    return tmp_path


def run(monkeypatch: pytest.MonkeyPatch, kind: str) -> None:
    monkeypatch.setattr(sys, "argv", ["install.py", kind])
    install.main()


@pytest.fixture
def made(checkout: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The same, with an environment already made: this one, as the locks add nothing to it."""
    (checkout / ".venv").mkdir()
    monkeypatch.setattr(install, "PYTHON", Path(sys.executable))
    return checkout


@pytest.fixture
def quick(made: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The same, with a Python that says its version and calls every install a success: what is tried is when to install."""
    python = made / ".venv" / "python"
    python.write_text(f"#!/bin/sh\necho {sys.version_info[0]}.{sys.version_info[1]}\n")
    python.chmod(0o755)
    monkeypatch.setattr(install, "PYTHON", python)
    return made


def test_an_environment_is_made_once_and_again_when_its_python_is_gone(
    checkout: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    install.PYTHON.parent.mkdir(parents=True)
    install.PYTHON.symlink_to("/nonexistent/python")
    run(monkeypatch, "core")
    first = capsys.readouterr().out
    run(monkeypatch, "core")
    second = capsys.readouterr().out

    assert (first.count("Making the virtual environment"), first.count("Installed in"), second) == (1, 1, "")
    assert (install.works(), install.installed("core"), install.installed("dev")) == (True, True, False)


def test_a_lock_is_installed_again_when_it_changes(
    quick: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    run(monkeypatch, "core")
    (quick / "requirements.lock").write_text("# another state\n")
    run(monkeypatch, "core")
    said = capsys.readouterr().out
    assert (said.count("Making the virtual environment"), said.count("Installed in")) == (0, 2)


def test_the_tools_of_development_bring_the_rest_with_them(quick: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    run(monkeypatch, "dev")
    assert (install.installed("core"), install.installed("dev")) == (True, True)


def test_an_install_that_fails_leaves_no_stamp(made: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (made / "requirements.lock").write_text("== this is no requirement\n")
    with pytest.raises(SystemExit, match="could not be installed"):
        run(monkeypatch, "core")
    assert not install.installed("core")


def test_an_old_python_is_told_what_is_needed(checkout: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(install, "OLDEST", (99, 0))
    with pytest.raises(SystemExit, match=r"too old: 3\.11 or later is needed"):
        run(monkeypatch, "core")
    assert not (checkout / ".venv").exists()


@contextmanager
def shut(folder: Path) -> Iterator[None]:
    """The folder belongs to another user for a while: root becomes one, who may not even look inside."""
    before = folder.stat().st_mode
    folder.chmod(0o700 if os.geteuid() == 0 else 0)
    if os.geteuid() == 0:
        os.seteuid(pwd.getpwnam("nobody").pw_uid)
    try:
        yield
    finally:
        os.seteuid(os.getuid())
        folder.chmod(before)


def test_a_checkout_that_somebody_else_worked_in_is_told(checkout: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    told = rf"^{checkout}/.* is closed to this user: .* Work as that user, or in a clone of your own\.$"
    monkeypatch.setattr(reset, "DATA", checkout)
    with shut(checkout), pytest.raises(SystemExit, match=told):
        run(monkeypatch, "core")
    with shut(checkout), pytest.raises(SystemExit, match=told):
        reset.main()
