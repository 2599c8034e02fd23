"""Which themes might findings without a code have, how good are such suggestions, and do coders agree?"""

from sfo_data.coding_help.coders import CoderAgreement, coder_agreement
from sfo_data.coding_help.model import LEAST_EXAMPLES, Help, TooFewCoded, learn
from sfo_data.coding_help.scores import calibration, counts_both_ways, scores, suggestions
from sfo_data.coding_help.words import (
    agreement_caption,
    agreement_tables,
    agreement_title,
    calibration_table,
    counts_table,
    scores_table,
    suggested_sentence,
    suggestion_table,
)

__all__ = (
    "LEAST_EXAMPLES",
    "CoderAgreement",
    "Help",
    "TooFewCoded",
    "agreement_caption",
    "agreement_tables",
    "agreement_title",
    "calibration",
    "calibration_table",
    "coder_agreement",
    "counts_both_ways",
    "counts_table",
    "learn",
    "scores",
    "scores_table",
    "suggested_sentence",
    "suggestion_table",
    "suggestions",
)
