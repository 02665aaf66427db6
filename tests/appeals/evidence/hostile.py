"""Files as strangers send them, honest and hostile, all made in code."""

from __future__ import annotations

import base64
import io
import struct
import zipfile
import zlib

import pikepdf
from PIL import Image, ImageDraw

GPS_CANARY = b"Testcamera-52.37N"
COMMENT_CANARY = b"comment-canary"
XMP_CANARY = b"http://ns.adobe.com/xap/1.0/\0<x:xmpmeta>xmp-canary</x:xmpmeta>"
TRAILING_CANARY = b"<script>alert('trailing-canary')</script>"
# Split so that no scanner takes this source file for the thing itself.
EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"

# 96 by 64 pixels, left half red, right half blue, turned by a quarter, with EXIF naming a camera and a place. Drawn by us
# and encoded once with libx265: the decoder we ship cannot encode.
TINY_HEIC = base64.b64decode(
    "AAAAHGZ0eXBoZWljAAAAAG1pZjFoZWljbWlhZgAAAaFtZXRhAAAAAAAAACFoZGxyAAAAAAAAAABwaWN0AAAAAAAAAAAAAAAAAAAAADRpbG9jAAAAAERAAA"
    "IAAQAAAAABxQABAAAAAAAAAFQAAgAAAAACGQABAAAAAAAAAH4AAAA4aWluZgAAAAAAAgAAABVpbmZlAgAAAAABAABodmMxAAAAABVpbmZlAgAAAQACAABF"
    "eGlmAAAAAA5waXRtAAAAAAABAAAA4GlwcnAAAADAaXBjbwAAAHhodmNDAQNwAAAAkAAAAAAAHvAA/P34+AAADwNgAAEAGEABDAH//wNwAAADAJAAAAMAAA"
    "MAHroCQGEAAQArQgEBA3AAAAMAkAAAAwAAAwAeoDCBBZbqSSmubgIaDAgAAAMAyAAAAwAIQGIAAQAHRAHBcrAiQAAAABNjb2xybmNseAABAA0ABoAAAAAU"
    "aXNwZQAAAAAAAABgAAAAQAAAABBwaXhpAAAAAAMICAgAAAAJaXJvdAMAAAAYaXBtYQAAAAAAAAABAAEFgQIDBIUAAAAaaXJlZgAAAAAAAAAOY2RzYwACAA"
    "EAAQAAANptZGF0AAAAUCgBr1iLMg6SX//ytd//Uf5D5QDDo3f+s8xfbkk/1lARAbbd1TAfIdJEQnugB/4K3++LAVnnaL2lvENl4vXjJLVVR807juJE92fq"
    "UdbyUXWAAAAABkV4aWYAAE1NACoAAAAIAAMBDwACAAAACwAAADIBEgADAAAAAQAGAACIJQAEAAAAAQAAAD4AAAAAVGVzdGNhbWVyYQAAAAIAAQACAAAAAk"
    "4AAAAAAgAFAAAAAwAAAFwAAAAAAAAAMgAAAAEAAAAbAAAAAQAAAAAAAAAB"
)
IMAGE_SIZE_BOX = b"ispe\0\0\0\0"


def drawing(width: int = 640, height: int = 480, mode: str = "RGB") -> Image.Image:
    """A red picture with a white top left corner, so that a turn or a wrong colour shows."""
    image = Image.new("RGB", (width, height), (200, 30, 30))
    ImageDraw.Draw(image).rectangle((0, 0, width // 4, height // 4), fill=(255, 255, 255))
    return image.convert(mode)


def saved(image: Image.Image, format_: str, **options: object) -> bytes:
    """The picture as the bytes of a file."""
    out = io.BytesIO()
    image.save(out, format_, **options)
    return out.getvalue()


def exif(orientation: int = 1) -> bytes:
    """An EXIF block with a camera, a place on Earth and the way the camera was held."""
    block = Image.Exif()
    block[0x010F] = GPS_CANARY.decode()
    block[0x0112] = orientation
    block.get_ifd(0x8825)[1] = "N"
    block.get_ifd(0x8825)[2] = (52.0, 22.0, 12.0)
    return block.tobytes()


def segment(marker: int, payload: bytes) -> bytes:
    """One JPEG segment."""
    return bytes((0xFF, marker)) + struct.pack(">H", len(payload) + 2) + payload


def phone_photo(width: int = 640, height: int = 480, orientation: int = 1) -> bytes:
    """A JPEG as phones make them: EXIF with the place, a comment, an XMP packet."""
    plain = saved(drawing(width, height), "JPEG", quality=88, exif=exif(orientation), comment=COMMENT_CANARY)
    return plain[:2] + segment(0xE1, XMP_CANARY) + plain[2:]


def grainy_photo(orientation: int = 6) -> bytes:
    """Twelve megapixels with the grain and size of a real photo."""
    channels = [Image.effect_noise((500, 375), 100).resize((4000, 3000)) for _ in range(3)]
    grain = Image.effect_noise((4000, 3000), 12)
    photo = Image.blend(Image.merge("RGB", channels), Image.merge("RGB", (grain, grain, grain)), 0.25)
    return saved(photo, "JPEG", quality=88, exif=exif(orientation))


def stuffed_jpeg(megabytes: int = 10) -> bytes:
    """A small picture behind megabytes of application segments."""
    plain = saved(drawing(), "JPEG")
    return plain[:2] + segment(0xEC, b"x" * 65_000) * (megabytes * 16) + plain[2:]


def chunk(kind: bytes, payload: bytes) -> bytes:
    """One PNG chunk."""
    return struct.pack(">I", len(payload)) + kind + payload + struct.pack(">I", zlib.crc32(kind + payload))


def bomb_png(side: int) -> bytes:
    """A few kilobytes that unfold to side by side pixels of one bit."""
    row = b"\0" * (1 + (side + 7) // 8)
    packer = zlib.compressobj(9)
    packed = b"".join([packer.compress(row * 100) for _ in range(side // 100)]) + packer.flush()
    header = struct.pack(">IIBBBBB", side, side, 1, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", packed) + chunk(b"IEND", b"")


def plain_png(width: int, height: int, pixel: bytes) -> bytes:
    """A large PNG of one colour, grey or see-through, without the cost of compressing it."""
    colour_type = {1: 0, 4: 6}[len(pixel)]
    header = struct.pack(">IIBBBBB", width, height, 8, colour_type, 0, 0, 0)
    packed = packed_often(b"", b"\0" + pixel * width, height)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", packed) + chunk(b"IEND", b"")


def animated_png(frames: int) -> bytes:
    """A PNG that announces many frames."""
    plain = saved(drawing(), "PNG")
    after_header = 8 + 25
    return plain[:after_header] + chunk(b"acTL", struct.pack(">II", frames, 0)) + plain[after_header:]


def animated_webp(frames: int = 300) -> bytes:
    """A WebP of many small frames."""
    pictures = [Image.new("RGB", (8, 8), (i % 256, 255 * (i % 2), i // 2)) for i in range(frames)]
    return saved(pictures[0], "WEBP", save_all=True, append_images=pictures[1:], duration=10)


def huge_webp() -> bytes:
    """A WebP whose canvas claims 16,383 by 16,383 pixels."""
    plain = bytearray(saved(drawing(mode="RGBA"), "WEBP", exif=exif()))
    plain[24:30] = (16_382).to_bytes(3, "little") * 2
    return bytes(plain)


def huge_heic() -> bytes:
    """A HEIC that claims 20,000 by 20,000 pixels."""
    at = TINY_HEIC.index(IMAGE_SIZE_BOX) + len(IMAGE_SIZE_BOX)
    return TINY_HEIC[:at] + struct.pack(">II", 20_000, 20_000) + TINY_HEIC[at + 8 :]


def zipped(*names: str) -> bytes:
    """A ZIP archive with these files in it."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name in names:
            archive.writestr(name, "content")
    return out.getvalue()


def polyglot_png() -> bytes:
    """A PNG that is a web page and a ZIP archive as well."""
    return saved(drawing(), "PNG") + TRAILING_CANARY + zipped("payload.exe")


def swapping_profile() -> bytes:
    """A minimal colour profile in which the first channel means green and the second red."""

    def fixed(*values: float) -> bytes:
        return b"".join(struct.pack(">i", round(value * 65536)) for value in values)

    def xyz(*values: float) -> bytes:
        return b"XYZ \0\0\0\0" + fixed(*values)

    curve = b"curv\0\0\0\0" + struct.pack(">IH", 1, round(2.2 * 256)) + b"\0\0"
    text = b"swapped\0"
    description = b"desc\0\0\0\0" + struct.pack(">I", len(text)) + text + bytes(4 + 4 + 2 + 1 + 67 + 1)
    red, green, blue = xyz(0.4361, 0.2225, 0.0139), xyz(0.3851, 0.7169, 0.0971), xyz(0.1431, 0.0606, 0.7141)
    tags = {
        b"desc": description,
        b"wtpt": xyz(0.9642, 1.0, 0.8249),
        b"rXYZ": green,
        b"gXYZ": red,
        b"bXYZ": blue,
        b"rTRC": curve,
        b"gTRC": curve,
        b"bTRC": curve,
    }
    table, data = struct.pack(">I", len(tags)), b""
    start = 128 + 4 + 12 * len(tags)
    for name, value in tags.items():
        table += name + struct.pack(">II", start + len(data), len(value))
        data += value + bytes(-len(value) % 4)
    size = start + len(data)
    header = struct.pack(">I4sI4s4s4s", size, b"none", 0x02400000, b"mntr", b"RGB ", b"XYZ ").ljust(36, b"\0")
    header += b"acsp" + bytes(28) + fixed(0.9642, 1.0, 0.8249)
    return header.ljust(128, b"\0") + table + data


def pdf(*objects: bytes) -> bytes:
    """A PDF of these objects, numbered from 1; the first is the catalogue."""
    body, places = b"%PDF-1.7\n", []
    for number, text in enumerate(objects, 1):
        places.append(len(body))
        body += b"%d 0 obj\n%s\nendobj\n" % (number, text)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    size = len(objects) + 1
    end = b"xref\n0 %d\n0000000000 65535 f \n%strailer\n<</Root 1 0 R/Size %d>>\nstartxref\n%d\n%%%%EOF\n"
    return body + end % (size, table, size, len(body))


def stream(payload: bytes, entries: bytes = b"") -> bytes:
    """One stream object."""
    return b"<<%s /Length %d>>\nstream\n%s\nendstream" % (entries, len(payload), payload)


def packed_often(start: bytes, block: bytes, times: int) -> bytes:
    """The block very often, deflated. A flushed block may be repeated, so that making the bomb is cheap."""
    packer = zlib.compressobj(9)
    head = packer.compress(start) + packer.flush(zlib.Z_FULL_FLUSH)
    repeated = packer.compress(block) + packer.flush(zlib.Z_FULL_FLUSH)
    # An empty last block in place of the packer's own end, whose check sum knows of one block only.
    return head + repeated * times + b"\x03\0" + struct.pack(">I", check_sum(start, block, times))


def check_sum(start: bytes, block: bytes, times: int) -> int:
    """Adler-32 of the start and the repeated block, summed up by arithmetic instead of over a thousand million bytes."""
    second, first = divmod(zlib.adler32(start), 1 << 16)
    weighed, plain = divmod(zlib.adler32(block, 0), 1 << 16)
    second += times * weighed + len(block) * (times * first + plain * times * (times - 1) // 2)
    return second % 65_521 << 16 | (first + times * plain) % 65_521


def twice_packed(start: bytes, block: bytes, times: int) -> bytes:
    """The block very often, deflated two times."""
    return zlib.compress(packed_often(start, block, times), 9)


def pdf_page(entries: bytes = b"") -> bytes:
    """A page under object 2."""
    return b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 300 200]%s>>" % entries


CATALOGUE = b"<</Type/Catalog/Pages 2 0 R>>"
ONE_PAGE = b"<</Type/Pages/Kids[3 0 R]/Count 1>>"


def plain_pdf(pages: int = 2, password: str = "") -> bytes:
    """An honest PDF, written by a real library."""
    document = pikepdf.new()
    for _ in range(pages):
        document.add_blank_page(page_size=(595, 842))
    document.docinfo["/Author"] = GPS_CANARY.decode()
    out = io.BytesIO()
    document.save(out, encryption=pikepdf.Encryption(user=password, owner=password) if password else False)
    return out.getvalue()


def active_pdf() -> bytes:
    """A PDF that wants to run a script, start a program and send a form when it is opened."""
    return pdf(
        b"<</Type/Catalog/Pages 2 0 R/OpenAction<</S/JavaS#63ript/JS(app.alert\\(1\\))>>/AA<</WC<</S/Launch/F(/bin/sh)>>>>>>",
        ONE_PAGE,
        pdf_page(b"/Annots[<</Type/Annot/Subtype/Link/Rect[0 0 9 9]/A<</S/SubmitForm/F(http://169.254.169.254/)>>>>]"),
    )


def pdf_of_many_pages(pages: int = 10_000) -> bytes:
    """A PDF of very many empty pages."""
    kids = b" ".join(b"%d 0 R" % (number + 3) for number in range(pages))
    tree = b"<</Type/Pages/Count %d/Kids[%s]>>" % (pages, kids)
    return pdf(CATALOGUE, tree, *[pdf_page()] * pages)


def deep_pdf(depth: int = 100_000) -> bytes:
    """A PDF that holds arrays within arrays within arrays."""
    return pdf(CATALOGUE, ONE_PAGE, pdf_page(b"/Annots 4 0 R"), b"[" * depth + b"]" * depth)


def circular_pdf() -> bytes:
    """A PDF whose tree of pages leads back to itself."""
    return pdf(CATALOGUE, b"<</Type/Pages/Count 9/Kids[2 0 R 3 0 R]>>", pdf_page())


def bomb_stream_pdf() -> bytes:
    """A page of a few kilobytes whose instructions unfold, twice, to a thousand million bytes."""
    packed = twice_packed(b"", b"0 0 m 9 9 l S\n" * 750_000, 10)
    return pdf(
        CATALOGUE,
        ONE_PAGE,
        pdf_page(b"/Contents[" + b"4 0 R " * 10 + b"]"),
        stream(packed, b"/Filter[/FlateDecode/FlateDecode]"),
    )


def bomb_table_pdf() -> bytes:
    """A PDF whose objects lie in a stream that unfolds to a thousand million spaces before the first is readable."""
    objects = [CATALOGUE, ONE_PAGE, pdf_page()]
    inside = b" ".join(objects)
    places = [0, len(objects[0]) + 1, len(objects[0]) + len(objects[1]) + 2]
    numbers = b"".join(b"%d %d " % (number, place) for number, place in enumerate(places, 1))
    packed = twice_packed(numbers + inside, b" " * 10_000_000, 110)
    entries = b"/Type/ObjStm/N 3/First %d/Filter[/FlateDecode/FlateDecode]" % len(numbers)
    body = b"%%PDF-1.7\n4 0 obj\n%s\nendobj\n" % stream(packed, entries)
    rows = [(0, 0, 255), *((2, 4, index) for index in range(3)), (1, 9, 0), (1, len(body), 0)]
    table = b"".join(struct.pack(">BIB", *row) for row in rows)
    index = stream(table, b"/Type/XRef/Size 6/W[1 4 1]/Root 1 0 R")
    return body + b"5 0 obj\n%s\nendobj\nstartxref\n%d\n%%%%EOF\n" % (index, len(body))


def bomb_image_pdf(side: int = 30_000) -> bytes:
    """A page that shows a picture of nearly a thousand million pixels."""
    packed = zlib.compress(zlib.compress(bytes(side * 40), 9), 9)
    image = b"/Type/XObject/Subtype/Image/Width %d/Height %d/BitsPerComponent 8/ColorSpace/DeviceRGB" % (side, side)
    return pdf(
        CATALOGUE,
        ONE_PAGE,
        pdf_page(b"/Contents 4 0 R/Resources<</XObject<</I 5 0 R>>>>"),
        stream(b"q 300 0 0 200 0 0 cm /I Do Q"),
        stream(packed, image + b"/Filter[/FlateDecode/FlateDecode]"),
    )


def busy_pdf(times: int = 200_000) -> bytes:
    """A page whose few kilobytes ask for the same computed shading again and again: minutes of work."""
    shading = b"<</ShadingType 1/ColorSpace/DeviceRGB/Domain[0 1 0 1]/Matrix[300 0 0 200 0 0]/Function 6 0 R>>"
    function = b"/FunctionType 4/Domain[0 1 0 1]/Range[0 1 0 1 0 1]"
    return pdf(
        CATALOGUE,
        ONE_PAGE,
        pdf_page(b"/Contents 4 0 R/Resources<</Shading<</S 5 0 R>>>>"),
        stream(zlib.compress(b"/S sh " * times, 9), b"/Filter/FlateDecode"),
        shading,
        stream(b"{ 2 copy mul sin 3 1 roll cos exch sin }", function),
    )


def tar_with_link() -> bytes:
    """A TAR archive whose one member is a link to a system file."""
    header = bytearray(512)
    header[:4] = b"link"
    header[100:108] = b"0000777\0"
    header[156:157] = b"2"
    header[157:168] = b"/etc/passwd"
    header[257:263] = b"ustar\0"
    return bytes(header) + bytes(1024)
