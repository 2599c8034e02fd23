"""Which themes might findings without a code have, how good are such suggestions, and do coders agree?"""

from sfo_data.subjects.themes.coding_help.coders import CoderAgreement, coder_agreement
from sfo_data.subjects.themes.coding_help.coding_words import (
    CALIBRATED,
    KAPPA_AXIS,
    UNCONFIRMED,
    agreement_caption,
    agreement_tables,
    agreement_title,
    calibration_table,
    counts_table,
    model_sentence,
    scores_caption,
    scores_table,
    suggested_sentence,
    suggestion_table,
)
from sfo_data.subjects.themes.coding_help.model import LEAST_EXAMPLES, Help, TooFewCoded, learn
from sfo_data.subjects.themes.coding_help.scores import calibration, counts_both_ways, scores, suggestions

__all__ = (
    "CALIBRATED",
    "KAPPA_AXIS",
    "LEAST_EXAMPLES",
    "UNCONFIRMED",
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
    "model_sentence",
    "scores",
    "scores_caption",
    "scores_table",
    "suggested_sentence",
    "suggestion_table",
    "suggestions",
)
