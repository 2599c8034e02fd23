"""What was to be done, and whether it was."""

import polars as pl

from sfo_data.definitions.dimensions import NOT_RECORDED
from sfo_data.definitions.measures.measure import FELL_DUE, Measure

ACTIONS = (
    Measure(
        name="actions_raised",
        label="Actions raised",
        kind="count",
        numerator="Recommendations and actions agreed",
        denominator="None",
        unit="actions",
        better="neither",
        dated_by="raised_on",
        counted=pl.col("action_id").is_not_null(),
        question="actions",
    ),
    Measure(
        name="actions_on_time_share",
        label="Actions done by their date",
        kind="share",
        numerator="Actions done by the date they were due",
        denominator="Actions that fell due",
        unit="of actions due",
        better="higher",
        dated_by="due_on",
        counted=FELL_DUE & (pl.col("completed_on") <= pl.col("due_on")).fill_null(False),
        among=FELL_DUE,
        question="actions",
    ),
    Measure(
        name="actions_evidenced_share",
        label="Done, with evidence seen",
        kind="share",
        numerator="Actions done whose evidence was seen",
        denominator="Actions done, by the date they were due, where evidence was recorded",
        unit="of actions done",
        better="higher",
        dated_by="due_on",
        counted=pl.col("completed_on").is_not_null() & (pl.col("evidence") == "Seen"),
        among=pl.col("completed_on").is_not_null() & (pl.col("evidence") != NOT_RECORDED),
        question="actions",
    ),
    Measure(
        name="actions_overdue",
        label="Actions overdue",
        kind="count",
        numerator="Actions past their date and not done on the day of knowledge",
        denominator="None",
        unit="actions",
        better="lower",
        dated_by=None,
        counted=pl.col("action_status") == "Overdue",
        question="actions",
    ),
    Measure(
        name="oldest_overdue_days",
        label="Longest overdue",
        kind="maximum",
        numerator="Calendar days past its date of the action overdue longest",
        denominator="Actions overdue on the day of knowledge",
        unit="calendar days",
        better="lower",
        dated_by=None,
        counted=pl.col("action_status") == "Overdue",
        value=pl.col("overdue_days"),
        question="actions",
    ),
)
