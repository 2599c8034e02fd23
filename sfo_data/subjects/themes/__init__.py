"""What do reviews find, again and again: how often, where, since when, and what goes together?"""

from sfo_data.subjects.themes.coding import STRENGTHS, Coded, coded, findings_with
from sfo_data.subjects.themes.expectation import MIXES, by_group, groups_shown
from sfo_data.subjects.themes.frequencies import frequency
from sfo_data.subjects.themes.growth import Emerging, emerging
from sfo_data.subjects.themes.together import Pairs, pairs
from sfo_data.subjects.themes.trend import theme_chart

__all__ = [
    "MIXES",
    "STRENGTHS",
    "Coded",
    "Emerging",
    "Pairs",
    "by_group",
    "coded",
    "emerging",
    "findings_with",
    "frequency",
    "groups_shown",
    "pairs",
    "theme_chart",
]
