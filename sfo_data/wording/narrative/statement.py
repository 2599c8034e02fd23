"""What may be said of one measure, by which rule, and how often that rule speaks of nothing."""

from collections.abc import Mapping
from dataclasses import dataclass

from sfo_data.questions.verdicts import Change, Verdict
from sfo_data.statistics import chance_rates
from sfo_data.statistics.patterns import Pattern


@dataclass(frozen=True)
class Rule:
    """When something may be said, and how often at most that would be said of a process that does not change."""

    says: str
    false_claims: float


CHART, COMPARED = chance_rates.AT_MOST.chart, chance_rates.AT_MOST.comparison
_DISPERSED = "counts divided by how much more than chance the months vary and follow one another"
RULES: Mapping[str, Rule] = {
    Pattern.OUTSIDE: Rule(
        "the latest point lies beyond the usual range of the newest level, widened where points follow one another",
        CHART,
    ),
    Pattern.SHIFTED: Rule(
        "a step in the last ten months fits the series so much better than none that chance cannot be the reason", CHART
    ),
    Pattern.RISING: Rule("a steady rise up to the latest point fits so much better than none", CHART),
    Pattern.FALLING: Rule("a steady fall up to the latest point fits so much better than none", CHART),
    Pattern.STABLE: Rule("no step, drift or point outside the usual range is found", CHART),
    "count": Rule(f"the 95% exact interval of the ratio of two counts leaves out 1, {_DISPERSED}", COMPARED),
    "rate": Rule(f"the 95% exact interval of the ratio of two rates leaves out 1, {_DISPERSED}", COMPARED),
    "share": Rule(f"the 95% Newcombe interval of the difference of two shares leaves out 0, {_DISPERSED}", COMPARED),
    Change.NOT_JUDGED: Rule("set beside the period before, without a claim", 0.0),
}


@dataclass(frozen=True)
class Statement:
    """The one sentence of one measure: its `title` in about ten words, and the numbers its rule saw.

    `short` is the verdict beside a figure; `rule` names one of `RULES`, "" where nothing is compared; `would_be_seen`
    is the change that would have been seen four times in five, in words.
    """

    title: str
    verdict: Verdict
    rule: str
    numbers: str
    short: str = ""
    would_be_seen: str = ""

    @property
    def has_fired(self) -> bool:
        return self.verdict.has_fired

    @property
    def change(self) -> Change:
        return self.verdict.change

    @property
    def is_quiet(self) -> bool:
        """Whether it says that there is no evidence of change."""
        return not self.has_fired and self.change is Change.NO_EVIDENCE

    @property
    def sentence(self) -> str:
        return f"{self.title} ({self.numbers})." if self.numbers else f"{self.title}."
