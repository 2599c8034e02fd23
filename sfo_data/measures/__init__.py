"""Every measure the product shows: what is counted, over what, by which date, and which way is better."""

from sfo_data.measures.actions import ACTIONS
from sfo_data.measures.learning import LEARNING
from sfo_data.measures.measure import (
    EVERY,
    IMMATURE_MONTHS,
    INSPECTION,
    LEAST_ALIKE,
    LEAST_COUNTED,
    LEAST_FAMILIES,
    OPEN_DAYS,
    OWED_AN_OFFER,
    QA_CLOCK,
    QA_DAYS,
    QA_TARGET_DAYS,
    TOOK_UP,
    WITH_HMPPS,
    Measure,
)
from sfo_data.measures.oversight import OVERSIGHT
from sfo_data.measures.people import PEOPLE
from sfo_data.measures.quality_assurance import QUALITY_ASSURANCE
from sfo_data.measures.review_quality import REVIEW_QUALITY

__all__ = [
    "EVERY",
    "IMMATURE_MONTHS",
    "INSPECTION",
    "LEAST_ALIKE",
    "LEAST_COUNTED",
    "LEAST_FAMILIES",
    "MEASURES",
    "OPEN_DAYS",
    "OWED_AN_OFFER",
    "QA_CLOCK",
    "QA_DAYS",
    "QA_TARGET_DAYS",
    "TOOK_UP",
    "WITH_HMPPS",
    "Measure",
]

_ALL = (*OVERSIGHT, *QUALITY_ASSURANCE, *REVIEW_QUALITY, *LEARNING, *PEOPLE, *ACTIONS)
MEASURES: dict[str, Measure] = {measure.name: measure for measure in _ALL}
