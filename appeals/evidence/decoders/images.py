"""Photos and screenshots: is it one whole picture, and how it looks drawn on a fresh canvas."""

from __future__ import annotations

import io
import math
import warnings
from typing import TYPE_CHECKING, Any, BinaryIO

from PIL import Image, ImageCms, WebPImagePlugin  # noqa: F401 - asked for a format not yet registered, Pillow loads all it has

from appeals.evidence.decoders.headers import declared_size
from appeals.evidence.decoders.unfit import Unfit
from appeals.evidence.limits import MAX_PIXELS, VIEW_PIXELS, VIEW_SIDE

if TYPE_CHECKING:
    from pathlib import Path

FORMATS = {"jpeg": ("JPEG",), "png": ("PNG",), "webp": ("WEBP",)}
ORIENTATION = 0x0112
OPAQUE = 255
TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
PHOTO: dict[str, Any] = {"quality": 85, "subsampling": "4:2:0"}
# A screenshot is letters on a plain ground: full colour resolution keeps thin coloured text legible.
SCREEN: dict[str, Any] = {"quality": 90, "subsampling": "4:4:4"}

Image.MAX_IMAGE_PIXELS = MAX_PIXELS
warnings.simplefilter("error", Image.DecompressionBombWarning)


def probe(source: BinaryIO, kind: str) -> dict[str, Any]:
    """Decode the picture once, throw the pixels away. A JPEG is read whole but at an eighth of its size."""
    width, height = declared_size(source, kind)
    image = opened(source, kind)
    image.draft(None, (width // 8, height // 8))
    image.load()
    return {"width": width, "height": height, "pages": 1, "flags": []}


def render(source: BinaryIO, kind: str, folder: Path) -> list[dict[str, Any]]:
    """One page: upright, in sRGB, with no byte of the original file in it."""
    declared_size(source, kind)
    return [draw(opened(source, kind), kind, folder)]


def opened(source: BinaryIO, kind: str) -> Image.Image:
    """The picture, not yet decoded. Only the one format is tried, and header and decoder must agree on the size."""
    size = declared_size(source, kind)
    image = Image.open(source, formats=FORMATS[kind])
    # A JPEG may carry a second picture (a gain map, a stereo half); the first is the one people see.
    if kind != "jpeg" and getattr(image, "n_frames", 1) != 1:
        raise Unfit("animated")
    if image.size != size:
        raise Unfit("damaged")
    return image


def draw(image: Image.Image, kind: str, folder: Path) -> dict[str, Any]:
    """Write the view copy of a picture into the folder."""
    profile = image.info.get("icc_profile")
    turn = TURNS.get(orientation(image))
    canvas = fresh(in_srgb(small_enough(eight_bit(image)), profile), turn)
    if canvas.mode == "RGBA":
        name = "page-0001.png"
        canvas.save(folder / name, compress_level=3)
    else:
        name = "page-0001.jpg"
        canvas.save(folder / name, **(SCREEN if kind == "png" else PHOTO))
    return {"name": name, "width": canvas.width, "height": canvas.height}


def fresh(view: Image.Image, turn: Image.Transpose | None) -> Image.Image:
    """The pixels alone, upright, in a picture that never had anything to do with the file."""
    if turn is None:
        canvas = Image.new(view.mode, view.size, None)
        canvas.paste(view)
        return canvas
    # Turning draws every pixel anew already; only the notes beside them are carried over, and go here.
    canvas = view.transpose(turn)
    canvas.info.clear()
    return canvas


def orientation(image: Image.Image) -> int:
    """How the camera was held, 1 to 8; a broken EXIF block means nothing is known."""
    try:
        return int(image.getexif().get(ORIENTATION, 1))
    except Exception:  # noqa: BLE001 - the block is a stranger's bytes, and rotation is not worth a refusal
        return 1


def small_enough(image: Image.Image) -> Image.Image:
    """Shrink what is larger than a view copy may be; JPEG decoders do most of it while decoding."""
    width, height = image.size
    scale = min(math.sqrt(VIEW_PIXELS / (width * height)), VIEW_SIDE / max(width, height))
    if scale < 1:
        image.thumbnail((max(1, int(width * scale)), max(1, int(height * scale))), reducing_gap=2.0)
    return image


def eight_bit(image: Image.Image) -> Image.Image:
    """The picture in a mode that can be resized, converted and shown: L, RGB, CMYK, or RGBA where something shines through."""
    if image.mode.startswith("I;16") or image.mode == "I":
        return image.point(lambda level: level * (1 / 256)).convert("L")
    if image.mode in ("RGBA", "LA", "PA") or "transparency" in image.info:
        layered = image if image.mode == "RGBA" else image.convert("RGBA")
        least_opaque, _most = layered.getchannel("A").getextrema()
        return layered.convert("RGB") if least_opaque == OPAQUE else layered
    if image.mode in ("L", "RGB", "CMYK"):
        return image
    return image.convert("L" if image.mode == "1" else "RGB")


def in_srgb(image: Image.Image, profile: bytes | None) -> Image.Image:
    """The colours as a screen shows them."""
    if not profile:
        return image.convert("RGB") if image.mode == "CMYK" else image
    if image.mode != "RGBA":
        return converted(image, profile)
    plain = converted(image.convert("RGB"), profile)
    plain.putalpha(image.getchannel("A"))
    return plain


def converted(image: Image.Image, profile: bytes) -> Image.Image:
    """The picture moved from its own colour space to sRGB. An unusable profile is left aside, as every viewer does."""
    try:
        source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        if image.mode == "RGB" and ImageCms.getProfileDescription(source).startswith("sRGB"):
            return image
        target = ImageCms.createProfile("sRGB")
        if image.mode == "RGB":
            # In place: a second copy of a large photo costs as much time as a fifth of the conversion.
            ImageCms.profileToProfile(image, source, target, inPlace=True)
            return image
        moved = ImageCms.profileToProfile(image, source, target, outputMode="RGB")
    except (ImageCms.PyCMSError, OSError, ValueError):
        return image if image.mode in ("L", "RGB") else image.convert("RGB")
    return image if moved is None else moved
