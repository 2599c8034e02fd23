"""One box on every page for a question in a few words; the page Explore answers it."""

import streamlit as st

from pages.frame import cached_reader, page_files
from pages.frame.address import BACK
from pages.frame.menu import PAGES
from sfo_data.security.access import Reader
from sfo_data.subjects.find import Understood, understood

PARAMETER, PAGE = "find", "explore"
# A form of the browser's own: it asks the server nothing before it is sent, and is the same on every run.
_FORM = (
    f'<form class="find" role="search" action="{PAGE}" method="get"><label class="unseen" for="find-box">Find</label>'
    f'<input id="find-box" name="{PARAMETER}" type="search" maxlength="200" autocomplete="off"'
    ' placeholder="Find" aria-keyshortcuts="/" title="Find a figure: murder Wales 2019"></form>'
)


def find_box(reader: Reader) -> str:
    """The box as HTML; empty for a reader whom its answers do not open for."""
    return _FORM + page_files.script(__file__, "find.js") if PAGES[PAGE].opens_for(reader) else ""


def asked() -> tuple[str, Understood] | None:
    """The text in the address with how it is understood; None where there is none."""
    text = st.query_params.get(PARAMETER, "").strip()
    return (text, understood(text, cached_reader.facts().known)) if text else None


def take_over(page: str) -> None:
    """Makes an address that holds a text alone the one of its answer, before the filters are read from it."""
    rest = {name: value for name, value in st.query_params.items() if name != PARAMETER}
    if page == PAGE and rest.keys() <= {BACK} and (found := asked()):
        st.query_params.from_dict({**found[1].to_url(), PARAMETER: found[0], **rest})


def forget() -> None:
    """Another choice was made: what is shown is no longer what was typed."""
    st.query_params.pop(PARAMETER, None)
