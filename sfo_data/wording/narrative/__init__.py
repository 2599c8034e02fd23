"""Which words may stand beside a number: "rose" and "fell" only where a rule fires; fixed templates.

Every statement carries its rule and the numbers the rule saw.
"""

from sfo_data.wording.narrative.of_headlines import beside
from sfo_data.wording.narrative.of_measure import of_chart, of_headline, of_measure, would_be_seen
from sfo_data.wording.narrative.page_words import evidence, expected_by_chance, headline, rules, what_changed
from sfo_data.wording.narrative.statement import RULES, Rule, Statement

__all__ = [
    "RULES",
    "Rule",
    "Statement",
    "beside",
    "evidence",
    "expected_by_chance",
    "headline",
    "of_chart",
    "of_headline",
    "of_measure",
    "rules",
    "what_changed",
    "would_be_seen",
]
