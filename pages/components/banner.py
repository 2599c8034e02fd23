"""What stands at the top and foot of every page: marking, phase, what the data are and how old."""

from html import escape

import streamlit as st

from pages.components import frames, picture, print_style
from sfo_data import settings
from sfo_data.reporting_calendar import day_in_words

# Phone: a row for the period and one for the sentence, three columns for the rest, not eight rows.
STYLE = """
<style>
[data-testid="stMainBlockContainer"] {padding-top: 4rem; padding-bottom: 2rem; max-width: 1680px;}
.marking {display: flex; flex-wrap: wrap; gap: .25rem 1rem; align-items: baseline; font-size: .875rem;
  border-bottom: 1px solid var(--rule); padding-bottom: .25rem;}
.marking strong.tag {background: #12436D; color: #fff; padding: .125rem .5rem; letter-spacing: .03em;}
.marking strong.synthetic {background: #801650; color: #fff; padding: .125rem .5rem;}
.who {margin: 0; font-size: .875rem;} .st-key-sign_out button {min-height: 28px; padding: 0 .25rem;}
.twin {overflow-x: auto; max-height: 28rem;} .twin table {border-collapse: collapse; font-size: .875rem; width: 100%;}
.twin caption {text-align: left; font-weight: 700; padding: .25rem 0;}
.twin th, .twin td {border-bottom: 1px solid var(--rule); padding: .25rem .5rem; font-variant-numeric: tabular-nums;}
.twin th {text-align: left; font-weight: 400;} .twin thead th {font-weight: 700; border-bottom-width: 2px;}
[data-testid="stMetricLabel"] p {font-size: 1rem; white-space: normal;} .twin th[scope="row"] {white-space: nowrap;}
.st-key-switchboard .twin {max-height: none;} .st-key-switchboard .twin td:not([style]) {min-width: 8.5rem;}
.st-key-ledger .twin {max-height: none;} .st-key-ledger .twin :is(td, th) {vertical-align: top;}
.st-key-ledger .twin td {min-width: 6rem;}
.st-key-switchboard .twin th[scope="row"] {white-space: normal; min-width: 9rem;}
[class*="st-key-cards_"] {display: grid; gap: .75rem; grid-template-columns: repeat(4, 1fr);}
.st-key-cards_5 {grid-template-columns: repeat(5, 1fr);} .st-key-cards_6 {grid-template-columns: repeat(6, 1fr);}
[class*="st-key-cards_"] > * {width: auto; height: 100%;}
[class*="st-key-cards_"] > * > [data-testid="stVerticalBlock"] {gap: .25rem; padding: .75rem .75rem; height: 100%;}
[class*="st-key-cards_"] [data-testid="stCaptionContainer"] {opacity: 1;}
[class*="st-key-cards_"] p {line-height: 1.4; color: var(--quiet);}
[class*="st-key-downloads_"] button {min-height: 28px; padding: .125rem .5rem; border-color: var(--edge);}
[class*="st-key-downloads_"] button p {font-size: .875rem;} .st-key-downloads_page {margin-top: 1rem;}
@media (max-width: 1100px) {[class*="st-key-cards_"] {grid-template-columns: repeat(2, 1fr);}}
@media (max-width: 640px) {
  .st-key-filter_bar [data-testid="stHorizontalBlock"] {flex-direction: row; flex-wrap: wrap; gap: .5rem;}
  .st-key-filter_bar [data-testid="stColumn"] {min-width: calc(33% - .5rem); flex: 1 1 calc(33% - .5rem);}
  .st-key-filter_bar [data-testid="stColumn"]:first-child {min-width: 100%;}
}
</style>
"""

# A menu link has no parameters, and writing the filters into its address adds a second entry to the history: Back
# would lead to the bare address, which is filled in again at once, and so never further. The bare one is replaced.
HISTORY = """
<script>
if (!window.bareAddressIsReplaced) {
  window.bareAddressIsReplaced = true;
  const push = history.pushState.bind(history);
  history.pushState = (state, title, address) => {
    const to = new URL(address ?? location.href, location.href);
    const fillsIn = to.pathname === location.pathname && !location.search && to.search;
    fillsIn ? history.replaceState(state, title, address) : push(state, title, address);
  };
}
</script>
"""


def banner() -> None:
    """The marking, the synthetic mark where it applies, and the day of knowledge."""
    st.html(HISTORY + picture.SCRIPT + print_style.SCRIPT, unsafe_allow_javascript=True)
    facts = frames.facts()
    synthetic = '<strong class="synthetic">SYNTHETIC DATA</strong> Invented cases that add up to published totals. '
    marks = settings.marking() + (f" · {settings.SYNTHETIC_MARK}" if facts.is_synthetic else "")
    st.html(
        f"{STYLE}{picture.STYLE}{print_style.style(marks)}"
        f'<div class="marking"><strong class="tag">{escape(settings.marking())}</strong>'
        f"<span>{synthetic if facts.is_synthetic else ''}Newest data: "
        f"{day_in_words(facts.known.known_on)}.</span></div>"
    )


def footer() -> None:
    """Where to look when a number raises a question."""
    st.caption(
        "Every figure is defined under Reference → Definitions; what is missing or was revised is under Data quality. "
        "NPS: National Probation Service. CRC: Community Rehabilitation Company. QA: quality assurance by HMPPS."
    )
