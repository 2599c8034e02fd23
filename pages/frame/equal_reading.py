"""How does everybody read the same? Colours by theme, focus, targets, and one script for keyboard and ear."""

from html import escape

import polars as pl
import streamlit as st

from pages.frame import page_files
from pages.frame.picture import as_attribute
from sfo_data.wording.tables import MISSING, as_text

SCRIPT = page_files.script(__file__, "equal_reading.js")
STYLE = page_files.style(__file__, "colours.css") + page_files.style(__file__, "equal_reading.css")


def begin() -> None:
    """Puts the style and the script on the page, before anything else and on pages of refusal too."""
    st.html(STYLE + SCRIPT, unsafe_allow_javascript=True)


def points(title: str, table: pl.DataFrame) -> str:
    """Buttons that read a figure's table row by row; arrow keys, Home and End do the same while one has the focus."""
    rows = [["" if cell == MISSING else cell for cell in row] for row in as_text(table).iter_rows()]
    words = as_attribute({"heads": table.columns, "rows": rows})
    buttons = "".join(
        f'<button type="button" data-step="{step}" aria-label="{words}: {escape(title)}">{words}</button>'
        for step, words in ((-1, "Previous point"), (1, "Next point"))
    )
    return (
        f'<div class="one-by-one" role="group" aria-label="Points of: {escape(title)}" data-points={words}>{buttons}'
        '<span role="status"></span></div>'
    )
