"""The briefing as a tagged PDF on A4 (PDF/UA-1), with real text and the charts as drawings."""

import json
import re
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

import typst

from sfo_data.publishing.briefing.content import Briefing
from sfo_data.publishing.packs.chart_svg import NotPrintable, checked
from sfo_data.publishing.packs.document import contents
from sfo_data.publishing.packs.workbook import AUTHOR

TEMPLATE = Path(__file__).with_name("document.typ")
# Drawn to the widths of Arial, in which the page's charts are laid out.
FONT = "Liberation Sans"
# A name out of a delivery may hold a character that the font has not: PDF/UA allows none without a picture of its own.
NOT_IN_FONT = re.compile(r"the text `?\"(.*)\"`? could not be displayed with font", re.DOTALL)
STANDS_FOR_IT = "\u25a1"
MOST_NOT_IN_FONT = 100


class PdfError(NotPrintable):
    """The PDF could not be made, and why."""


def pdf(briefing: Briefing, charts: Sequence[str], code: str) -> bytes:
    """The document as PDF: the briefing on one sheet, then every number. `charts` are the drawn figures' SVGs.

    The same bytes for the same arguments, dated by the day of knowledge. Raises PdfError, ChartsDiffer, UnsafeDrawing.
    """
    content = contents(briefing, charts, code)
    for figure in content["figures"]:
        figure["drawing"] = figure["drawing"] and checked(figure["drawing"])
    as_json = json.dumps({**content, "author": AUTHOR, "font": FONT}, ensure_ascii=False)
    for _ in range(MOST_NOT_IN_FONT):
        try:
            made, warnings = _compiler().compile_with_warnings(
                format="pdf", pdf_standards="ua-1", sys_inputs={"contents": as_json}
            )
        except typst.TypstError as error:
            as_json = _without(error, as_json)
            continue
        if warnings:
            raise PdfError(f"The PDF is not as it should be: {warnings[0].message}")
        assert isinstance(made, bytes)
        return made
    raise PdfError(
        f"The PDF could not be made: it has over {MOST_NOT_IN_FONT} kinds of text that {FONT} does not have."
    )


def _without(error: typst.TypstError, printed: str) -> str:
    """What is said without the characters that the font has not. Raises PdfError where that is not what is wrong."""
    named = NOT_IN_FONT.search(error.message)
    text = re.sub(r"\\u\{([0-9a-f]+)\}", lambda found: chr(int(found[1], 16)), named[1]) if named else ""
    unknown = {each for each in text if not each.isascii() and each in printed}
    if not unknown:
        raise PdfError(f"The PDF could not be made: {error.message}") from error
    return printed.translate({ord(each): STANDS_FOR_IT for each in unknown})


@lru_cache
def _compiler() -> typst.Compiler:
    fonts = typst.Fonts(include_embedded_fonts=False)
    if FONT not in fonts.families():
        raise PdfError(f"The font {FONT} is missing. Install it (Debian: apt-get install fonts-liberation).")
    return typst.Compiler(TEMPLATE, font_paths=fonts)
