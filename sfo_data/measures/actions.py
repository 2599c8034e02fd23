"""What was to be done, and whether it was."""

import polars as pl

from sfo_data.dimensions import NOT_RECORDED
from sfo_data.measures.measure import FELL_DUE, Measure

ACTIONS = (
    Measure(
        "actions_raised",
        "Actions raised",
        "count",
        "Recommendations and actions agreed",
        "None",
        "actions",
        "neither",
        "raised_on",
        pl.col("action_id").is_not_null(),
        question="actions",
    ),
    Measure(
        "actions_on_time_share",
        "Actions done by their date",
        "share",
        "Actions done by the date they were due",
        "Actions that fell due",
        "of actions due",
        "higher",
        "due_on",
        FELL_DUE & (pl.col("completed_on") <= pl.col("due_on")).fill_null(False),
        FELL_DUE,
        question="actions",
    ),
    Measure(
        "actions_evidenced_share",
        "Done, with evidence seen",
        "share",
        "Actions done whose evidence was seen",
        "Actions done, by the date they were due, where evidence was recorded",
        "of actions done",
        "higher",
        "due_on",
        pl.col("completed_on").is_not_null() & (pl.col("evidence") == "Seen"),
        pl.col("completed_on").is_not_null() & (pl.col("evidence") != NOT_RECORDED),
        question="actions",
    ),
    Measure(
        "actions_overdue",
        "Actions overdue",
        "count",
        "Actions past their date and not done on the day of knowledge",
        "None",
        "actions",
        "lower",
        None,
        pl.col("action_status") == "Overdue",
        question="actions",
    ),
    Measure(
        "oldest_overdue_days",
        "Longest overdue",
        "maximum",
        "Calendar days past its date of the action overdue longest",
        "Actions overdue on the day of knowledge",
        "calendar days",
        "lower",
        None,
        pl.col("action_status") == "Overdue",
        value=pl.col("overdue_days"),
        question="actions",
    ),
)
