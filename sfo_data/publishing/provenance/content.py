"""What of a file is signed: a hash over all that is seen, and one for each part, to say which was changed."""

import hashlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Literal

# A view alone has no content of its own: it stands for a code printed on what cannot be signed.
Kind = Literal["png", "pptx", "pdf", "html", "view"]
# A picture has 64 parts, told apart by 64 bits each; the full hash vouches for the whole.
PNG_PART_LETTERS = 16
# No file of ours comes near it: a pack is about 2 MB.
MOST_BYTES = 50 * 1024 * 1024


class Unreadable(ValueError):
    """A file that cannot be checked, and why."""


@contextmanager
def parsing(what: str) -> Iterator[None]:
    """Whatever a parser raises inside becomes Unreadable: it meets what anybody sends, its errors are no contract."""
    try:
        yield
    except (Unreadable, MemoryError):
        raise
    except Exception as error:
        raise Unreadable(f"It is damaged: {what} cannot be read ({type(error).__name__}).") from error


@dataclass(frozen=True)
class Content:
    """`sha256` over everything that is seen, `parts` in the file's order, `shape` in words: "12 slides"."""

    sha256: str
    parts: tuple[str, ...]
    shape: str


NO_CONTENT = Content(hashlib.sha256(b"").hexdigest(), (), "no content")


def content_of(kind: Kind, shape: str, parts: Sequence[bytes]) -> Content:
    """The content whose parts are given as bytes."""
    digests = [hashlib.sha256(part).hexdigest() for part in parts]
    whole = hashlib.sha256("\n".join([kind, shape, *digests]).encode()).hexdigest()
    letters = PNG_PART_LETTERS if kind == "png" else 64
    return Content(whole, tuple(digest[:letters] for digest in digests), shape)


def changed_parts(signed: Content, found: Content) -> tuple[list[int], list[int]]:
    """The places in the found file of parts that were not signed, and the places signed of parts not found."""
    added = [place for place, part in enumerate(found.parts) if part not in signed.parts]
    missing = [place for place, part in enumerate(signed.parts) if part not in found.parts]
    return added, missing
