"""File locks that the kernel frees when their process ends, however it ends."""

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from config.embedded.errors import EmbeddedError

POLL_SECONDS = 0.05


def open_lock(path: Path) -> int:
    """A descriptor for a lock file, which only its user can open."""
    return os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)


def take(path: Path, kind: int = fcntl.LOCK_EX) -> int | None:
    """Lock at once and return the descriptor, or None where another process stands against it."""
    descriptor = open_lock(path)
    try:
        fcntl.flock(descriptor, kind | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(descriptor)
        return None
    return descriptor


def share(path: Path) -> int:
    """Lock together with others and return the descriptor; waits while one process holds it alone."""
    descriptor = open_lock(path)
    fcntl.flock(descriptor, fcntl.LOCK_SH)
    return descriptor


def is_held(path: Path) -> bool:
    """Whether any process holds the lock just now."""
    if not path.exists():
        return False
    descriptor = take(path)
    if descriptor is None:
        return True
    os.close(descriptor)
    return False


def is_shared(path: Path) -> bool:
    """Whether some process shares the lock, and none holds it alone."""
    descriptor = take(path, fcntl.LOCK_SH)
    if descriptor is None:
        return False
    os.close(descriptor)
    return is_held(path)


@contextmanager
def locked(path: Path, *, seconds: float, purpose: str) -> Iterator[None]:
    """Hold the lock alone. Raises EmbeddedError when it is not free after so many seconds."""
    deadline = time.monotonic() + seconds
    descriptor = take(path)
    while descriptor is None:
        if time.monotonic() > deadline:
            message = f"Another process has been {purpose} for {seconds:.0f} seconds. Wait for it, or end it; the lock is {path}."
            raise EmbeddedError(message)
        time.sleep(POLL_SECONDS)
        descriptor = take(path)
    try:
        yield
    finally:
        os.close(descriptor)
