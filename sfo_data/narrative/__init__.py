"""Which words may stand beside a number: "rose" and "fell" only where a rule fires; fixed templates.

Every statement carries its rule and the numbers the rule saw.
"""

from sfo_data.narrative.of_charts import of_chart
from sfo_data.narrative.of_headlines import Change, beside, change, of_headline
from sfo_data.narrative.page_words import evidence, expected_by_chance, headline, rules, what_changed
from sfo_data.narrative.statement import RULES, Rule, Statement

__all__ = [
    "RULES",
    "Change",
    "Rule",
    "Statement",
    "beside",
    "change",
    "evidence",
    "expected_by_chance",
    "headline",
    "of_chart",
    "of_headline",
    "rules",
    "what_changed",
]
