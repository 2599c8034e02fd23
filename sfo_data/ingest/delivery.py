"""Which files does a delivery consist of, which day is it of, and is it synthetic?"""

import hashlib
import json
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from sfo_data.ingest.refused import Refused
from sfo_data.reporting_calendar import FIRST_DAY, LAST_DAY
from sfo_data.schema import TABLES
from sfo_data.suggestions import did_you_mean

FORMATS = ("csv", "parquet")
NOTICE = "delivery.json"
NOTICE_KEYS = ("known_on", "is_synthetic")
LONGEST_NOTICE = 10_000  # bytes
DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


@dataclass(frozen=True)
class Delivery:
    """One folder with one file per raw table, and the day it is of."""

    folder: Path
    known_on: date
    is_synthetic: bool
    files: Mapping[str, Path]

    @property
    def name(self) -> str:
        return self.folder.resolve().name

    def fingerprint(self) -> str:
        """SHA-256 over the names and bytes of its files, and so over all rows, accepted or not."""
        digest = hashlib.sha256()
        for name, path in sorted(self.files.items()):
            with path.open("rb") as content:
                digest.update(f"{name} {path.suffix} ".encode() + hashlib.file_digest(content, "sha256").digest())
        return digest.hexdigest()


def find(folder: Path, known_on: date | None = None, file_format: str | None = None) -> tuple[Delivery, ...]:
    """The deliveries in `folder`, oldest first: itself, or one per subfolder named by its day. Raises Refused."""
    if not folder.is_dir():
        raise Refused(f"There is no folder {folder}. Check the path.")
    try:
        entries = _entries(folder)
        days = [entry for entry in entries if entry.is_dir() and DAY.fullmatch(entry.name)]
        if not days:
            return (_delivery(folder, entries, known_on, file_format),)
        if any(_is_data(entry) for entry in entries):
            raise Refused(f"{folder} holds both data files and dated folders. Deliver one or the other.")
        if known_on:
            raise Refused("A series of dated folders says its own days: leave out --known-on.")
        return tuple(_dated(day, file_format) for day in days)
    except OSError as error:
        raise Refused(f"{error.filename or folder} cannot be read: {error.strerror}.") from error


def _entries(folder: Path) -> list[Path]:
    """What lies in the folder, by name, without hidden and lock files; nothing in it may lead out of it."""
    entries = sorted(entry for entry in folder.iterdir() if not entry.name.startswith((".", "~")))
    home = Path(os.path.realpath(folder))
    for entry in entries:
        if not Path(os.path.realpath(entry)).is_relative_to(home):
            raise Refused(f"{entry.name} is a link that leads out of {folder}. Deliver the file itself.")
    return entries


def _is_data(entry: Path) -> bool:
    return entry.suffix.lstrip(".") in FORMATS


def _dated(folder: Path, file_format: str | None) -> Delivery:
    """The delivery in a folder named by its day."""
    entries = _entries(folder)
    day = _day(folder.name, "The name of a folder")
    own_day = _notice(folder / NOTICE).get("known_on", day)
    if own_day != day:
        raise Refused(f"{NOTICE} in the folder {day} says {own_day}. Correct one of them.")
    return _delivery(folder, entries, day, file_format)


def _delivery(folder: Path, entries: list[Path], known_on: date | None, file_format: str | None) -> Delivery:
    files = _files(folder, entries, file_format)
    notice = _notice(folder / NOTICE)
    day = known_on or notice.get("known_on")
    if day is None:
        raise Refused(
            f"The day of this delivery is not given. Write {NOTICE} with "
            '{"known_on": "YYYY-MM-DD"} beside the files, or say --known-on YYYY-MM-DD.'
        )
    if not FIRST_DAY <= day <= LAST_DAY:
        raise Refused(f"The day of this delivery, {day}, is outside {FIRST_DAY} to {LAST_DAY}. Is the year mistyped?")
    return Delivery(folder, day, notice.get("is_synthetic", False), files)


def _files(folder: Path, entries: list[Path], file_format: str | None) -> dict[str, Path]:
    if not entries:
        raise Refused(f"The folder {folder} is empty. Deliver one file for each raw table.")
    tables = [table.name for table in TABLES]
    for entry in entries:
        if _is_data(entry) and entry.stem not in tables:
            raise Refused(f"{entry.name} is not a table of the contract.{did_you_mean(entry.stem, tables)}")
    return {name: _file(entries, name, file_format) for name in tables}


def _file(entries: list[Path], table: str, file_format: str | None) -> Path:
    wanted = [f"{table}.{suffix}" for suffix in ([file_format] if file_format else FORMATS)]
    found = [entry for entry in entries if entry.name in wanted]
    if not found:
        hint = did_you_mean(wanted[0], [entry.name for entry in entries])
        raise Refused(f"{' or '.join(wanted)} is missing: a delivery has one file for each raw table.{hint}")
    if len(found) > 1:
        raise Refused(f"Both {' and '.join(wanted)} are there. Remove one, or say --format csv or --format parquet.")
    if not found[0].is_file():
        raise Refused(f"{found[0].name} is not a regular file. Deliver the file itself.")
    return found[0]


def _notice(path: Path) -> dict[str, Any]:
    """What `delivery.json` says, its day as a date; empty where there is none."""
    if not path.exists():
        return {}
    try:
        if not path.is_file() or path.stat().st_size > LONGEST_NOTICE:
            raise Refused(f"{NOTICE} is not a small text file. Write only {', '.join(NOTICE_KEYS)} in it.")
        notice = json.loads(path.read_text(encoding="utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise Refused(f"{NOTICE} is not JSON that can be read. Correct it, or leave it out.") from error
    if not isinstance(notice, dict):
        raise Refused(f'{NOTICE} must look like {{"known_on": "2020-05-11", "is_synthetic": false}}.')
    for key in notice:
        if key not in NOTICE_KEYS:
            raise Refused(f"{NOTICE} has an unknown entry “{key}”.{did_you_mean(key, NOTICE_KEYS)}")
    if not isinstance(notice.get("is_synthetic", False), bool):
        raise Refused(f"is_synthetic in {NOTICE} must be true or false.")
    if "known_on" in notice:
        notice["known_on"] = _day(notice["known_on"], f"known_on in {NOTICE}")
    return notice


def _day(text: object, what: str) -> date:
    try:
        if isinstance(text, str) and DAY.fullmatch(text):
            return date.fromisoformat(text)
    except ValueError:
        pass
    raise Refused(f"{what} is not a date that exists, written YYYY-MM-DD: {text}.")
