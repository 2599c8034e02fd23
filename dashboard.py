"""The frame of every page: page config, sign-in, banner, navigation, filter bar, run."""

import logging
import secrets

import streamlit as st

from pages.components import audit_trail, downloads, equal_reading, frames, sign_in
from pages.components.banner import banner, footer
from pages.components.filter_bar import filter_bar
from sfo_data.access import Refused, may_open
from sfo_data.database import StoreError

PAGES = {
    "Oversight": ["overview", "offences", "providers", "risk"],
    "Reviews": ["qa_turnaround", "road_back", "quality", "independent_qa"],
    "Learning": ["themes", "actions", "agencies", "practitioners", "victims"],
    "Briefing": ["weekly", "check_a_screenshot"],
    "Reference": [
        "release",
        "published_record",
        "claim_check",
        "cases",
        "definitions",
        "data_quality",
        "accessibility",
        "audit",
    ],
}
TITLES = {
    "risk": "Prior risk",
    "qa_turnaround": "QA turnaround",
    "road_back": "Road back to 20 days",
    "quality": "Review quality",
    "independent_qa": "Independent QA",
    "weekly": "Weekly briefing",
    "release": "Release tables",
    "claim_check": "Check a claim",
    "cases": "Case list",
}

log = logging.getLogger("sfo")


def page_of(section: str, name: str) -> st.Page:
    """The page in pages/<section>/<name>.py, at the address /<name>; a refusal there for whom it is not open."""
    title = TITLES.get(name, name.replace("_", " ").capitalize())
    if may_open(reader, name):
        return st.Page(f"pages/{section.lower()}/{name}.py", title=title, default=name == home)
    return st.Page(sign_in.page_refused, title=title, url_path=name, visibility="hidden")


NAME = "Serious Further Offences: the national view"

st.set_page_config(f"Sign in: {NAME}", layout="wide")
equal_reading.begin()
reader = sign_in.require()
home = next(name for names in PAGES.values() for name in names if may_open(reader, name))
page = st.navigation({s: [page_of(s, name) for name in names] for s, names in PAGES.items()}, position="top")
st.set_page_config(f"{page.title}: {NAME}")
try:
    frames.begin(reader.scope)
    downloads.begin()
    banner()
    sign_in.who(reader)
    filter_bar(page.url_path)
    if may_open(reader, page.url_path or home):
        audit_trail.viewed(page.url_path or home)
    page.run()
    downloads.page_downloads(page.url_path or home, page.title)
    footer()
except Refused as refused:
    sign_in.refusal_page(refused)
except StoreError as error:
    st.error(str(error))
except Exception:
    reference = secrets.token_hex(4)
    log.exception("page %s failed, reference %s", page.title, reference)
    st.error(f"This page could not be drawn. Please try again; if it stays, quote reference {reference}.")
