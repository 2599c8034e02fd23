"""What has been published about Serious Further Offences, and does the loaded extract agree?"""

import polars as pl
import streamlit as st

from pages.charts.published import published_chart
from pages.charts.text import html_table
from pages.components import filter_bar, frames
from pages.components.figure_panel import download, figure_panel
from sfo_data import published_words
from sfo_data.published_comparison import compare

filters = filter_bar.current()
published = frames.ask("published_figures")
known = frames.facts().known

st.title("Published record", anchor=False)
st.markdown(
    "Official figures on **Serious Further Offences (SFOs)** that could be found, each with its source and caveats. "
    "They are real; the filters above do not apply to them."
)
names = published_words.series_names(published)
chosen = st.selectbox("Series", list(names), format_func=names.__getitem__, key="published_series")
shown = published.filter(pl.col("series") == chosen)

figure_panel(
    f"published_{chosen}",
    names[chosen],
    published_chart(published_words.plottable(shown)),
    published_words.as_table(shown),
    f"Published by: {published_words.sources(shown)}.",
    is_extract=False,
)
for title, lines in published_words.notes(shown).items():
    with st.expander(f"{title} ({len(lines)})", expanded=title != "Caveats"):
        st.markdown("\n".join(f"- {line}" for line in lines))

st.header("Published beside the loaded extract", anchor=False)
compared = frames.computed("published_comparison", lambda: compare(frames.read, published, known))
st.markdown(published_words.agreement(compared))
table = published_words.comparison_table(compared)
with st.container(key="comparison"):
    st.html(html_table("Published figures and the same figures from the loaded extract", table))
download("published_beside_extract", table, filters)
