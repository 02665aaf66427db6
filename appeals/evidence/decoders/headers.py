"""What the first bytes of a picture say about its size, read before any decoder reserves memory for it."""

from __future__ import annotations

import os
import struct
from typing import BinaryIO

from appeals.evidence.decoders.unfit import Unfit
from appeals.evidence.limits import MAX_JPEG_SEGMENTS, MAX_PIXELS

START_OF_SCAN = 0xDA
END_OF_IMAGE = 0xD9
COMMENT = 0xFE
APPLICATION = range(0xE0, 0xF0)
# SOF0 to SOF15 without the three codes in that range that mean tables.
FRAME = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
STANDALONE = frozenset({0x01, *range(0xD0, 0xD8)})


def refuse_large(width: int, height: int) -> None:
    """Refuse a picture that would need more memory than any photo of a document does."""
    if width * height > MAX_PIXELS:
        raise Unfit("image_too_large", megapixels=round(width * height / 1_000_000))
    if width < 1 or height < 1:
        raise Unfit("damaged")


def declared_size(source: BinaryIO, kind: str) -> tuple[int, int]:
    """Width and height as the header of a JPEG, PNG or WebP declares them; leaves the file at its start."""
    source.seek(0)
    size = {"jpeg": jpeg_size, "png": png_size, "webp": webp_size}[kind](source)
    source.seek(0)
    refuse_large(*size)
    return size


def png_size(source: BinaryIO) -> tuple[int, int]:
    """The size in the IHDR chunk, which must come first."""
    head = source.read(24)
    if len(head) < 24 or head[12:16] != b"IHDR":
        raise Unfit("damaged")
    width, height = struct.unpack(">II", head[16:24])
    return width, height


def webp_size(source: BinaryIO) -> tuple[int, int]:
    """The size of the canvas, from whichever of the three first chunks WebP knows."""
    head = source.read(30)
    if len(head) < 30 or struct.unpack("<I", head[4:8])[0] + 8 > source.seek(0, os.SEEK_END):
        raise Unfit("damaged")
    chunk = head[12:16]
    if chunk == b"VP8X":
        return 1 + int.from_bytes(head[24:27], "little"), 1 + int.from_bytes(head[27:30], "little")
    if chunk == b"VP8L":
        bits = int.from_bytes(head[21:25], "little")
        return 1 + (bits & 0x3FFF), 1 + (bits >> 14 & 0x3FFF)
    if chunk == b"VP8 ":
        width, height = struct.unpack("<HH", head[26:30])
        return width & 0x3FFF, height & 0x3FFF
    raise Unfit("damaged")


def jpeg_size(source: BinaryIO) -> tuple[int, int]:
    """The size in the frame header. Walks the segments before the picture and bounds what they may carry."""
    source.seek(2)
    carried, size = 0, (0, 0)
    while (marker := next_marker(source)) not in (START_OF_SCAN, END_OF_IMAGE):
        if marker in STANDALONE:
            continue
        length = int.from_bytes(source.read(2), "big")
        if length < 2:
            raise Unfit("damaged")
        if marker in FRAME:
            height, width = struct.unpack(">xHH", source.read(5).ljust(5, b"\0"))
            size = (width, height)
            source.seek(-5, os.SEEK_CUR)
        if marker == COMMENT or marker in APPLICATION:
            carried += length
        if carried > MAX_JPEG_SEGMENTS:
            raise Unfit("too_much_metadata", megabytes=MAX_JPEG_SEGMENTS // 1_000_000)
        source.seek(length - 2, os.SEEK_CUR)
    return size


def next_marker(source: BinaryIO) -> int:
    """The code of the next segment; any number of fill bytes may stand before it."""
    if source.read(1) != b"\xff":
        raise Unfit("damaged")
    while (code := source.read(1)) == b"\xff":
        pass
    if not code:
        raise Unfit("damaged")
    return code[0]
