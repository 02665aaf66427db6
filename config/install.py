"""Builds .venv from a lock file with nothing but Python: run by the Makefile, before any dependency is there."""

import fcntl
import hashlib
import shutil
import subprocess
import sys
import time
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parents[1]
VENV = CHECKOUT / ".venv"
PYTHON = VENV / "bin" / "python"
LOCKS = {"core": CHECKOUT / "requirements.lock", "dev": CHECKOUT / "requirements-dev.lock"}
OLDEST = (3, 11)


def say(text: str) -> None:
    """A line of progress, at once."""
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def wanted(kind: str) -> str:
    """What the stamp holds when this lock is installed for this Python."""
    digest = hashlib.sha256(LOCKS[kind].read_bytes())
    return f"{digest.hexdigest()} {sys.version_info[0]}.{sys.version_info[1]}"


def stamp(kind: str) -> Path:
    """Written last, so an install that was cut off is not taken for whole."""
    return VENV / f"installed-{kind}"


def installed(kind: str) -> bool:
    """Whether the lock is installed already; `dev` holds all of `core`."""
    return PYTHON.exists() and stamp(kind).exists() and stamp(kind).read_text() == wanted(kind)


def works() -> bool:
    """Whether .venv has a Python of this version that starts."""
    if not PYTHON.exists():
        return False
    asked = "import sys, pip; print(*sys.version_info[:2], sep='.')"
    answer = subprocess.run([PYTHON, "-c", asked], check=False, capture_output=True, text=True)
    return answer.stdout.strip() == f"{sys.version_info[0]}.{sys.version_info[1]}"


def make_environment() -> None:
    """A new virtual environment in place of what is there."""
    say(f"Making the virtual environment with Python {sys.version.split()[0]} ...")
    shutil.rmtree(VENV, ignore_errors=True)
    done = subprocess.run([sys.executable, "-m", "venv", str(VENV)], check=False, capture_output=True, text=True)
    if done.returncode:
        shutil.rmtree(VENV, ignore_errors=True)
        sys.exit(
            f"{done.stdout}{done.stderr}\nPython could not make a virtual environment. On Debian and Ubuntu its venv module is a package of "
            "its own: apt-get install python3-venv. Then try again."
        )


def install(kind: str) -> None:
    """Bring the lock's exact versions into .venv, checked by hash."""
    say(f"Installing the locked dependencies ({kind}), which takes about half a minute the first time ...")
    started = time.monotonic()
    # What nobody imports need not be compiled: a third of the time.
    options = ["-qq", "--no-compile", "--disable-pip-version-check", "--require-hashes"]
    command = [str(PYTHON), "-m", "pip", "install", *options, "-r", str(LOCKS[kind])]
    if subprocess.run(command, check=False, stdin=subprocess.DEVNULL).returncode:
        sys.exit("The dependencies could not be installed; the reason stands above. With the network back, run the same command again.")
    for name in ("core", "dev") if kind == "dev" else ("core",):
        stamp(name).write_text(wanted(name))
    say(f"Installed in {time.monotonic() - started:.0f} s.")


def closed(error: PermissionError) -> str:
    """What to do where a file of this checkout belongs to somebody else."""
    return (
        f"{error.filename} is closed to this user: somebody else, perhaps root, has worked in this checkout. "
        "Work as that user, or in a clone of your own."
    )


def main() -> None:
    """`python3 config/install.py core|dev`."""
    if sys.version_info < OLDEST:
        sys.exit(f"Python {sys.version.split()[0]} is too old: 3.11 or later is needed. Name one with: make PYTHON=python3.11 ...")
    try:
        bring(sys.argv[1])
    except PermissionError as error:
        sys.exit(closed(error))


def bring(kind: str) -> None:
    """Install the lock unless it is installed; one process at a time."""
    if installed(kind):
        return
    folder = CHECKOUT / ".data"
    folder.mkdir(mode=0o700, exist_ok=True)
    with (folder / "install.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if installed(kind):
            return
        if not works():
            make_environment()
        install(kind)


if __name__ == "__main__":
    main()
