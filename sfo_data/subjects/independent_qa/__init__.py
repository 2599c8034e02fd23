"""Independent quality assurance: what to draw, how independent ratings stand beside HMPPS's, and the yearly table."""

from sfo_data.subjects.independent_qa.estimates import (
    by_division,
    division_table,
    national,
    national_table,
    national_title,
)
from sfo_data.subjects.independent_qa.frame import (
    COMPLETED,
    design,
    drawn_from,
    frame,
    plan_table,
    plan_title,
    plan_words,
    planned,
)
from sfo_data.subjects.independent_qa.independent_qa_words import (
    ESTIMATES_CAPTION,
    HOW_TO_CHECK,
    LEAST_OF_A_GROUP,
    MATRIX_CAPTION,
    PLAN_CAPTION,
)
from sfo_data.subjects.independent_qa.ratings import RATED, compared, finding_words, matrix, matrix_title

__all__ = [
    "COMPLETED",
    "ESTIMATES_CAPTION",
    "HOW_TO_CHECK",
    "LEAST_OF_A_GROUP",
    "MATRIX_CAPTION",
    "PLAN_CAPTION",
    "RATED",
    "by_division",
    "compared",
    "design",
    "division_table",
    "drawn_from",
    "finding_words",
    "frame",
    "matrix",
    "matrix_title",
    "national",
    "national_table",
    "national_title",
    "plan_table",
    "plan_title",
    "plan_words",
    "planned",
]
