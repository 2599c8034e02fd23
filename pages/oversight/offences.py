"""Which offences are people charged with, and is that moving?"""

import streamlit as st

from pages.charts.bars import ranked_bars
from pages.charts.grid import count_grid
from pages.charts.time_series import small_multiples
from pages.components import filter_bar, frames
from pages.components.figure_panel import figure_panel
from pages.components.measure_cards import measure_cards
from sfo_data import tables, titles
from sfo_data.dimensions import RISKS
from sfo_data.figures import counts_and_shares, figures, over_years

# Offences listed before the rest are left to the table: a screen's worth.
LISTED = 20

filters = filter_bar.current()
by_group = counts_and_shares(frames.read, filters, "sfo_reviews", "offence_group")
by_offence = counts_and_shares(frames.read, filters, "sfo_reviews", "offence")
years = over_years(frames.read, filters, frames.facts().known.first_day, "sfo_reviews", "offence_group")
groups = by_group["offence_group"].to_list()

st.title("Offences", anchor=False)
st.markdown("Which **Serious Further Offences (SFOs)** are people charged with, and who supervised them?")
measure_cards(filters, ["sfo_reviews", "murder_or_manslaughter", "murder_or_manslaughter_rate", "sfo_convictions"])

left, right = st.columns(2)
with left:
    figure_panel(
        "offence_groups",
        titles.largest_title(by_group, "offence_group", "the largest offence group"),
        ranked_bars(by_group, "offence_group", "numerator", "Notifications", by_group["words"].to_list()),
        tables.as_table(by_group, "sfo_reviews", offence_group="Offence group"),
        "SFO notifications by the Ministry's reporting group. Click a bar to narrow the page to it.",
        narrows="offence_group",
    )
with right:
    top = by_offence.head(LISTED)
    figure_panel(
        "offences",
        titles.largest_title(by_offence, "offence", "the offence charged most often"),
        ranked_bars(top, "offence", "numerator", "Notifications", top["words"].to_list()),
        tables.as_table(by_offence, "sfo_reviews", offence="Offence"),
        f"The {LISTED} qualifying offences charged most often; all are in the table. Below the reporting groups the "
        "list of offences is partly assumed.",
        narrows="offence",
    )

figure_panel(
    "offence_groups_by_year",
    f"{int(years['numerator'].sum()):,} notifications since {frames.facts().known.first_day:%B %Y}",
    small_multiples(years, "offence_group", "year", "numerator", "is_provisional", columns=6),
    years.select(**{"Offence group": "offence_group", "Year": "year", "Notifications": "numerator", "Note": "note"}),
    "SFO notifications by calendar year and group, all years whatever the period above; all on one scale. Pale: "
    "part years, and immature ones, in which cases are still at court and notifications still arrive.",
    narrows="offence_group",
)

left, right = st.columns(2)
for column, by, order, heading in (
    (left, "provider_type", ("NPS", "CRC"), "Provider type"),
    (right, "risk_at_offence", RISKS, "Risk of serious harm at the offence"),
):
    crossed = figures(frames.read, filters, ["sfo_reviews"], ["offence_group", by])
    with column:
        figure_panel(
            f"offence_groups_by_{by}",
            titles.crossing_title(crossed, "offence_group", by),
            count_grid(crossed, "offence_group", by, groups, order, heading),
            tables.as_table(crossed, "sfo_reviews", offence_group="Offence group", **{by: heading}),
            f"SFO notifications by offence group and {heading[0].lower()}{heading[1:]}.",
            narrows="offence_group",
        )
