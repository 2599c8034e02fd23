"""The tables of a release, as everybody may see them."""

from datetime import UTC, datetime

import polars as pl
import streamlit as st

from pages.charts.text import html_table, unmarked
from pages.frame import audit_trail, cached_reader, filter_bar
from pages.frame.downloads import download
from pages.panels.release_table import release_table
from sfo_data.publishing import releases
from sfo_data.publishing.releases import Release
from sfo_data.store.database import default_store


def chosen(offered: dict[str, Release]) -> str:
    """The name of the release in the address, or the newest; another choice goes into the address."""
    asked = st.query_params.get("release")
    if asked and asked not in offered:
        # Not whether there is one that is not out yet.
        st.warning(f"The link's release “{unmarked(asked[:40])}” is not among those that you may open.")
    names = list(offered)
    return st.selectbox(
        "Release",
        names,
        index=names.index(asked) if asked in offered else 0,
        format_func=lambda each: offered[each].title,
        key="release",
        on_change=lambda: st.query_params.update({"release": st.session_state["release"]}),
    )


st.title("Release tables", anchor=False)
now, reader = datetime.now(UTC), st.session_state.get("reader")
subject = reader.subject if reader else ""
openable = releases.openable(subject, now)
offered = {each.name: each for each in releases.held(cached_reader.facts(), openable)}
if not offered:
    st.info(
        "No release is set up for the data loaded here. An administrator names the releases and their days in the file "
        "`SFO_RELEASES`; each needs the data as they were known on its day."
        if openable
        else "Nothing has been published yet."
    )
    st.stop()
st.markdown("Figures on **Serious Further Offences (SFOs)** as published.")
name = chosen(offered)
release, entry = releases.opened(name, subject, now)
if entry:
    audit_trail.opened_early(release.name, entry.reason)
    st.warning(
        f"Not to be passed on before {release.published_at:%H:%M on %d %B %Y}. You may open it because: {entry.reason}."
    )
if filter_bar.is_internal():
    listed = [each for each in releases.early_access() if each.release == name]
    with st.expander(f"Who may open it before publication ({len(listed)})"):
        if listed:
            rows = [(each.subject, each.reason, each.starts_on) for each in listed]
            people = pl.DataFrame(rows, schema=["Subject", "Reason", "From"], orient="row")
            st.html(html_table("Early access", people))
            download("early_access", "Early access", people, None)
found = cached_reader.computed("release", lambda: releases.compiled(default_store(), release), name)
for told in found.tables:
    release_table(told, found.filters)
