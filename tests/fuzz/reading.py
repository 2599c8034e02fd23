"""Does a reader of strangers' bytes ever fail otherwise than with a sentence? `python -m tests.fuzz.reading png`."""

import sys
import tempfile
from collections.abc import Callable
from contextlib import suppress
from datetime import date
from pathlib import Path

import atheris
import polars as pl

with atheris.instrument_imports(include=["sfo_data", "pypdf", "pptx"]):
    from sfo_data.definitions import filters
    from sfo_data.definitions.dimensions import DIMENSIONS
    from sfo_data.publishing import provenance
    from sfo_data.publishing.provenance import printed_code, reading
    from sfo_data.store.ingest import csv_file, parquet_file
    from sfo_data.store.ingest.refused import Refused
    from sfo_data.store.schema import table

from tests.material import marked_files

KNOWN = filters.Known(
    date(2020, 5, 11), date(2014, 6, 1), (date(2020, 5, 11),), dict.fromkeys(DIMENSIONS, ("Low", "Wales"))
)
FOLDER = Path(tempfile.mkdtemp(prefix="fuzz-"))


def address(data: bytes) -> None:
    """Any parameters become filters that give themselves back, or a notice."""
    source = atheris.FuzzedDataProvider(data)
    names = ["period", "known_on", *DIMENSIONS]
    asked = {source.PickValueInList(names): [source.ConsumeUnicode(40), source.ConsumeUnicode(40)] for _ in range(3)}
    found, _ = filters.from_url(asked, KNOWN)
    assert filters.from_url(found.to_url(KNOWN.known_on), KNOWN) == (found, [])


def code(data: bytes) -> None:
    with suppress(printed_code.WrongCode):
        typed = printed_code.typed(data.decode(errors="surrogateescape"))
        assert printed_code.typed(typed) == typed


def delivered(read: Callable[..., object], suffix: str) -> Callable[[bytes], None]:
    path = FOLDER / f"agencies.{suffix}"

    def one(data: bytes) -> None:
        path.write_bytes(data)
        with suppress(Refused):
            read(path, table("agencies"))

    return one


def sent(kind: str) -> Callable[[bytes], None]:
    made = reading.FORMATS[kind]

    def one(data: bytes) -> None:
        for ask in (made.content, made.tokens, made.notes):
            with suppress(provenance.Unreadable):
                ask(data)

    return one


TARGETS = {
    "address": address,
    "code": code,
    "csv": delivered(csv_file.read, "csv"),
    "parquet": delivered(parquet_file.read, "parquet"),
    **{kind: sent(kind) for kind in ("png", "pdf", "pptx")},
}


def seeds(target: str) -> Path:
    """A folder with a whole file of the kind, to be changed."""
    folder = FOLDER / "seeds"
    folder.mkdir()
    whole = {
        "csv": b'agency_code,agency\r\nA1,Police\r\nA2,"Health, ""local"""\r\n',
        "png": marked_files.picture(),
        "pdf": marked_files.pdf("137 reviews"),
        "pptx": marked_files.deck(),
    }
    if target in whole:
        (folder / "whole").write_bytes(whole[target])
    if target == "parquet":
        pl.DataFrame({"agency_code": ["A1"], "agency": ["Police"]}).write_parquet(folder / "whole")
    return folder


if __name__ == "__main__":
    name, *options = sys.argv[1:]
    atheris.Setup([sys.argv[0], str(seeds(name)), "-rss_limit_mb=4096", "-timeout=30", *options], TARGETS[name])
    atheris.Fuzz()
