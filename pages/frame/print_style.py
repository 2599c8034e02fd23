"""How does a page print? On A4: what is said and drawn, nothing to click, the markings at the foot of every sheet."""

import polars as pl
import streamlit as st

from pages.charts.text import html_table
from pages.frame import page_files

# Some five sheets of the case list.
PRINTED_ROWS = 50
SCRIPT = page_files.script(__file__, "print.js")
PAPER = page_files.text_of(__file__, "print.css")


def style(marks: str) -> str:
    """The print style; `marks`, the markings, stand at the foot of every sheet beside its number."""
    corner = 'font: 8pt Arial, "Liberation Sans", sans-serif; color: #0b0c0c;'
    page = (
        "@page {size: A4 landscape; margin: 10mm 12mm 14mm; "
        f'@bottom-left {{content: "{_as_css(marks)}"; {corner} font-weight: 700; width: 80%;}} '
        f'@bottom-right {{content: "Page " counter(page) " of " counter(pages); {corner}}}}}'
    )
    return f"<style>{PAPER} {page}</style>"


def _as_css(text: str) -> str:
    """Text inside a CSS string; all but letters, digits and blanks as code points, so that nothing ends the string."""
    return "".join(sign if sign.isalnum() or sign == " " else f"\\{ord(sign):x} " for sign in text)


def printed_table(caption: str, table: pl.DataFrame) -> None:
    """What a grid shows, as a table that only paper shows: a grid is a canvas and prints what happens to be in view."""
    more = f": the first {PRINTED_ROWS} of {table.height:,} rows" if table.height > PRINTED_ROWS else ""
    twin = html_table(f"{caption}{more}", table.head(PRINTED_ROWS))
    st.html(f'<div class="printed">{twin.replace("twin", "on-paper", 1)}</div>')
