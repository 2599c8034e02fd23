"""The gate every figure goes through: what each audience may be shown (statistical disclosure control; pure).

Method and limits: docs/disclosure.md.
"""

from sfo_data.security.disclosure.attacker import bounds
from sfo_data.security.disclosure.frames import TOTAL, CannotProtect, protect, protect_figures
from sfo_data.security.disclosure.policy import MARK, NOTE, POLICIES, ROUNDED_NOTE, Audience, Policy, Statistic
from sfo_data.security.disclosure.rounding import Rounded, nearest, rounded
from sfo_data.security.disclosure.suppression import Suppression, suppress
from sfo_data.security.disclosure.table import NotATable, Table, released, together

__all__ = [
    "MARK",
    "NOTE",
    "POLICIES",
    "ROUNDED_NOTE",
    "TOTAL",
    "Audience",
    "CannotProtect",
    "NotATable",
    "Policy",
    "Rounded",
    "Statistic",
    "Suppression",
    "Table",
    "bounds",
    "nearest",
    "protect",
    "protect_figures",
    "released",
    "rounded",
    "suppress",
    "together",
]
