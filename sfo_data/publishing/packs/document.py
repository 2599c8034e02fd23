"""The briefing as a document to read and to print: what stands in it, and as one HTML file that needs nothing else."""

import hashlib
from base64 import b64encode
from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

import polars as pl
from jinja2 import Environment, StrictUndefined, Template
from markupsafe import Markup

from sfo_data.definitions import settings
from sfo_data.definitions.reporting_calendar import day_in_words, quarter_in_words
from sfo_data.publishing.briefing import briefing_words
from sfo_data.publishing.briefing.content import Briefing, Figure
from sfo_data.publishing.briefing.every_number import NumberTable, numbers
from sfo_data.publishing.packs.chart_svg import NotPrintable, described
from sfo_data.publishing.packs.slides import alternative_text
from sfo_data.publishing.packs.workbook import AUDIENCES
from sfo_data.wording.tables import as_text

TEMPLATE, STYLE = (
    Path(__file__).with_name(name).read_text(encoding="utf-8") for name in ("document.html", "document.css")
)
# What a slide's alternative text ends with; a document has no notes.
NOTES = " The notes have every value."
# Columns whose days stand for what begins with them: "April 2020", "April to June 2020".
IN_WORDS = {
    "Month": pl.col("Month").dt.strftime("%B %Y"),
    "Quarter": quarter_in_words(pl.col("Quarter"), "%B"),
}


class ChartsDiffer(NotPrintable):
    """There are more or fewer drawings than figures that are drawn."""


def html(briefing: Briefing, charts: Sequence[str], code: str) -> str:
    """The document: the briefing on one sheet, then every number as a table. `charts` are the drawn figures' SVGs.

    The same bytes for the same arguments. Raises ChartsDiffer, UnsafeDrawing.
    """
    content = contents(briefing, charts, code)
    for figure in content["figures"]:
        # `described` lets through only what it knows of SVG.
        figure["drawing"] = Markup(described(figure["drawing"], figure["alt"])) if figure["drawing"] else ""  # noqa: S704
    left, right = ". ".join([*content["marks"], content["as_known"]]), f"Code {code}"
    style = STYLE.replace("FOOT_LEFT", _css_text(left)).replace("FOOT_RIGHT", _css_text(right))
    hashed = b64encode(hashlib.sha256(style.encode()).digest()).decode()
    return _template().render(content, style=Markup(style), style_sha256=hashed)  # noqa: S704 - its words by `_css_text`


@lru_cache
def _template() -> Template:
    return Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True).from_string(TEMPLATE)


def _css_text(text: str) -> str:
    """The text as CSS has it: every letter that could end it, or the style, by its number."""
    return '"' + "".join(each if each.isalnum() or each in " .,:;-" else f"\\{ord(each):x} " for each in text) + '"'


def contents(briefing: Briefing, charts: Sequence[str], code: str) -> dict[str, Any]:
    """Everything printed, as plain values: what the HTML and the PDF lay out. Raises ChartsDiffer."""
    filters = briefing.filters
    day = day_in_words(filters.known_on)
    return {
        "document": f"SFO weekly briefing, {briefing.place}: week to {day}",
        "known_on": filters.known_on.isoformat(),
        "marks": [settings.marking(), *([settings.SYNTHETIC_MARK] if briefing.is_synthetic else [])],
        "title": briefing.title,
        "place": f"Serious Further Offences (SFOs), {briefing.place}",
        "week": f"Week to {day}",
        "cards": _cards(briefing),
        "figures": _figures(briefing.figures, charts),
        "lists": _lists(briefing),
        "in_force": briefing_words.in_force(briefing),
        "showing": f"Showing: {filters.sentence()} {AUDIENCES[briefing.audience]}",
        "as_known": filters.as_known(),
        "code": code,
        "tables": [_table(each) for each in numbers(briefing)],
    }


def _cards(briefing: Briefing) -> list[dict[str, Any]]:
    then = f" on {day_in_words(briefing.earlier)}" if briefing.earlier else ""
    return [
        {
            "label": card.label,
            "value": card.value,
            "unit": card.unit,
            "week": f"{card.last_week}{then}" if then else "no briefing a week before",
            "below": list(card.below),
        }
        for card in briefing.cards
    ]


def _figures(figures: Sequence[Figure], charts: Sequence[str]) -> list[dict[str, Any]]:
    expected = sum(each.is_drawn for each in figures)
    if len(charts) != expected:
        raise ChartsDiffer(f"There are {len(charts)} drawings for {expected} figures.")
    left = iter(charts)
    return [
        {
            "title": each.title,
            "caption": each.caption,
            "drawing": next(left) if each.is_drawn else "",
            "alt": f"{alternative_text.alt_text(each).removesuffix(NOTES)} Every value is in the table of this title.",
        }
        for each in figures
    ]


def _lists(briefing: Briefing) -> list[dict[str, Any]]:
    asked = [f"{each.what} {each.because}" for each in briefing.decisions]
    lists: Mapping[str, Sequence[str]] = {
        "What changed over time": briefing.over_time,
        briefing_words.since(briefing): briefing_words.changed(briefing),
        "What needs a decision": asked or ["Nothing that a rule names."],
    }
    return [{"heading": heading, "lines": list(lines)} for heading, lines in lists.items()]


def _table(each: NumberTable) -> dict[str, Any]:
    """Cells as text; `is_number` says which columns stand to the right."""
    when = [name for name in IN_WORDS if each.table.schema.get(name) == pl.Date]
    table = as_text(each.table.with_columns(IN_WORDS[name] for name in when))
    return {
        "title": each.title,
        "about": each.about,
        "columns": table.columns,
        "is_number": [kind.is_numeric() for kind in each.table.dtypes],
        "rows": [list(row) for row in table.iter_rows()],
    }
