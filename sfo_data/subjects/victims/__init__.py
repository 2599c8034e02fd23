"""What became of the offer of the review to victims and bereaved families, told so that no family can be known."""

from sfo_data.subjects.victims.group_comparison import against_the_nation
from sfo_data.subjects.victims.steps import all_years, by_group, follow, reasons
from sfo_data.subjects.victims.withheld import TOGETHER, pooled, protect, protect_steps

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
]
