"""Which cases are behind the figures? One row each, newest first, and one case's events in order."""

import polars as pl

from sfo_data.definitions.filters import Filters
from sfo_data.questions.queries import Read

HEADINGS = {
    "Review": "review_id",
    "Notified": "notified_on",
    "Provider": "provider",
    "Division": "division",
    "Offence group": "offence_group",
    "Offence": "offence",
    "Risk at the offence": "risk_at_offence",
    "Highest risk": "risk_highest",
    "Status": "review_status",
    "First received": "qa_received_on",
    "QA completed": "qa_completed_on",
    "QA working days": "qa_working_days",
    "QA rounds": "qa_rounds",
    "Court outcome": "charge_outcome",
}

DATES = ("Notified", "First received", "QA completed")


def case_list(read: Read, filters: Filters) -> pl.DataFrame:
    """One row per review notified in the period, newest notification first, with the headings readers see."""
    rows = read("reviews", filters, "notified_on")
    return rows.sort(["notified_on", "review_id"], descending=[True, False]).select(**HEADINGS)


def timeline(events: pl.DataFrame) -> pl.DataFrame:
    """Events of one case with the headings readers see: Date, Stage, Event, in order."""
    return events.sort("happened_on", "place").select(Date="happened_on", Stage="stage", Event="event")
