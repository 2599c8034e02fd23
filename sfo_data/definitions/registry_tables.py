"""The registries as tables, for the definitions page and the command line."""

import polars as pl

from sfo_data.definitions import targets
from sfo_data.definitions.dimensions import DIMENSIONS
from sfo_data.definitions.measures import MEASURES, QA_CLOCK

DATED_BY = {
    "notified_on": "notification",
    "qa_received_on": "first receipt by HMPPS",
    "qa_completed_on": "completed QA",
    "charge_outcome_on": "outcome in court",
    "raised_on": "agreement",
    "due_on": "date due",
}

HOW_COUNTED = f"""
- **Period.** A review belongs to a period by the date its measure names; periods include their first and last day.
  Years count notifications, not convictions. The last 12 months are the complete calendar months before the day of
  knowledge.
- **Turnaround.** From HMPPS first receiving the review to QA accepting it, in {QA_CLOCK} days; the day of receipt is
  day 0; bank holidays are those of England and Wales. The target is {targets.in_words()}, each review
  judged by the one in force on the day HMPPS received it. The inspection
  said "20 days" without saying which: the case list shows working days, the list of open reviews both.
- **Day of knowledge.** Every figure can be asked as it was known on an earlier day; nothing loaded is overwritten.
- **Intervals** are 95%: Wilson for shares, exact Poisson for counts and rates, order statistics for medians.
- **Words.** "Rose", "fell", "above" and "below" are used only where a rule fires; otherwise: no evidence of change.
"""


def measures() -> pl.DataFrame:
    """One row per measure, with its definition."""
    return pl.DataFrame(
        [
            {
                "Measure": m.label,
                "Name": m.name,
                "Counts": m.numerator,
                "Out of": m.denominator,
                "Unit": m.unit,
                "Dated by": DATED_BY.get(m.dated_by or "", "state on the day of knowledge"),
                "Better": m.better,
                "Target": "; ".join(f"{each.days}" for each in m.targets) or None,
                "Source": m.source,
                "Caveat": m.caveat or None,
            }
            for m in MEASURES.values()
        ]
    )


def dimensions() -> pl.DataFrame:
    """One row per dimension."""
    return pl.DataFrame(
        [
            {
                "Dimension": d.label,
                "Name": d.name,
                "Meaning": d.description,
                "Splits people supervised": "Yes" if d.caseload_column else "No",
            }
            for d in DIMENSIONS.values()
        ]
    )
