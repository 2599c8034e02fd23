"""What does the weekly briefing say: how many, what is late, what changed since last week, what needs a decision?"""

import streamlit as st

from pages.frame import cached_reader, filter_bar
from pages.panels import briefing_panels as panels
from pages.panels.figure_panel import figure_panel
from sfo_data.publishing.briefing import NO_PACK, pack_of, shown_together, weekly

filters = filter_bar.current()
audience = panels.audience()
facts = cached_reader.facts()
together = cached_reader.computed(
    "packs",
    lambda: shown_together(cached_reader.read, facts, filters, audience),
    *(filters.known_on, filters.period, pack_of(filters) == NO_PACK, audience),
)
briefing = cached_reader.computed(
    "briefing", lambda: weekly(cached_reader.read, facts, filters, audience, together), filters, audience
)
drawn = cached_reader.computed("briefing_panels", lambda: panels.panels_of(briefing), filters, audience)

panels.weeks(briefing)
with st.container(key="briefing"):
    panels.opening(briefing)
    charts, said = st.columns([2.35, 1], gap="medium")
    with charts:
        for row in (drawn[:2], drawn[2:]):
            for place, each in zip(st.columns(2), row, strict=True):
                with place:
                    figure_panel(each)
    with said:
        panels.lists(briefing)
    panels.seal(briefing)
