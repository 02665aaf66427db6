"""What a file is, by its content alone, and the sentence for each file that is refused."""

from __future__ import annotations

import io
import tracemalloc
from functools import partial
from typing import TYPE_CHECKING

import pytest
from PIL import Image

from appeals.evidence.recognise import Recognised, fingerprint, recognise
from appeals.evidence.refusals import SENTENCES, Refused
from tests.appeals.evidence import hostile
from tests.appeals.evidence.effort import at_most

if TYPE_CHECKING:
    from collections.abc import Callable

MIB = 1024 * 1024


def made(content: bytes | Callable[[], bytes]) -> bytes:
    """Costly files are made when their test runs, not while tests are collected."""
    return content if isinstance(content, bytes) else content()


def short(value: object) -> str | None:
    """Names a test by what it expects, not by the bytes it sends."""
    return "file" if isinstance(value, bytes | partial) else None


def recognised(content: bytes, name: str = "file") -> Recognised:
    return recognise(io.BytesIO(content), name=name, size=len(content))


def refused(content: bytes, name: str = "file", size: int | None = None) -> tuple[str, int]:
    """The code and status of the refusal, which must come quickly and say something."""
    with at_most(seconds=10), pytest.raises(Refused) as refusal:
        recognise(io.BytesIO(content), name=name, size=len(content) if size is None else size)
    assert len(refusal.value.detail) > 30
    assert "%" not in refusal.value.detail
    return refusal.value.code, refusal.value.status


@pytest.mark.parametrize(
    ("content", "kind", "media_type", "size"),
    [
        (hostile.phone_photo(), "jpeg", "image/jpeg", (640, 480)),
        (hostile.saved(hostile.drawing(), "PNG"), "png", "image/png", (640, 480)),
        (hostile.saved(hostile.drawing(mode="RGBA"), "PNG"), "png", "image/png", (640, 480)),
        (hostile.saved(hostile.drawing(), "WEBP"), "webp", "image/webp", (640, 480)),
        (hostile.saved(hostile.drawing(), "WEBP", lossless=True), "webp", "image/webp", (640, 480)),
        (hostile.saved(hostile.drawing(mode="RGBA"), "WEBP", exif=hostile.exif()), "webp", "image/webp", (640, 480)),
        (hostile.TINY_HEIC, "heic", "image/heic", (64, 96)),
        (hostile.saved(hostile.drawing(mode="CMYK"), "JPEG"), "jpeg", "image/jpeg", (640, 480)),
        (hostile.saved(Image.new("I;16", (64, 64), 40_000), "PNG"), "png", "image/png", (64, 64)),
        (hostile.saved(hostile.drawing(), "JPEG", icc_profile=hostile.swapping_profile()), "jpeg", "image/jpeg", (640, 480)),
    ],
    ids=short,
)
def test_an_honest_picture_is_recognised_by_its_content(content: bytes, kind: str, media_type: str, size: tuple[int, int]) -> None:
    assert recognised(content, name="anything.pdf") == Recognised(kind, media_type, *size, pages=1)


def test_a_photo_that_carries_a_second_picture_is_one_picture() -> None:
    photo = hostile.saved(hostile.drawing(), "MPO", save_all=True, append_images=[hostile.drawing(320, 240)])

    assert recognised(photo) == Recognised("jpeg", "image/jpeg", 640, 480)


def test_a_picture_that_is_also_a_page_and_an_archive_is_a_picture() -> None:
    assert recognised(hostile.polyglot_png(), name="holiday.html") == Recognised("png", "image/png", 640, 480)


@pytest.mark.parametrize(
    ("content", "pages", "flags"),
    [
        (hostile.plain_pdf(pages=2), 2, set()),
        (b"\xef\xbb\xbf\r\n" + hostile.plain_pdf(pages=1), 1, set()),
        (hostile.active_pdf(), 1, {"active_content"}),
        (hostile.plain_pdf(password="0000"), 0, {"encrypted"}),
        (hostile.pdf_of_many_pages, 10_000, set()),
        (hostile.deep_pdf, 1, set()),
        (hostile.bomb_stream_pdf, 1, set()),
        (hostile.bomb_image_pdf, 1, set()),
    ],
    ids=["plain", "mark first", "active", "password", "10,000 pages", "deep", "stream", "image"],
)
def test_a_pdf_is_taken_and_what_it_carries_is_flagged(content: bytes | Callable[[], bytes], pages: int, flags: set[str]) -> None:
    file = made(content)

    with at_most(seconds=10):
        assert recognised(file) == Recognised("pdf", "application/pdf", pages=pages, flags=frozenset(flags))


def test_a_script_hidden_in_a_nested_dictionary_is_flagged() -> None:
    deep = b"/X[<</Y[<</Z<</S/JavaScript/JS(1)>>>>]>>]"

    assert recognised(hostile.pdf(hostile.CATALOGUE, hostile.ONE_PAGE, hostile.pdf_page(deep))).flags == {"active_content"}


def test_an_attached_file_is_flagged() -> None:
    names = b"<</Type/Catalog/Pages 2 0 R/Names<</EmbeddedFiles<</Names[]>>>>>>"

    assert recognised(hostile.pdf(names, hostile.ONE_PAGE, hostile.pdf_page())).flags == {"embedded_files"}


@pytest.mark.parametrize(
    "text",
    [
        "It is the same name in another alphabet.\n",
        "هذا هو نفس الاسم\r\n",
        "\ufeffwith a mark",
        "<alice> hi\n<bob> hello\n",
        "See https://example.org/ and tell me.\n",
        "x",
    ],
)
def test_plain_text_in_any_script_is_taken(text: str) -> None:
    assert recognised(text.encode(), name="notes.txt") == Recognised("text", "text/plain")


def test_a_letter_cut_by_the_end_of_a_chunk_is_still_a_letter() -> None:
    assert recognised(b"a" + "é".encode() * 70_000).kind == "text"


@pytest.mark.parametrize(
    ("content", "name", "code", "status"),
    [
        (b"", "a.jpg", "empty", 422),
        (b" \n\n ", "a.txt", "empty", 422),
        (partial(hostile.bomb_png, 13_000), "a.png", "image_too_large", 422),
        (partial(hostile.bomb_png, 20_000), "a.png", "image_too_large", 422),
        (hostile.huge_webp(), "a.webp", "image_too_large", 422),
        (hostile.huge_heic(), "a.heic", "image_too_large", 422),
        (hostile.animated_png(5_000), "a.png", "animated", 422),
        (hostile.animated_webp, "a.webp", "animated", 422),
        (b"\0\0\0\x18ftyphevc\0\0\0\0hevcmsf1" + bytes(40), "a.heic", "animated", 422),
        (hostile.phone_photo()[:-2000], "a.jpg", "damaged", 422),
        (hostile.saved(hostile.drawing(), "PNG")[:-300], "a.png", "damaged", 422),
        (hostile.saved(hostile.drawing(), "WEBP")[:-100], "a.webp", "damaged", 422),
        (hostile.TINY_HEIC[:560], "a.heic", "damaged", 422),
        (b"\xff\xd8\xff" + b"not a picture" * 9, "a.jpg", "damaged", 422),
        (b"\x89PNG\r\n\x1a\n<html>", "a.png", "damaged", 422),
        (b"%PDF-1.7\nnothing", "a.pdf", "damaged", 422),
        (hostile.circular_pdf(), "a.pdf", "damaged", 422),
        (hostile.bomb_table_pdf, "a.pdf", "damaged", 422),
        (hostile.stuffed_jpeg, "a.jpg", "too_much_metadata", 422),
        (b"<svg onload=alert(1)>", "a.svg", "unsupported_type", 415),
        (b'<?xml version="1.0"?><svg xmlns="x"/>', "a.png", "unsupported_type", 415),
        (b"<!-- x --> <!DOCTYPE html><script>1</script>", "id.pdf", "unsupported_type", 415),
        (b"<html>", "no-ending", "unsupported_type", 415),
        (hostile.zipped("a.txt"), "42.zip", "unsupported_type", 415),
        (hostile.zipped("[Content_Types].xml", "word/document.xml"), "a.docx", "unsupported_type", 415),
        (b"Rar!\x1a\x07\x01\0rest", "a.rar", "unsupported_type", 415),
        (hostile.tar_with_link(), "a.txt", "unsupported_type", 415),
        (hostile.saved(hostile.drawing(), "TIFF"), "a.png", "unsupported_type", 415),
        (hostile.saved(hostile.drawing(), "GIF"), "a.png", "unsupported_type", 415),
        (hostile.saved(hostile.drawing(), "BMP"), "a.png", "unsupported_type", 415),
        (hostile.saved(hostile.drawing(128, 128), "ICNS"), "a.png", "unsupported_type", 415),
        (hostile.saved(hostile.drawing(), "EPS"), "a.png", "unsupported_type", 415),
        (hostile.saved(hostile.drawing(), "AVIF"), "a.heic", "unsupported_type", 415),
        (b"SIMPLE  =                    T".ljust(2880), "a.png", "unsupported_type", 415),
        (b"\0\0\0\x18ftypmp42\0\0\0\0mp42isom" + bytes(40), "a.heic", "unsupported_type", 415),
        (b"http://169.254.169.254/latest/meta-data/", "a.txt", "unsupported_type", 415),
        (b" file:///etc/passwd\n", "a.txt", "unsupported_type", 415),
        (b"[InternetShortcut]\nURL=http://example.org/", "a.url", "unsupported_type", 415),
        (b"404 Not found", "passport.jpg", "unsupported_type", 415),
        ("Das Zeugnis für März".encode("latin-1"), "a.txt", "unsupported_type", 415),
        ("Zeugnis".encode("utf-16"), "a.txt", "unsupported_type", 415),
        (b"text\0with nul", "a.txt", "unsupported_type", 415),
        (bytes(range(256)) * 4, "a.bin", "unsupported_type", 415),
        (b"MZ\x90\0" + bytes(200), "a.jpg", "unsupported_type", 415),
    ],
    ids=short,
)
def test_what_we_do_not_take_is_refused(content: bytes | Callable[[], bytes], name: str, code: str, status: int) -> None:
    assert refused(made(content), name) == (code, status)


@pytest.mark.parametrize("length", [15 * MIB + 1, 16 * MIB])
def test_a_file_over_the_limit_is_refused_whatever_was_claimed(length: int) -> None:
    assert refused(bytes(length), size=length) == ("too_large", 413)
    assert refused(bytes(length), size=10) == ("too_large", 413)
    assert refused(b"short", size=length) == ("too_large", 413)


def test_a_file_at_the_limit_is_taken_in_little_memory() -> None:
    photo = hostile.phone_photo()
    file = io.BytesIO(photo + bytes(15 * MIB - len(photo)))
    words = io.BytesIO(b"seven b\n" * (15 * MIB // 8))

    tracemalloc.start()
    kinds = [recognise(it, name="file", size=15 * MIB).kind for it in (file, words)]
    prints = fingerprint(file)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()

    assert kinds == ["jpeg", "text"]
    assert len(prints) == 64
    assert peak < MIB


def test_a_file_is_left_at_its_start() -> None:
    file = io.BytesIO(hostile.plain_pdf())
    file.seek(5)

    recognise(file, name="a.pdf", size=840)
    fingerprint(file)

    assert file.tell() == 0


def test_a_fingerprint_is_the_sha256_of_every_byte() -> None:
    assert fingerprint(io.BytesIO(b"abc")) == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    assert fingerprint(io.BytesIO(b"")) == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"


def test_every_refusal_tells_the_person_what_to_do() -> None:
    for reason, (status, sentence) in SENTENCES.items():
        assert status in (413, 415, 422, 503), reason
        assert str(sentence).endswith("."), reason


def test_the_scanner_test_file_is_text_and_left_to_the_scanner() -> None:
    assert recognised(hostile.EICAR).kind == "text"
