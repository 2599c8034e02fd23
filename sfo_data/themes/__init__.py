"""What do reviews find, again and again: how often, where, since when, and what goes together?"""

from sfo_data.themes.coding import STRENGTHS, Coded, coded, findings_with
from sfo_data.themes.expectation import MIXES, standing
from sfo_data.themes.frequencies import frequency
from sfo_data.themes.growth import Emerging, emerging
from sfo_data.themes.together import Pairs, pairs
from sfo_data.themes.trend import theme_chart

__all__ = [
    "MIXES",
    "STRENGTHS",
    "Coded",
    "Emerging",
    "Pairs",
    "coded",
    "emerging",
    "findings_with",
    "frequency",
    "pairs",
    "standing",
    "theme_chart",
]
