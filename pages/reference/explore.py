"""Any measure of Serious Further Offences (SFOs), by what the reader chooses: what is the figure?"""

import streamlit as st

from pages.charts.text import unmarked
from pages.frame import filter_bar
from pages.panels.explore_panels import answer_of, answer_panel, found_line, question_form
from pages.panels.held_panels import is_held
from pages.panels.opening import page_head
from sfo_data.questions.figures import CannotBreakDown
from sfo_data.subjects.explore import explore_words

filters = filter_bar.current()
st.html(
    page_head("Explore", "Any measure of **Serious Further Offences (SFOs)**, broken down and compared as you choose.")
)
question = question_form()
is_answered = found_line(filters)
try:
    found = answer_of(filters, question) if is_answered and is_held(filters, question.measure) else None
except CannotBreakDown as reason:
    found = None
    st.info(str(reason))
if found:
    sentences = f"{explore_words.beside(found)} {explore_words.few(found)}".strip()
    st.markdown(f"**{unmarked(explore_words.whole(found))}** under these filters. {unmarked(sentences)}")
    answer_panel(filters, question)
    st.caption("The same figures from the command line:")
    st.code(explore_words.command(found, filters), language=None, wrap_lines=True)
