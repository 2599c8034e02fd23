"""What became of the offer of the review to victims and bereaved families, told so that no family can be known."""

from sfo_data.victims.apart import against_the_nation, stands_apart
from sfo_data.victims.steps import all_years, by_group, follow, reasons
from sfo_data.victims.withheld import TOGETHER, pooled, protect, protect_steps

__all__ = [
    "TOGETHER",
    "against_the_nation",
    "all_years",
    "by_group",
    "follow",
    "pooled",
    "protect",
    "protect_steps",
    "reasons",
    "stands_apart",
]
