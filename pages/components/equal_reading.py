"""How does everybody read the same? Colours by theme, focus, targets, and one script for keyboard and ear."""

from html import escape
from pathlib import Path

import polars as pl
import streamlit as st

from pages.components.picture import held
from sfo_data.tables import MISSING, as_text

SCRIPT = f"<script>{Path(__file__).with_suffix('.js').read_text(encoding='utf-8')}</script>"
# Ink on paper, and on a dark screen. Charts are drawn once, for paper: a dark screen turns their lightness and leaves
# their hues, so that pictures, packs and print are the same whoever reads. White turns to the theme's own dark ground.
COLOURS = """
:root {--ink: #0b0c0c; --quiet: #383f43; --paper: #ffffff; --rule: #b1b4b6; --edge: #6f777b; --link: #1d70b8;
  --band: #12436D;}
@media screen and (prefers-color-scheme: dark) {
  :root {--ink: #edeeee; --quiet: #c9cdd0; --paper: #0f0f0f; --rule: #5f666a; --edge: #8f979b; --link: #7ab3e8;
    --band: #6BACE6;}
  :is([data-testid="stPlotlyChart"] .svg-container, [data-testid="stDeckGlJsonChart"] canvas)
    {filter: invert(.94) hue-rotate(180deg);}
  [data-testid="stBaseButton-primary"] p {color: var(--paper);}
  /* Turned, dark text is too near to some fills; a rim of the ground's colour keeps it apart. */
  [data-testid="stPlotlyChart"] .bartext[style*="fill: rgb(11, 12, 12)"]
    {stroke: #ffffff; stroke-width: 3px; paint-order: stroke;}
}
"""
# A dark theme's page on paper: ink on white.
PAPER = """
@media print and (prefers-color-scheme: dark) {
  :root {color-scheme: light !important;}
  [data-testid="stApp"] {background: #ffffff !important;}
  [data-testid="stApp"] :not(svg, svg *, .marking strong) {color: #0b0c0c !important; border-color: #b1b4b6 !important;
    background-color: transparent !important;}
}
"""
FOCUS = """
:focus-visible
  {outline: 3px solid var(--link) !important; outline-offset: 2px;}
[data-baseweb="select"]:focus-within, [data-testid="stNumberInputContainer"]:focus-within,
[data-baseweb="input"]:focus-within, [data-testid="stDateInput"] [role="group"]:focus-within
  {outline: 3px solid var(--link); outline-offset: 1px;}
"""
TARGETS = """
button[role="radio"][aria-checked="true"] p {font-weight: 700;}
[data-testid="stPopover"] button p {white-space: normal; overflow: visible;}
[data-testid="stDateInput"] [role="spinbutton"] {min-width: 24px; min-height: 24px; display: inline-flex;
  align-items: center; justify-content: center;}
[data-testid="stTooltipIcon"] button {min-width: 24px; min-height: 24px; justify-content: center;}
"""
MOTION = """
@media (prefers-reduced-motion: reduce) {
  *, ::before, ::after {animation-duration: .01ms !important; animation-iteration-count: 1 !important;
    transition-duration: .01ms !important; scroll-behavior: auto !important;}
}
"""
# Where the system sets all colours, fills vanish: what they said needs an edge.
FORCED = """
@media (forced-colors: active) {
  .marking strong, .picture button, .one-by-one button {border: 1px solid ButtonText !important;}
  button[role="radio"][aria-checked="true"] {background: Highlight !important;
    color: HighlightText !important; forced-color-adjust: none;}
  .marking {padding-top: 3px;}
  .briefing-cards .card {border: 1px solid CanvasText;}
}
"""
WORDS = """
[data-testid="stCaptionContainer"] {opacity: 1;} [data-testid="stCaptionContainer"] p {color: var(--quiet);}
[data-testid="stMetricValue"] p {color: var(--ink);}
"""
POINTS = """
[data-testid="stElementContainer"]:has(> .stHtml > script):not(:has(> .stHtml > :not(script, style)))
  {display: none;}
.only-heard {position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap;}
.stHtml:has(> .one-by-one) {display: flex; flex-wrap: wrap; gap: .25rem .5rem;}
.one-by-one {display: flex; flex-wrap: wrap; gap: .25rem .5rem; align-items: center; font-size: .875rem;}
"""
STYLE = f"<style>{COLOURS}{PAPER}{FOCUS}{TARGETS}{MOTION}{FORCED}{WORDS}{POINTS}</style>"


def begin() -> None:
    """Puts the style and the script on the page, before anything else and on pages of refusal too."""
    st.html(STYLE + SCRIPT, unsafe_allow_javascript=True)


def points(title: str, table: pl.DataFrame) -> str:
    """Buttons that read a figure's table row by row; arrow keys, Home and End do the same while one has the focus."""
    rows = [["" if cell == MISSING else cell for cell in row] for row in as_text(table).iter_rows()]
    told = held({"heads": table.columns, "rows": rows})
    buttons = "".join(
        f'<button type="button" data-step="{step}" aria-label="{words}: {escape(title)}">{words}</button>'
        for step, words in ((-1, "Previous point"), (1, "Next point"))
    )
    return (
        f'<div class="one-by-one" role="group" aria-label="Points of: {escape(title)}" data-points={told}>{buttons}'
        '<span role="status"></span></div>'
    )
