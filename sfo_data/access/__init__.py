"""Who is reading, and what may they open?"""

from sfo_data.access.loopback import is_loopback, reached_from_elsewhere
from sfo_data.access.reader import LOCAL, Reader, may_open
from sfo_data.access.refusal import Refused
from sfo_data.access.roles import Entry, WrongRoles, read_roles, reader_of
from sfo_data.access.token import Client, check

__all__ = [
    "LOCAL",
    "Client",
    "Entry",
    "Reader",
    "Refused",
    "WrongRoles",
    "check",
    "is_loopback",
    "may_open",
    "reached_from_elsewhere",
    "read_roles",
    "reader_of",
]
