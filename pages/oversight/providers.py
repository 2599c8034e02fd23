"""How do providers compare, given how many people they "
"supervise, and at what risk?"""

import streamlit as st

from pages.charts.area_map import area_map
from pages.charts.dots import dots_with_intervals
from pages.components import filter_bar, frames
from pages.components.figure_panel import figure_panel, narrowing_table
from pages.components.measure_cards import measure_cards
from sfo_data import tables, titles
from sfo_data.figures import figures, provider_table

VIEWS = {
    "NPS divisions": ("NPS", "nps_divisions", "division"),
    "CRC areas": ("CRC", "crc_areas", "provider"),
}

filters = filter_bar.current()
st.title("Providers", anchor=False)
st.markdown(
    "How do providers compare on **Serious Further Offences (SFOs)**, given how many people they "
    "supervise, and at what risk?"
)
measure_cards(filters, ["sfo_reviews", "people_supervised", "sfo_rate", "nps_share", "crc_share"])

view = st.segmented_control("Areas", list(VIEWS), default="NPS divisions", required=True, key="provider_view")
provider_type, boundaries, narrows = VIEWS[view]
compared = provider_table(frames.read, filters.select("provider_type", [provider_type]))

left, right = st.columns([5, 6])
with left:
    figure_panel(
        "provider_map",
        titles.standing_title(compared, view),
        area_map(boundaries, tables.map_areas(compared, narrows)),
        tables.provider_words(compared),
        "Dark: more SFOs than the mix of risk would give at the national rate (interval above 1). Light blue: "
        "fewer (interval below 1). Grey: no evidence of a difference. Click an area to narrow the page to it.",
        narrows=narrows,
    )
with right:
    figure_panel(
        "risk_standardised_ratio",
        f"Risk-standardised ratio: {compared.height} {view}",
        dots_with_intervals(
            compared.sort("ratio", descending=True).rename({"ratio": "value"}),
            "provider",
            "Observed over expected at national rates for the same mix of risk",
            1.0,
            "England and Wales",
        ),
        tables.provider_words(compared),
        "SFO notifications over the number expected, with 95% intervals; in the order of the ratio, which is not a "
        "league table: where intervals overlap 1 there is no evidence of a difference.",
        narrows="provider",
    )

st.caption("The same figures as a table. Choose a row to narrow the page to that provider.")
narrowing_table("providers", tables.provider_words(compared), "provider", "Provider")

rates = figures(frames.read, filters.national(), ["sfo_rate"], ["provider_type", "risk_at_offence"])
left, right = st.columns(2)
with left:
    figure_panel(
        "sfo_rate_by_provider",
        f"SFO rate: {view}, before allowing for risk",
        dots_with_intervals(
            compared.sort("rate", descending=True)
            .drop("lower", "upper")
            .rename({"rate": "value", "rate_lower": "lower", "rate_upper": "upper"}),
            "provider",
            "SFOs per 1,000 people supervised a year",
            None,
            "",
        ),
        tables.provider_words(compared),
        "Crude rate with 95% intervals. Providers supervise different risks: read it beside the ratio above.",
        narrows="provider",
    )
with right:
    figure_panel(
        "sfo_rate_by_risk",
        "SFO rate by risk: NPS and CRC at the same level",
        dots_with_intervals(tables.rate_groups(rates), "group", "SFOs per 1,000 people supervised a year", None, ""),
        tables.as_table(rates, "sfo_rate", provider_type="Provider type", risk_at_offence="Risk at the offence"),
        "England and Wales; risk at the offence over people supervised at that risk, with 95% intervals.",
    )
