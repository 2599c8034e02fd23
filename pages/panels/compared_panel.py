"""Groups compared with one standard, on a page: a dot with its interval for each, filled where it stands apart."""

from dataclasses import dataclass

import polars as pl

from pages.charts.dots import dots_with_intervals
from pages.panels.figure_panel import Panel
from sfo_data.definitions.filters import Filters
from sfo_data.wording.stands_words import NATION


@dataclass(frozen=True)
class Standard:
    """What groups are compared with: its value, where there is one that may be shown, and what it is called."""

    value: float | None
    name: str = NATION


def compared_panel(
    name: str,
    words: tuple[str, str],
    filters: Filters,
    groups: pl.DataFrame,
    label: str,
    axis: tuple[str, str],
    standard: Standard,
    table: pl.DataFrame,
    narrows: str | None = None,
) -> Panel:
    """The panel of `groups` (the column `label`, value, lower, upper, stands), in their order.

    `words` are title and caption, of the subject; `filters` those the groups were read with;
    `axis` is its title and how it prints numbers.
    """
    title, caption = words
    chart = dots_with_intervals(groups, label, axis[0], standard.value, standard.name, axis[1])
    return Panel(name, title, chart, table, caption, filters, narrows)
