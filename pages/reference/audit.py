"""Who saw, exported or was refused what, and is the trail as it was written? For administrators."""

import polars as pl
import streamlit as st

from pages.charts.bars import ranked_bars
from pages.charts.text import html_table
from pages.frame import audit_trail
from pages.frame.downloads import download
from pages.panels.figure_panel import Panel, figure_panel, heading
from sfo_data.definitions import settings
from sfo_data.security import audit
from sfo_data.security.audit import tables

SHOWN = 100

st.title("Audit", anchor=False)
st.markdown(
    "Who saw, exported or was refused what about **Serious Further Offences (SFOs)**? "
    "Pictures composed in the browser, prints and screenshots are not seen by the service, and so not recorded."
)
folder = settings.audit_log()
try:
    months = audit.months(folder)
    month = st.selectbox("Month", months, key="audit_month")
    audit_trail.reading(f"audit of {month}")
    history = audit.read(folder, month or audit.months(folder)[0])
except OSError as error:
    st.warning(f"The trail is not shown: {error.strerror or error}")
    st.stop()
if history.problem:
    st.warning(f"The trail is not as it was written: {history.problem} Lines before it are shown.")
else:
    st.markdown(f"This month's {len(history.entries):,} lines are as they were written. Head: `{history.head}`.")
st.caption("`sfo audit --verify` verifies all months, `--head HASH` against a head noted earlier.")

lines = tables.lines(history.entries)
left, middle, right = st.columns(3)
chosen = {
    "Subject": left.multiselect("Subject", sorted(lines["Subject"].unique()), key="audit_subject", placeholder="All"),
    "Action": middle.multiselect("Action", sorted(lines["Action"].unique()), key="audit_action", placeholder="All"),
    "Day": right.multiselect("Day", sorted(lines["Day"].unique()), key="audit_day", placeholder="All"),
}
shown = tables.chosen(lines, chosen)
counted = tables.by_action(shown)
figure_panel(
    Panel(
        "audit_by_action",
        f"{shown.height:,} lines in {month}",
        ranked_bars(counted, "Action", "Lines", "Lines of the trail"),
        counted,
        "Lines of the audit trail by what was done. A view is counted once for each page and choice of filters.",
        filters=None,
        notes=[("By day", tables.by_day(shown))],
    )
)
gaps = tables.chosen(lines, {"Action": [tables.WORDS["gap"], tables.WORDS["set_aside"]]})
heading(f"{gaps.height:,} gaps and lines set aside" if gaps.height else "No gap in the trail")
newest: pl.DataFrame = shown.drop("Day")
st.html(html_table(f"The newest {min(SHOWN, newest.height)} lines", newest.head(SHOWN)))
download("audit_lines", f"Lines of the audit trail, {month}", newest, None, words=f"All {newest.height:,}:")
