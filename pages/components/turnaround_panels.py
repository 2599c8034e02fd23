"""Quality assurance on a page: the honest clock, which counts those still waiting; the queue and its team."""

import streamlit as st

from pages.charts.bars import columns_over_time, ranked_bars
from pages.charts.distribution import histogram
from pages.charts.survival import medians_compared, share_finished
from pages.charts.time_series import lines
from pages.components import frames
from pages.components.figure_panel import Panel, kept
from sfo_data import qa_work, titles, turnaround
from sfo_data.filters import Filters
from sfo_data.measures import QA_CLOCK, QA_TARGET_DAYS
from sfo_data.turnaround import Turnaround
from sfo_data.turnaround.tables import curves_table, finished_table, medians_table

AXIS = f"{QA_CLOCK.capitalize()} days since first receipt"
BAND_DAYS = 20
FLOW = {"received": "Rounds received", "finished": "Rounds finished"}
IN_HAND = ("in_hand", "In hand at month end")
POSTS = {"posts_funded": "Posts funded", "posts_filled": "Posts filled"}


def clock_of(filters: Filters) -> Turnaround:
    """The honest clock under the filters, made once per load."""
    return frames.computed("qa_turnaround", lambda: turnaround.turnaround(frames.read, filters), filters)


def honest_clock(filters: Filters) -> None:
    """What the gap rests on, the share finished by day, and the medians of the last 13 quarters."""
    clock = clock_of(filters)
    st.markdown(
        f"The {clock.headline.received:,} reviews received "
        f"{filters.period.in_words()}: {clock.headline.finished:,} finished, {clock.headline.waiting:,} still waiting, "
        f"{clock.headline.withdrawn:,} withdrawn. They are counted by receipt; the cards above by completion."
    )
    left, right = st.columns(2)
    with left:
        _finished_panel(filters)
    with right:
        _medians_panel(filters)


@kept
def _finished_panel(filters: Filters) -> Panel:
    clock = clock_of(filters)
    return Panel(
        "qa_share_finished",
        titles.finished_title(clock.quarters),
        share_finished(clock.finished, "year", AXIS, QA_TARGET_DAYS),
        curves_table(clock.finished),
        f"Reviews received {', '.join(clock.finished['received_in'].unique(maintain_order=True))}; a line stops "
        "where none has been followed longer. Aalen-Johansen: a withdrawn review cannot finish. The table has all "
        "13 quarters to the period's end, 95% intervals and numbers at risk. The filter on review status does not "
        "apply.",
        notes=[("All 13 quarters", finished_table(clock.quarters))],
    )


@kept
def _medians_panel(filters: Filters) -> Panel:
    quarters = clock_of(filters).quarters
    return Panel(
        "qa_medians_by_quarter",
        titles.medians_title(quarters),
        medians_compared(quarters, "received_in", AXIS),
        medians_table(quarters),
        "Medians, with 95% intervals, of the 13 whole quarters up to the period's end, whatever its start. A "
        "review still waiting is counted by the queue it joined and the pace of the last 13 weeks; where staff are "
        "still being lost this is some 6% low in simulations. Hollow: modelled beyond what has been seen. The "
        "filter on review status does not apply.",
    )


@kept
def distribution_panel(filters: Filters, middle: float | None) -> Panel:
    """Reviews completed by turnaround, with their median `middle`."""
    spread = qa_work.distribution(frames.read, filters, BAND_DAYS)
    return Panel(
        "qa_distribution",
        titles.distribution_title(spread, middle),
        histogram(spread, "from_days", "reviews", BAND_DAYS, f"{QA_CLOCK.capitalize()} days", QA_TARGET_DAYS, middle),
        spread.select(**{f"From ({QA_CLOCK} days)": "from_days", "Reviews": "reviews"}),
        f"Reviews completed in the period by turnaround, in bands of {BAND_DAYS} {QA_CLOCK} days.",
    )


@kept
def flow_panel(filters: Filters) -> Panel:
    """Rounds received and finished by month, and those in hand."""
    flow = qa_work.flow(frames.read, filters)
    return Panel(
        "qa_flow",
        titles.flow_title(flow),
        columns_over_time(flow, "month", FLOW, "QA rounds", IN_HAND),
        flow.rename({"month": "Month", **FLOW, IN_HAND[0]: IN_HAND[1]}),
        "Every submission and resubmission is a round; in hand is received, not finished and not withdrawn.",
    )


@kept
def ages_panel(filters: Filters) -> Panel:
    """How long the open reviews have been so."""
    ages = qa_work.open_by_age(frames.read, filters)
    return Panel(
        "qa_open_by_age",
        titles.ages_title(ages),
        ranked_bars(ages, "age", "reviews", "Reviews open"),
        ages.select(**{f"Open for ({QA_CLOCK} days)": "age", "Reviews": "reviews"}),
        "All reviews open on the day of knowledge, whatever the period, by time since HMPPS first received them.",
    )


@kept
def posts_panel(filters: Filters) -> Panel:
    """Posts of the quality assurance team, funded and filled."""
    posts = qa_work.posts(frames.ask("qa_staffing", known_on=filters.known_on), filters.period)
    return Panel(
        "qa_posts",
        titles.posts_title(posts),
        lines(posts, "month", POSTS, "Posts"),
        posts.select("month", *POSTS).rename({"month": "Month", **POSTS}),
        "HMPPS quality assurance team, England and Wales; the filters on providers and offences do not apply.",
    )
