"""A PNG picture: its pixels are signed, in a grid of parts; its metadata may be packed anew."""

import struct
import zlib
from io import BytesIO
from itertools import product

from PIL import Image

from sfo_data.publishing.provenance.content import Content, Unreadable, content_of, parsing

SIGNATURE = b"\x89PNG\r\n\x1a\n"
KEYWORD = b"sfo-testimony"
GRID = 8
# 8,000 by 6,000: four times the largest page we draw. Decoded, 200 MB.
MOST_PIXELS = 48_000_000
MOST_TOKENS = 8
# Chunks a program must understand; where there are two that fix the pixels' colours, programs differ in which counts.
KNOWN, ONCE = (b"IHDR", b"PLTE", b"IDAT", b"IEND"), (b"IHDR", b"PLTE", b"tRNS")
# Chunks that make programs show the same pixels otherwise: colour profiles, brightness, orientation.
SHOWN_OTHERWISE = (b"iCCP", b"gAMA", b"cHRM", b"cICP", b"eXIf")
ROWS, COLUMNS = ("top", "middle", "bottom"), ("left", "centre", "right")


def content(data: bytes) -> Content:
    """The picture's pixels as RGBA, in 64 parts. Raises Unreadable, also for more pixels than ours have."""
    picture = _decoded(data)
    width, height = picture.size
    boxes = [
        (width * column // GRID, height * row // GRID, width * (column + 1) // GRID, height * (row + 1) // GRID)
        for row, column in product(range(GRID), repeat=2)
    ]
    return content_of("png", f"{width} by {height} pixels", [picture.crop(box).tobytes() for box in boxes])


def _decoded(data: bytes) -> Image.Image:
    (_, header), *rest = _chunks(data)
    kinds = [kind for kind, _ in rest]
    if b"acTL" in kinds or b"fdAT" in kinds:
        raise Unreadable("It is an animation: programs may show another picture than the one that can be checked.")
    if any(kinds.count(kind) > 1 for kind in ONCE) or any(kind[:1].isupper() and kind not in KNOWN for kind in kinds):
        raise Unreadable("It is not made as a PNG picture is: programs may show it otherwise than it can be checked.")
    width, height, depth = struct.unpack(">IIB", header[:9])
    if depth == 16:
        raise Unreadable("It has 16 bits a colour, and ours have 8: it is not a picture made here.")
    if width * height > MOST_PIXELS:
        raise Unreadable(f"It has {width:,} by {height:,} pixels; the most that are read are {MOST_PIXELS:,}.")
    with parsing("its picture"), Image.open(BytesIO(data), formats=("PNG",)) as opened:
        return opened.convert("RGBA")


def _chunks(data: bytes) -> list[tuple[bytes, bytes]]:
    """Every chunk's type and body; what follows the end is not looked at. Raises Unreadable."""
    if not data.startswith(SIGNATURE):
        raise Unreadable("It is not a PNG picture.")
    found: list[tuple[bytes, bytes]] = []
    place = len(SIGNATURE)
    while place + 12 <= len(data) and (not found or found[-1][0] != b"IEND"):
        (length,) = struct.unpack(">I", data[place : place + 4])
        if place + 12 + length > len(data):
            break
        found.append((data[place + 4 : place + 8], data[place + 8 : place + 8 + length]))
        if data[place + 8 + length : place + 12 + length] != struct.pack(">I", zlib.crc32(b"".join(found[-1]))):
            raise Unreadable("It is damaged: a check sum in it is wrong.")
        place += 12 + length
    if not found or found[0][0] != b"IHDR" or len(found[0][1]) != 13 or found[-1][0] != b"IEND":
        raise Unreadable("It is damaged: the picture is not whole.")
    return found


def tokens(data: bytes) -> list[str]:
    """The signed descriptions it carries, as text. Raises Unreadable."""
    start = KEYWORD + b"\0\0\0\0\0"
    texts = [body[len(start) :] for kind, body in _chunks(data) if kind == b"iTXt" and body.startswith(start)]
    return [text.decode(errors="replace") for text in texts[:MOST_TOKENS]]


def with_token(data: bytes, text: str) -> bytes:
    """The same picture with the description in place of any it had: an uncompressed iTXt chunk after the header."""
    own = (b"iTXt", KEYWORD + b"\0\0\0\0\0" + text.encode())
    header, *rest = [each for each in _chunks(data) if not (each[0] == b"iTXt" and each[1].startswith(KEYWORD + b"\0"))]
    return SIGNATURE + b"".join(_chunk(*each) for each in (header, own, *rest))


def _chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def notes(data: bytes) -> list[str]:
    """What makes the same pixels look otherwise."""
    if any(kind in SHOWN_OTHERWISE for kind, _ in _chunks(data)):
        return ["The file asks programs to show its colours or its orientation otherwise than we made it."]
    return []


def where(signed: Content, found: Content) -> list[str]:
    """ "top right": which ninths of the picture differ."""
    if signed.shape != found.shape:
        return [f"its size: {signed.shape} were signed, {found.shape} are here"]
    places = [place for place, (a, b) in enumerate(zip(signed.parts, found.parts, strict=True)) if a != b]
    if len(places) == GRID * GRID:
        return ["all over"]
    ninths = sorted({(_third(place // GRID), _third(place % GRID)) for place in places})
    count = f"{len(places)} of {GRID * GRID} parts of the picture"
    return [f"{', '.join(_ninth(row, column) for row, column in ninths)} ({count})"]


def _third(place: int) -> int:
    return 0 if place < 3 else 1 if place < 5 else 2


def _ninth(row: int, column: int) -> str:
    return "centre" if (row, column) == (1, 1) else f"{ROWS[row]} {COLUMNS[column]}"
