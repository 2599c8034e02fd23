"""Views, and small files of each kind to sign and to tamper with."""

import struct
import zlib
from datetime import date
from io import BytesIO
from typing import Any

from PIL import Image, ImageDraw
from pptx import Presentation
from pptx.chart.data import CategoryChartData
from pptx.enum.chart import XL_CHART_TYPE
from pptx.util import Inches
from pypdf import PdfWriter
from pypdf.generic import DecodedStreamObject, DictionaryObject, NameObject

from sfo_data.publishing.provenance import View, png

DAY = date(2020, 5, 4)


def view(**changes: Any) -> View:
    plain: dict[str, Any] = {
        "page": "weekly",
        "address": (("known_on", (DAY.isoformat(),)), ("period", ("cy-2020",))),
        "showing": "1 January 2020 to 4 May 2020; England and Wales.",
        "known_on": DAY,
        "data_sha256": "a" * 64,
        "definitions_sha256": "b" * 64,
        "version": "0.2.0",
        "is_synthetic": True,
    }
    return View(**plain | changes)


def saved(picture: Image.Image, **options: Any) -> bytes:
    out = BytesIO()
    picture.save(out, "PNG", **options)
    return out.getvalue()


def picture(words: str = "137", size: tuple[int, int] = (240, 160), mode: str = "RGB") -> bytes:
    made = Image.new(mode, size, "white")
    ImageDraw.Draw(made).text((30, 20), words, fill="black")
    return saved(made)


def pixels(data: bytes) -> Image.Image:
    with Image.open(BytesIO(data)) as opened:
        opened.load()
        return opened.copy()


def chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def with_chunk(data: bytes, kind: bytes, body: bytes) -> bytes:
    """A PNG with one more chunk behind its header, which ends at byte 33."""
    return data[:33] + chunk(kind, body) + data[33:]


def deck(value: float = 2.57, words: str = "137 reviews", slides: int = 3, image: bytes | None = None) -> bytes:
    made = Presentation()
    for number in range(slides):
        slide = made.slides.add_slide(made.slide_layouts[5])
        slide.shapes.title.text = f"Slide {number + 1}: {words if number == 1 else 'no number'}"
        chart = CategoryChartData()
        chart.categories = ["NPS", "CRC"]
        chart.add_series("Reviews", (1.1, value if number == 1 else 3.0))
        slide.shapes.add_chart(XL_CHART_TYPE.BAR_CLUSTERED, 0, Inches(2), Inches(5), Inches(3), chart)
        if image and number == 1:
            slide.shapes.add_picture(BytesIO(image), Inches(5), Inches(2), Inches(3))
    return packed(made)


def packed(made: Any) -> bytes:
    out = BytesIO()
    made.save(out)
    return out.getvalue()


def pdf(*pages: str) -> bytes:
    writer = PdfWriter()
    font = {"/Type": "/Font", "/Subtype": "/Type1", "/BaseFont": "/Helvetica"}
    fonts = writer._add_object(DictionaryObject({NameObject(k): NameObject(v) for k, v in font.items()}))
    for words in pages or ("Page one: 137", "Page two: 141", "Page three"):
        page = writer.add_blank_page(300, 200)
        stream = DecodedStreamObject()
        stream.set_data(f"BT /F1 12 Tf 20 100 Td ({words}) Tj ET".encode())
        page[NameObject("/Contents")] = writer._add_object(stream)
        of_page = DictionaryObject({NameObject("/F1"): fonts})
        page[NameObject("/Resources")] = DictionaryObject({NameObject("/Font"): of_page})
    return packed_pdf(writer)


def packed_pdf(writer: PdfWriter) -> bytes:
    out = BytesIO()
    writer.write(out)
    return out.getvalue()


HTML = b"""<!doctype html>
<html lang="en"><head><title>Weekly briefing</title></head>
<body><p>Marking</p><h1>Briefing</h1><p>137 reviews</p><h2>Late</h2><p>141 open</p></body></html>
"""

MADE = {"png": picture(), "pptx": deck(), "pdf": pdf(), "html": HTML}


def pixels_with(made: Image.Image, signed: bytes) -> bytes:
    """A picture with the signed description of another."""
    return png.with_token(saved(made), png.tokens(signed)[0])
