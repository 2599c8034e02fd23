"""The weekly briefing: what it says, and the pack of files that says it."""

from sfo_data.publishing.briefing.content import Briefing, Card, Decision, Figure, Parts, Trend
from sfo_data.publishing.briefing.every_number import NumberTable, data_sha256, numbers, view_of
from sfo_data.publishing.briefing.weekly import NO_PACK, WEEK, pack_of, shown_together, weekly

__all__ = [
    "NO_PACK",
    "WEEK",
    "Briefing",
    "Card",
    "Decision",
    "Figure",
    "NumberTable",
    "Parts",
    "Trend",
    "data_sha256",
    "numbers",
    "pack_of",
    "shown_together",
    "view_of",
    "weekly",
]
