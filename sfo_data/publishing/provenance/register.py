"""Which codes were given out? One line each in a file that is only added to."""

import fcntl
import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from sfo_data.publishing.provenance.content import Content
from sfo_data.publishing.provenance.signed import Token, WrongToken, holds, to_json, token_from_json
from sfo_data.publishing.provenance.view import as_json, canonical, code_of


class CodeTaken(ValueError):
    """Another view has the same code: one chance in 35 million million, and not to be printed."""


@dataclass(frozen=True)
class Register:
    """The descriptions given out that a trusted key signed, in order, and a sentence for each line that is not one."""

    tokens: tuple[Token, ...]
    broken: tuple[str, ...] = ()

    def of_code(self, code: str) -> Token | None:
        """The first description given out under a code as printed."""
        return next((token for token in self.tokens if code_of(token.view) == code), None)

    def of_content(self, sha256: str) -> Token | None:
        """The first description given out for a file with this content."""
        return next((token for token in self.tokens if token.content.sha256 == sha256 and token.kind != "view"), None)

    def of_parts(self, kind: str, content: Content) -> Token | None:
        """The first description given out for a file of this kind with the same parts."""
        return next(
            (token for token in self.tokens if token.kind == kind and token.content.parts == content.parts), None
        )


def add(path: Path, token: Token) -> None:
    """Adds a description, once. Safe beside other writers: each waits for the one before. Raises CodeTaken, OSError."""
    code = code_of(token.view)
    line = canonical({"code": code, "token": to_json(token)}) + b"\n"
    path.parent.mkdir(parents=True, exist_ok=True)
    handle = os.open(path, os.O_RDWR | os.O_APPEND | os.O_CREAT, 0o644)
    with os.fdopen(handle, "rb+") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        before = file.read()
        if line in before.splitlines(keepends=True):
            return
        _check_free(before, code, token)
        # A line that a crash left half written is closed, and stays to be named as broken.
        file.write(line if before.endswith(b"\n") or not before else b"\n" + line)
        file.flush()
        os.fsync(handle)


def _check_free(before: bytes, code: str, token: Token) -> None:
    start = canonical({"code": code})[:-1] + b","
    for line in before.splitlines():
        if line.startswith(start) and _is_entry_of_another(line, token):
            raise CodeTaken(f"The code {code} stands for another view already; change any filter and print again.")


def _is_entry_of_another(line: bytes, token: Token) -> bool:
    try:
        return as_json(_entry(line).view) != as_json(token.view)
    except WrongToken:
        return False


def read(path: Path, trusted: Mapping[str, Ed25519PublicKey]) -> Register:
    """The register in a file; empty where there is none. Lines that cannot be trusted are named, none is left out."""
    tokens, broken = [], []
    lines = path.read_bytes().split(b"\n") if path.exists() else [b""]
    if lines[-1]:
        broken.append(f"{path.name}, line {len(lines)}: it is not whole.")
    for number, line in enumerate(lines[:-1], 1):
        try:
            token = _entry(line)
        except WrongToken as error:
            broken.append(f"{path.name}, line {number}: {error}")
            continue
        if token.key not in trusted:
            broken.append(f"{path.name}, line {number}: signed by the key {token.key}, which is not trusted here.")
        elif not holds(token, trusted[token.key]):
            broken.append(f"{path.name}, line {number}: it is not what was signed.")
        else:
            tokens.append(token)
    return Register(tuple(tokens), tuple(broken))


def _entry(line: bytes) -> Token:
    try:
        entry: Any = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise WrongToken("it is not an entry in JSON.") from error
    if not isinstance(entry, dict) or set(entry) != {"code", "token"}:
        raise WrongToken("it is not an entry of the register.")
    token = token_from_json(entry["token"])
    if code_of(token.view) != entry["code"]:
        raise WrongToken("its code is not the one of its view.")
    return token
