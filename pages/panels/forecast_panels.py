"""The forecast of the quality assurance queue: when on time again, with which team, and how past forecasts did."""

from collections.abc import Sequence
from datetime import date

import polars as pl
import streamlit as st

from pages.charts.fan import fan
from pages.charts.text import html_table
from pages.frame import cached_reader
from pages.frame.downloads import download
from pages.frame.typed_slider import typed_slider
from pages.panels.figure_panel import Panel, cached_panel, heading
from sfo_data.definitions import targets
from sfo_data.statistics.queue_forecast import NoForecast, Queue
from sfo_data.subjects import road_back
from sfo_data.subjects.road_back import Ahead, Scenario
from sfo_data.subjects.road_back import road_back_words as words


def forecast_panels(known_on: date) -> None:
    """Draws the forecast as known on a day, or says why there is none, and how past forecasts did."""
    try:
        queue, offered = _queue(known_on), _offered(known_on)
        compared = road_back.compared(offered, _funded(known_on))
        heading(words.BACK_HEADING)
        st.markdown("\n".join(f"- **{words.back_sentence(each)}**" for each in compared))
        st.markdown(words.at_best_sentence(compared[0], queue.returned[0].mean))
        st.caption(words.back_caption(targets.on(known_on)))
        _fans(known_on, [*compared, _played(known_on, _own(queue))])
        heading(words.HELP_HEADING)
        table = words.scenario_table(offered)
        st.html(html_table(words.SCENARIOS, table))
        shown = road_back.year_before(known_on)
        st.caption(f"{words.TEAM} {shown.as_known()}.")
        download("scenarios", words.SCENARIOS, table, shown, f"{words.back_caption(targets.on(known_on))} {words.TEAM}")
    except NoForecast as reason:
        st.info(f"No forecast: {reason}")
    _past(known_on)


def when_back(known_on: date) -> None:
    """The answer alone, for a page that asks another question first."""
    heading(words.BACK_HEADING)
    try:
        queue, funded = _queue(known_on), _funded(known_on)
        compared = [_played(known_on, each) for each in road_back.teams(queue, funded)]
        st.markdown("\n".join(f"- {words.back_sentence(each)}" for each in compared))
        target = targets.on(known_on)
        st.caption(f"{words.back_caption(target)} {words.TEAM} {words.MORE}")
    except NoForecast as reason:
        st.info(f"No forecast: {reason}")


def _offered(known_on: date) -> list[Ahead]:
    scenarios = road_back.offered(_queue(known_on), _funded(known_on))
    return [_played(known_on, scenario) for scenario in scenarios]


def _funded(known_on: date) -> float:
    return float(_staffing(known_on)["posts_funded"][-1])


def _staffing(known_on: date) -> pl.DataFrame:
    return cached_reader.ask("qa_staffing", known_on=known_on)


def _queue(known_on: date) -> Queue:
    return cached_reader.computed("queue", lambda: road_back.fit(cached_reader.read, _staffing, known_on), known_on)


def _played(known_on: date, scenario: Scenario) -> Ahead:
    return cached_reader.computed(
        "road_back", lambda: road_back.ahead(_queue(known_on), known_on, scenario), known_on, scenario
    )


def _own(queue: Queue) -> Scenario:
    posts, returned, notified, extended = road_back.rounded(queue)
    with st.container(key="own_scenario"):
        heading(words.OWN_HEADING)
        starts = (posts + 2, returned, notified, extended)
        chosen = []
        for place, (name, label, high), start in zip(st.columns(len(starts)), words.INPUTS, starts, strict=True):
            with place:
                chosen.append(typed_slider(name, label, 0, high, start))
    return road_back.own(queue, *chosen)


def _fans(known_on: date, played: list[Ahead]) -> None:
    st.markdown(words.back_sentence(played[-1]))
    scenarios = tuple(each.scenario for each in played)
    left, right = st.columns(2)
    with left:
        _open_panel(known_on, scenarios)
    with right:
        _share_panel(known_on, scenarios)


@cached_panel
def _open_panel(known_on: date, scenarios: Sequence[Scenario]) -> Panel:
    played = [_played(known_on, scenario) for scenario in scenarios]
    drawn = {each.scenario.name: each.months for each in played}
    so_far = road_back.open_so_far(cached_reader.read, known_on)
    return Panel(
        "forecast_open",
        words.fan_title(drawn, "open"),
        fan(drawn, "open", "Reviews open", so_far),
        words.fan_table(played, so_far),
        words.OPEN_CAPTION,
        road_back.year_before(known_on),
    )


@cached_panel
def _share_panel(known_on: date, scenarios: Sequence[Scenario]) -> Panel:
    played = [_played(known_on, scenario) for scenario in scenarios]
    drawn = {each.scenario.name: each.months for each in played}
    return Panel(
        "forecast_share",
        words.fan_title(drawn, "share"),
        fan(drawn, "share", "On time", target=road_back.MARKS[road_back.Mark.MOST], tick_format=".0%"),
        words.fan_table(played),
        words.SHARE_CAPTION,
        road_back.year_before(known_on),
    )


def _past(known_on: date) -> None:
    panel = st.expander(words.PAST_HEADING, key="past_forecasts", on_change="rerun")
    if not panel.open:
        return

    def replayed() -> pl.DataFrame:
        # A hundred frames pass through once; kept in the cache they would push everything else out.
        return road_back.replay(cached_reader.read_once, _staffing, cached_reader.facts().known.states, known_on)

    covered = road_back.coverage(cached_reader.computed("replay", replayed, known_on))
    with panel:
        heading(words.replay_title(covered))
        if not covered.is_empty():
            table = words.replay_table(covered)
            st.html(html_table(words.PAST, table))
            states = road_back.year_before(known_on).over(cached_reader.facts().known.states[0], known_on)
            download("past_forecasts", words.PAST, table, states, f"{words.REPLAYED} {words.TEAM}")
        st.caption(f"{words.REPLAYED} {words.TEAM}")
