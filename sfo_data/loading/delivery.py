"""Which files does a delivery hold, of which day, and are they what they say?"""

import hashlib
import json
import os
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from sfo_data.loading.refusal import Refused
from sfo_data.schema import TABLES

MANIFEST = "delivery.json"
FORMATS = ("csv", "parquet")


@dataclass(frozen=True)
class Delivery:
    """A folder checked for its files: table name -> file, the day it states, and whether its cases are synthetic."""

    name: str
    files: dict[str, Path]
    known_on: date
    is_synthetic: bool

    def fingerprint(self) -> str:
        """SHA-256 over the names and bytes of its files."""
        digest = hashlib.sha256()
        for name, path in sorted(self.files.items()):
            digest.update(name.encode())
            with path.open("rb") as content:
                digest.update(hashlib.file_digest(content, "sha256").digest())
        return digest.hexdigest()


def find(folder: Path, known_on: date | None, file_format: str | None) -> list[Delivery]:
    """The delivery in `folder`, or, where it holds only dated folders, each of those by day. Raises Refused."""
    if not folder.is_dir():
        raise Refused(f"{folder} is not a folder. Name the folder that holds the delivery.")
    dated = [path for path in sorted(folder.iterdir()) if path.is_dir() and _is_day(path.name)]
    if dated and not any(_candidates(folder, table.name, file_format) for table in TABLES):
        if known_on:
            raise Refused(f"{folder} holds a series of deliveries; --known-on is for a single one. Leave it out.")
        return [_one(path, None, file_format, folder) for path in dated]
    return [_one(folder, known_on, file_format, folder)]


def _is_day(name: str) -> bool:
    try:
        return date.fromisoformat(name).isoformat() == name
    except ValueError:
        return False


def _candidates(folder: Path, table: str, file_format: str | None) -> list[Path]:
    wanted = [file_format] if file_format else FORMATS
    return [path for each in wanted if os.path.lexists(path := folder / f"{table}.{each}")]


def _one(folder: Path, known_on: date | None, file_format: str | None, root: Path) -> Delivery:
    files: dict[str, Path] = {}
    for table in TABLES:
        found = _candidates(folder, table.name, file_format)
        if not found:
            wanted = " or ".join(f"{table.name}.{each}" for each in ([file_format] if file_format else FORMATS))
            raise Refused(f"{folder} has no {wanted}. A delivery holds one file for each of {len(TABLES)} tables.")
        if len(found) > 1:
            raise Refused(f"{folder} has {found[0].name} and {found[1].name}. Say which with --format.")
        files[table.name] = _inside(found[0], root)
    manifest = _manifest(folder, root)
    day = known_on or manifest["known_on"]
    if day is None:
        raise Refused(f"Nothing says of which day {folder} is. Give --known-on YYYY-MM-DD, or add {MANIFEST}.")
    return Delivery(folder.resolve().name, files, day, bool(manifest["is_synthetic"]))


def _inside(path: Path, root: Path) -> Path:
    if not path.resolve().is_relative_to(root.resolve()):
        raise Refused(f"{path} leads out of the delivery's folder. Put the file itself into the folder.")
    if not path.is_file():
        raise Refused(f"{path} is not a file.")
    return path


def _manifest(folder: Path, root: Path) -> dict[str, Any]:
    path = folder / MANIFEST
    if not os.path.lexists(path):
        return {"known_on": None, "is_synthetic": False}
    try:
        stated = json.loads(_inside(path, root).read_text(encoding="utf-8-sig"))
        unknown = set(stated) - {"known_on", "is_synthetic"}
        stated["known_on"] = date.fromisoformat(stated["known_on"]) if "known_on" in stated else None
    except (ValueError, TypeError, AttributeError) as error:
        raise Refused(
            f'{path} cannot be read. It should be {{"known_on": "YYYY-MM-DD", "is_synthetic": false}}.'
        ) from error
    if unknown or not isinstance(stated.setdefault("is_synthetic", False), bool):
        raise Refused(f"{path} may hold known_on and is_synthetic (true or false) only.")
    return dict(stated)
