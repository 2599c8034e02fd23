"""What stands at the top and foot of every page: the service's name, its section, the marking, what the data are."""

from html import escape

import streamlit as st

from pages.frame import cached_reader, find_box, page_files, picture, print_style
from pages.frame.menu import Entry
from sfo_data.definitions import settings
from sfo_data.definitions.reporting_calendar import day_in_words

SERVICE, SCOPE = "Serious Further Offences", "the national view"
NAME = f"{SERVICE}: {SCOPE}"
STYLE = page_files.style(__file__, "banner.css") + page_files.style(__file__, "screen.css")
HISTORY = page_files.script(__file__, "history.js")


def banner(entry: Entry) -> None:
    """The bar that stays at the top: name, section, marking, the synthetic mark where it applies, the newest day."""
    facts = cached_reader.facts()
    synthetic = '<strong class="synthetic">SYNTHETIC DATA</strong>' if facts.is_synthetic else ""
    marks = settings.marking() + (f" · {settings.SYNTHETIC_MARK}" if facts.is_synthetic else "")
    st.html(
        f"{HISTORY}{picture.SCRIPT}{print_style.SCRIPT}{STYLE}{picture.STYLE}{print_style.style(marks)}"
        f'<div class="service" data-section="{escape(entry.section)}"><strong>{SERVICE}</strong>'
        f"<span>{escape(entry.section)}</span></div>"
        f"{find_box.find_box(st.session_state['reader'])}"
        f'<div class="marking"><strong class="tag">{escape(settings.marking())}</strong>{synthetic}'
        f"<span>Newest data: {day_in_words(facts.known.known_on)}</span></div>",
        unsafe_allow_javascript=True,
    )


def footer() -> None:
    """Where to look when a number raises a question."""
    invented = "The cases are invented. " if cached_reader.facts().is_synthetic else ""
    st.html(
        f'<p class="foot">{invented}Every figure is defined under <a href="definitions" target="_self">Definitions</a>'
        '; what is missing or was revised is under <a href="data_quality" target="_self">Data quality</a>. '
        "NPS: National Probation Service. CRC: Community Rehabilitation Company. QA: quality assurance by HMPPS.</p>"
    )
