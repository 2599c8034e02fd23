"""The honest clock on a page: what counting only finished reviews leaves out, by day and by quarter received."""

import streamlit as st

from pages.charts.survival import medians_compared, share_finished
from pages.components import frames
from pages.components.figure_panel import figure_panel
from sfo_data import titles, turnaround
from sfo_data.filters import Filters
from sfo_data.measures import QA_CLOCK, QA_TARGET_DAYS
from sfo_data.turnaround import Turnaround
from sfo_data.turnaround.tables import curves_table, finished_table, medians_table

AXIS = f"{QA_CLOCK.capitalize()} days since first receipt"


def clock_of(filters: Filters) -> Turnaround:
    """The honest clock under the filters, made once per load."""
    return frames.computed("qa_turnaround", lambda: turnaround.turnaround(frames.read, filters), filters)


def honest_clock(filters: Filters) -> None:
    """What the gap rests on, the share finished by day, and the medians of the last 13 quarters."""
    clock = clock_of(filters)
    st.markdown(
        f"The {clock.headline.received:,} reviews received "
        f"{filters.period.in_words()}: {clock.headline.finished:,} finished, {clock.headline.waiting:,} still waiting, "
        f"{clock.headline.withdrawn:,} withdrawn. They are counted by receipt; the cards above by completion."
    )
    left, right = st.columns(2)
    with left:
        figure_panel(
            "qa_share_finished",
            titles.finished_title(clock.quarters),
            share_finished(clock.finished, "year", AXIS, QA_TARGET_DAYS),
            curves_table(clock.finished),
            f"Reviews received {', '.join(clock.finished['received_in'].unique(maintain_order=True))}; a line stops "
            "where none has been followed longer. Aalen-Johansen: a withdrawn review cannot finish. The table has all "
            "13 quarters to the period's end, 95% intervals and numbers at risk. The filter on review status does not "
            "apply.",
            notes=[("All 13 quarters", finished_table(clock.quarters))],
        )
    with right:
        figure_panel(
            "qa_medians_by_quarter",
            titles.medians_title(clock.quarters),
            medians_compared(clock.quarters, "received_in", AXIS),
            medians_table(clock.quarters),
            "Medians, with 95% intervals, of the 13 whole quarters up to the period's end, whatever its start. A "
            "review still waiting is counted by the queue it joined and the pace of the last 13 weeks; where staff are "
            "still being lost this is some 6% low in simulations. Hollow: modelled beyond what has been seen. The "
            "filter on review status does not apply.",
        )
