"""The forecast of the quality assurance queue: when on time again, with which team, and how past forecasts did."""

from collections.abc import Sequence
from datetime import date

import polars as pl
import streamlit as st

from pages.charts.fan import fan
from pages.charts.text import html_table
from pages.components import frames
from pages.components.downloads import download
from pages.components.figure_panel import Panel, heading, kept
from pages.components.filter_bar import current
from pages.components.typed_slider import typed_slider
from sfo_data import road_back, titles
from sfo_data.forecast import NoForecast, Queue
from sfo_data.measures import QA_CLOCK, QA_TARGET_DAYS
from sfo_data.road_back import Ahead, Scenario

SCENARIOS = "When reviews are on time again, by scenario"
PAST = "Past forecasts, by what was forecast and how far ahead"
TEAM = "HMPPS quality assurance team, England and Wales, all providers and offences, whatever is chosen above."
BACK = (
    f"On time: completed within {QA_TARGET_DAYS} {QA_CLOCK} days of first receipt. On time again: the first of three "
    "months running in which that share of the reviews completed in the month was on time."
)
REPLAYED = (
    "Forecasts from the first state of each month, with what was known then, against what was known 4, 13 and 26 weeks "
    "later. Horizons overlap, so the forecasts are not independent. Score: continuous ranked probability score, in "
    "reviews or rounds; lower is better. “Stays as it is”: as many open as on the day, as many finished as before."
)
FITTED = (
    "Simulated day by day from the reviews in hand and being written, with the arrivals, output, returns, lengths and "
    "withdrawals of the last 12 months; lines are medians and bands 80% intervals of 200 simulated futures, with the "
    "uncertainty of those figures in them."
)


def forecast_panels(known_on: date) -> None:
    """Draws the forecast as known on a day, or says why there is none, and how past forecasts did."""
    try:
        queue = _queue(known_on)
        funded = float(_staffing(known_on)["posts_funded"][-1])
        offered = [_played(known_on, scenario) for scenario in road_back.offered(queue, funded)]
        compared = road_back.compared(offered, funded)
        heading("When will reviews be on time again?")
        st.markdown("\n".join(f"- **{road_back.back_sentence(each)}**" for each in compared))
        st.markdown(road_back.at_best_sentence(compared[0], queue.returned[0].mean))
        st.caption(BACK)
        _fans(known_on, [*compared, _played(known_on, _own(queue))])
        heading("What would help?")
        table = road_back.scenario_table(offered)
        st.html(html_table(SCENARIOS, table))
        st.caption(f"{TEAM} {current().as_known()}.")
        download("scenarios", SCENARIOS, table, current(), f"{BACK} {TEAM}")
    except NoForecast as reason:
        st.info(f"No forecast: {reason}")
    _past(known_on)


def _staffing(known_on: date) -> pl.DataFrame:
    return frames.ask("qa_staffing", known_on=known_on)


def _queue(known_on: date) -> Queue:
    return frames.computed("queue", lambda: road_back.fit(frames.read, _staffing, known_on), known_on)


def _played(known_on: date, scenario: Scenario) -> Ahead:
    return frames.computed(
        "road_back", lambda: road_back.ahead(_queue(known_on), known_on, scenario), known_on, scenario
    )


def _own(queue: Queue) -> Scenario:
    posts, returned, notified, extended = road_back.rounded(queue)
    with st.container(key="own_scenario"):
        heading("Your scenario")
        inputs = (
            ("own_posts", "Posts filled", 20, posts + 2),
            ("own_returned", "Returned at first round (%)", 100, returned),
            ("own_notified", "Offences notified a month", 150, notified),
            ("own_extended", "Given more time (%)", 100, extended),
        )
        places = st.columns(len(inputs))
        chosen = []
        for place, (name, label, high, start) in zip(places, inputs, strict=True):
            with place:
                chosen.append(typed_slider(name, label, 0, high, start))
    return road_back.own(queue, *chosen)


def _fans(known_on: date, played: list[Ahead]) -> None:
    st.markdown(road_back.back_sentence(played[-1]))
    scenarios = tuple(each.scenario for each in played)
    left, right = st.columns(2)
    with left:
        _open_panel(known_on, scenarios)
    with right:
        _share_panel(known_on, scenarios)


@kept
def _open_panel(known_on: date, scenarios: Sequence[Scenario]) -> Panel:
    played = [_played(known_on, scenario) for scenario in scenarios]
    drawn = {each.scenario.name: each.months for each in played}
    so_far = road_back.open_so_far(frames.read, known_on)
    return Panel(
        "forecast_open",
        titles.fan_title(drawn, "open"),
        fan(drawn, "open", "Reviews open", so_far),
        road_back.fan_table(played, so_far),
        f"Reviews received and neither accepted nor withdrawn, at month ends. {FITTED} {TEAM}",
    )


@kept
def _share_panel(known_on: date, scenarios: Sequence[Scenario]) -> Panel:
    played = [_played(known_on, scenario) for scenario in scenarios]
    drawn = {each.scenario.name: each.months for each in played}
    return Panel(
        "forecast_share",
        titles.fan_title(drawn, "share"),
        fan(drawn, "share", "On time", target=road_back.MARKS["most"], tick_format=".0%"),
        road_back.fan_table(played),
        "Of the reviews whose quality assurance is completed in the month; the line marks "
        f"{road_back.MARKS['most']:.0%}. {TEAM}",
    )


def _past(known_on: date) -> None:
    panel = st.expander("How past forecasts did", key="past_forecasts", on_change="rerun")
    if not panel.open:
        return

    def replayed() -> pl.DataFrame:
        # A hundred frames pass through once; kept in the cache they would push everything else out.
        return road_back.replay(frames.read_once, _staffing, frames.facts().known.states, known_on)

    covered = road_back.coverage(frames.computed("replay", replayed, known_on))
    with panel:
        heading(titles.replay_title(covered))
        if not covered.is_empty():
            table = road_back.replay_table(covered)
            st.html(html_table(PAST, table))
            download("past_forecasts", PAST, table, current(), f"{REPLAYED} {TEAM}")
        st.caption(f"{REPLAYED} {TEAM}")
