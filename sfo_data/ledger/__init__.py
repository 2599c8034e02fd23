"""What became of each national recommendation, by tests registered before their data: an append-only ledger."""

from sfo_data.hash_chain import Broken, appended
from sfo_data.ledger.registrations import Ledger, Registration, WrongRegistration, check, read
from sfo_data.ledger.tables import ledger_table, ledger_title
from sfo_data.ledger.verdicts import Verdict, verdicts

__all__ = [
    "Broken",
    "Ledger",
    "Registration",
    "Verdict",
    "WrongRegistration",
    "appended",
    "check",
    "ledger_table",
    "ledger_title",
    "read",
    "verdicts",
]
