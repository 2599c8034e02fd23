"""Which file or sheet of a delivery holds each table, and what does it say of itself?"""

import os
from collections.abc import Mapping as Pairs
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sfo_data.definitions.suggestions import did_you_mean
from sfo_data.store.ingest import headings, notice
from sfo_data.store.ingest.mapping import Mapping
from sfo_data.store.ingest.notice import NOTICE
from sfo_data.store.ingest.refused import Refused
from sfo_data.store.ingest.source import Source
from sfo_data.store.ingest.workbook import SUFFIXES, Workbook
from sfo_data.store.schema import REFERENCE_TABLES, TABLES, Table

FORMATS = ("csv", "parquet")


@dataclass(frozen=True)
class Parts:
    """Where each table that was sent lies, what `delivery.json` and sheets say, and what is wrong with the files.

    `not_held`: the tables that the mapping says the source does not have.
    """

    sources: Pairs[str, Source]
    said: Sequence[Pairs[str, Any]]
    faults: tuple[str, ...]
    not_held: frozenset[str] = frozenset()


def of(path: Path, entries: Sequence[Path], file_format: str | None, mapping: Mapping | None = None) -> Parts:
    """The parts of a delivery: a workbook, or a folder of which `entries` are the files. Raises Refused."""
    books = [Workbook(entry) for entry in entries if is_workbook(entry)]
    said = [notice.in_file(path / NOTICE) if path.is_dir() else {}, *map(notice.in_sheet, books)]
    if mapping:
        sources, faults = _mapped(entries, books, mapping)
        return Parts(sources, said, tuple(faults), mapping.not_held)
    sources, faults = _sources(path, entries, books, file_format)
    return Parts(sources, said, tuple(faults))


def _mapped(
    entries: Sequence[Path], books: Sequence[Workbook], mapping: Mapping
) -> tuple[dict[str, Source], list[str]]:
    """The sources that a mapping names, and what is wrong with it."""
    found, faults = {}, []
    for name, each in mapping.tables.items():
        sheets = [(book, sheet) for book in books for sheet in book.sheets if sheet.strip() == each.sheet.strip()]
        files = [entry for entry in entries if each.file and entry.name == each.file]
        if sheets:
            found[name] = Source(sheets[0][0].path, *sheets[0], mapping=each)
        elif files:
            found[name] = Source(files[0], mapping=each)
        else:
            near = [sheet for book in books for sheet in book.sheets] + [entry.name for entry in entries]
            wanted = each.sheet or each.file
            faults.append(f"{name}: there is no sheet or file “{wanted}”.{did_you_mean(wanted, near)}")
    named = {*mapping.tables, *mapping.not_held, *mapping.elsewhere, *(table.name for table in REFERENCE_TABLES)}
    silent = [table.name for table in TABLES if table.name not in named]
    if silent:
        faults.append(
            f"The mapping says nothing of {', '.join(silent)}. Say where each lies, or put it into not_held (the "
            "source does not have it) or elsewhere (the store has it from another source)."
        )
    return found, faults


def entries_of(folder: Path) -> list[Path]:
    """What lies in the folder, by name, without hidden and lock files; nothing in it may lead out of it."""
    entries = sorted(entry for entry in folder.iterdir() if not entry.name.startswith((".", "~")))
    home = Path(os.path.realpath(folder))
    for entry in entries:
        if not Path(os.path.realpath(entry)).is_relative_to(home):
            raise Refused(f"{entry.name} is a link that leads out of {folder}. Deliver the file itself.")
    return entries


def is_data(entry: Path) -> bool:
    return entry.suffix.lower().lstrip(".") in FORMATS


def is_workbook(entry: Path) -> bool:
    return entry.suffix.lower() in SUFFIXES


def _sources(
    folder: Path, entries: Sequence[Path], books: Sequence[Workbook], file_format: str | None
) -> tuple[dict[str, Source], list[str]]:
    if not entries:
        raise Refused(f"The folder {folder} is empty. Deliver one file for each raw table.")
    tables = [table.name for table in TABLES]
    faults = [
        f"{entry.name} is not a table of the contract.{did_you_mean(entry.stem, tables)}"
        for entry in entries
        if is_data(entry) and headings.word(entry.stem) not in tables
    ]
    found = {}
    for table in TABLES:
        try:
            if source := _source(entries, books, table, file_format):
                found[table.name] = source
        except Refused as error:
            faults += error.sentences
    return found, faults


def _is_of(table: Table, book: Workbook, sheet: str) -> bool:
    """Whether the sheet has the table's name, or is the only one of a workbook that has."""
    return table.name in (headings.word(sheet), headings.word(book.path.stem) if len(book.sheets) == 1 else None)


def _source(entries: Sequence[Path], books: Sequence[Workbook], table: Table, file_format: str | None) -> Source | None:
    """The one file or sheet of the table; None for a reference table that was not sent."""
    suffixes = [file_format] if file_format else FORMATS
    files = [e for e in entries if headings.word(e.stem) == table.name and e.suffix.lower().lstrip(".") in suffixes]
    found = [Source(entry) for entry in files]
    found += [Source(book.path, book, sheet) for book in books for sheet in book.sheets if _is_of(table, book, sheet)]
    if len(found) > 1:
        names = " and ".join(source.name for source in found)
        raise Refused(f"Both {names} are there. Remove one, or say --format csv or --format parquet.")
    if found and not found[0].path.is_file():
        raise Refused(f"{found[0].name} is not a regular file. Deliver the file itself.")
    if found or table in REFERENCE_TABLES:
        return next(iter(found), None)
    near = [entry.name for entry in entries] + [sheet for book in books for sheet in book.sheets]
    is_book = bool(entries) and all(map(is_workbook, entries))
    wanted = f"The sheet {table.name}" if is_book else " or ".join(f"{table.name}.{suffix}" for suffix in suffixes)
    raise Refused(
        f"{wanted} is missing: a delivery has one file or sheet for each raw table."
        f"{did_you_mean(f'{table.name}.{suffixes[0]}', near)}"
    )
