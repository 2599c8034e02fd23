"""A PDF: its bytes are signed, and what each page is made of, to say which was changed.

Programs disagree on what a damaged PDF shows: of 1,040 files changed at random whose pages pypdf read as before,
poppler drew 59 otherwise. So only the very bytes are genuine; pages that read the same in others are "saved anew".
"""

import hashlib
import re
from collections import deque
from collections.abc import Callable
from dataclasses import replace
from io import BytesIO
from typing import Any

from pypdf import Configuration, PdfReader, PdfWriter, apply_configuration
from pypdf.errors import DependencyError, PyPdfError
from pypdf.generic import (
    ArrayObject,
    DictionaryObject,
    FloatObject,
    IndirectObject,
    NullObject,
    NumberObject,
    StreamObject,
)

from sfo_data.publishing.provenance.content import Content, Unreadable, content_of, parsing
from sfo_data.publishing.provenance.deck import named_parts

# In the metadata, where it outlasts being saved anew, the description of the file before it was put there.
KEY = "/SfoTestimony"
MARK = b"%sfo-testimony "
TOKEN = re.compile(rb"^" + MARK + rb"(\{[^\r\n]*\})\r?$", re.MULTILINE)
# The description is a comment behind the end, and the end is repeated, which readers look for in the last kilobyte.
ADDED = re.compile(rb"(?s)(.*\nstartxref\s+(\d+)\s+%%EOF\n)" + MARK + rb"\{[^\r\n]*\}\nstartxref\n(\d+)\n%%EOF\n")
END = re.compile(rb"(?s).*\nstartxref\s+(\d+)\s+%%EOF\n")
# A pack of ours has about 20 pages, 0.1 MB and, tagged for screen readers, some thousands of objects.
MOST_PAGES, MOST_OBJECTS, MOST_UNPACKED = 500, 50_000, 50 * 1024 * 1024
# What is written down of a page is about as long as the page; a text that is referred to again and again is not.
MOST_WRITTEN = 50 * 1024 * 1024
# pypdf unpacks in Python, up to 1 MB a second; a stream of more stays packed.
MOST_OF_A_STREAM = 10 * 1024 * 1024
LIMITS = Configuration(
    zlib_maximum_output_length=MOST_OF_A_STREAM,
    lzw_maximum_output_length=MOST_OF_A_STREAM,
    run_length_maximum_output_length=MOST_OF_A_STREAM,
)
MOST_TOKENS = 8
# How a stream is packed, where an object hangs, and what describes the file: not what is seen.
LEFT_OUT = {
    "/Length",
    "/Filter",
    "/DecodeParms",
    "/DL",
    "/Parent",
    "/Metadata",
    "/PieceInfo",
    "/LastModified",
    "/Pages",
}
AROUND = "what stands around its pages (outline, structure, attachments or forms)"


def content(data: bytes) -> Content:
    """One part a page, and at the end one for what stands around them. Raises Unreadable."""
    parts = _parts(data)
    read = content_of("pdf", f"{len(parts) - 1} {'page' if len(parts) == 2 else 'pages'}", parts)
    return replace(read, sha256=hashlib.sha256(_bare(data)).hexdigest())


def _parts(data: bytes) -> list[bytes]:
    with apply_configuration(LIMITS):
        pdf = opened(data)
        with parsing("a page in it"):
            walk = _Walk(pdf)
            return [*(walk.everything_of(page) for page in pdf.pages), walk.everything_of(pdf.root_object)]


def _bare(data: bytes) -> bytes:
    """The bytes without a description that was added as `with_token` adds it."""
    added = ADDED.fullmatch(data)
    return added[1] if added and added[2] == added[3] else data.rstrip() + b"\n"


def opened(data: bytes) -> PdfReader:
    """The PDF as pypdf reads it. Raises Unreadable, also where it is locked or has more pages than ours."""
    with parsing("the PDF"):
        pdf = PdfReader(BytesIO(data))
        is_locked = pdf.is_encrypted
        pages = 0 if is_locked else len(pdf.pages)
    if is_locked:
        raise Unreadable("It is protected by a password.")
    if not 0 < pages <= MOST_PAGES:
        raise Unreadable(f"It has {pages:,} pages; the most that are read are {MOST_PAGES}.")
    return pdf


class _Walk:
    """Writes down what can be reached from an object, in an order that does not depend on the objects' numbers."""

    def __init__(self, pdf: PdfReader) -> None:
        self.pages = {
            page.indirect_reference.idnum: place for place, page in enumerate(pdf.pages) if page.indirect_reference
        }
        self.objects = self.unpacked = self.written = 0
        self.streams: dict[int, str] = {}

    def everything_of(self, root: DictionaryObject) -> bytes:
        """Every object on the way once, each named by its turn; other pages are named by their number only."""
        turns: dict[object, int] = {}
        waiting: deque[Any] = deque([root])
        lines = []

        def name(value: Any) -> str:
            """A plain value as it is, anything else by its turn, which it gets when it is first met."""
            key: object = id(value)
            if isinstance(value, IndirectObject):
                if value.idnum in self.pages:
                    return f"page {self.pages[value.idnum]}"
                key, value = ("numbered", value.idnum), value.get_object()
            if not isinstance(value, DictionaryObject | ArrayObject):
                text = _plain(value)
                self._count(len(text))
                return text
            if key not in turns:
                turns[key] = len(turns) + 1
                waiting.append(value)
            return f"object {turns[key]}"

        while waiting:
            self.objects += 1
            self._count(0)
            lines.append(self._line(waiting.popleft(), name))
        return "\n".join(lines).encode(errors="surrogatepass")

    def _line(self, found: Any, name: Callable[[Any], str]) -> str:
        if isinstance(found, ArrayObject):
            return repr([name(value) for value in list.__iter__(found)])
        entries = {key: name(dict.__getitem__(found, key)) for key in sorted(found) if key not in LEFT_OUT}
        text = repr({key: value for key, value in entries.items() if value != "null"})
        return f"{text} {self._stream(found)}" if isinstance(found, StreamObject) else text

    def _stream(self, stream: StreamObject) -> str:
        """A hash of what is in it, unpacked where it can be; a picture's own compression stays."""
        if id(stream) not in self.streams:
            try:
                unpacked = stream.get_data()
            except (PyPdfError, NotImplementedError, DependencyError):
                unpacked = stream._data + repr(stream.get("/Filter")).encode()
            self.unpacked += len(unpacked)
            self.streams[id(stream)] = hashlib.sha256(unpacked).hexdigest()
        return self.streams[id(stream)]

    def _count(self, written: int) -> None:
        self.written += written
        if self.objects > MOST_OBJECTS or self.unpacked > MOST_UNPACKED or self.written > MOST_WRITTEN:
            raise Unreadable(
                f"Its pages are made of more than {MOST_OBJECTS:,} objects or {MOST_UNPACKED // 1024**2} MB; "
                "no file of ours is."
            )


def _plain(value: Any) -> str:
    if value is None or isinstance(value, NullObject):
        return "null"
    if isinstance(value, FloatObject | NumberObject):
        return f"{float(value):.9g}"
    return f"bytes {bytes(value).hex()}" if isinstance(value, bytes) else f"{type(value).__name__[:4]} {value}"


def tokens(data: bytes) -> list[str]:
    """The signed descriptions it carries, as text. Raises Unreadable."""
    texts = [found.decode(errors="replace") for found in TOKEN.findall(data)[:MOST_TOKENS]]
    in_metadata = _in_metadata(data)
    return texts if in_metadata is None else [*texts, in_metadata]


def _in_metadata(data: bytes) -> str | None:
    with apply_configuration(LIMITS), parsing("its description"):
        metadata = opened(data).metadata
        found = metadata.get(KEY) if metadata else None
        return None if found is None else str(found)


def with_metadata(data: bytes, text: str) -> bytes:
    """The same PDF with a description in its metadata, written behind its bytes. Raises Unreadable."""
    out = BytesIO()
    with parsing("the PDF"):
        writer = PdfWriter(BytesIO(_bare(data)), incremental=True)
        writer.add_metadata({KEY: text})
        writer.write(out)
    return out.getvalue()


def with_token(data: bytes, text: str) -> bytes:
    """The same bytes with the description behind them, in place of any they had. Raises Unreadable."""
    bare = _bare(data)
    end = END.fullmatch(bare)
    if end is None:
        raise Unreadable("It is damaged: it does not end as a PDF does.")
    return bare + MARK + text.encode() + b"\nstartxref\n" + end[1] + b"\n%%EOF\n"


def notes(data: bytes) -> list[str]:  # noqa: ARG001
    """What makes the same content look otherwise: nothing known."""
    return []


def where(signed: Content, found: Content) -> list[str]:
    """ "page 3": which pages differ, or what stands around them."""
    pages = [replace(each, parts=each.parts[:-1]) for each in (signed, found)]
    around = [] if signed.parts[-1:] == found.parts[-1:] else [AROUND]
    return around if pages[0].parts == pages[1].parts else [*named_parts("page", *pages), *around]
