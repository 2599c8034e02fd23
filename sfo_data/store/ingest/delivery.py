"""Which files does a delivery consist of, which day is it of, and is it synthetic?"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from sfo_data.definitions.reporting_calendar import FIRST_DAY, LAST_DAY
from sfo_data.store.ingest import first_days, notice, parts
from sfo_data.store.ingest import mapping as mappings
from sfo_data.store.ingest.notice import DAY, NOTICE
from sfo_data.store.ingest.refused import Refused
from sfo_data.store.ingest.source import Source


@dataclass(frozen=True)
class Delivery:
    """A workbook, or a folder with a file or sheet for each raw table, and the day it is of.

    `sources` has every table that was sent; reference tables need not be. `first_days`: the first day held of the feeds
    of which it says one. `not_held`: tables that the source does not have, as its mapping (`mapping`, its text) says.
    """

    folder: Path
    known_on: date
    is_synthetic: bool
    sources: Mapping[str, Source]
    first_days: Mapping[str, date]
    not_held: frozenset[str] = frozenset()
    mapping: str = ""

    @property
    def name(self) -> str:
        return self.folder.resolve().name

    def fingerprint(self) -> str:
        """SHA-256 over the names and bytes of its files, and so over all rows, accepted or not, and its first days."""
        digest = hashlib.sha256()
        files = {(each.path.stem if each.book else name, each.path) for name, each in self.sources.items()}
        for name, path in sorted(files):
            with path.open("rb") as content:
                digest.update(f"{name} {path.suffix} ".encode() + hashlib.file_digest(content, "sha256").digest())
        for feed, first_on in sorted(self.first_days.items()):
            digest.update(f"{feed} from {first_on} ".encode())
        digest.update(self.mapping.encode())
        return digest.hexdigest()


def find(
    folder: Path,
    known_on: date | None = None,
    file_format: str | None = None,
    is_synthetic: bool | None = None,
    mapping: mappings.Mapping | None = None,
) -> tuple[Delivery, ...]:
    """The deliveries in `folder`, oldest first: itself, or one per subfolder named by its day. Raises Refused.

    A workbook is a delivery by itself.

    `known_on` and `is_synthetic` are for deliveries that do not say it themselves; they may not contradict one.
    """
    if folder.is_file() and parts.is_workbook(folder):
        return (_delivery(folder, [folder], known_on, file_format, is_synthetic, mapping),)
    if not folder.is_dir():
        raise Refused(f"There is no folder or workbook {folder}. Check the path.")
    try:
        entries = parts.entries_of(folder)
        days = [entry for entry in entries if entry.is_dir() and DAY.fullmatch(entry.name)]
        if not days:
            return (_delivery(folder, entries, known_on, file_format, is_synthetic, mapping),)
        if any(parts.is_data(entry) or parts.is_workbook(entry) for entry in entries):
            raise Refused(f"{folder} holds both data files and dated folders. Deliver one or the other.")
        if known_on:
            raise Refused("A series of dated folders says its own days: leave out --known-on.")
        return tuple(_dated(day, file_format, is_synthetic, mapping) for day in days)
    except OSError as error:
        raise Refused(f"{error.filename or folder} cannot be read: {error.strerror}.") from error


def _dated(
    folder: Path, file_format: str | None, is_synthetic: bool | None, mapping: mappings.Mapping | None
) -> Delivery:
    """The delivery in a folder named by its day."""
    entries = parts.entries_of(folder)
    day = notice.day_of(folder.name, "The name of a folder")
    own_day = notice.in_file(folder / NOTICE).get("known_on", day)
    if own_day != day:
        raise Refused(f"{NOTICE} in the folder {day} says {own_day}. Correct one of them.")
    return _delivery(folder, entries, day, file_format, is_synthetic, mapping)


def _delivery(
    folder: Path,
    entries: list[Path],
    known_on: date | None,
    file_format: str | None,
    is_synthetic: bool | None,
    mapping: mappings.Mapping | None,
) -> Delivery:
    found = parts.of(folder, entries, file_format, mapping)
    if found.faults:
        raise Refused(*found.faults)
    said = found.said
    day = _one_answer(known_on, said, "known_on")
    if day is None:
        raise Refused(
            f"The day of this delivery is not given. Write {NOTICE} with "
            '{"known_on": "YYYY-MM-DD"} beside the files, or say --known-on YYYY-MM-DD.'
        )
    if not FIRST_DAY <= day <= LAST_DAY:
        raise Refused(f"The day of this delivery, {day}, is outside {FIRST_DAY} to {LAST_DAY}. Is the year mistyped?")
    kind = _one_answer(is_synthetic, said, "is_synthetic")
    if kind is None:
        raise Refused(
            f'Nothing says whether this delivery is real or synthetic. Write "is_synthetic": false (or true) in '
            f"{NOTICE}, or say --real or --synthetic."
        )
    declared = first_days.declared(said, day)
    return Delivery(folder, day, kind, found.sources, declared, found.not_held, mapping.text if mapping else "")


def _one_answer(given: Any, said: Sequence[Mapping[str, Any]], what: str) -> Any:
    """What the command line, delivery.json or a workbook gives. Raises Refused where they differ."""
    written = [each[what] for each in said if what in each]
    if len(set(written)) > 1:
        raise Refused(
            f"{what} is {' and '.join(_shown(each) for each in written)} in this delivery. Correct one of them."
        )
    if given is not None and written and given != written[0]:
        raise Refused(
            f"{what} is {_shown(written[0])} in {NOTICE if said[0] else 'the workbook'}, and {_shown(given)} on the "
            "command line. Correct one of them."
        )
    return next(iter(written), given)


def _shown(answer: object) -> str:
    return str(answer).lower()
