"""The frame of every page: page config, sign-in, banner, navigation, filter bar, run."""

import logging
import secrets

import streamlit as st

from pages.frame import audit_trail, cached_reader, downloads, equal_reading, find_box, sign_in
from pages.frame.banner import NAME, banner, footer
from pages.frame.filter_bar import filter_bar
from pages.frame.menu import MENU, PAGES, Entry, sections
from pages.panels import held_panels, opening
from sfo_data.security.access import Refused
from sfo_data.store.database import StoreError

log = logging.getLogger("sfo")


def page_of(entry: Entry) -> st.Page:
    """The page of a line of the menu; a refusal at its address for whom it does not open."""
    if entry.opens_for(reader):
        return st.Page(entry.file, title=entry.title)
    return st.Page(sign_in.page_refused, title=entry.title, url_path=entry.name, visibility="hidden")


st.set_page_config(f"Sign in: {NAME}", layout="wide")
equal_reading.begin()
reader = sign_in.require()
home = next(entry for entry in MENU if entry.opens_for(reader))
pages = {section: [*map(page_of, entries)] for section, entries in sections().items()}
# The first page stands at the bare address too.
pages[home.section].append(st.Page(home.file, title=home.title, default=True, url_path="home", visibility="hidden"))
page = st.navigation(pages, position="top")
name = page.url_path or home.name
st.set_page_config(f"{page.title}: {NAME}")
try:
    cached_reader.begin(reader.scope)
    downloads.begin()
    opening.begin()
    held_panels.begin()
    find_box.take_over(name)
    banner(PAGES[name])
    filters = filter_bar(page.url_path, PAGES[name].has_filters)
    if PAGES[name].opens_for(reader):
        audit_trail.viewed(name, filters)
    page.run()
    opening.why_these_words()
    downloads.page_downloads(name, page.title, filters)
    footer()
except Refused as refused:
    sign_in.refusal_page(refused)
except StoreError as error:
    st.error(str(error))
except Exception:
    reference = secrets.token_hex(4)
    log.exception("page %s failed, reference %s", page.title, reference)
    st.error(f"This page could not be drawn. Please try again; if it stays, quote reference {reference}.")
sign_in.who(reader)
