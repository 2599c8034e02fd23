"""Was a file of entries changed since its head was published? Lines of JSON, each hashed with the hash before it."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from typing import Any

# The "previous" hash of the first entry.
START = "0" * 64


class Broken(ValueError):
    """The chain does not hold; `line` is the first that is wrong, from 1, or one past the last."""

    def __init__(self, line: int, reason: str) -> None:
        super().__init__(f"line {line}: {reason}")
        self.line = line


def canonical(entry: Mapping[str, Any]) -> bytes:
    """The one way to write an entry: UTF-8, keys in order, no spaces. Raises ValueError for NaN and infinity."""
    return json.dumps(entry, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False).encode()


def entry_hash(entry: Mapping[str, Any]) -> str:
    """SHA-256 (FIPS 180-4), in hexadecimal, of the canonical entry without its own hash but with `previous`."""
    return hashlib.sha256(canonical({key: value for key, value in entry.items() if key != "sha256"})).hexdigest()


def verified(text: bytes, published: str | None = None) -> list[dict[str, Any]]:
    """The entries of the file, each with its `sha256`, if every line is as it was written.

    `published` is a hash noted earlier: it must still be an entry's. Without one, lines removed from the end, or a file
    written completely anew, look like a file that never had them. Raises Broken.
    """
    lines = text.split(b"\n")
    if lines.pop() != b"":
        raise Broken(len(lines) + 1, "the last line does not end, or is not whole.")
    entries: list[dict[str, Any]] = []
    for number, line in enumerate(lines, 1):
        entries.append(entry_of(line, head(entries), number))
    if published is not None and published not in {each["sha256"] for each in entries}:
        raise Broken(len(entries) + 1, f"no entry has the hash {published}: lines were removed or written anew.")
    return entries


def entry_of(line: bytes, previous: str, number: int) -> dict[str, Any]:
    """The entry in a line, if it is whole, as it was written, and follows the hash `previous`. Raises Broken."""
    entry = whole_entry(line)
    if entry is None:
        raise Broken(number, "it is not an entry in canonical JSON.")
    if entry.get("previous") != previous:
        raise Broken(number, "it does not follow the line before it.")
    if entry.get("sha256") != entry_hash(entry):
        raise Broken(number, "its content does not match its hash.")
    return entry


def whole_entry(line: bytes) -> dict[str, Any] | None:
    """The entry in a line of canonical JSON; None where it is no such line."""
    try:
        entry = json.loads(line)
        # Bytes that mean the same to a JSON reader, such as a space or a repeated key, are a change all the same.
        return entry if isinstance(entry, dict) and canonical(entry) == line else None
    except (ValueError, RecursionError):
        return None


def head(entries: Sequence[Mapping[str, Any]]) -> str:
    """The hash of the last entry: to be published, because it vouches for every entry up to it."""
    return str(entries[-1]["sha256"]) if entries else START


def line_of(content: Mapping[str, Any], previous: str) -> tuple[bytes, str]:
    """The content as the line after the hash `previous`, and that line's own hash."""
    entry = {**content, "previous": previous}
    own = entry_hash(entry)
    return canonical({**entry, "sha256": own}) + b"\n", own


def appended(text: bytes, content: Mapping[str, Any]) -> bytes:
    """The file with one more entry at its end. Raises Broken where the chain does not hold already."""
    return text + line_of(content, head(verified(text)))[0]
