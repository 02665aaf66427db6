"""HEIC, the format most phones save photos in: decoded by libheif, then drawn like any other photo."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, BinaryIO

import pi_heif

from appeals.evidence.decoders.headers import refuse_large
from appeals.evidence.decoders.images import draw

if TYPE_CHECKING:
    from pathlib import Path

    from PIL import Image

pi_heif.options.DECODE_THREADS = 2
pi_heif.options.THUMBNAILS = False
pi_heif.options.DEPTH_IMAGES = False
pi_heif.options.AUX_IMAGES = False


def opened(source: BinaryIO) -> Image.Image:
    """The primary picture, decoded and already upright; its size is checked before it is decoded."""
    container = pi_heif.open_heif(source, convert_hdr_to_8bit=True)
    refuse_large(*container.size)
    image: Image.Image = container.to_pillow()
    return image


def probe(source: BinaryIO, _kind: str) -> dict[str, Any]:
    """Decode the picture once, throw the pixels away."""
    image = opened(source)
    return {"width": image.width, "height": image.height, "pages": 1, "flags": []}


def render(source: BinaryIO, kind: str, folder: Path) -> list[dict[str, Any]]:
    """One page: the picture on a fresh canvas."""
    return [draw(opened(source), kind, folder)]
