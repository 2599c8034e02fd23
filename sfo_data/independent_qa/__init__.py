"""Independent quality assurance: what to draw, how independent ratings stand beside HMPPS's, and the yearly table."""

from sfo_data.independent_qa.annual import ASSUMED, NOT_DRAWN, agreement_table, annual_table, matrix_table, withheld
from sfo_data.independent_qa.estimates import by_division, division_table, national, national_table, national_title
from sfo_data.independent_qa.frame import COMPLETED, design, frame, plan_table, plan_title, plan_words, planned
from sfo_data.independent_qa.ratings import RATED, compared, finding_words, matrix, matrix_title

__all__ = [
    "ASSUMED",
    "COMPLETED",
    "NOT_DRAWN",
    "RATED",
    "agreement_table",
    "annual_table",
    "by_division",
    "compared",
    "design",
    "division_table",
    "finding_words",
    "frame",
    "matrix",
    "matrix_table",
    "matrix_title",
    "national",
    "national_table",
    "national_title",
    "plan_table",
    "plan_title",
    "plan_words",
    "planned",
    "withheld",
]
