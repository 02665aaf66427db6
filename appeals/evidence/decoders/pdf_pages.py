"""PDF pages as pictures. PDFium is built without scripting here, and forms are never filled or run."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, BinaryIO

import pypdfium2
import pypdfium2.raw as pdfium

from appeals.evidence.decoders.unfit import Unfit
from appeals.evidence.limits import MAX_PAGES, PDF_DPI, PDF_SIDE

if TYPE_CHECKING:
    from pathlib import Path

POINTS_PER_INCH = 72


def render(source: BinaryIO, _kind: str, folder: Path) -> list[dict[str, Any]]:
    """Every page as a JPEG, or none: half a document shown as the whole would mislead whoever decides."""
    try:
        document = pypdfium2.PdfDocument(source)
    except pypdfium2.PdfiumError as fault:
        if fault.err_code == pdfium.FPDF_ERR_PASSWORD:
            raise Unfit("encrypted") from fault
        raise
    if len(document) > MAX_PAGES:
        raise Unfit("too_many_pages", pages=len(document))
    return [draw(document[index], f"page-{index + 1:04}.jpg", folder) for index in range(len(document))]


def draw(page: pypdfium2.PdfPage, name: str, folder: Path) -> dict[str, Any]:
    """One page, sharp enough to read and never larger than a screen can use."""
    longest = max(*page.get_size(), 1.0)
    bitmap = page.render(scale=min(PDF_DPI / POINTS_PER_INCH, PDF_SIDE / longest))
    picture = bitmap.to_pil().convert("RGB")
    picture.info.clear()
    picture.save(folder / name, quality=85, subsampling="4:4:4")
    size = {"width": picture.width, "height": picture.height}
    bitmap.close()
    page.close()
    return {"name": name, **size}
