"""Every measure the product shows: what is counted, over what, by which date, and which way is better."""

from sfo_data.definitions.measures.actions import ACTIONS
from sfo_data.definitions.measures.learning import LEARNING
from sfo_data.definitions.measures.measure import (
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
    TOOK_UP,
    WITH_HMPPS,
    Kind,
    Measure,
    Mix,
    Offered,
)
from sfo_data.definitions.measures.oversight import OVERSIGHT
from sfo_data.definitions.measures.people import PEOPLE
from sfo_data.definitions.measures.quality_assurance import QUALITY_ASSURANCE
from sfo_data.definitions.measures.review_quality import REVIEW_QUALITY

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
    "TOOK_UP",
    "WITH_HMPPS",
    "Kind",
    "Measure",
    "Mix",
    "Offered",
    "offered_by",
]

_ALL = (*OVERSIGHT, *QUALITY_ASSURANCE, *REVIEW_QUALITY, *LEARNING, *PEOPLE, *ACTIONS)
MEASURES: dict[str, Measure] = {measure.name: measure for measure in _ALL}


def offered_by(panel: Offered) -> tuple[str, ...]:
    """The names of the measures that a panel has among its choices or cards, in the registry's order."""
    return tuple(name for name, measure in MEASURES.items() if panel in measure.offered_by)
