"""Does a claim about the figures hold?"""

from sfo_data.claim_check.answer import Answer, as_table, check, newest_line
from sfo_data.claim_check.claim import (
    CHANGES,
    PARAMETERS,
    Claim,
    checkable,
    from_url,
    period_words,
    permanent,
    wording,
)
from sfo_data.claim_check.sides import Finding

__all__ = [
    "CHANGES", "PARAMETERS", "Answer", "Claim", "Finding", "as_table", "check", "checkable", "from_url", "newest_line",
    "period_words", "permanent", "wording",
]  # fmt: skip
