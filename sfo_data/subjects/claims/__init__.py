"""Does a claim about the figures hold?"""

from sfo_data.subjects.claims.answer import Answer, as_table, check, newest_line
from sfo_data.subjects.claims.claim import (
    CHANGES,
    PARAMETERS,
    Claim,
    checkable,
    from_url,
    period_words,
    permanent,
    wording,
)
from sfo_data.subjects.claims.comparison import Direction
from sfo_data.subjects.claims.sides import Finding, shown

__all__ = [
    "CHANGES",
    "PARAMETERS",
    "Answer",
    "Claim",
    "Direction",
    "Finding",
    "as_table",
    "check",
    "checkable",
    "from_url",
    "newest_line",
    "period_words",
    "permanent",
    "shown",
    "wording",
]  # fmt: skip
