"""What may be said of one measure, by which rule, and how often that rule speaks of nothing."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Rule:
    """When "rose" and "fell" may be said, and how often that would be said of a process that does not change."""

    says: str
    false_claims: float


# Control charts: share of series of 36 independent normal months whose last month is marked by this rule and none
# before it (200,000 series; without estimated limits it would be 0.27% for outside). Comparisons: the level of the
# test, an upper bound because counts come in whole numbers; medians: 20,000 pairs of 12 to 450 log-normal values.
RULES: Mapping[str, Rule] = {
    "outside": Rule("the latest month lies beyond the mean -/+ 2.66 x the mean moving range", 0.0056),
    "two of three": Rule("the latest and one of the two before lie beyond two thirds of the way to a limit", 0.0029),
    "run": Rule("7 or more months in a row up to the latest lie on one side of the mean", 0.0097),
    "trend": Rule("7 or more months in a row up to the latest, each above (below) the one before", 0.0004),
    "count": Rule("the 95% exact interval of the ratio of two counts, for the days in each, leaves out 1", 0.05),
    "rate": Rule("the 95% exact interval of the ratio of two rates leaves out 1", 0.05),
    "share": Rule(
        "the 95% Newcombe interval of the difference of two shares leaves out 0, counts divided by the design effect "
        "where several hang on one review",
        0.05,
    ),
    "median": Rule("the two 95% intervals do not overlap", 0.004),
}


@dataclass(frozen=True)
class Statement:
    """What may be said of one measure: its `title` in about ten words, the rule, and the numbers the rule saw."""

    title: str
    word: str
    rule: str
    numbers: str

    @property
    def has_fired(self) -> bool:
        return self.word not in ("no evidence of change", "not compared")

    @property
    def sentence(self) -> str:
        return f"{self.title} ({self.numbers})." if self.numbers else f"{self.title}."
