"""What has been published about Serious Further Offences, and does the loaded extract agree?"""

import polars as pl
import streamlit as st

from pages.charts.published import published_chart
from pages.charts.text import html_table
from pages.frame import cached_reader, filter_bar
from pages.frame.downloads import download, offer
from pages.panels.figure_panel import Panel, figure_panel
from sfo_data.subjects.published import published_words
from sfo_data.subjects.published.comparison import compare

# The longest complete series.
FIRST_SHOWN = "sfo_convictions_by_highest_rosh"

filters = filter_bar.current()
published = cached_reader.ask("published_figures")
known = cached_reader.facts().known

st.title("Published record", anchor=False)
st.markdown(
    "Official figures on **Serious Further Offences (SFOs)** that could be found, each with its source and caveats. "
    "They are real."
)
names = published_words.series_names(published)
chosen = st.selectbox(
    "Series", list(names), index=list(names).index(FIRST_SHOWN), format_func=names.__getitem__, key="published_series"
)
shown = published.filter(pl.col("series") == chosen)
st.markdown(published_words.unusual_years(shown))

figure_panel(
    Panel(
        f"published_{chosen}",
        names[chosen],
        published_chart(published_words.plottable(shown)) if shown["unit"].n_unique() == 1 else None,
        published_words.as_table(shown),
        f"Published by: {published_words.sources(shown)}.",
        filters=None,
    )
)
if shown["unit"].n_unique() > 1:
    st.html(html_table(names[chosen], published_words.short_table(shown)))
    offer(f"published_{chosen}_short", names[chosen], published_words.short_table(shown), None)
for title, lines in published_words.notes(shown).items():
    with st.expander(f"{title} ({len(lines)})", expanded=title != "Caveats"):
        st.markdown("\n".join(f"- {line}" for line in lines))

if filter_bar.is_internal():
    st.header("Published beside the loaded extract", anchor=False)
    compared = cached_reader.computed("published_comparison", lambda: compare(cached_reader.read, published, known))
    st.markdown(published_words.agreement(compared, cached_reader.facts().is_synthetic))
    table = published_words.comparison_table(compared)
    whole = filters.of_everybody().over(known.first_day, known.known_on)
    title = "Published figures and the same figures from the loaded extract"
    with st.container(key="comparison"):
        st.html(html_table(title, table))
    download("published_beside_extract", title, table, whole)
