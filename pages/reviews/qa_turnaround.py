"""How long does quality assurance take against its target, and what is still waiting?"""

import streamlit as st

from pages.charts.distribution import histogram
from pages.charts.survival import medians_compared, share_finished
from pages.components import filter_bar, frames
from pages.components.control_panel import control_panel
from pages.components.figure_panel import figure_panel
from pages.components.opening import opening
from sfo_data import qa_work, titles, turnaround
from sfo_data.measures import QA_CLOCK, QA_TARGET_DAYS
from sfo_data.turnaround.tables import finished_table, medians_table

BAND_DAYS = 20
AXIS = f"{QA_CLOCK.capitalize()} days since first receipt"
CARDS = ["qa_median_days", "qa_within_target_share", "qa_received_within_target_share", "returned_share"]
CHARTS = ["qa_median_days", "qa_within_target_share", "qa_received_within_target_share"]

filters = filter_bar.current()
headlines = opening(
    "QA turnaround",
    "How long does HMPPS take to quality-assure the review of a **Serious Further Offence (SFO)**, against the "
    f"target of **{QA_TARGET_DAYS} {QA_CLOCK} days**, and what is still waiting?",
    filters,
    CARDS,
    CHARTS,
)
clock = frames.computed("qa_turnaround", lambda: turnaround.turnaround(frames.read, filters), filters)
st.markdown(
    f"**{titles.turnaround_sentence(clock.headline)}**  \nThe {clock.headline.received:,} reviews received "
    f"{filters.period.in_words()}: {clock.headline.finished:,} finished, {clock.headline.waiting:,} still waiting, "
    f"{clock.headline.withdrawn:,} withdrawn."
)
left, right = st.columns(2)
with left:
    figure_panel(
        "qa_share_finished",
        titles.finished_title(clock.quarters),
        share_finished(clock.finished, "year", AXIS, QA_TARGET_DAYS),
        finished_table(clock.quarters),
        f"Reviews received {', '.join(clock.finished['received_in'].unique(maintain_order=True))}; a line stops "
        "where none has been followed longer. Aalen-Johansen: a withdrawn review cannot finish. The table has all 13 "
        "quarters to the period's end, 95% intervals and numbers at risk. The filter on review status does not apply.",
    )
with right:
    figure_panel(
        "qa_medians_by_quarter",
        titles.medians_title(clock.quarters),
        medians_compared(clock.quarters, "received_in", AXIS),
        medians_table(clock.quarters),
        "Medians, with 95% intervals, of the 13 whole quarters up to the period's end, whatever its start. A review "
        "still waiting is counted by the queue it joined and the pace of the last 13 weeks. Hollow: modelled beyond "
        "what has been seen. The filter on review status does not apply.",
    )

middle = headlines.row(0, named=True)["value"]
spread = qa_work.distribution(frames.read, filters, BAND_DAYS)

left, right = st.columns(2)
with left:
    control_panel(filters, "qa_median_days")
    control_panel(filters, "qa_received_within_target_share")
with right:
    control_panel(filters, "qa_within_target_share")
    figure_panel(
        "qa_distribution",
        titles.distribution_title(spread, middle),
        histogram(spread, "from_days", "reviews", BAND_DAYS, f"{QA_CLOCK.capitalize()} days", QA_TARGET_DAYS, middle),
        spread.select(**{f"From ({QA_CLOCK} days)": "from_days", "Reviews": "reviews"}),
        f"Reviews completed in the period by turnaround, in bands of {BAND_DAYS} {QA_CLOCK} days.",
    )
