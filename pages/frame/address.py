"""A page's own parameters in the address: what they say, and how they are kept in step with what is chosen."""

from collections.abc import Iterable, Mapping

import streamlit as st

# Written by the browser into an address that it goes back to, or asks Find for: the page takes it over (history.js).
BACK = "back"


def said(names: Iterable[str]) -> dict[str, list[str]]:
    """What the address says of the parameters named; those that it leaves out are not there."""
    return {name: st.query_params.get_all(name) for name in names if name in st.query_params}


def say(names: Iterable[str], wanted: Mapping[str, list[str]]) -> None:
    """Makes the address say what is `wanted` of the parameters named, and nothing of the rest of them."""
    for name in names:
        if name not in wanted:
            st.query_params.pop(name, None)
        elif st.query_params.get_all(name) != wanted[name]:
            st.query_params[name] = wanted[name]
