"""How many people under supervision are charged with a Serious Further Offence, what changed, and what is late?"""

import streamlit as st

from pages.charts.bars import ranked_bars
from pages.charts.time_series import line_with_band
from pages.components import filter_bar, frames
from pages.components.figure_panel import figure_panel, heading
from pages.components.measure_cards import measure_cards
from sfo_data import narrative, tables, titles
from sfo_data.figures import counts_and_shares, series

FIRST_ROW = ["sfo_reviews", "sfo_rate", "murder_or_manslaughter", "nps_share"]
SECOND_ROW = ["qa_within_target_share", "qa_median_days", "open_reviews", "oldest_open_days"]
# As many groups as fit beside the other charts.
LISTED = 8

filters = filter_bar.current()
monthly = series(frames.read, filters, "sfo_reviews")
by_group = counts_and_shares(frames.read, filters, "sfo_reviews", "offence_group")
by_type = counts_and_shares(frames.read, filters, "sfo_reviews", "provider_type")
by_month_done = series(frames.read, filters, "qa_within_target_share")

top = by_group.head(LISTED)

st.title("Overview", anchor=False)
st.markdown("How many people under supervision are charged with a **Serious Further Offence (SFO)**, and what is late?")
headlines = measure_cards(filters, [*FIRST_ROW, *SECOND_ROW])
heading(f"What changed, against {filters.period.previous().in_words()}")
st.markdown("\n".join(f"- {sentence}" for sentence in narrative.what_changed(headlines)))

left, right = st.columns(2)
with left:
    figure_panel(
        "sfo_reviews_by_month",
        titles.monthly_title("SFOs notified", monthly),
        line_with_band(monthly, "month", "Notifications a month"),
        tables.as_table(monthly, "sfo_reviews", month="Month"),
        "SFO notifications by month, with the 95% interval of the underlying rate; a hollow point is part of a month.",
    )
    figure_panel(
        "sfo_reviews_by_offence_group",
        titles.largest_title(by_group, "offence_group", "the largest offence group"),
        ranked_bars(top, "offence_group", "numerator", "Notifications", top["words"].to_list()),
        tables.as_table(by_group, "sfo_reviews", offence_group="Offence group"),
        f"The {LISTED} largest groups; all are in the table and under Offences. Click a bar to narrow the page to it.",
        narrows="offence_group",
    )
with right:
    figure_panel(
        "qa_within_target_by_month",
        titles.latest_title("QA finished within target", by_month_done, "qa_within_target_share"),
        line_with_band(by_month_done, "month", "Share within target", tick_format=".0%"),
        tables.as_table(by_month_done, "qa_within_target_share", month="Month completed"),
        "Reviews whose quality assurance met the target, by month completed, with 95% intervals.",
    )
    figure_panel(
        "sfo_reviews_by_provider_type",
        titles.largest_title(by_type, "provider_type", "the provider type with most"),
        ranked_bars(by_type, "provider_type", "numerator", "Notifications", by_type["words"].to_list()),
        tables.as_table(by_type, "sfo_reviews", provider_type="Provider type"),
        "SFO notifications by provider type; the NPS supervises the people assessed as the highest risk.",
        narrows="provider_type",
    )
