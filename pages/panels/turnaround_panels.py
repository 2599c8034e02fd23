"""Quality assurance on a page: the clock that counts the waiting, what stands behind it, and the team's work."""

import polars as pl
import streamlit as st

from pages.charts.bars import columns_over_time, ranked_bars
from pages.charts.distribution import histogram
from pages.charts.survival import medians_by_row, share_finished
from pages.charts.text import html_table
from pages.charts.time_series import lines
from pages.frame import cached_reader, downloads
from pages.panels.figure_panel import Panel, as_at, cached_panel, heading
from pages.panels.held_panels import of_feed, say
from sfo_data.definitions import targets
from sfo_data.definitions.filters import Filters
from sfo_data.definitions.measures import QA_CLOCK
from sfo_data.definitions.reporting_calendar import last_day_before
from sfo_data.questions import turnaround
from sfo_data.questions.turnaround import Turnaround
from sfo_data.subjects.turnaround import backlog, qa_work
from sfo_data.subjects.turnaround import turnaround_words as words
from sfo_data.wording import coverage_words

BAND_DAYS = 20


def clock_of(filters: Filters) -> Turnaround:
    """The clock that counts those still waiting, under the filters, made once per load."""
    return cached_reader.computed("qa_turnaround", lambda: turnaround.turnaround(cached_reader.read, filters), filters)


def backlog_of(filters: Filters) -> pl.DataFrame:
    """Reviews open, late and the oldest at the end of each month, made once per load."""
    first_day = cached_reader.facts().known.first_day
    return cached_reader.computed("backlog", lambda: backlog.backlog(cached_reader.read, filters, first_day), filters)


@of_feed("qa_turnaround_days")
@cached_panel
def medians_panel(filters: Filters) -> Panel:
    """The turnaround of the reviews received in each of the last 13 quarters."""
    clock = clock_of(filters)
    return Panel(
        "qa_medians_by_quarter",
        words.medians_title(clock.quarters),
        medians_by_row(clock.quarters, "received_in", words.AXIS, clock.quarters["target"].to_list()),
        words.medians_table(clock.quarters),
        f"{words.rests_on(clock.headline, filters.period.in_words())} {words.MEDIANS_CAPTION}{words.target_note()}",
        turnaround.quarters_shown(filters),
    )


@of_feed("qa_turnaround_days")
@cached_panel
def finished_panel(filters: Filters) -> Panel:
    """The share finished by each day since receipt."""
    clock = clock_of(filters)
    return Panel(
        "qa_share_finished",
        words.finished_title(clock.quarters),
        share_finished(clock.finished, "year", words.AXIS, clock.quarters["target"].to_list()),
        words.curves_table(clock.finished),
        f"{words.finished_caption(clock.finished)}{words.target_note()}",
        turnaround.quarters_shown(filters),
        notes=[("All 13 quarters", words.finished_table(clock.quarters))],
    )


def other_clocks(filters: Filters) -> None:
    """What leaving out the waiting would say, and the inspection's own words, beside the figure shown first."""
    table = words.others_table(clock_of(filters))
    downloads.offer("other_clocks", words.OTHERS_HEADING, table, filters)
    heading(words.OTHERS_HEADING)
    st.html(html_table(words.OTHERS_HEADING, table))
    st.caption(as_at(filters))


@of_feed("qa_median_days")
@cached_panel
def distribution_panel(filters: Filters) -> Panel:
    """Reviews completed by turnaround, with their median."""
    spread, middle = (
        qa_work.distribution(cached_reader.read, filters, BAND_DAYS),
        clock_of(filters).finished_only.middle,
    )
    target = targets.on(last_day_before(filters.period.end)).days
    return Panel(
        "qa_distribution",
        words.distribution_title(spread, middle),
        histogram(spread, "from_days", "reviews", BAND_DAYS, f"{QA_CLOCK.capitalize()} days", target, middle),
        spread.select(**{f"From ({QA_CLOCK} days)": "from_days", "Reviews": "reviews"}),
        words.distribution_caption(BAND_DAYS),
        filters,
    )


@of_feed("qa_received")
@cached_panel
def flow_panel(filters: Filters) -> Panel:
    """Rounds received and finished by month, and those in hand."""
    flow = qa_work.flow(cached_reader.read, filters)
    return Panel(
        "qa_flow",
        words.flow_title(flow),
        columns_over_time(flow, "month", words.FLOW, "QA rounds", words.IN_HAND),
        flow.rename({"month": "Month", **words.FLOW, words.IN_HAND[0]: words.IN_HAND[1]}),
        words.FLOW_CAPTION,
        filters,
    )


@cached_panel
def ages_panel(filters: Filters) -> Panel:
    """How long the open reviews have been so."""
    ages = qa_work.open_by_age(cached_reader.read, filters)
    return Panel(
        "qa_open_by_age",
        words.ages_title(ages, targets.on(filters.known_on).days),
        ranked_bars(ages, "age", "reviews", "Reviews open"),
        ages.select(**{f"Open for ({QA_CLOCK} days)": "age", "Reviews": "reviews"}),
        words.AGES_CAPTION,
        filters.on_its_day(),
    )


def posts_panel(filters: Filters) -> None:
    """Posts of the quality assurance team, funded and filled."""
    if cached_reader.ask("qa_staffing", known_on=filters.known_on).is_empty():
        say(coverage_words.POSTS_NOT_HELD)
    else:
        _posts_panel(filters)


@cached_panel
def _posts_panel(filters: Filters) -> Panel:
    posts = qa_work.posts(cached_reader.ask("qa_staffing", known_on=filters.known_on), filters.period)
    return Panel(
        "qa_posts",
        words.posts_title(posts),
        lines(posts, "month", words.POSTS, "Posts"),
        posts.select("month", *words.POSTS).rename({"month": "Month", **words.POSTS}),
        words.POSTS_CAPTION,
        filters.of_everybody(),
    )
