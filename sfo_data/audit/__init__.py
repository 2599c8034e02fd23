"""Who saw, exported or was refused what, and when? An append-only, hash-chained trail (docs/audit.md).

Nothing is dropped without a word. Exports and the reading of the trail fail closed: they go out once their line is
on disk. Views fail open: they are shown with a notice, counted, and their number is chained in when the disk answers.
"""

from sfo_data.audit.event import Event
from sfo_data.audit.reading import History, months, read, read_all
from sfo_data.audit.trail import append
from sfo_data.audit.writer import NotRecorded, Writer, command, writer

__all__ = [
    "Event",
    "History",
    "NotRecorded",
    "Writer",
    "append",
    "command",
    "months",
    "read",
    "read_all",
    "writer",
]
