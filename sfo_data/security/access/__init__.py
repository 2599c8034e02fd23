"""Who is reading, and which cases may they see?"""

from sfo_data.security.access.loopback import is_loopback, reached_from_elsewhere
from sfo_data.security.access.reader import CASE_READERS, LOCAL, ROLES, Reader, Role
from sfo_data.security.access.refusal import Refused
from sfo_data.security.access.roles import Entry, WrongRoles, read_roles, reader_of
from sfo_data.security.access.token import Client, check

__all__ = [
    "CASE_READERS",
    "LOCAL",
    "ROLES",
    "Client",
    "Entry",
    "Reader",
    "Refused",
    "Role",
    "WrongRoles",
    "check",
    "is_loopback",
    "reached_from_elsewhere",
    "read_roles",
    "reader_of",
]
