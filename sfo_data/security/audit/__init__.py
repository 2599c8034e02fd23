"""Who saw, exported or was refused what, and when? An append-only, hash-chained trail (docs/audit.md).

Nothing is lost silently. Exports and the reading of the trail fail closed: they wait until their line is on disk. Views
fail open: they are shown with a notice and counted, and their number is a line of the chain when the disk answers.
"""

from sfo_data.security.audit.event import Event
from sfo_data.security.audit.reading import History, months, read, read_all
from sfo_data.security.audit.trail import append
from sfo_data.security.audit.writer import NotRecorded, Writer, command, writer

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
