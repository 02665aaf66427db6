"""The documents that people send in the sample cases, drawn here: photographs of cards, screenshots, lists as PDF."""

from __future__ import annotations

import io
from dataclasses import dataclass

from PIL import Image, ImageDraw, ImageFilter, ImageFont

INK, GREY, PAPER = (32, 36, 44), (120, 126, 136), (252, 251, 247)
CARD_SIZE, PHOTO_SIZE, PAGE_SIZE, PHONE_SIZE = (1180, 744), (1600, 1120), (1240, 1754), (900, 1400)


@dataclass(frozen=True, slots=True)
class Paper:
    """A file as a person chooses it on their own machine."""

    name: str
    content: bytes


def font(size: int) -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    """The one typeface that comes with the library. It has plain Latin letters only, as people type on a telephone."""
    return ImageFont.load_default(size=size)


def photo_of_card(name: str, title: str, fields: tuple[tuple[str, str], ...], *, cut_off: bool = False) -> Paper:
    """A photograph of an identity card on a table; with `cut_off` its right side lies outside the picture."""
    table = shaded(PHOTO_SIZE, (176, 142, 104), (120, 92, 66))
    place = (560, 190) if cut_off else (210, 190)
    shadow = Image.new("L", PHOTO_SIZE)
    ImageDraw.Draw(shadow).rounded_rectangle(
        (place[0] + 14, place[1] + 18, place[0] + 14 + CARD_SIZE[0], place[1] + 18 + CARD_SIZE[1]), 44, fill=120
    )
    table.paste((60, 44, 30), mask=shadow.filter(ImageFilter.GaussianBlur(16)))
    mask = Image.new("L", CARD_SIZE)
    ImageDraw.Draw(mask).rounded_rectangle((0, 0, CARD_SIZE[0] - 1, CARD_SIZE[1] - 1), 44, fill=255)
    table.paste(card(title, fields), place, mask)
    return Paper(name, saved(table.rotate(-1.2, resample=Image.Resampling.BICUBIC, fillcolor=(140, 110, 80)), "JPEG"))


def card(title: str, fields: tuple[tuple[str, str], ...]) -> Image.Image:
    """The card itself: a head line, a portrait in outline, and its fields."""
    drawn = shaded(CARD_SIZE, (214, 229, 236), (238, 240, 226))
    pen = ImageDraw.Draw(drawn)
    pen.rectangle((0, 0, CARD_SIZE[0], 96), fill=(24, 78, 96))
    pen.text((48, 24), title, font=font(44), fill=(255, 255, 255))
    pen.rectangle((56, 150, 396, 600), fill=(196, 206, 214))
    pen.ellipse((146, 210, 306, 390), fill=(142, 124, 110))
    pen.pieslice((96, 400, 356, 800), 180, 360, fill=(74, 92, 120))
    for row, (label, value) in enumerate(fields):
        pen.text((450, 150 + row * 112), label, font=font(26), fill=GREY)
        pen.text((450, 182 + row * 112), value, font=font(42), fill=INK)
    pen.text((56, 650), "P<" + "<".join(value.upper().replace(" ", "<") for _, value in fields)[:46], font=font(30), fill=INK)
    return drawn


def screenshot(name: str, head: str, lines: tuple[tuple[bool, str], ...]) -> Paper:
    """A talk on a telephone: each line is (mine, text)."""
    drawn = Image.new("RGB", PHONE_SIZE, (236, 240, 244))
    pen = ImageDraw.Draw(drawn)
    pen.rectangle((0, 0, PHONE_SIZE[0], 110), fill=(46, 74, 98))
    pen.text((40, 32), head, font=font(40), fill=(255, 255, 255))
    top = 150
    for mine, text in lines:
        parts = wrapped(text, 34)
        height = 44 + 44 * len(parts)
        left = 250 if mine else 40
        pen.rounded_rectangle((left, top, left + 610, top + height), 26, fill=(206, 232, 214) if mine else (255, 255, 255))
        for row, part in enumerate(parts):
            pen.text((left + 28, top + 20 + row * 44), part, font=font(32), fill=INK)
        top += height + 26
    return Paper(name, saved(drawn.crop((0, 0, PHONE_SIZE[0], top + 40)), "PNG"))


def page(name: str, title: str, head: tuple[str, ...], rows: tuple[tuple[str, ...], ...], note: str = "") -> Paper:
    """A page with a table, as PDF."""
    drawn = Image.new("RGB", PAGE_SIZE, PAPER)
    pen = ImageDraw.Draw(drawn)
    pen.text((100, 110), title, font=font(52), fill=INK)
    width = (PAGE_SIZE[0] - 200) // max(1, len(head))
    for column, text in enumerate(head):
        pen.text((100 + column * width, 240), text, font=font(30), fill=GREY)
    pen.line((100, 290, PAGE_SIZE[0] - 100, 290), fill=GREY, width=3)
    for place, row in enumerate(rows):
        for column, text in enumerate(row):
            pen.text((100 + column * width, 316 + place * 58), text, font=font(30), fill=INK)
    for place, part in enumerate(wrapped(note, 72)):
        pen.text((100, 380 + 58 * len(rows) + place * 46), part, font=font(30), fill=INK)
    return Paper(name, saved(drawn, "PDF"))


def sketch_sheet(name: str, title: str, dates: tuple[str, ...]) -> Paper:
    """Stages of one drawing beside each other, each with its day."""
    drawn = shaded(PHOTO_SIZE, (250, 249, 246), (232, 230, 222))
    pen = ImageDraw.Draw(drawn)
    pen.text((70, 50), title, font=font(48), fill=INK)
    width = (PHOTO_SIZE[0] - 140) // len(dates)
    for place, day in enumerate(dates):
        left = 70 + place * width
        middle = left + width // 2 - 20
        for ring in range(2 + 2 * place):
            radius = 30 + ring * 22
            pen.ellipse((middle - radius, 520 - radius, middle + radius, 520 + radius), outline=(40 + 30 * place, 70, 110), width=4 + place)
        pen.text((left + 20, 860), day, font=font(34), fill=GREY)
    return Paper(name, saved(drawn, "JPEG"))


def shaded(size: tuple[int, int], top: tuple[int, int, int], bottom: tuple[int, int, int]) -> Image.Image:
    """A surface that runs from one colour to another with a little grain, as a camera sees it."""
    slope = Image.linear_gradient("L").resize(size)
    surface = Image.composite(Image.new("RGB", size, bottom), Image.new("RGB", size, top), slope)
    grain = Image.effect_noise(size, 18).convert("RGB")
    return Image.blend(surface, grain, 0.06)


def wrapped(text: str, width: int) -> list[str]:
    """The text in lines of at most so many characters."""
    lines: list[str] = []
    for word in text.split():
        if lines and len(lines[-1]) + len(word) < width:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    return lines


def saved(drawn: Image.Image, kind: str) -> bytes:
    """The picture as the bytes of a file."""
    written = io.BytesIO()
    drawn.save(written, kind, **({"quality": 88} if kind == "JPEG" else {"resolution": 150} if kind == "PDF" else {}))
    return written.getvalue()
