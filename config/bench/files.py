"""B6 and B8: the view copy of a photograph against bare Pillow, and what an upload costs a web process in memory."""

from __future__ import annotations

import io
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from PIL import Image

from accounts.instants import redress_now
from accounts.sign_in import mint
from appeals.evidence.render import render
from appeals.models import Suspension
from config.bench.databases import connected_to, copy_of
from config.bench.running import web
from config.bench.timing import Ratio, alternate
from config.tour.browser import Browser
from config.tour.papers import photograph

if TYPE_CHECKING:
    from config.tour.pages import Page

PHOTO_ROUNDS = 7
BARE = "import sys; from PIL import Image; Image.open(sys.argv[1]).save(sys.argv[2], 'JPEG', quality=85)"
# A grey picture of pure grain cannot be made smaller: this side gives a PNG just under 15 MiB.
SIDE = 3900
MIB = 1024 * 1024
FORGET_PEAK = "5"


def view_copy_ratio() -> Ratio:
    """B6: the view copy of a photograph of 12 megapixels ÷ a fresh Python process that only decodes and encodes it."""
    photo = photograph().content
    with tempfile.TemporaryDirectory(prefix="redress-bench-") as folder:
        taken = Path(folder) / "photo.jpg"
        taken.write_bytes(photo)

        def make(which: str, _place: int) -> None:
            with tempfile.TemporaryDirectory(dir=folder) as made:
                if which == "ours":
                    copy = render(io.BytesIO(photo), kind="jpeg", into=Path(made))
                    assert len(copy.pages) == 1, copy.findings  # noqa: S101 - a bench that measures refusals lies
                else:
                    subprocess.run([sys.executable, "-c", BARE, str(taken), f"{made}/copy.jpg"], check=True)

        return alternate(None, make, ("ours", "bare"), rounds=PHOTO_ROUNDS)


def upload_memory(database: str) -> float:
    """B8: the peak of a web process's memory during an upload of 15 MiB, less what it has at rest, in MiB."""
    large, small = grain(SIDE), grain(200)
    with copy_of(database) as copy, connected_to(copy), web(copy) as (base_url, pid):
        browser = Browser(base_url)
        try:
            tasks = begin(browser)
            upload(browser, tasks, small)
            Path(f"/proc/{pid}/clear_refs").write_text(FORGET_PEAK)
            rest = memory(pid, "VmRSS")
            upload(browser, tasks, large)
            return max(0.0, memory(pid, "VmHWM") - rest)
        finally:
            browser.close()


def begin(browser: Browser) -> Page:
    """Sign in as somebody with a case, and begin an appeal; the page with its tasks."""
    case = Suspension.objects.filter(state="in_force", appeals=None).select_related("account").order_by("-id")[0]
    code = mint(case.account.email, now=redress_now(), case_id=case.pk)
    page = browser.open(f"/en/enter/{code.row.pointer}/")
    browser.submit(page, page.form("code"), code=code.digits)
    page = browser.open(f"/en/cases/{case.reference}/options/")
    return browser.submit(page, page.form("wants"), wants="overturn")


def upload(browser: Browser, tasks: Page, content: bytes) -> None:
    """Add one picture by the form."""
    page = browser.open(tasks.link("/evidence/"))
    browser.submit(page, page.form("uploads", "about"), files=[("uploads", ("grain.png", content, "image/png"))])


def grain(side: int) -> bytes:
    """A square picture of grain, as PNG."""
    written = io.BytesIO()
    Image.effect_noise((side, side), 90).save(written, "PNG")
    return written.getvalue()


def memory(pid: int, name: str) -> float:
    """One line of what the kernel says of a process, in MiB."""
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith(name)) * 1024 / MIB
