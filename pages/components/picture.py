"""How does a figure leave the page as a picture? Two buttons under it; the picture says what it shows and how old."""

import json
import re
from html import escape
from pathlib import Path

from pages.components import frames
from sfo_data import settings
from sfo_data.exports import Stamp, file_name
from sfo_data.filters import Filters

PRODUCT = "Serious Further Offences: the national view."
MARKING_COLOUR, SYNTHETIC_COLOUR = "#12436D", "#801650"
# One script a page, listening on the document: a button that React draws anew needs no wiring. A component of
# Streamlit's second kind would mount a frame of its own under each chart (eight a page) to do the same.
SCRIPT = f"<script>{Path(__file__).with_suffix('.js').read_text(encoding='utf-8')}</script>"
STYLE = """
<style>
.picture {display: flex; flex-wrap: wrap; gap: .25rem .5rem; align-items: center; font-size: .875rem;}
.picture button, .one-by-one button {min-height: 28px; padding: .125rem .5rem; font: inherit; color: var(--ink);
  background: var(--paper); border: 1px solid var(--edge); cursor: pointer;}
.picture button:hover, .one-by-one button:hover {border-color: var(--link); color: var(--link);}
</style>
"""


def picture_buttons(name: str, title: str, caption: str, filters: Filters, is_extract: bool) -> str:
    """ "Copy picture" and "Download picture" for the chart in the same panel, as HTML; neither runs the page again.

    Published figures are not of the extract (`is_extract` False): the filters and the synthetic mark do not apply.
    """
    words = held(_words(name, title, caption, filters, is_extract))
    buttons = "".join(
        f'<button type="button" data-act="{act.split()[0].lower()}" aria-label="{act}: {escape(title)}">{act}</button>'
        for act in ("Copy picture", "Download picture")
    )
    return f'<div class="picture" data-picture={words}>{buttons}<span role="status"></span></div>'


def _words(name: str, title: str, caption: str, filters: Filters, is_extract: bool) -> dict[str, object]:
    """All that the picture says beside the chart, and its file's name: that of the table with the same figures."""
    stamp = Stamp(settings.marking(), frames.facts().is_synthetic, filters)
    marks = [{"text": stamp.marking, "colour": MARKING_COLOUR}]
    if is_extract and stamp.is_synthetic:
        marks.append({"text": settings.SYNTHETIC_MARK, "colour": SYNTHETIC_COLOUR})
    shown = [f"Showing: {filters.sentence()}", f"{filters.as_known()}. {PRODUCT}"]
    # What a click does on the page means nothing in a picture.
    lines = [re.sub(r"\s*\bClick [^.]*\.", "", caption), *(shown if is_extract else [PRODUCT])]
    file = file_name(name, "png", stamp, is_extract)
    return {"file": file, "title": title, "lines": lines, "marks": marks}


def held(words: dict[str, object]) -> str:
    """The words as JSON, as the value of an attribute with its quotes: single, because JSON is full of the others.

    No angle brackets: Streamlit's sanitiser drops an attribute in which "]>" or "-->" stands.
    """
    told = json.dumps(words, ensure_ascii=False, separators=(",", ":"))
    for sign, instead in (("<", "\\u003c"), (">", "\\u003e"), ("&", "&amp;"), ("'", "&#x27;")):
        told = told.replace(sign, instead)
    return f"'{told}'"
