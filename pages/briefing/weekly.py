"""What does the weekly briefing say: how many, what is late, what changed since last week, what needs a decision?"""

import streamlit as st

from pages.components import briefing_panels as panels
from pages.components import filter_bar, frames
from pages.components.figure_panel import figure_panel
from sfo_data.briefing import NO_PACK, pack_of, told_together, weekly

filters = filter_bar.current()
audience = panels.audience()
facts = frames.facts()
together = frames.computed(
    "packs",
    lambda: told_together(frames.read, facts, filters, audience),
    *(filters.known_on, filters.period, pack_of(filters) == NO_PACK, audience),
)
briefing = frames.computed(
    "briefing", lambda: weekly(frames.read, facts, filters, audience, together), filters, audience
)
drawn = frames.computed("briefing_panels", lambda: panels.panels_of(briefing), filters, audience)

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
