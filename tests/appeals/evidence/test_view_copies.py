"""View copies: what staff see of a file, and that nothing else of it comes along."""

from __future__ import annotations

import io
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from PIL import Image

from appeals.evidence.render import Finding, Page, Rendered, render
from tests.appeals.evidence import hostile
from tests.appeals.evidence.effort import at_most

if TYPE_CHECKING:
    from collections.abc import Callable

MIB = 1024 * 1024
CANARIES = (
    hostile.GPS_CANARY,
    hostile.COMMENT_CANARY,
    b"xmp-canary",
    b"trailing-canary",
    b"Exif",
    b"ICC_PROFILE",
    b"http://",
    b"payload.exe",
)


def view(content: bytes, kind: str, folder: Path) -> Rendered:
    """Render within the promised time and memory."""
    with at_most(seconds=30):
        rendered = render(io.BytesIO(content), kind=kind, into=folder)
    assert rendered.peak_memory < 1024 * MIB
    return rendered


def only_page(content: bytes, kind: str, folder: Path) -> Page:
    rendered = view(content, kind, folder)
    assert rendered.findings == ()
    assert len(rendered.pages) == 1
    return rendered.pages[0]


def picture(content: bytes, kind: str, folder: Path) -> Image.Image:
    with Image.open(only_page(content, kind, folder).path) as image:
        image.load()
    return image


def jpeg_markers(content: bytes) -> list[int]:
    """The segments before the pixels, and nothing may follow them."""
    markers, at = [], 2
    while content[at + 1] != 0xDA:
        markers.append(content[at + 1])
        at += 2 + int.from_bytes(content[at + 2 : at + 4], "big")
    assert content.endswith(b"\xff\xd9")
    assert content.count(b"\xff\xd9") == 1
    return markers


def pixel_at(image: Image.Image, x: int, y: int) -> tuple[int, int, int]:
    return image.convert("RGB").load()[x, y]  # type: ignore[index, return-value]


def reddish(pixel: tuple[int, ...]) -> bool:
    return pixel[0] > 150 and pixel[1] < 80 and pixel[2] < 80


def white(pixel: tuple[int, ...]) -> bool:
    return min(pixel[:3]) > 240


@pytest.mark.parametrize("kind", ["jpeg", "turned jpeg", "png", "webp", "heic"])
def test_a_view_copy_holds_no_byte_of_metadata(kind: str, tmp_path: Path) -> None:
    contents = {
        "jpeg": hostile.phone_photo() + hostile.TRAILING_CANARY,
        "turned jpeg": hostile.phone_photo(orientation=6) + hostile.TRAILING_CANARY,
        "png": hostile.saved(hostile.drawing(), "PNG", exif=hostile.exif(), icc_profile=hostile.swapping_profile())
        + hostile.TRAILING_CANARY,
        "webp": hostile.saved(hostile.drawing(), "WEBP", exif=hostile.exif(), xmp=hostile.XMP_CANARY),
        "heic": hostile.TINY_HEIC,
    }
    assert any(canary in contents[kind] for canary in CANARIES)

    page = only_page(contents[kind], kind.removeprefix("turned "), tmp_path)

    made = page.path.read_bytes()
    assert [canary for canary in CANARIES if canary in made] == []
    # JFIF, quantisation tables, frame and Huffman tables: what a picture needs and nothing else.
    assert set(jpeg_markers(made)) <= {0xE0, 0xDB, 0xC0, 0xC4}
    assert page.media_type == "image/jpeg"


def test_a_transparent_view_copy_holds_only_the_chunks_a_picture_needs(tmp_path: Path) -> None:
    see_through = Image.new("RGBA", (64, 64), (200, 30, 30, 0))
    content = hostile.saved(see_through, "PNG", exif=hostile.exif()) + hostile.TRAILING_CANARY

    page = only_page(content, "png", tmp_path)

    made, at, chunks = page.path.read_bytes(), 8, []
    while at < len(made):
        chunks.append(made[at + 4 : at + 8])
        at += 12 + int.from_bytes(made[at : at + 4], "big")
    assert chunks == [b"IHDR", b"IDAT", b"IEND"]
    assert page.media_type == "image/png"
    with Image.open(page.path) as image:
        assert image.getpixel((1, 1)) == (200, 30, 30, 0)


def test_a_polyglot_loses_everything_behind_the_picture(tmp_path: Path) -> None:
    made = only_page(hostile.polyglot_png(), "png", tmp_path).path.read_bytes()

    assert [canary for canary in (*CANARIES, b"PK\x03\x04") if canary in made] == []
    assert jpeg_markers(made)[0] == 0xE0


@pytest.mark.parametrize(
    ("orientation", "corner"),
    [(1, (0, 0)), (2, (1, 0)), (3, (1, 1)), (4, (0, 1)), (5, (0, 0)), (6, (1, 0)), (7, (1, 1)), (8, (0, 1))],
)
def test_a_photo_is_shown_upright(orientation: int, corner: tuple[int, int], tmp_path: Path) -> None:
    image = picture(hostile.phone_photo(120, 80, orientation), "jpeg", tmp_path)

    width, height = (80, 120) if orientation > 4 else (120, 80)
    assert image.size == (width, height)
    at = [(2, 2), (width - 3, 2), (2, height - 3), (width - 3, height - 3)]
    whites = [place for place in at if white(pixel_at(image, *place))]
    assert whites == [(2 if corner[0] == 0 else width - 3, 2 if corner[1] == 0 else height - 3)]


def test_the_folder_may_be_named_from_where_we_stand(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)

    assert only_page(hostile.phone_photo(), "jpeg", Path()).path.exists()


def test_a_real_sized_photo_is_turned_whole(tmp_path: Path) -> None:
    image = picture(hostile.grainy_photo(orientation=6), "jpeg", tmp_path)

    assert image.size == (3000, 4000)


def test_a_broken_exif_block_costs_the_rotation_only(tmp_path: Path) -> None:
    plain = hostile.saved(hostile.drawing(), "JPEG")
    broken = plain[:2] + hostile.segment(0xE1, b"Exif\0\0MM\0*\xff\xff\xff\xff" + bytes(9)) + plain[2:]

    assert only_page(broken, "jpeg", tmp_path).width == 640


@pytest.mark.parametrize("mode", ["L", "CMYK", "RGB"])
def test_a_jpeg_of_any_colour_model_is_shown_in_its_colours(mode: str, tmp_path: Path) -> None:
    image = picture(hostile.saved(hostile.drawing(mode=mode), "JPEG"), "jpeg", tmp_path)

    assert white(pixel_at(image, 2, 2))
    assert mode == "L" or reddish(pixel_at(image, 600, 400))
    assert image.mode == ("L" if mode == "L" else "RGB")


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "I;16"])
def test_a_png_of_any_mode_is_shown(mode: str, tmp_path: Path) -> None:
    source = Image.new("I;16", (64, 64), 65_535) if mode == "I;16" else hostile.drawing(64, 64, mode)
    image = picture(hostile.saved(source, "PNG"), "png", tmp_path)

    assert image.size == (64, 64)
    assert white(pixel_at(image, 2, 2))


def test_sixteen_bits_become_eight_without_clipping(tmp_path: Path) -> None:
    image = picture(hostile.saved(Image.new("I;16", (64, 64), 0x4080), "PNG"), "png", tmp_path)

    assert image.getpixel((9, 9)) == 0x40


@pytest.mark.parametrize(("kind", "format_"), [("jpeg", "JPEG"), ("png", "PNG"), ("webp", "WEBP")])
def test_a_colour_profile_is_applied_not_dropped(kind: str, format_: str, tmp_path: Path) -> None:
    content = hostile.saved(hostile.drawing(), format_, icc_profile=hostile.swapping_profile())

    red, green, _blue = pixel_at(picture(content, kind, tmp_path), 600, 400)

    # The profile says that the strong channel is green.
    assert green > 150 > red


@pytest.mark.parametrize("profile", [b"nonsense", hostile.swapping_profile()[:200]])
def test_a_broken_colour_profile_is_left_aside(profile: bytes, tmp_path: Path) -> None:
    content = hostile.saved(hostile.drawing(), "JPEG", icc_profile=profile)

    assert reddish(pixel_at(picture(content, "jpeg", tmp_path), 600, 400))


def test_a_heic_photo_is_decoded_and_upright(tmp_path: Path) -> None:
    image = picture(hostile.TINY_HEIC, "heic", tmp_path)

    assert image.size == (64, 96)
    assert reddish(pixel_at(image, 32, 10))
    assert pixel_at(image, 32, 85)[2] > 150


@pytest.mark.parametrize(
    ("size", "shown"),
    [((8000, 5000), (5059, 3162)), ((1080, 12_000), (1080, 12_000)), ((40, 60_000), (10, 15_000)), ((1, 1), (1, 1))],
)
def test_a_view_copy_is_bounded_by_area_so_that_long_screenshots_stay_readable(
    size: tuple[int, int], shown: tuple[int, int], tmp_path: Path
) -> None:
    page = only_page(hostile.plain_png(*size, b"\xff"), "png", tmp_path)

    assert (page.width, page.height) == shown


def test_the_largest_see_through_picture_stays_within_memory(tmp_path: Path) -> None:
    rendered = view(hostile.plain_png(8000, 5000, bytes((200, 30, 30, 128))), "png", tmp_path)

    assert [page.media_type for page in rendered.pages] == ["image/png"]
    assert rendered.peak_memory < 700 * MIB


def test_a_picture_with_nothing_to_see_through_needs_no_layer(tmp_path: Path) -> None:
    assert only_page(hostile.saved(hostile.drawing(mode="RGBA"), "PNG"), "png", tmp_path).media_type == "image/jpeg"


def test_pdf_pages_become_pictures_of_a_readable_size(tmp_path: Path) -> None:
    rendered = view(hostile.plain_pdf(pages=3), "pdf", tmp_path)

    assert rendered.findings == ()
    assert [(page.path.name, page.width, page.height, page.media_type) for page in rendered.pages] == [
        (f"page-000{number}.jpg", 1240, 1755, "image/jpeg") for number in (1, 2, 3)
    ]
    assert all(set(jpeg_markers(page.path.read_bytes())) <= {0xE0, 0xDB, 0xC0, 0xC4} for page in rendered.pages)


def test_a_poster_page_is_scaled_to_a_screen(tmp_path: Path) -> None:
    poster = hostile.pdf(hostile.CATALOGUE, hostile.ONE_PAGE, b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 14400 200]>>")

    assert only_page(poster, "pdf", tmp_path).width == 2000


def test_an_active_pdf_is_drawn_and_does_nothing(tmp_path: Path) -> None:
    made = only_page(hostile.active_pdf(), "pdf", tmp_path).path.read_bytes()

    assert [word for word in (b"JavaScript", b"Launch", b"app.alert", b"169.254") if word in made] == []


@pytest.mark.parametrize(
    ("content", "kind", "finding"),
    [
        (partial(hostile.plain_pdf, password="0000"), "pdf", Finding("encrypted")),
        (hostile.pdf_of_many_pages, "pdf", Finding("not_previewable", "too_many_pages")),
        (hostile.circular_pdf, "pdf", Finding("not_previewable", "damaged")),
        (partial(hostile.bomb_png, 13_000), "png", Finding("not_previewable", "image_too_large")),
        (hostile.huge_webp, "webp", Finding("not_previewable", "image_too_large")),
        (hostile.huge_heic, "heic", Finding("not_previewable", "image_too_large")),
        (hostile.animated_webp, "webp", Finding("not_previewable", "animated")),
        (hostile.stuffed_jpeg, "jpeg", Finding("not_previewable", "too_much_metadata")),
        (lambda: hostile.phone_photo()[:-2000], "jpeg", Finding("not_previewable", "damaged")),
        (hostile.plain_pdf, "jpeg", Finding("not_previewable", "damaged")),
        (lambda: b"\xff\xfe", "text", Finding("not_previewable", "damaged")),
    ],
)
def test_a_hostile_file_is_a_finding_within_its_limits(content: Callable[[], bytes], kind: str, finding: Finding, tmp_path: Path) -> None:
    rendered = view(content(), kind, tmp_path)

    assert (rendered.pages, rendered.findings) == ((), (finding,))


@pytest.mark.parametrize("content", [hostile.bomb_stream_pdf, hostile.bomb_table_pdf])
def test_a_bomb_in_a_pdf_ends_with_the_worker_not_with_us(content: Callable[[], bytes], tmp_path: Path) -> None:
    rendered = view(content(), "pdf", tmp_path)

    # Which limit it meets first is the library's affair.
    assert (rendered.pages, [finding.code for finding in rendered.findings]) == ((), ["not_previewable"])


@pytest.mark.parametrize("content", [hostile.deep_pdf, hostile.bomb_image_pdf])
def test_what_the_decoder_survives_within_its_limits_is_shown(content: Callable[[], bytes], tmp_path: Path) -> None:
    assert only_page(content(), "pdf", tmp_path).width == 625


def test_a_bomb_is_refused_before_it_takes_memory(tmp_path: Path) -> None:
    rendered = view(hostile.bomb_png(13_000), "png", tmp_path)

    assert 0 < rendered.peak_memory < 64 * MIB


def test_text_is_shown_without_what_deceives(tmp_path: Path) -> None:
    page = only_page("\ufeffa\r\nb\rc\x1b[2J\x07 inv\u202egnp سلام\u200f.".encode(), "text", tmp_path)

    assert page.path.read_text() == "a\nb\nc[2J inv⟨U+202E⟩gnp سلام\u200f."
    assert (page.media_type, page.width, page.height) == ("text/plain; charset=utf-8", 0, 0)


def test_long_text_is_cut_into_pages_at_line_ends(tmp_path: Path) -> None:
    text = "".join(f"line {number}\n" for number in range(60_000)) + "x" * 450_000

    pages = view(text.encode(), "text", tmp_path).pages

    parts = [page.path.read_text() for page in pages]
    assert "".join(parts) == text
    assert [part.endswith("\n") for part in parts] == [True, True, False, False, False]
    assert max(map(len, parts)) == 250_000


def test_the_largest_text_of_the_worst_kind_is_still_shown(tmp_path: Path) -> None:
    rendered = view("\u202e".encode() * (5 * MIB), "text", tmp_path)

    assert rendered.findings == ()
    assert len(rendered.pages) <= 100
