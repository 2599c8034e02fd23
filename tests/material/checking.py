"""Signing and checking in one line, as tests ask for it."""

from sfo_data.publishing.provenance import CheckResult, check, issue
from tests.material.marked_files import MADE, view


def issued(kind: str, **changes) -> bytes:
    return issue(kind, MADE[kind], view(**changes))


def only(data: bytes, name: str = "file") -> CheckResult:
    """The one testimony of a file."""
    found = check(data, name)
    assert len(found) == 1, found
    return found[0]


def verdict(data: bytes) -> tuple[str, tuple[str, ...]]:
    """The verdict and what was changed."""
    found = only(data)
    return found.verdict, found.where
