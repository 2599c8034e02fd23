"""What was in the delivery of a given day? The final truth, without what had not happened or was not known yet."""

from datetime import date

import polars as pl

from sfo_data.definitions.categories import STANDARDS
from sfo_data.store.schema import Table

_RATED = ("rating_overall", *(f"rating_{standard}" for standard in STANDARDS))

# Table -> day of an event -> columns empty until that day. Days starting with "_" are not delivered themselves.
REVEALED: dict[str, dict[str, tuple[str, ...]]] = {
    "reviews": {
        "_agreed_on": ("extended_to_on",),
        "_judged_on": ("reasonable_steps", "explains_why", "page_count", "other_procedure"),
        "withdrawn_on": ("withdrawn_on",),
        "charge_outcome_on": ("charge_outcome", "charge_outcome_on"),
    },
    "qa_rounds": {
        "allocated_on": ("allocated_on",),
        "completed_on": ("completed_on", "outcome", *_RATED),
    },
    "actions": {"completed_on": ("completed_on", "evidence")},
    "agency_involvement": {"_finished_on": ("has_findings",), "shared_on": ("shared_on",)},
    "practitioner_involvement": {
        "_finished_on": ("could_question", "support_given"),
        "report_seen_on": ("report_seen_on",),
    },
    "victim_contacts": {
        "offered_on": ("offered_on", "vulnerability_considered"),
        "_explained_on": ("no_offer_reason",),
        "_answered_on": ("taken_up",),
        "disclosed_on": ("disclosed_on", "found_readable"),
        "senior_meeting_on": ("senior_meeting_on",),
    },
}


def as_known(table: Table, truth: pl.DataFrame, known_on: date) -> pl.DataFrame:
    """The rows and values of `truth` known on the day, in the contract's columns, in the order of `truth`."""
    day = pl.lit(known_on)
    rows = truth.filter(pl.col("known_from") <= day)
    if "gone_on" in truth.columns:
        rows = rows.filter(pl.col("gone_on").is_null() | (pl.col("gone_on") > day))
    return rows.select(_value(table, name, truth.columns, day).alias(name) for name in table.column_names)


def _value(table: Table, name: str, columns: list[str], day: pl.Expr) -> pl.Expr:
    value = pl.col(name)
    for event, hidden in REVEALED.get(table.name, {}).items():
        if name in hidden:
            value = pl.when(pl.col(event) <= day).then(value)
    if f"_was_{name}" in columns:
        value = pl.when(pl.col(f"_until_{name}") > day).then(pl.col(f"_was_{name}")).otherwise(value)
    return value
