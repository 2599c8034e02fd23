"""A table of a release on its page."""

import polars as pl

from pages.charts.time_series import small_multiples
from pages.panels.figure_panel import Panel, figure_panel
from sfo_data.definitions.filters import Filters
from sfo_data.publishing.releases import TableTold
from sfo_data.security.disclosure import TOTAL

# As many as leave the names of groups whole on a phone, 390 pixels wide.
COLUMNS = 2


def release_table(told: TableTold, filters: Filters) -> None:
    """Draws one table with its chart, both of the protected figures only; `filters` are the release's."""
    scale = 100 if told.content.base else 1
    is_monthly = told.content.by == "month"
    drawn = told.frame.with_columns(
        pl.col("value") * scale,
        group=pl.lit(told.content.label) if is_monthly or told.content.by is None else pl.col("group"),
        year=pl.col("group") if is_monthly else pl.col("year"),
        is_pale=pl.lit(False),
    )
    if told.content.by and not told.content.base and not told.content.quantile:
        # On the scale of a sum its parts are flat; it is in the title and the table.
        drawn = drawn.filter(pl.col("group") != TOTAL)
    columns = min(COLUMNS, drawn["group"].n_unique())
    chart = small_multiples(drawn, "group", "year", "value", "is_pale", columns)
    figure_panel(Panel(f"release_{told.content.name}", told.title, chart, told.table, told.caption, filters))
