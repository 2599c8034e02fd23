"""Headline figures in a row: value and unit, a line of the last 36 months, one verdict, and the figure before."""

from collections.abc import Mapping
from html import escape
from typing import Any

import polars as pl

from pages.charts.sparkline import sparkline
from pages.frame import cached_reader, downloads
from pages.panels.measure_sentence import chart_of
from pages.panels.turnaround_panels import backlog_of, clock_of
from sfo_data.definitions.filters import Filters
from sfo_data.definitions.measures import MEASURES, Measure
from sfo_data.questions import control_charts
from sfo_data.wording import coverage_words, narrative, tables
from sfo_data.wording.narrative import Statement
from sfo_data.wording.number_format import figure, unit
from sfo_data.wording.verdict_chip import chip

# The states on one day that are followed over the months, and what of `backlog` they are.
OVER_TIME = {"open_reviews": "open", "open_over_target": "late", "oldest_open_days": "oldest"}


def measure_cards(filters: Filters, rows: pl.DataFrame, said: Mapping[str, Statement]) -> str:
    """One card per row of `figures.headlines`, with what is `said` of its measure, as HTML."""
    names = rows["measure"].to_list()
    table = cached_reader.computed("headline_table", lambda: tables.headline_table(rows), filters, names)
    downloads.offer("headlines", "Headline figures", table, filters)
    cards = "".join(_card(filters, row, said[row["measure"]]) for row in rows.iter_rows(named=True))
    return f'<div class="cards of-{rows.height}">{cards}</div>'


def _card(filters: Filters, row: dict[str, Any], statement: Statement) -> str:
    measure = MEASURES[row["measure"]]
    verdict = chip(row, chart_of(filters, measure.name) if control_charts.has_chart(measure) else None, statement)
    lines = narrative.beside(row, filters.is_of_some_providers, statement)
    beside = [line for line in lines if line.startswith("England and Wales")]
    if row["value_before"] is not None:
        beside.insert(0, f"{figure(measure, row, '_before')} {row['before_words']}")
    about = [*lines, f"{measure.numerator}.", f"Out of: {measure.denominator}." * (measure.denominator != "None")]
    more = "".join(f"<li>{escape(line)}</li>" for line in [*about, measure.caveat] if line)
    return (
        f'<section class="card"><h2>{escape(measure.label)}</h2>'
        f'<p class="value">{escape(coverage_words.shown(row))} <span>{escape(unit(measure, row))}</span></p>'
        f'<div class="line">{_line(filters, measure)}</div>'
        f'<details class="verdict {verdict.kind.replace(" ", "-")}"><summary><span aria-hidden="true">{verdict.shape}'
        f"</span> {escape(verdict.words)}</summary><ul>{more}</ul></details>"
        f'<p class="beside">{"<br>".join(map(escape, beside))}</p></section>'
    )


def _line(filters: Filters, measure: Measure) -> str:
    if measure.name in OVER_TIME:
        return sparkline(backlog_of(filters)[OVER_TIME[measure.name]].to_list())
    if measure.kind == "clock":
        return sparkline(clock_of(filters).quarters["modelled"].to_list())
    if not control_charts.has_chart(measure):
        return ""
    chart = chart_of(filters, measure.name)
    # The time between rare events is another figure than the one above it.
    return "" if chart.kind == "t" else sparkline(chart.points["value"].to_list()[-control_charts.MONTHS_SHOWN :])
