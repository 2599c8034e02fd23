"""How does a figure leave the page as a picture? Two buttons in its menu; it says what it shows and how old."""

import json
import re
from html import escape

from pages.frame import cached_reader, page_files
from sfo_data.definitions import settings
from sfo_data.definitions.filters import Filters
from sfo_data.publishing.exports import file_name
from sfo_data.wording.palette import BLUE, PLUM

PRODUCT = "Serious Further Offences: the national view."
MARKING_COLOUR, SYNTHETIC_COLOUR = BLUE, PLUM
# One script a page, listening on the document: a button that React draws anew needs no wiring. A component of
# Streamlit's would mount one more place under each chart (eight a page) to do the same.
SCRIPT, STYLE = page_files.script(__file__, "picture.js"), page_files.style(__file__, "picture.css")


def picture_buttons(name: str, title: str, caption: str, filters: Filters | None) -> str:
    """ "Copy picture" and "Download picture" for the chart of the panel `name`, as HTML; neither runs the page again.

    `filters` are the figure's own. Without, it is not of the extract, and the synthetic mark does not apply.
    """
    words = as_attribute(_words(name, title, caption, filters))
    buttons = "".join(
        f'<button type="button" data-act="{act.split()[0].lower()}" aria-label="{act}: {escape(title)}">{act}</button>'
        for act in ("Copy picture", "Download picture")
    )
    said = '<span role="status"></span>'
    return f'<div class="picture" data-panel="{escape(name)}" data-picture={words}>{buttons}{said}</div>'


def _words(name: str, title: str, caption: str, filters: Filters | None) -> dict[str, object]:
    """All that the picture says beside the chart, and its file's name: that of the table with the same figures."""
    is_synthetic = cached_reader.facts().is_synthetic
    marks = [{"text": settings.marking(), "colour": MARKING_COLOUR}]
    if filters and is_synthetic:
        marks.append({"text": settings.SYNTHETIC_MARK, "colour": SYNTHETIC_COLOUR})
    shown = [f"Showing: {filters.sentence()}", f"{filters.as_known()}. {PRODUCT}"] if filters else [PRODUCT]
    # What a click does on the page means nothing in a picture.
    lines = [re.sub(r"\s*\bClick [^.]*\.", "", caption), *shown]
    file = file_name(name, "png", is_synthetic, filters)
    return {"file": file, "title": title, "lines": lines, "marks": marks}


def as_attribute(words: dict[str, object]) -> str:
    """The words as JSON, as the value of an attribute with its quotes: single, because JSON is full of the others.

    No angle brackets: Streamlit's sanitiser drops an attribute in which "]>" or "-->" stands.
    """
    text = json.dumps(words, ensure_ascii=False, separators=(",", ":"))
    for sign, instead in (("<", "\\u003c"), (">", "\\u003e"), ("&", "&amp;"), ("'", "&#x27;")):
        text = text.replace(sign, instead)
    return f"'{text}'"
