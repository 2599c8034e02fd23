"""Reviews by one dimension or two, as a figure on a page: ranked bars, shares, a grid."""

from collections.abc import Sequence

import polars as pl

from pages.charts.bars import ranked_bars, stacked_shares
from pages.charts.grid import count_grid
from pages.charts.time_series import small_multiples
from pages.frame import cached_reader
from pages.panels.figure_panel import Panel, cached_panel
from pages.panels.held_panels import of_feed
from sfo_data.definitions.dimensions import DIMENSIONS, RISKS
from sfo_data.definitions.filters import Filters
from sfo_data.questions.figures import counts_and_shares, figures, over_years, risk_movement
from sfo_data.wording import tables, titles


@of_feed("sfo_reviews")
@cached_panel
def ranked_panel(filters: Filters, by: str, role: str, caption: str, listed: int | None = None) -> Panel:
    """Notifications by one dimension, the first `listed` as bars, all in the table; a click narrows to a bar.

    `role` is what the largest is called, as in "Murder is the largest offence group".
    """
    counted = _counted(filters, by)
    top = counted.head(listed or counted.height)
    which = f"The {top.height} largest of {counted.height} groups" if top.height < counted.height else "All groups"
    return Panel(
        f"sfo_reviews_by_{by}",
        titles.largest_title(counted, by, role),
        ranked_bars(top, by, "numerator", "Notifications", top["words"].to_list()),
        tables.as_table(counted, "sfo_reviews", **{by: DIMENSIONS[by].label}),
        f"{which}. {caption}" if listed else caption,
        filters,
        narrows=by,
    )


@of_feed("sfo_reviews")
@cached_panel
def split_panel(
    filters: Filters, name: str, by: str, parts: str, caption: str, title: str = "", axis: str = "Share of reviews"
) -> Panel:
    """A count measure by one dimension, each bar split into shares of a dimension in its order (`parts`)."""
    crossed = figures(cached_reader.read, filters, [name], [by, parts])
    return Panel(
        f"{name}_by_{by}_and_{parts}",
        title or titles.crossing_title(crossed, by, parts),
        stacked_shares(crossed, by, parts, "numerator", DIMENSIONS[parts].order, axis),
        tables.as_table(crossed, name, **{each: DIMENSIONS[each].label for each in (by, parts)}),
        caption,
        filters,
        narrows=by,
    )


@of_feed("sfo_reviews")
@cached_panel
def grid_panel(filters: Filters, row: str, column: str, columns: Sequence[str], caption: str) -> Panel:
    """Notifications by two dimensions as a grid, rows with most first; a click narrows to the row."""
    crossed = figures(cached_reader.read, filters, ["sfo_reviews"], [row, column])
    rows = _counted(filters, row)[row].to_list()
    whole = tables.whole_grid(crossed, row, column, rows, columns)
    return Panel(
        f"sfo_reviews_by_{row}_and_{column}_grid",
        titles.crossing_title(crossed, row, column),
        count_grid(whole, row, column, rows, columns, DIMENSIONS[column].label),
        tables.as_table(whole, "sfo_reviews", **{each: DIMENSIONS[each].label for each in (row, column)}),
        caption,
        filters,
        narrows=row,
    )


def _counted(filters: Filters, by: str) -> pl.DataFrame:
    return cached_reader.computed(
        "counted", lambda: counts_and_shares(cached_reader.read, filters, "sfo_reviews", by), filters, by
    )


@cached_panel
def years_panel(filters: Filters, by: str, caption: str) -> Panel:
    """Notifications by calendar year in small multiples of one dimension; a click narrows to one of them."""
    first_day = cached_reader.facts().known.first_day
    years = over_years(cached_reader.read, filters, first_day, "sfo_reviews", by)
    return Panel(
        f"{by}s_by_year",
        f"{int(years['numerator'].sum()):,} notifications since {first_day:%B %Y}",
        small_multiples(years, by, "year", "numerator", "is_provisional", columns=6),
        years.with_columns(pl.col("year").cast(pl.String)).select(
            **{DIMENSIONS[by].label: by, "Year": "year", "Notifications": "numerator", "Note": "note"}
        ),
        caption,
        filters.over(first_day, filters.known_on),
        narrows=by,
    )


@of_feed("sfo_reviews")
@cached_panel
def movement_panel(filters: Filters) -> Panel:
    """Risk at the start of supervision against risk at the offence."""
    moved = risk_movement(cached_reader.read, filters)
    grid = tables.whole_grid(moved, "risk_at_start", "risk_at_offence", RISKS, RISKS)
    return Panel(
        "risk_movement",
        titles.movement_title(moved),
        count_grid(grid, "risk_at_start", "risk_at_offence", RISKS, RISKS, "Risk at the offence"),
        grid.rename(
            {
                "risk_at_start": "Risk at the start",
                "risk_at_offence": "Risk at the offence",
                "numerator": "Notifications",
            }
        ),
        titles.MOVEMENT_CAPTION,
        filters,
    )
