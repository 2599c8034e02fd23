"""A number set by a slider or typed, the two kept in step."""

import streamlit as st


def typed_slider(name: str, label: str, low: int, high: int, start: int) -> int:
    """Draws a slider and a number field for one whole number; its value. `name` is unique on the page."""
    slider, typed = f"{name}_slider", f"{name}_typed"
    for key in (slider, typed):
        st.session_state.setdefault(key, min(max(start, low), high))
    st.slider(label, low, high, key=slider, on_change=_copy, args=(slider, typed))
    st.number_input(f"{label}: type a number", low, high, key=typed, on_change=_copy, args=(typed, slider))
    return int(st.session_state[slider])


def _copy(source: str, target: str) -> None:
    st.session_state[target] = st.session_state[source]
