"""Reviews by one dimension or two, as a figure on a page: ranked bars, shares, a grid."""

from collections.abc import Sequence

import polars as pl

from pages.charts.bars import ranked_bars, stacked_shares
from pages.charts.grid import count_grid
from pages.components import frames
from pages.components.figure_panel import figure_panel
from sfo_data import tables, titles
from sfo_data.dimensions import DIMENSIONS
from sfo_data.figures import counts_and_shares, figures
from sfo_data.filters import Filters


def ranked_panel(filters: Filters, by: str, role: str, caption: str, listed: int | None = None) -> None:
    """Notifications by one dimension, the first `listed` as bars, all in the table; a click narrows to a bar.

    `role` is what the largest is called, as in "Murder is the largest offence group".
    """
    counted = _counted(filters, by)
    top = counted.head(listed or counted.height)
    figure_panel(
        f"sfo_reviews_by_{by}",
        titles.largest_title(counted, by, role),
        ranked_bars(top, by, "numerator", "Notifications", top["words"].to_list()),
        tables.as_table(counted, "sfo_reviews", **{by: DIMENSIONS[by].label}),
        caption,
        narrows=by,
    )


def split_panel(
    filters: Filters, name: str, by: str, parts: str, caption: str, title: str = "", axis: str = "Share of reviews"
) -> None:
    """A count measure by one dimension, each bar split into shares of a dimension in its order (`parts`)."""
    crossed = _crossed(filters, name, by, parts)
    figure_panel(
        f"{name}_by_{by}_and_{parts}",
        title or titles.crossing_title(crossed, by, parts),
        stacked_shares(crossed, by, parts, "numerator", DIMENSIONS[parts].order, axis),
        tables.as_table(crossed, name, **{each: DIMENSIONS[each].label for each in (by, parts)}),
        caption,
        narrows=by,
    )


def grid_panel(filters: Filters, row: str, column: str, columns: Sequence[str], caption: str) -> None:
    """Notifications by two dimensions as a grid, rows with most first; a click narrows to the row."""
    crossed = _crossed(filters, "sfo_reviews", row, column)
    rows = _counted(filters, row)[row].to_list()
    whole = tables.whole_grid(crossed, row, column, rows, columns)
    figure_panel(
        f"sfo_reviews_by_{row}_and_{column}_grid",
        titles.crossing_title(crossed, row, column),
        count_grid(whole, row, column, rows, columns, DIMENSIONS[column].label),
        tables.as_table(whole, "sfo_reviews", **{each: DIMENSIONS[each].label for each in (row, column)}),
        caption,
        narrows=row,
    )


def _counted(filters: Filters, by: str) -> pl.DataFrame:
    return frames.computed("counted", lambda: counts_and_shares(frames.read, filters, "sfo_reviews", by), filters, by)


def _crossed(filters: Filters, name: str, row: str, column: str) -> pl.DataFrame:
    return frames.computed(
        "crossed", lambda: figures(frames.read, filters, [name], [row, column]), filters, name, row, column
    )
