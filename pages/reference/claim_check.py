"""Does a claim about the figures hold?"""

from urllib.parse import urlencode

import streamlit as st

from pages.charts.dots import dots_with_intervals
from pages.charts.text import unmarked
from pages.frame import cached_reader, filter_bar
from pages.frame.downloads import download
from pages.panels.claim_form import claim_form
from pages.panels.figure_panel import Panel, figure_panel, heading
from sfo_data.definitions.measures import MEASURES
from sfo_data.subjects import claims
from sfo_data.wording import tables, titles

TICKS = {"share": ".0%", "rate": ".2f"}

filters = filter_bar.current()
known = cached_reader.facts().known
st.title("Check a claim", anchor=False)
st.markdown(
    "Do the data on **Serious Further Offences (SFOs)** bear out what is being said? Put the claim into the form. The "
    "filters above apply to both sides; where two periods are compared, the filters' own period does not count."
)
claim = claim_form(filters, known)
answer = cached_reader.computed(
    "claim", lambda: claims.check(cached_reader.read, filters, claim, known), claim, filters, known.states
)

shown = claims.shown(claim, filters, known)
heading(f"Claimed: {claims.wording(claim, filters, known)}")
st.markdown(f"**{answer.opening}** {unmarked(answer.sentence)}")
newest = cached_reader.computed(
    "claim_newest", lambda: claims.newest_line(cached_reader.read, filters, claim, known), claim, filters, known.states
)
if newest:
    st.info(newest)

left, right = st.columns([5, 6])
with left:
    measure = MEASURES[claim.measure]
    figure_panel(
        Panel(
            "claim_figures",
            titles.claim_title(measure, answer.figures),
            dots_with_intervals(
                answer.figures, "side", measure.unit.capitalize(), None, "", TICKS.get(measure.kind, ",.0f")
            ),
            tables.as_table(answer.figures, claim.measure, side="Side"),
            f"{measure.numerator}, with 95% intervals.",
            shown,
        )
    )
    st.caption("This address brings back the claim and this answer, on these data, whatever is loaded later.")
    address = urlencode(claims.permanent(claim, filters), doseq=True)
    st.code(f"{(st.context.url or '').partition('?')[0]}?{address}", language=None, wrap_lines=True)
with right:
    for finding in answer.findings:
        st.markdown(f"**{finding.aspect} {finding.verdict.capitalize()}.** {unmarked(finding.sentence)}")
    title = f"Claimed: {claims.wording(claim, filters, known)}"
    download("claim_answer", title, claims.as_table(answer), shown, answer.sentence, "The answer:")
