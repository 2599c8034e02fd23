"""A question put together from the registry, and its answer as the figure that fits its shape."""

from html import escape
from urllib.parse import urlencode

import plotly.graph_objects as go
import polars as pl
import streamlit as st

from pages.charts.bars import ranked_bars
from pages.charts.dots import dots_with_intervals
from pages.charts.grid import number_grid
from pages.charts.text import unmarked
from pages.charts.time_series import lines
from pages.frame import address, cached_reader, filter_bar, find_box
from pages.frame.menu import PAGES
from pages.panels.figure_panel import Panel, cached_panel
from sfo_data.definitions.filters import Filters
from sfo_data.definitions.measures import MEASURES
from sfo_data.definitions.reporting_calendar import year_earlier
from sfo_data.subjects import explore
from sfo_data.subjects.explore import Answer, Question, explore_words
from sfo_data.subjects.find import find_words
from sfo_data.wording.number_format import number
from sfo_data.wording.stands_words import NATION

# The line beside a number is of months, or of years where it would have more points than these.
MOST_MONTHS = 48
NOT_BY = "Not broken down"


def question_form() -> Question:
    """Draws the four choices, keeps the address in step with them, and returns the question they make."""
    asked, notices = explore.from_url(_asked())
    offered = {"": NOT_BY, **explore.breakdowns(asked.measure)}
    with st.container(key="explore_form"):
        _select("Measure", "measure", {name: each.label for name, each in MEASURES.items()}, asked)
        _select("By", "by", offered, asked)
        _select("And by", "across", offered, asked)
        _select("Beside it", "beside", explore.BESIDE, asked)
    for notice in notices:
        st.warning(unmarked(notice))
    address.say(explore.PARAMETERS, asked.to_url())
    return asked


def _select(label: str, name: str, offered: dict[str, str], asked: Question) -> None:
    key = _key(name)
    st.session_state[key] = getattr(asked, name)
    st.selectbox(
        label,
        list(offered),
        key=key,
        format_func=offered.__getitem__,
        filter_mode="contains",
        on_change=find_box.forget,
    )


def _key(name: str) -> str:
    # After Back or Forward the widgets start afresh from the address.
    return f"explore_{name}_{filter_bar.times_back()}"


def _asked() -> dict[str, list[str]]:
    """What the choices say; where they are new, what the address says."""
    state = st.session_state
    if _key("measure") in state:
        return {name: [state[_key(name)]] for name in explore.PARAMETERS if state.get(_key(name))}
    return address.said(explore.PARAMETERS)


def found_line(filters: Filters) -> bool:
    """Says how what was typed into Find is understood, with links to other pages; False where only those answer it."""
    asked = find_box.asked()
    if asked is None:
        return True
    text, found = asked
    said = find_words.understood_as(found, filters)
    address = urlencode(filters.to_url(cached_reader.facts().known.known_on), doseq=True)
    links = " · ".join(
        f'<a href="{name}?{address}" target="_self">{escape(PAGES[name].title)}</a>'
        for name in found.pages
        if PAGES[name].opens_for(st.session_state["reader"])
    )
    parts = [
        f"<strong>“{escape(text)}”</strong>",
        f"Understood: {escape(said)}." if said else "",
        escape(find_words.taken(found)),
        f"<strong>{escape(find_words.not_understood(found))}</strong>" if found.left else "",
        f"{'See also' if said else 'Answered on'}: {links}." if links else "",
        "" if said or links else f"Nothing of it is known here. Try: {escape(', '.join(find_words.EXAMPLES))}.",
    ]
    st.html(f'<p class="found">{" ".join(filter(None, parts))}</p>')
    return bool(said) or not links


def answer_of(filters: Filters, question: Question) -> Answer:
    """The answer, made once per load. Raises CannotBreakDown."""
    earlier = cached_reader.facts().known.on(year_earlier(filters.known_on))
    return cached_reader.computed(
        "explore", lambda: explore.answer(cached_reader.read, filters, question, earlier), filters, question
    )


@cached_panel
def answer_panel(filters: Filters, question: Question) -> Panel:
    """The answer as the chart that its shape asks for, with its table."""
    found = answer_of(filters, question)
    draw = {"number": _months, "groups": _groups, "times": _times, "lines": _lines, "grid": _grid}[found.shape]
    chart, table, narrows = draw(found, filters)
    return Panel(
        "explore",
        explore_words.title(found),
        chart,
        table,
        explore_words.caption(found, filters),
        filters,
        narrows,
    )


Drawn = tuple[go.Figure | None, pl.DataFrame, str | None]


def _months(found: Answer, filters: Filters) -> Drawn:
    """A number has a line of its months beside it, where it is counted by a date."""
    measure = found.measure
    if measure.dated_by is None or measure.kind in ("people", "maximum") or found.whole["value"] is None:
        return None, explore_words.table(found), None
    grain = "month" if filters.period.days <= MOST_MONTHS * 31 else "calendar_year"
    question = Question(measure.name, grain)
    return _times(answer_of(filters, question), filters)


def _times(found: Answer, filters: Filters) -> Drawn:  # noqa: ARG001
    names = {"value": found.measure.label}
    return _line_chart(found, found.found, names), explore_words.table(found), None


def _lines(found: Answer, filters: Filters) -> Drawn:  # noqa: ARG001
    grain, other = found.question.breakdown
    groups = found.labels(other)
    times = pl.DataFrame({grain: found.times}, schema={grain: pl.String})
    wide = times.join(
        found.found.pivot(on=other, index=grain, values="value"), on=grain, how="left", maintain_order="left"
    )
    if found.measure.kind == "count":
        wide = wide.with_columns(pl.col(groups).fill_null(0))
    return _line_chart(found, wide, {group: group for group in groups}), explore_words.table(found), None


def _line_chart(found: Answer, frame: pl.DataFrame, columns: dict[str, str]) -> go.Figure:
    name = found.question.measure
    chart = lines(
        frame, found.question.grain, columns, explore_words.unit_axis(found.measure), explore_words.tick_format(name)
    )
    # "2018" and "May 2019" are names of times here, which Plotly would read as numbers and dates.
    chart.update_xaxes(type="category", nticks=8, tickangle=0)
    return chart


def _groups(found: Answer, filters: Filters) -> Drawn:  # noqa: ARG001
    (by,), measure = found.question.breakdown, found.measure
    shown = found.drawn
    narrows = by if by in filter_bar.WIDGETS and measure.question != "actions" else None
    if measure.has_interval:
        axis, tick = explore_words.unit_axis(measure), explore_words.tick_format(measure.name)
        beside = explore_words.beside_heading(found) if found.has_beside else ""
        chart = dots_with_intervals(shown, by, axis, found.standard, NATION, tick, beside)
    else:
        chart = ranked_bars(shown, by, "value", measure.unit.capitalize(), explore_words.bar_texts(found))
    return chart, explore_words.table(found), narrows


def _grid(found: Answer, filters: Filters) -> Drawn:  # noqa: ARG001
    row, column = explore_words.axes(found)
    rows, columns = found.labels(row), found.labels(column)
    values = explore_words.whole_grid(found)["value"].to_list()
    width = len(columns)
    by_row = [values[at * width : (at + 1) * width] for at in range(len(rows))]
    heading = explore.label_of(found.question.measure, column)
    chart = number_grid(by_row, rows, columns, heading, lambda value: number(found.measure, value))
    chart.update_xaxes(type="category")
    return chart, explore_words.table(found), None
