"""The frame of every page: page config, banner, navigation, filter bar, run."""

import logging
import secrets

import streamlit as st

from pages.components import frames
from pages.components.banner import banner, footer
from pages.components.filter_bar import filter_bar
from sfo_data.database import StoreError

PAGES = {
    "Oversight": ["overview", "offences", "providers", "risk"],
    "Reviews": ["qa_turnaround", "road_back", "quality", "independent_qa"],
    "Learning": ["themes", "actions", "agencies", "practitioners", "victims"],
    "Reference": ["published_record", "claim_check", "cases", "definitions", "data_quality"],
}
TITLES = {
    "risk": "Prior risk",
    "qa_turnaround": "QA turnaround",
    "road_back": "Road back to 20 days",
    "quality": "Review quality",
    "independent_qa": "Independent QA",
    "claim_check": "Check a claim",
    "cases": "Case list",
}

log = logging.getLogger("sfo")


def page_of(section: str, name: str) -> st.Page:
    """The page in pages/<section>/<name>.py, at the address /<name>."""
    title = TITLES.get(name, name.replace("_", " ").capitalize())
    return st.Page(f"pages/{section.lower()}/{name}.py", title=title, default=name == "overview")


st.set_page_config("Serious Further Offences: the national view", layout="wide")
page = st.navigation({s: [page_of(s, name) for name in names] for s, names in PAGES.items()}, position="top")
try:
    frames.begin()
    banner()
    filter_bar(page.url_path)
    page.run()
    footer()
except StoreError as error:
    st.error(str(error))
except Exception:
    reference = secrets.token_hex(4)
    log.exception("page %s failed, reference %s", page.title, reference)
    st.error(f"This page could not be drawn. Please try again; if it stays, quote reference {reference}.")
