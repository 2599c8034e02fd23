"""An HTML page in one file: all its bytes but the description itself are signed, heading by heading."""

import json
import re

from sfo_data.publishing.provenance.content import Content, Unreadable, changed_parts, content_of

START, END = b'<script type="application/json" id="sfo-testimony">', b"</script>"
OWN = re.compile(re.escape(START) + rb"[^<]*" + re.escape(END))
HEADING = re.compile(rb"(?=<h[1-6][\s>])", re.IGNORECASE)
HEAD_END = re.compile(rb"</head>|<body", re.IGNORECASE)


def content(data: bytes) -> Content:
    """What stands before the first heading, and under each; line ends may be changed."""
    parts = HEADING.split(_bare(data).replace(b"\r\n", b"\n"))
    return content_of("html", f"{len(parts) - 1} headings", parts)


def _bare(data: bytes) -> bytes:
    """The bytes without a description at the end of the head; elsewhere, as in a script, it would do harm."""
    head_end = HEAD_END.search(data)
    for own in OWN.finditer(data):
        if head_end and own.end() == head_end.start():
            return data[: own.start()] + data[own.end() :]
    return data


def tokens(data: bytes) -> list[str]:
    """The signed description it carries, as text."""
    return [found.group()[len(START) : -len(END)].decode(errors="replace") for found in OWN.finditer(data)][:8]


def with_token(data: bytes, text: str) -> bytes:
    """The same page with the description in place of any it had, at the end of its head. Raises Unreadable."""
    bare = _bare(data)
    place = HEAD_END.search(bare)
    if place is None:
        raise Unreadable("It has no head to carry the signed description.")
    # No angle bracket: a browser ends the element at one.
    safe = json.dumps(json.loads(text), sort_keys=True, separators=(",", ":")).replace("<", "\\u003c")
    return bare[: place.start()] + START + safe.encode() + END + bare[place.start() :]


def notes(data: bytes) -> list[str]:  # noqa: ARG001
    """What makes the same bytes look otherwise: nothing known."""
    return []


def where(signed: Content, found: Content) -> list[str]:
    """ "under heading 3": what was changed."""
    added, missing = changed_parts(signed, found)
    places = added or missing
    if not places:
        return ["the order of its parts"]
    return [f"under heading {place}" if place else "before its first heading" for place in places]
