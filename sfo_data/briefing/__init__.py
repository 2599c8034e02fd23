"""The weekly briefing: what it says, and the pack of files that says it."""

from sfo_data.briefing.content import Briefing, Card, Decision, Figure, Parts, Trend
from sfo_data.briefing.every_number import Numbers, data_sha256, numbers, view_of
from sfo_data.briefing.weekly import NO_PACK, WEEK, pack_of, told_together, weekly

__all__ = [
    "NO_PACK",
    "WEEK",
    "Briefing",
    "Card",
    "Decision",
    "Figure",
    "Numbers",
    "Parts",
    "Trend",
    "data_sha256",
    "numbers",
    "pack_of",
    "told_together",
    "view_of",
    "weekly",
]
