"""What became of each national recommendation, by tests registered before their data: an append-only ledger."""

from sfo_data.security.hash_chain import Broken, appended
from sfo_data.subjects.actions.ledger.ledger_words import (
    HASH_CHAIN,
    LEDGER_LEAD,
    LEDGER_TABLE,
    ledger_caption,
    ledger_table,
    ledger_title,
)
from sfo_data.subjects.actions.ledger.registrations import Ledger, Registration, WrongRegistration, check, read
from sfo_data.subjects.actions.ledger.verdicts import Verdict, verdicts

__all__ = [
    "HASH_CHAIN",
    "LEDGER_LEAD",
    "LEDGER_TABLE",
    "Broken",
    "Ledger",
    "Registration",
    "Verdict",
    "WrongRegistration",
    "appended",
    "check",
    "ledger_caption",
    "ledger_table",
    "ledger_title",
    "read",
    "verdicts",
]
