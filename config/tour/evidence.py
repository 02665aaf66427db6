"""What happens to the files: view copies without hidden data, originals that open for a senior alone and never inline."""

from __future__ import annotations

import io
import re
from typing import TYPE_CHECKING

from PIL import Image

from config.tour.papers import carries_traces
from config.tour.telling import wait_for

if TYPE_CHECKING:
    from config.tour.company import Company
    from config.tour.staff import Colleague

ADDRESS = re.compile(r"/console/evidence/(evd_[0-9a-z]+)/$")


def inspect(company: Company, reference: str) -> None:
    """A worker made the view copies; a reviewer sees them, and only them."""
    teller, tomas = company.teller, company["tomas"]
    teller.part("3. The files, as staff see them")
    teller.step("A worker renders each file in a process of its own")
    case = tomas.open(f"cases/{reference}/")
    found = [match[1] for address, _ in case.links if (match := ADDRESS.search(address))]
    photo, paper = dict.fromkeys(found)
    wait_for("the view copies", lambda: is_shown(tomas, photo) and is_shown(tomas, paper))
    addresses = [f"/console/evidence/{one}/pages/{number}/" for one, number in ((photo, 1), (paper, 1), (paper, 2))]
    copies = [tomas.browser.download(address) for address in addresses]
    teller.same("one picture, and two pages of the PDF", [copy.status_code for copy in copies], [200, 200, 200])
    teller.same("no copy says anything of camera, author, place or time", [carries_traces(copy.content) for copy in copies], [[], [], []])
    with Image.open(io.BytesIO(copies[0].content)) as picture:
        teller.same("the photograph stands upright", picture.width < picture.height, True)
    teller.same("copies are pictures and nothing else", {copy.headers["content-type"].split("/")[0] for copy in copies}, {"image"})
    original(company, photo)


def is_shown(colleague: Colleague, public_id: str) -> bool:
    """Whether the page about a file shows its view copy."""
    return f"/console/evidence/{public_id}/pages/1/" in colleague.open(f"evidence/{public_id}/?open=1").answer.text


def original(company: Company, public_id: str) -> None:
    """A reviewer cannot open the original; a senior can, with a reason, as a download."""
    teller = company.teller
    company["tomas"].open(f"evidence/{public_id}/original/", status=(403, 405))
    teller.step("A reviewer asks for the original: refused. A senior gives a reason: it comes as a download, never as a page")
    form = company["helena"].open_weighty(f"evidence/{public_id}/original/")
    sent = form.form("reason")
    answer = company["helena"].browser.client.post(
        form.url, data={name: values[0] for name, values in sent.fields.items()} | {"reason": "To compare the stamp."},
        headers={"Origin": company.house.base_url, "Referer": form.url},
    )  # fmt: skip
    teller.same("it comes", answer.status_code, 200)
    teller.same("as an attachment", answer.headers["content-disposition"].split(";")[0], "attachment")
    teller.same("that no browser may run", answer.headers["x-content-type-options"], "nosniff")
