"""Which kind of file the first bytes announce. A promise only: the real decoder decides whether it is kept."""

from __future__ import annotations

import re

HEAD = 1024
PDF_BEGINNING = re.compile(rb"(?:\xef\xbb\xbf)?[\s\0]{0,64}%PDF-[0-9]")
HEIC_BRANDS = frozenset({b"heic", b"heix", b"heim", b"heis", b"mif1"})
MOVING_BRANDS = frozenset({b"hevc", b"hevx", b"hevm", b"hevs", b"msf1"})
AVIF_BRANDS = frozenset({b"avif", b"avis"})

# (offset, bytes, kind or reason). What we know and do not take is here so that the answer can say what to do instead.
KNOWN = (
    (0, b"\xff\xd8\xff", "jpeg"),
    (0, b"\x89PNG\r\n\x1a\n", "png"),
    (0, b"PK\x03\x04", "archive"),
    (0, b"PK\x05\x06", "archive"),
    (0, b"Rar!\x1a\x07", "archive"),
    (0, b"7z\xbc\xaf\x27\x1c", "archive"),
    (0, b"\x1f\x8b", "archive"),
    (0, b"BZh", "archive"),
    (0, b"\xfd7zXZ\0", "archive"),
    (257, b"ustar", "archive"),
    (0, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "office_document"),
    (0, b"{\\rtf", "office_document"),
    (0, b"GIF87a", "other_picture"),
    (0, b"GIF89a", "other_picture"),
    (0, b"II*\0", "other_picture"),
    (0, b"MM\0*", "other_picture"),
    (0, b"BM", "other_picture"),
    (0, b"icns", "other_picture"),
    (0, b"\0\0\x01\0", "other_picture"),
    (0, b"SIMPLE  =", "other_picture"),
    (0, b"%!PS", "other_picture"),
    (0, b"\xc5\xd0\xd3\xc6", "other_picture"),
    (0, b"8BPS", "other_picture"),
    (0, b"\0\0\0\x0cjP  ", "other_picture"),
    (0, b"\xff\x0a", "other_picture"),
    (0, b"ID3", "recording"),
    (0, b"OggS", "recording"),
    (0, b"fLaC", "recording"),
    (0, b"\x1aE\xdf\xa3", "recording"),
    (0, b"MZ", "unsupported_type"),
    (0, b"\x7fELF", "unsupported_type"),
)
OFFICE_INSIDE = (b"[Content_Types].xml", b"word/", b"xl/", b"ppt/", b"mimetypeapplication/vnd.oasis")
# What browsers take for a page, and what draws or runs: at the very beginning, after white space and comments.
MARKUP = re.compile(
    rb"(?:\xef\xbb\xbf)?\s*(?:<!--.*?-->\s*)*"
    rb"<(?:!doctype|!entity|\?xml|\?php|(?:[a-z0-9]+:)?svg|html|head|body|script|iframe|style|title|table|div|font|img|"
    rb"a|br|p|h1|b|meta|link|object|embed|form|math|base)(?=[\s>/:]|$)",
    re.IGNORECASE | re.DOTALL,
)
SHORTCUT = re.compile(rb"\s*(?:\[InternetShortcut\]|(?:[a-z][a-z0-9+.-]{1,20}://|data:|javascript:)\S+\s*\Z)", re.IGNORECASE)


def announced(head: bytes) -> str:
    """`jpeg`, `png`, `webp`, `heic`, `pdf`, `text` (perhaps), or the reason why it is none of them."""
    if head[4:8] == b"ftyp":
        return _by_brand(head)
    if head[:4] == b"RIFF":
        return "webp" if head[8:12] == b"WEBP" else "recording"
    if PDF_BEGINNING.match(head):
        return "pdf"
    if MARKUP.match(head):
        return "web_page"
    known = next((kind for at, magic, kind in KNOWN if head[at : at + len(magic)] == magic), "text")
    if known == "archive" and any(inside in head for inside in OFFICE_INSIDE):
        return "office_document"
    return known


def _by_brand(head: bytes) -> str:
    """HEIC, AVIF and films share one container; the brands tell them apart."""
    major = head[8:12]
    length = min(int.from_bytes(head[:4], "big"), len(head))
    brands = {head[at : at + 4] for at in range(16, length, 4)} | {major}
    if major in MOVING_BRANDS:
        return "animated"
    if brands & AVIF_BRANDS:
        return "other_picture"
    return "heic" if major in HEIC_BRANDS else "recording"
