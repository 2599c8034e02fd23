"""One filter bar on every page: its choice is kept over pages, written in the address, and can be undone."""

import unicodedata
from collections.abc import Mapping, Sequence
from html import escape
from typing import Any
from urllib.parse import urlencode

import streamlit as st

from pages.charts.text import unmarked
from pages.frame import cached_reader
from pages.frame.address import BACK, said
from sfo_data.definitions import filters as f
from sfo_data.definitions import periods
from sfo_data.definitions.dimensions import DIMENSIONS
from sfo_data.definitions.filters import Filters, Known
from sfo_data.definitions.reporting_calendar import day_in_words, last_day_before
from sfo_data.subjects.claims import PARAMETERS as CLAIM_PARAMETERS
from sfo_data.subjects.explore import PARAMETERS as EXPLORE_PARAMETERS

CUSTOM = "custom"
IN_THE_BAR = ("provider_type", "division")
# Parameters that belong to one page, not to the filters.
PAGE_PARAMETERS = (
    "case", "before", "search", "screenshot", "audience", "code", "release", "find", *CLAIM_PARAMETERS,
    *EXPLORE_PARAMETERS,
)  # fmt: skip
UNDO_STEPS = 20
WIDGETS = ("period", "from", "to", "known_on", *DIMENSIONS)

Address = Mapping[str, Sequence[str]]


def current() -> Filters:
    """The reader's choice, as the bar of this run left it."""
    return st.session_state["filters"]  # type: ignore[no-any-return]


def is_internal() -> bool:
    """Whether the reader may see figures that are not protected; a local reader without sign-in may."""
    reader = st.session_state.get("reader")
    return reader is None or reader.audience == "internal"


def times_back() -> int:
    """How often the reader went back or forward: it tells keys apart of widgets that cannot be set otherwise."""
    return int(st.session_state.get("times_back", 0))


def narrow(dimension: str, label: str) -> None:
    """Sets one dimension to one label: what a click on a bar, a map area or a table row does. Only in callbacks."""
    st.session_state[_key(dimension)] = [label]


def filter_bar(page: str, is_drawn: bool = True) -> Filters:
    """Draws the bar, keeps the address in step with it, and returns the choice.

    Where the filters do not apply it is not drawn (`is_drawn` False); the choice waits for the next page.
    """
    known = cached_reader.facts().known
    arrived = _arrived(page)
    if arrived is not None:
        asked, notices = f.from_url(arrived, known, cached_reader.scope())
        notices += _unknown_parameters(arrived)
        _set_widgets(asked)
        st.session_state["filter_notices"] = notices
    else:
        _keep()
    if is_drawn:
        with st.container(key="filter_bar"):
            _widgets(known)
            chosen = _chosen(known)
            _remember(chosen, known)
            _actions(chosen, known)
    else:
        chosen = _chosen(known)
        _remember(chosen, known)
    for notice in st.session_state.pop("filter_notices", []):
        st.warning(unmarked(notice))
    st.session_state["filters"] = chosen
    return chosen


def _arrived(page: str) -> Address | None:
    """The address to take over: of a new session, or gone back or forward to. None where the widgets decide.

    A link of the menu carries no parameters and a quick second click still carries the address from before the
    first, so on the same page only the widgets count.
    """
    address = {name: st.query_params.get_all(name) for name in st.query_params if name != BACK}
    if BACK in st.query_params:
        # Not itself a step to be undone, and the page's own widgets start afresh from the address.
        st.session_state.pop("filter_address", None)
        st.session_state["times_back"] = times_back() + 1
        st.session_state["filter_page"] = page
        return address
    is_new, is_other_page = "filters" not in st.session_state, st.session_state.get("filter_page") != page
    st.session_state["filter_page"] = page
    ours = {name: values for name, values in address.items() if name in ("period", "known_on", *DIMENSIONS)}
    if is_new or (is_other_page and ours and ours != st.session_state.get("filter_address")):
        return address
    return None


def _keep() -> None:
    """Streamlit forgets what a widget held once a run does not draw it; a value that is set anew stays.

    A run may also have ended in the midst of the bar, by a click on another page: what it left out is as it was.
    """
    held = {key: st.session_state[key] for key in map(_key, WIDGETS) if key in st.session_state}
    if len(held) < len(WIDGETS):
        _set_widgets(current())
    st.session_state.update(held)


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
    """In one row, in the order of the keyboard; frame/screen.css lays it out."""
    offered = [*periods.names(known.known_on, known.first_day), CUSTOM]
    if st.session_state[_key("period")] not in offered:
        offered.append(st.session_state[_key("period")])
    st.selectbox(
        "Period",
        offered,
        key=_key("period"),
        format_func=lambda name: _period_label(name, known),
        label_visibility="collapsed",
    )
    for name in IN_THE_BAR:
        _dimension(name, known, label_visibility="collapsed", wrap=False)
    others = [name for name in DIMENSIONS if name not in IN_THE_BAR]
    is_earlier = st.session_state[_key("known_on")] != known.known_on
    chosen = sum(bool(st.session_state[_key(name)]) for name in others) + is_earlier
    with st.popover(f"More filters ({chosen})" if chosen else "More filters", key="more_filters", width="stretch"):
        for name in others:
            _dimension(name, known)
        st.selectbox("Data as known on", list(reversed(known.states)), key=_key("known_on"), format_func=day_in_words)
    if st.session_state[_key("period")] == CUSTOM:
        # A link may ask for days before the data; they are shown, without a figure.
        earliest = min(known.first_day, st.session_state[_key("from")], st.session_state[_key("to")])
        limits: dict[str, Any] = {"min_value": earliest, "max_value": known.known_on, "format": "DD/MM/YYYY"}
        st.date_input("From", key=_key("from"), **limits)
        st.date_input("To (included)", key=_key("to"), **limits)


def _dimension(name: str, known: Known, **look: Any) -> None:
    dimension = DIMENSIONS[name]
    st.multiselect(
        dimension.label,
        known.options[name],
        key=_key(name),
        format_func=searchable,
        filter_mode="contains",
        help=dimension.description,
        placeholder=f"{dimension.label}: all" if look else "All",
        **look,
    )


def searchable(label: str) -> str:
    """A label with its letters without accents beside it, so that "Dwr" finds "Dŵr"."""
    parts = unicodedata.normalize("NFD", label)
    plain = "".join(sign for sign in parts if not unicodedata.combining(sign))
    return label if len(parts) == len(label) else f"{label} ({plain})"


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
        return f.from_choices(known, choices, name, state[_key("known_on")], cached_reader.scope())
    except periods.UnknownPeriod as error:
        state.setdefault("filter_notices", []).append(f"{error} Showing the last 12 months.")
        return f.from_choices(known, choices, periods.DEFAULT, state[_key("known_on")], cached_reader.scope())


def _remember(chosen: Filters, known: Known) -> None:
    """Writes the choice into the address and keeps the one before it for Undo."""
    address = chosen.to_url(known.known_on)
    state = st.session_state
    before = state.get("filter_address")
    if before is not None and before != address:
        state["filter_undo"] = [*state.get("filter_undo", []), before][-UNDO_STEPS:]
    state["filter_address"] = address
    wanted = address | said(PAGE_PARAMETERS)
    if {name: st.query_params.get_all(name) for name in st.query_params} != wanted:
        st.query_params.from_dict(wanted)


def _actions(chosen: Filters, known: Known) -> None:
    words = f"{chosen.sentence()} {chosen.as_known()}."
    st.html(f'<p class="showing" title="{escape(words)}"><strong>Showing:</strong> {escape(words)}</p>')
    # Never disabled: a button that is loses the focus of whoever pressed it.
    st.button("Undo", on_click=_undo, key="undo", type="tertiary")
    st.button("Clear all", on_click=_clear, key="clear_all", type="tertiary")
    with st.popover("Copy link", key="copy_link", type="tertiary"):
        st.caption("This address brings back the page with these filters, and what is opened on it.")
        st.code(_link(chosen, known), language=None, wrap_lines=True)


def _link(chosen: Filters, known: Known) -> str:
    base = (st.context.url or "").partition("?")[0]
    return f"{base}?{urlencode(chosen.to_url(known.known_on) | said(PAGE_PARAMETERS), doseq=True)}"


def _undo() -> None:
    if steps := st.session_state.get("filter_undo"):
        _take_over(steps.pop())


def _clear() -> None:
    _take_over({})


def _take_over(address: Address) -> None:
    asked, _ = f.from_url(address, cached_reader.facts().known, cached_reader.scope())
    _set_widgets(asked)
    if address:
        # Going back is not itself a step to be undone.
        st.session_state["filter_address"] = asked.to_url(cached_reader.facts().known.known_on)
