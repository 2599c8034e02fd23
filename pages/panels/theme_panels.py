"""Themes on a page: which grow, how often each occurs, where, together with which, and in which words."""

import polars as pl
import streamlit as st

from pages.charts.text import html_table, unmarked
from pages.charts.theme_charts import evidence_lines, grouped_dots, ratio_grid, together_grid
from pages.charts.time_series import control_chart
from pages.frame import cached_reader
from pages.frame.downloads import download
from pages.panels.figure_panel import Panel, cached_panel, heading
from sfo_data.definitions.dimensions import DIMENSIONS
from sfo_data.definitions.filters import Filters
from sfo_data.questions import control_charts
from sfo_data.statistics.e_process import EVIDENCE_RATE
from sfo_data.subjects import themes
from sfo_data.subjects.themes import theme_words
from sfo_data.wording import control_chart_words, narrative

FINDINGS_SHOWN = 50
NAMED = 2  # lines of their own; further themes are in the table


def coding_frame(filters: Filters) -> pl.DataFrame:
    """The coding frame in its version of the day."""
    return cached_reader.ask("themes", known_on=filters.known_on)


def growing(filters: Filters) -> themes.Emerging:
    """Which themes grow, found once per load."""
    frame, first = coding_frame(filters), cached_reader.facts().known.first_day
    return cached_reader.computed(
        "emerging", lambda: themes.emerging(cached_reader.read, filters, frame, first), filters
    )


def choose_theme(filters: Filters) -> str:
    """Draws the choice of a theme and returns its code; at first the one flagged last, or else the frame's first."""
    frame = coding_frame(filters)
    flagged = growing(filters).themes.filter(pl.col("flagged_on").is_not_null()).sort("flagged_on")
    codes = frame["theme_code"].to_list()
    first = codes.index(flagged["theme_code"][-1]) if flagged.height else 0
    names = dict(frame.select("theme_code", "theme").iter_rows())
    return str(
        st.selectbox(
            "Follow one theme, over time and in words", codes, first, format_func=names.__getitem__, key="theme"
        )
    )


@cached_panel
def growing_panel(filters: Filters) -> Panel:
    """Evidence that a theme grows, when it was first enough, and when a yearly table would have shown it."""
    found = growing(filters)
    named = found.themes.filter(pl.col("flagged_on").is_not_null()).sort("flagged_on", descending=True).head(NAMED)
    marks = [(day, what) for column, what in (("flagged_on", "First flagged"), ("yearly_on", "Yearly table"))
             for day in named[column].drop_nulls()]  # fmt: skip
    drawn = theme_words.evidence_drawn(found.looks, named["theme"].to_list())
    return Panel(
        "themes_growing",
        theme_words.emerging_title(found),
        evidence_lines(drawn, found.themes.height / EVIDENCE_RATE, marks),
        theme_words.evidence_table(drawn),
        theme_words.emerging_caption(found),
        filters.since(cached_reader.facts().known.first_day),
        notes=[("Each theme", theme_words.emerging_table(found))],
    )


@cached_panel
def trend_panel(filters: Filters, theme_code: str) -> Panel:
    """One theme over time."""
    frame, first = coding_frame(filters), cached_reader.facts().known.first_day
    chart = themes.theme_chart(cached_reader.read, filters, frame, theme_code, first)
    return Panel(
        "theme_trend",
        narrative.of_chart(chart).title,
        control_chart(chart.points, control_chart_words.axis(chart), (), ".0%"),
        theme_words.trend_table(chart),
        control_chart_words.caption(chart),
        control_charts.shown(filters, first),
    )


def frequency_panels(filters: Filters) -> None:
    """How often each theme occurs, shortcomings and strengths apart."""
    _frequency_panel(filters, "shortcomings", "What fell short", False)
    _frequency_panel(filters, "strengths", "What went well", True)


@cached_panel
def _frequency_panel(filters: Filters, name: str, what: str, is_strength: bool) -> Panel:
    counted = themes.frequency(_coded(filters)).filter(pl.col("is_strength") == is_strength)
    return Panel(
        f"theme_{name}",
        theme_words.frequency_title(counted, what),
        grouped_dots(counted.filter(pl.col("value").is_not_null()), "theme", "theme_group", "Share of reviews coded"),
        theme_words.frequency_table(counted),
        theme_words.FREQUENCY,
        filters,
    )


def groups_panel(filters: Filters) -> None:
    """Where themes are more or less frequent than expected."""
    by = st.segmented_control(
        "Compare by", themes.MIXES, format_func=lambda name: DIMENSIONS[name].label, default="division",
        required=True, key="theme_dimension",
    )  # fmt: skip
    _groups_panel(filters, by)


@cached_panel
def _groups_panel(filters: Filters, by: str) -> Panel:
    stands = themes.by_group(cached_reader.read, filters, coding_frame(filters), by)
    rows, groups = theme_words.groups_drawn(
        stands, list(DIMENSIONS[by].order or cached_reader.facts().known.options[by])
    )
    return Panel(
        "themes_by_group",
        theme_words.groups_title(stands, by),
        ratio_grid(stands, rows, groups) if rows else None,
        theme_words.groups_table(stands, by),
        theme_words.groups_caption(themes.MIXES[by]),
        themes.groups_shown(filters, by),
    )


@cached_panel
def pairs_panel(filters: Filters) -> Panel:
    """Which themes are found together."""
    found = themes.pairs(_coded(filters))
    code = dict(coding_frame(filters).select("theme", "theme_code").iter_rows())
    return Panel(
        "theme_pairs",
        theme_words.pairs_title(found),
        together_grid(found.cells, found.order, code),
        theme_words.pairs_table(found),
        theme_words.PAIRS,
        filters,
    )


def findings_panel(filters: Filters, theme_code: str) -> None:
    """The findings with one theme in their own words, the newest first; all of them in the download."""
    frame = coding_frame(filters)
    chosen = frame.row(by_predicate=pl.col("theme_code") == theme_code, named=True)
    found = theme_words.findings_table(
        cached_reader.computed(
            "theme_findings", lambda: themes.findings_with(cached_reader.read, filters, theme_code), filters, theme_code
        )
    )
    title = f"In the reviews’ own words: {chosen['theme']}, {found.height:,} findings"
    caption = f"{theme_code}: {chosen['definition']} Coding frame, version {chosen['frame_version']}."
    heading(title)
    st.caption(unmarked(caption))
    st.html(
        html_table(f"The newest {min(found.height, FINDINGS_SHOWN)} of {found.height:,}", found.head(FINDINGS_SHOWN))
    )
    download(f"findings_{theme_code}", title, found, filters, caption, f"All {found.height:,}:")


def _coded(filters: Filters) -> themes.Coded:
    frame = coding_frame(filters)
    return cached_reader.computed("theme_matrix", lambda: themes.coded(cached_reader.read, filters, frame), filters)
