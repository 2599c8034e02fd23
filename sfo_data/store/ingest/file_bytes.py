"""Are the bytes of a file UTF-8 text in lines of a sensible length? Read in pieces, in little memory."""

import codecs
from dataclasses import dataclass
from pathlib import Path

from sfo_data.store.ingest.refused import Refused

# A piece is no longer than the longest line allowed: a line too long then shows where two pieces meet.
LONGEST_LINE = 1_000_000  # bytes
SAVE_AS = "Save it as “CSV UTF-8” and deliver it again."


@dataclass(frozen=True)
class Scan:
    """`lines` by their line feeds; `is_even` where quotation marks come in pairs and no carriage return is alone."""

    lines: int
    is_even: bool


def scan(path: Path) -> Scan:
    """Reads the file once. Raises Refused where it is empty, not UTF-8, or has a line of more than LONGEST_LINE."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    breaks = quotes = alone = unbroken = size = 0
    last = b""
    with path.open("rb") as file:
        while piece := file.read(LONGEST_LINE):
            if size == 0:
                _check_start(path.name, piece)
            _check_zero(path.name, piece, breaks)
            first, final = piece.find(b"\n"), piece.rfind(b"\n")
            if unbroken + (len(piece) if first < 0 else first) > LONGEST_LINE:
                raise Refused(
                    f"{path.name}, line {breaks + 1} is longer than {LONGEST_LINE:,} bytes. A line break or a closing "
                    "quotation mark is probably missing; the file may be damaged."
                )
            unbroken = unbroken + len(piece) if first < 0 else len(piece) - final - 1
            _check_utf8(path.name, decoder, piece, breaks)
            breaks, quotes = breaks + piece.count(b"\n"), quotes + piece.count(b'"')
            alone += piece.count(b"\r") - piece.count(b"\r\n")
            size, last = size + len(piece), piece
    _check_utf8(path.name, decoder, b"", breaks)
    if not size or (size == len(last) and not last.removeprefix(codecs.BOM_UTF8).strip()):
        raise Refused(f"{path.name} is empty. Deliver it with its heading line, even where there are no rows.")
    return Scan(breaks + (not last.endswith(b"\n")), quotes % 2 == 0 and alone == 0)


def _check_start(name: str, piece: bytes) -> None:
    if piece.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        raise Refused(f"{name} is saved as UTF-16 (“Unicode text”), not UTF-8. {SAVE_AS}")


def _check_zero(name: str, piece: bytes, breaks: int) -> None:
    at = piece.find(b"\0")
    if at >= 0:
        line = breaks + piece.count(b"\n", 0, at) + 1
        raise Refused(f"{name}, line {line} holds a zero byte: it is saved as UTF-16, or damaged. {SAVE_AS}")


def _check_utf8(name: str, decoder: codecs.IncrementalDecoder, piece: bytes, breaks: int) -> None:
    try:
        decoder.decode(piece, final=not piece)
    except UnicodeDecodeError as error:
        line = breaks + error.object.count(b"\n", 0, error.start) + 1
        wrong = " ".join(f"{byte:02X}" for byte in error.object[error.start : error.end])
        raise Refused(
            f"{name}, line {line}: the bytes {wrong} are not UTF-8. The file, or a part of it, is probably saved as "
            f"Windows-1252 (“ANSI”). {SAVE_AS}"
        ) from error
