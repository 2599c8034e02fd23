"""What is said of a measure under the filters, once: its headline, its chart and the sentence that joins them."""

from collections.abc import Sequence

import polars as pl

from pages.frame import cached_reader
from sfo_data.definitions.filters import Filters
from sfo_data.definitions.measures import MEASURES
from sfo_data.definitions.reporting_calendar import year_earlier
from sfo_data.questions import control_charts, figures
from sfo_data.questions.control_charts import ControlChart
from sfo_data.wording import narrative
from sfo_data.wording.narrative import Statement


def headline_rows(filters: Filters, names: Sequence[str]) -> pl.DataFrame:
    """The rows of `figures.headlines` for these measures, made once per load."""
    earlier = cached_reader.facts().known.on(year_earlier(filters.known_on))
    return cached_reader.computed(
        "headlines", lambda: figures.headlines(cached_reader.read, filters, names, earlier), filters, list(names)
    )


def chart_of(filters: Filters, name: str) -> ControlChart:
    """The control chart of a measure under the filters, made once per load."""
    first_day = cached_reader.facts().known.first_day
    return cached_reader.computed(
        "control_chart",
        lambda: control_charts.control_chart(cached_reader.read, filters, name, first_day),
        name,
        filters,
    )


def statement_of(filters: Filters, name: str) -> Statement:
    """The one sentence of a measure under the filters: on its card, above its chart, at the top of a page."""
    return cached_reader.computed("statement", lambda: _statement(filters, name), name, filters)


def _statement(filters: Filters, name: str) -> Statement:
    row = headline_rows(filters, [name]).row(0, named=True)
    chart = chart_of(filters, name) if control_charts.has_chart(MEASURES[name]) else None
    return narrative.of_measure(row, chart)
