"""What the person of the tour sends: a photograph as a telephone takes it, and a PDF of two pages."""

from __future__ import annotations

import io
from dataclasses import dataclass
from hashlib import sha256

from PIL import ExifTags, Image, ImageDraw, ImageFont

# Twelve megapixels, taken with the telephone upright: stored lying, with a note to turn it.
PHOTO_SIZE = (4000, 3000)
TURN_RIGHT = 6
PAGE_SIZE = (1240, 1754)
MAKER, NOTE = "Tour Telephone", "taken at home"
LATITUDE, LONGITUDE = (6.0, 31.0, 27.48), (3.0, 22.0, 45.12)


@dataclass(frozen=True, slots=True)
class Sent:
    """A file as it leaves the person's machine."""

    name: str
    content: bytes
    media_type: str

    @property
    def sha256(self) -> str:
        """Its fingerprint, counted here."""
        return sha256(self.content).hexdigest()


def photograph() -> Sent:
    """A JPEG with the grain of a camera, its place on earth, its maker and its time."""
    slope = Image.linear_gradient("L").resize(PHOTO_SIZE)
    picture = Image.merge("RGB", (slope, slope.transpose(Image.Transpose.FLIP_LEFT_RIGHT), Image.new("L", PHOTO_SIZE, 96)))
    picture = Image.blend(picture, Image.effect_noise(PHOTO_SIZE, 60).convert("RGB"), 0.25)
    pen = ImageDraw.Draw(picture)
    pen.rounded_rectangle((900, 700, 3100, 2300), 90, fill=(226, 233, 236), outline=(30, 70, 90), width=12)
    pen.text((1000, 820), "IDENTITY CARD", font=ImageFont.load_default(size=140), fill=(20, 50, 70))
    pen.text((1000, 1200), "Adaeze Nwosu", font=ImageFont.load_default(size=180), fill=(20, 20, 20))
    exif = Image.Exif()
    exif[ExifTags.Base.Make], exif[ExifTags.Base.ImageDescription] = MAKER, NOTE
    exif[ExifTags.Base.Orientation] = TURN_RIGHT
    exif.get_ifd(ExifTags.IFD.GPSInfo).update(
        {
            ExifTags.GPS.GPSLatitudeRef: "N",
            ExifTags.GPS.GPSLatitude: LATITUDE,
            ExifTags.GPS.GPSLongitudeRef: "E",
            ExifTags.GPS.GPSLongitude: LONGITUDE,
        }
    )
    written = io.BytesIO()
    picture.save(written, "JPEG", quality=86, exif=exif)
    return Sent("identity card.jpg", written.getvalue(), "image/jpeg")


def statement_of_name() -> Sent:
    """A PDF of two pages with an author in its metadata."""
    pages = []
    for number, line in enumerate(("Certificate of registration of a name", "Second page: earlier spellings"), 1):
        drawn = Image.new("RGB", PAGE_SIZE, (252, 251, 247))
        pen = ImageDraw.Draw(drawn)
        pen.text((100, 140), line, font=ImageFont.load_default(size=48), fill=(30, 30, 30))
        pen.text(
            (100, 320),
            f"Adaeze Nwosu, also written Nwosu Adaeze. Page {number} of 2.",
            font=ImageFont.load_default(size=32),
            fill=(30, 30, 30),
        )
        pages.append(drawn)
    written = io.BytesIO()
    pages[0].save(written, "PDF", save_all=True, append_images=pages[1:], resolution=150, author=MAKER, title=NOTE)
    return Sent("certificate.pdf", written.getvalue(), "application/pdf")


def carries_traces(content: bytes) -> list[str]:
    """What a picture still says about camera, place or time; empty for a clean copy."""
    with Image.open(io.BytesIO(content)) as picture:
        found = [str(name) for name in picture.info if str(name) in {"exif", "xmp", "icc_profile", "comment", "photoshop"}]
        found += [str(tag) for tag in picture.getexif()]
    return found + [trace for trace in (MAKER, NOTE) if trace.encode() in content]
