"""What a file really is, found out by the decoders that would show it."""

from __future__ import annotations

import codecs
import hashlib
from dataclasses import dataclass
from pathlib import PurePath
from typing import TYPE_CHECKING, Any, BinaryIO

from django.conf import settings

from appeals.evidence.confined import CRASHED, TOO_SLOW, run_confined
from appeals.evidence.limits import COPY_CHUNK, MAX_PIXELS, MIB
from appeals.evidence.refusals import SENTENCES, refusal
from appeals.evidence.signatures import HEAD, SHORTCUT, announced

if TYPE_CHECKING:
    from collections.abc import Iterator

MEDIA_TYPES = {
    "jpeg": "image/jpeg",
    "png": "image/png",
    "webp": "image/webp",
    "heic": "image/heic",
    "pdf": "application/pdf",
    "text": "text/plain",
}
# Text has no first bytes of its own, so here alone the name is heard, and only against the file.
NOT_TEXT = frozenset(
    f".{ending}"
    for ending in ("jpg", "jpeg", "jpe", "png", "webp", "heic", "heif", "pdf", "gif", "tif", "tiff", "bmp", "doc", "docx", "zip")
)
LONGEST_LINK = 2048
KNOWN_FLAGS = frozenset({"encrypted", "active_content", "embedded_files", "uninspected"})


@dataclass(frozen=True, slots=True)
class Recognised:
    """One file we can keep. Sizes in pixels, 0 where a kind has none; `pages` 0 when they cannot be counted.

    Flags: `encrypted`, `active_content`, `embedded_files`, and `uninspected` where looking took more than we allow.
    """

    kind: str
    media_type: str
    width: int = 0
    height: int = 0
    pages: int = 1
    flags: frozenset[str] = frozenset()


def recognise(file: BinaryIO, *, name: str, size: int) -> Recognised:
    """Say what the file is, by its content alone; leaves it at its start.

    Raises Refused with a code, a status and a sentence for the person. The file is read in pieces; whatever decodes it
    does so in a confined process. `size` is what the client claimed, in bytes: a larger truth counts.
    """
    most: int = settings.FILE_LIMIT
    if size > most or _longer_than(file, most):
        raise refusal("too_large", megabytes=most // MIB)
    head = _head(file)
    if not head:
        raise refusal("empty")
    kind = announced(head)
    if kind == "text":
        return _recognise_text(file, head, name)
    if kind not in MEDIA_TYPES:
        raise refusal(kind)
    return _recognise_decoded(file, kind)


def fingerprint(file: BinaryIO) -> str:
    """The SHA-256 of the file in hexadecimal, read in pieces; leaves the file at its start."""
    digest = hashlib.sha256()
    for chunk in chunks(file):
        digest.update(chunk)
    file.seek(0)
    return digest.hexdigest()


def chunks(file: BinaryIO) -> Iterator[bytes]:
    """The file from its start, in pieces small enough for any worker."""
    file.seek(0)
    while chunk := file.read(COPY_CHUNK):
        yield chunk


def _recognise_decoded(file: BinaryIO, kind: str) -> Recognised:
    """Let the real decoder open it."""
    try:
        outcome = run_confined("probe", kind, file)
    except OSError as fault:
        raise refusal("not_stored") from fault
    found = outcome.answer
    unfit = outcome.failure or found.get("unfit", "")
    # A PDF that eats all it is given is evidence all the same; a picture that does is no picture.
    if kind == "pdf" and unfit in (TOO_SLOW, CRASHED, "too_much_memory"):
        return Recognised(kind, MEDIA_TYPES[kind], pages=0, flags=frozenset({"uninspected"}))
    if unfit:
        reason = unfit if unfit in SENTENCES else "damaged"
        raise refusal(reason, **{"most": MAX_PIXELS // 1_000_000, **_figures(found.get("figures"))})
    size = _figures(found)
    flags = KNOWN_FLAGS & set(found.get("flags") or ())
    return Recognised(kind, MEDIA_TYPES[kind], size["width"], size["height"], size["pages"], flags)


def _figures(said: Any) -> dict[str, int]:
    """The numbers in what the worker said; it has read hostile bytes, so anything else is left out or 0."""
    numbers = {name: value for name, value in said.items() if isinstance(value, int)} if isinstance(said, dict) else {}
    return dict.fromkeys(("width", "height", "pages", "megapixels", "megabytes"), 0) | numbers


def _recognise_text(file: BinaryIO, head: bytes, name: str) -> Recognised:
    """Plain text is UTF-8 without NUL, says more than one link, and does not go by the name of a picture."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    length = 0
    try:
        for chunk in chunks(file):
            if b"\0" in chunk:
                raise refusal("not_utf8" if head[:2] in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE) else "unsupported_type")
            decoder.decode(chunk)
            length += len(chunk)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        raise refusal("not_utf8" if _mostly_letters(head) else "unsupported_type") from None
    finally:
        file.seek(0)
    if PurePath(name.lower().strip()).suffix in NOT_TEXT:
        raise refusal("only_text")
    if length <= LONGEST_LINK and SHORTCUT.match(_head(file, LONGEST_LINK)):
        raise refusal("link")
    if not head.strip():
        raise refusal("empty")
    return Recognised("text", MEDIA_TYPES["text"])


def _mostly_letters(head: bytes) -> bool:
    """Whether the bytes look like text in an older encoding rather than like data."""
    controls = sum(byte < 0x20 and byte not in b"\t\n\f\r" for byte in head)
    return controls == 0


def _head(file: BinaryIO, length: int = HEAD) -> bytes:
    """The first bytes; leaves the file at its start."""
    file.seek(0)
    head = file.read(length)
    file.seek(0)
    return head


def _longer_than(file: BinaryIO, most: int) -> bool:
    """Whether the file holds more bytes than allowed, whatever was claimed."""
    file.seek(most)
    longer = file.read(1) != b""
    file.seek(0)
    return longer
