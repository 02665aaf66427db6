"""A worker taken over by the file it read. KIND says what it does to its parent."""

from __future__ import annotations

import json
import os
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

PAGE = {"name": "page-0001.jpg", "width": 10, "height": 10}


def say(**answer: Any) -> None:
    """Give the parent this answer."""
    sys.stdout.write(json.dumps({**answer, "peak_kib": 1}))
    sys.stdout.flush()


def lie(folder: Path, **changes: object) -> None:
    """Make one page and tell of it, in part untruly."""
    (folder / "page-0001.jpg").write_bytes(b"x")
    say(pages=[{**PAGE, **changes}])


def sleep_after_answering(folder: Path) -> None:
    """Answer well, then stay."""
    lie(folder)
    os.close(1)
    time.sleep(60)


def chatter(_folder: Path) -> None:
    """Never stop talking."""
    while True:
        sys.stdout.write("x" * 10_000)


def link(folder: Path) -> None:
    """Point to somebody else's file."""
    (folder / "page-0001.jpg").symlink_to("/etc/passwd")
    say(pages=[PAGE])


DEEDS: dict[str, Callable[[Path], object]] = {
    "sleeps": lambda _folder: time.sleep(60),
    "sleeps-after-answering": sleep_after_answering,
    "chatters": chatter,
    "crashes": lambda _folder: os.abort(),
    "stammers": lambda _folder: sys.stdout.write('{"pages": ['),
    "says-a-list": lambda _folder: sys.stdout.write("[]"),
    "links": link,
    "climbs": lambda folder: lie(folder, name="../page-0001.jpg"),
    "invents": lambda folder: lie(folder, name="page-0002.jpg"),
    "boasts": lambda folder: lie(folder, width=10**9),
    "multiplies": lambda _folder: say(pages=[PAGE] * 101),
    "says-nothing-of-pages": lambda _folder: say(),
    "exaggerates": lambda _folder: say(unfit="image_too_large", figures={"megapixels": "%s" * 9, "most": None}),
    "finds-no-room": lambda _folder: sys.exit(75),
    "lacks-a-library": lambda _folder: sys.exit(70),
    "tells-its-surroundings": lambda _folder: say(environment=dict(os.environ)),
}

if __name__ == "__main__":
    DEEDS[sys.argv[2]](Path(sys.argv[-1]))
