"""One filter bar on every page: its choice is kept over pages, written in the address, and can be undone."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from urllib.parse import urlencode

import streamlit as st

from pages.charts.text import unmarked
from pages.components import frames
from sfo_data import filters as f
from sfo_data import periods
from sfo_data.claim_check import PARAMETERS as CLAIM_PARAMETERS
from sfo_data.dimensions import DIMENSIONS
from sfo_data.filters import Filters, Known
from sfo_data.reporting_calendar import day_in_words, last_day_before

CUSTOM = "custom"
IN_THE_BAR = ("provider_type", "division")
# Parameters that belong to one page, not to the filters.
PAGE_PARAMETERS = ("case", "before", "search", "screenshot", "audience", "code", "release", *CLAIM_PARAMETERS)
UNDO_STEPS = 20

Address = Mapping[str, Sequence[str]]


def current() -> Filters:
    """The reader's choice, as the bar of this run left it."""
    return st.session_state["filters"]  # type: ignore[no-any-return]


def is_internal() -> bool:
    """Whether the reader may see figures that are not protected; a local reader without sign-in may."""
    reader = st.session_state.get("reader")
    return reader is None or reader.audience == "internal"


def narrow(dimension: str, label: str) -> None:
    """Sets one dimension to one label: what a click on a bar, a map area or a table row does. Only in callbacks."""
    st.session_state[_key(dimension)] = [label]


def filter_bar(page: str) -> Filters:
    """Draws the bar, keeps the address in step with it, and returns the choice."""
    known = frames.facts().known
    arrived = _arrived(page)
    if arrived is not None:
        asked, notices = f.from_url(arrived, known, frames.scope())
        notices += _unknown_parameters(arrived)
        _set_widgets(asked)
        st.session_state["filter_notices"] = notices
    with st.container(key="filter_bar"):
        _widgets(known)
        chosen = _chosen(known)
        _remember(chosen, known)
        _actions(chosen, known)
    for notice in st.session_state.pop("filter_notices", []):
        st.warning(unmarked(notice))
    st.session_state["filters"] = chosen
    return chosen


def _arrived(page: str) -> Address | None:
    """The address to take over: of a new session, or of a page reached by Back. None where the widgets decide.

    A link of the menu carries no parameters and a quick second click still carries the address from before the
    first, so on the same page only the widgets count.
    """
    address = {name: st.query_params.get_all(name) for name in st.query_params}
    is_new, is_other_page = "filters" not in st.session_state, st.session_state.get("filter_page") != page
    st.session_state["filter_page"] = page
    ours = {name: values for name, values in address.items() if name in ("period", "known_on", *DIMENSIONS)}
    if is_new or (is_other_page and ours and ours != st.session_state.get("filter_address")):
        return address
    return None


def _unknown_parameters(address: Address) -> list[str]:
    known = {"period", "known_on", *DIMENSIONS, *PAGE_PARAMETERS}
    return [f"The link's “{name[:40]}” was left out: there is no such filter." for name in address if name not in known]


def _key(name: str) -> str:
    return f"filter_{name}"


def _set_widgets(filters: Filters) -> None:
    name = filters.period.name
    st.session_state[_key("period")] = CUSTOM if ".." in name else name
    st.session_state[_key("from")] = filters.period.start
    st.session_state[_key("to")] = last_day_before(filters.period.end)
    st.session_state[_key("known_on")] = filters.known_on
    for dimension in DIMENSIONS:
        st.session_state[_key(dimension)] = list(filters.selected(dimension))


def _widgets(known: Known) -> None:
    period, provider_type, division, more = st.columns([3, 2, 3, 1.4], vertical_alignment="bottom")
    offered = [*periods.names(known.known_on, known.first_day), CUSTOM]
    if st.session_state[_key("period")] not in offered:
        offered.append(st.session_state[_key("period")])
    period.selectbox("Period", offered, key=_key("period"), format_func=lambda name: _period_label(name, known))
    for column, name in zip((provider_type, division), IN_THE_BAR, strict=True):
        _dimension(column, name, known)
    with more.popover("More filters", width="stretch"):
        for name in DIMENSIONS:
            if name not in IN_THE_BAR:
                _dimension(st, name, known)
        st.selectbox("Data as known on", list(reversed(known.states)), key=_key("known_on"), format_func=day_in_words)
    if st.session_state[_key("period")] == CUSTOM:
        first, last, _ = st.columns([2, 2, 4])
        limits: dict[str, Any] = {"min_value": date(2000, 1, 1), "max_value": known.known_on, "format": "DD/MM/YYYY"}
        first.date_input("From", key=_key("from"), **limits)
        last.date_input("To (included)", key=_key("to"), **limits)


def _dimension(place: Any, name: str, known: Known) -> None:
    dimension = DIMENSIONS[name]
    place.multiselect(
        dimension.label, known.options[name], key=_key(name), help=dimension.description, placeholder="All"
    )


def _period_label(name: str, known: Known) -> str:
    if name == CUSTOM:
        return "Chosen dates…"
    return periods.period(name, known.known_on, known.first_day).label


def _chosen(known: Known) -> Filters:
    state = st.session_state
    name = state[_key("period")]
    if name == CUSTOM:
        name = f"{state[_key('from')]}..{state[_key('to')]}"
    choices = {dimension: state[_key(dimension)] for dimension in DIMENSIONS}
    try:
        return f.from_choices(known, choices, name, state[_key("known_on")], frames.scope())
    except periods.UnknownPeriod as error:
        state.setdefault("filter_notices", []).append(f"{error} Showing the last 12 months.")
        return f.from_choices(known, choices, periods.DEFAULT, state[_key("known_on")], frames.scope())


def _remember(chosen: Filters, known: Known) -> None:
    """Writes the choice into the address and keeps the one before it for Undo."""
    address = chosen.to_url(known.known_on)
    state = st.session_state
    before = state.get("filter_address")
    if before is not None and before != address:
        state["filter_undo"] = [*state.get("filter_undo", []), before][-UNDO_STEPS:]
    state["filter_address"] = address
    wanted = address | _pages_own()
    if {name: st.query_params.get_all(name) for name in st.query_params} != wanted:
        st.query_params.from_dict(wanted)


def _pages_own() -> dict[str, list[str]]:
    return {name: st.query_params.get_all(name) for name in PAGE_PARAMETERS if name in st.query_params}


def _actions(chosen: Filters, known: Known) -> None:
    sentence, undo, clear, copy = st.columns([6, 1, 1, 1], vertical_alignment="center")
    sentence.markdown(f"**Showing:** {unmarked(chosen.sentence())} {chosen.as_known()}.")
    undo.button("Undo", on_click=_undo, disabled=not st.session_state.get("filter_undo"), width="stretch")
    clear.button("Clear all", on_click=_clear, disabled=not _is_narrowed(chosen, known), width="stretch")
    with copy.popover("Copy link", width="stretch"):
        st.caption("This address brings back the page with these filters.")
        st.code(_link(chosen, known), language=None, wrap_lines=True)


def _is_narrowed(chosen: Filters, known: Known) -> bool:
    return chosen.to_url(known.known_on) != {"period": [periods.DEFAULT]}


def _link(chosen: Filters, known: Known) -> str:
    base = (st.context.url or "").partition("?")[0]
    return f"{base}?{urlencode(chosen.to_url(known.known_on) | _pages_own(), doseq=True)}"


def _undo() -> None:
    steps = st.session_state["filter_undo"]
    _take_over(steps.pop())


def _clear() -> None:
    _take_over({})


def _take_over(address: Address) -> None:
    asked, _ = f.from_url(address, frames.facts().known, frames.scope())
    _set_widgets(asked)
    if address:
        # Going back is not itself a step to be undone.
        st.session_state["filter_address"] = asked.to_url(frames.facts().known.known_on)
