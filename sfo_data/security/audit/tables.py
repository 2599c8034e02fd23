"""The trail as an administrator sees it: how many of each action by day, and the lines themselves."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

import polars as pl

WORDS = {
    "view": "Seen", "export": "Exported", "refused": "Refused", "signed_in": "Signed in", "signed_out": "Signed out",
    "audit_read": "Audit read", "load": "Loaded", "gap": "Gap in the trail", "set_aside": "Half-written line set aside",
}  # fmt: skip
COLUMNS = (
    "Time (UTC)", "Day", "Action", "Subject", "Page or file", "Detail", "Outcome", "Roles", "Scope", "Chosen filters",
    "Load",
)  # fmt: skip


def lines(entries: Sequence[Mapping[str, Any]]) -> pl.DataFrame:
    """One row per line, newest first, all columns text."""
    return pl.DataFrame([_row(each) for each in reversed(entries)], schema=dict.fromkeys(COLUMNS, pl.String))


def _row(entry: Mapping[str, Any]) -> dict[str, str]:
    at, scope = entry["at"], entry["scope"]
    return {
        "Time (UTC)": f"{at[:10]} {at[11:19]}",
        "Day": at[:10],
        "Action": WORDS.get(entry["action"], entry["action"]),
        "Subject": entry["subject"],
        "Page or file": entry["what"],
        "Detail": entry["detail"],
        "Outcome": entry["outcome"],
        "Roles": ", ".join(entry["roles"]),
        "Scope": "England and Wales" if scope is None else ", ".join(scope),
        "Chosen filters": json.dumps(entry["filters"], ensure_ascii=False) if entry["filters"] else "",
        "Load": entry["load"],
    }


def by_action(shown: pl.DataFrame) -> pl.DataFrame:
    """One row per action, most first."""
    return (
        shown.group_by("Action")
        .agg(pl.len().cast(pl.Int64).alias("Lines"))
        .sort("Lines", "Action", descending=[True, False])
    )


def by_day(shown: pl.DataFrame) -> pl.DataFrame:
    """One row per day and action, newest day first."""
    counted = shown.group_by("Day", "Action").agg(pl.len().cast(pl.Int64).alias("Lines"))
    return counted.sort("Day", "Action", descending=[True, False])


def chosen(shown: pl.DataFrame, choices: Mapping[str, Sequence[str]]) -> pl.DataFrame:
    """The rows with one of the values chosen in each column; a column without a choice leaves all."""
    wanted = [pl.col(name).is_in(list(values)) for name, values in choices.items() if values]
    return shown.filter(wanted) if wanted else shown
