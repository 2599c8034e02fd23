"""The registries as tables, for the definitions page and the command line."""

from collections.abc import Mapping

import polars as pl

from sfo_data.dimensions import DIMENSIONS
from sfo_data.measures import MEASURES

DATED_BY = {
    "notified_on": "notification",
    "qa_received_on": "first receipt by HMPPS",
    "qa_completed_on": "completed QA",
}


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
                "Target": None if m.target is None else f"{m.target:.0f}",
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


def rules(by_kind: Mapping[str, str]) -> pl.DataFrame:
    """One row per kind of measure and the rule for its words."""
    return pl.DataFrame([{"Kind": kind, "Rule": rule} for kind, rule in by_kind.items()])
