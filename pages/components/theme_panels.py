"""Themes on a page: which grow, how often each occurs, where, together with which, and in which words."""

import polars as pl
import streamlit as st

from pages.charts.text import html_table, unmarked
from pages.charts.theme_charts import evidence_lines, grouped_dots, standing_grid, together_grid
from pages.charts.time_series import control_chart
from pages.components import frames
from pages.components.downloads import download
from pages.components.figure_panel import Panel, heading, kept
from sfo_data import chart_words, narrative, themes
from sfo_data.dimensions import DIMENSIONS
from sfo_data.filters import Filters
from sfo_data.reporting_calendar import day_in_words, last_day_before
from sfo_data.themes import words
from sfo_data.themes.e_process import EVIDENCE_RATE

FINDINGS_SHOWN = 50
NAMED = 2  # lines of their own; further themes are in the table


def coding_frame(filters: Filters) -> pl.DataFrame:
    """The coding frame in its version of the day."""
    return frames.ask("themes", known_on=filters.known_on)


def growing(filters: Filters) -> themes.Emerging:
    """Which themes grow, found once per load."""
    frame, first = coding_frame(filters), frames.facts().known.first_day
    return frames.computed("emerging", lambda: themes.emerging(frames.read, filters, frame, first), filters)


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


@kept
def growing_panel(filters: Filters) -> Panel:
    """Evidence that a theme grows, when it was first enough, and when a yearly table would have shown it."""
    found = growing(filters)
    named = found.themes.filter(pl.col("flagged_on").is_not_null()).sort("flagged_on", descending=True).head(NAMED)
    marks = [(day, what) for column, what in (("flagged_on", "First flagged"), ("yearly_on", "Yearly table"))
             for day in named[column].drop_nulls()]  # fmt: skip
    reference = day_in_words(last_day_before(found.watched_from))
    drawn = words.evidence_drawn(found.looks, named["theme"].to_list())
    return Panel(
        "themes_growing",
        words.emerging_title(found),
        evidence_lines(drawn, found.themes.height / EVIDENCE_RATE, marks),
        words.evidence_table(drawn),
        f"{' '.join(words.emerging_sentences(found))} Reviews with a theme, out of those coded, against the reference "
        f"period (to {reference}), looked at anew on each day of acceptance; the period chosen above sets only where "
        "it ends. If no theme grew, the chance that any is ever flagged would be at most 5%; at each look at most 5% "
        "of those flagged are expected to be false. A yearly table: the first year whose 95% interval lies wholly "
        "above the years before. The mix of cases is not allowed for.",
        notes=[("Each theme", words.emerging_table(found))],
    )


@kept
def trend_panel(filters: Filters, theme_code: str) -> Panel:
    """One theme over time."""
    frame, first = coding_frame(filters), frames.facts().known.first_day
    chart = themes.theme_chart(frames.read, filters, frame, theme_code, first)
    return Panel(
        "theme_trend",
        narrative.of_chart(chart).title,
        control_chart(chart.points, chart_words.axis(chart), None, ".0%"),
        words.trend_table(chart),
        chart_words.caption(chart),
    )


def frequency_panels(filters: Filters) -> None:
    """How often each theme occurs, shortcomings and strengths apart."""
    _frequency_panel(filters, "shortcomings", "What fell short", False)
    _frequency_panel(filters, "strengths", "What went well", True)


@kept
def _frequency_panel(filters: Filters, name: str, what: str, is_strength: bool) -> Panel:
    counted = themes.frequency(_coded(filters)).filter(pl.col("is_strength") == is_strength)
    return Panel(
        f"theme_{name}",
        words.frequency_title(counted, what),
        grouped_dots(counted.filter(pl.col("value").is_not_null()), "theme", "theme_group", "Share of reviews coded"),
        words.frequency_table(counted),
        "Share of the reviews accepted in the period with at least one coded finding, with 95% intervals. A review has "
        "a theme if any coder gave it to any of its findings, and counts once.",
    )


def standing_panel(filters: Filters) -> None:
    """Where themes are more or less frequent than expected."""
    by = st.segmented_control(
        "Compare by", themes.MIXES, format_func=lambda name: DIMENSIONS[name].label, default="division",
        required=True, key="theme_dimension",
    )  # fmt: skip
    _standing_panel(filters, by)


@kept
def _standing_panel(filters: Filters, by: str) -> Panel:
    stands = themes.standing(frames.read, filters, coding_frame(filters), by)
    rows, groups = words.standing_drawn(stands, list(DIMENSIONS[by].order or frames.facts().known.options[by]))
    allowed = " and ".join(DIMENSIONS[name].label.lower() for name in themes.MIXES[by])
    return Panel(
        "themes_by_group",
        words.standing_title(stands, by),
        standing_grid(stands, rows, groups) if rows else None,
        words.standing_table(stands, by),
        f"Reviews with the theme over those expected, given {allowed}: 1.0 is as expected. ▲ more, ▼ less often than "
        "expected; every other difference may be chance. Signs follow e-values with e-BH over all cells: at most 5% of "
        "them are expected to be false. Of more than eight groups only those with a sign are drawn; all are in the "
        "table. Reviews accepted in the period with a coded finding.",
    )


@kept
def pairs_panel(filters: Filters) -> Panel:
    """Which themes are found together."""
    found = themes.pairs(_coded(filters))
    code = dict(coding_frame(filters).select("theme", "theme_code").iter_rows())
    return Panel(
        "theme_pairs",
        words.pairs_title(found),
        together_grid(found.cells, found.order, code),
        words.pairs_table(found),
        "Reviews with both themes, stronger where more; themes often together stand side by side. ▲ more, ▼ less often "
        "than if the findings were shuffled between reviews, each review keeping its number of findings and each "
        "finding its themes; every other difference may be chance. Exact Poisson tests, Benjamini and Hochberg at 5% "
        "over all pairs. Reviews accepted in the period with a coded finding.",
    )


def findings_panel(filters: Filters, theme_code: str) -> None:
    """The findings with one theme in their own words, the newest first; all of them in the download."""
    frame = coding_frame(filters)
    chosen = frame.row(by_predicate=pl.col("theme_code") == theme_code, named=True)
    found = words.findings_table(
        frames.computed(
            "theme_findings", lambda: themes.findings_with(frames.read, filters, theme_code), filters, theme_code
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
    return frames.computed("theme_matrix", lambda: themes.coded(frames.read, filters, frame), filters)
