"""What is said with a slide: the alternative text of its picture, and the speaker's notes."""

from collections.abc import Sequence
from datetime import date

import polars as pl

from sfo_data.definitions import settings
from sfo_data.definitions.reporting_calendar import day_in_words
from sfo_data.publishing.briefing import briefing_words
from sfo_data.publishing.briefing.content import NOTHING, WITHHELD, Briefing, Figure, Parts, Trend
from sfo_data.publishing.packs.slides.text import plain
from sfo_data.questions.control_charts import ControlChart
from sfo_data.security.disclosure import NOTE
from sfo_data.wording import narrative
from sfo_data.wording.narrative.of_charts import usual
from sfo_data.wording.number_format import interval, number

WITHHELD_MEANS = f"{WITHHELD} {NOTE[0].lower()}{NOTE[1:]}"
MOST_ROWS = 60
NO_RULE = "There are too few points for a rule."


def alt_text(figure: Figure) -> str:
    """What the picture shows, with its numbers."""
    if isinstance(figure, Parts):
        return plain(f"Bar chart. {figure.title}. {'; '.join(_bars(figure))}.")
    chart = figure.chart
    if chart is None:
        return plain(f"{figure.title}. {figure.caption}")
    known = chart.points.filter(pl.col("value").is_not_null())
    if known.is_empty():
        return plain(f"Control chart. {figure.title}. No value is known yet. {figure.caption}")
    low, high = (known.sort("value", "when").row(place, named=True) for place in (0, -1))
    parts = [
        f"Control chart. {figure.title}",
        f"{known.height} {_points(chart)} from {_when(chart, known['when'][0])} to {_when(chart, known['when'][-1])}",
        f"lowest {number(chart.measure, low['value'])} ({_when(chart, low['when'])})",
        f"highest {number(chart.measure, high['value'])} ({_when(chart, high['when'])})",
        *_newest(chart),
        *_marked(chart),
    ]
    return plain(f"{'. '.join(each[0].upper() + each[1:] for each in parts)}. The notes have every value.")


def cards_in_words(briefing: Briefing) -> str:
    """The table of headline figures in words."""
    sentences = (f"{each.label} {each.value} {each.unit}, a week before {each.last_week}" for each in briefing.cards)
    return plain(f"Table of headline figures: {'; '.join(sentences)}.")


def _points(chart: ControlChart) -> str:
    return {"month": "months", "quarter": "quarters", "event": "gaps between cases"}[chart.grain]


def _when(chart: ControlChart, day: date) -> str:
    return day_in_words(day) if chart.grain == "event" else f"{day:%B %Y}"


def _newest(chart: ControlChart) -> list[str]:
    """The newest complete point with its interval, and the usual range."""
    if chart.settled.is_empty():
        return []
    last = chart.settled.row(-1, named=True)
    limits = interval(chart.measure, last.get("lower"), last.get("upper"))
    unit = " days since the one before" if chart.kind == "t" else ""
    return [
        f"newest complete: {number(chart.measure, last['value'])}{unit} ({_when(chart, last['when'])})"
        + (f", 95% interval {limits}" if limits else ""),
        *filter(None, [usual(chart).removeprefix("; ")]),
    ]


def _marked(chart: ControlChart) -> list[str]:
    counts = chart.settled.filter(pl.col("side") != 0).group_by("meaning", maintain_order=True).len()
    sentences = [f"{count} {'signal' if meaning == 'neutral' else meaning}" for meaning, count in counts.iter_rows()]
    return [f"points marked as signals: {', '.join(sentences)}"] if sentences else ["no point is marked as a signal"]


def _bars(figure: Parts) -> list[str]:
    """Every bar, or every part of one, in the order of the chart."""
    rows, part = figure.frame.to_dicts(), figure.parts
    if part:
        groups = list(dict.fromkeys(row[figure.by] for row in rows))
        parts = list(dict.fromkeys([*figure.order, *(row[part] for row in rows)]))
        rows.sort(key=lambda row: (groups.index(row[figure.by]), parts.index(row[part])))
    return [f"{row[figure.by]}{f', {row[part]}' if part else ''}: {row['words']}" for row in rows]


def figure_notes(briefing: Briefing, figure: Figure, code: str) -> list[str]:
    """What to say of a figure, its definition, its data, and the code."""
    say = [f"{figure.title}.", *_sentences_of(figure), figure.caption]
    return _notes(briefing, code, Say=say, Definition=_definitions(briefing, figure), Data=as_lines(figure.table))


def _sentences_of(figure: Figure) -> list[str]:
    if isinstance(figure, Parts):
        return [f"{each}." for each in _bars(figure)]
    chart = figure.chart
    if chart is None or chart.settled.is_empty():
        return []
    rule = narrative.of_chart(chart).rule
    found = [f"{each[0].upper()}{each[1:]}." for each in (*_newest(chart), *_marked(chart))]
    found.append(f"Rule: {narrative.RULES[rule].says}." if rule else NO_RULE)
    found += [f"Marked day: {day_in_words(each.on)}, {each.title}. {each.reason}" for each in chart.annotations]
    return found


def _definitions(briefing: Briefing, figure: Figure) -> list[str]:
    """The definitions of the measures that the figure's table or, over time, its title names."""
    named = [*figure.table.columns, *([figure.title] if isinstance(figure, Trend) else [])]
    return [
        ". ".join(f"{heading}: {text}" for heading, text in row.items() if text and text != NOTHING)
        for row in briefing.definitions.iter_rows(named=True)
        if any(each.startswith(row["Measure"]) for each in named)
    ]


def summary_notes(briefing: Briefing, code: str) -> list[str]:
    """What to say of the headline figures, and what changed since last week."""
    then = f"on {day_in_words(briefing.earlier)}" if briefing.earlier else "a week before"
    cards = [
        f"{each.label}: {each.value} {each.unit}. It was {each.last_week} {then}. {'; '.join(each.below)}."
        for each in briefing.cards
    ]
    changed = {briefing_words.since(briefing): [f"{each}." for each in briefing_words.changed(briefing)]}
    say = [briefing.title, briefing_words.in_force(briefing)]
    return _notes(briefing, code, **{"Say": say, "Headline figures": cards, **changed})


def decision_notes(briefing: Briefing, code: str) -> list[str]:
    """What to say of the decisions, the page that shows more of each, and what the rules allow to be said."""
    asked = [
        f"{each.what} {each.because} More on the page {each.page.replace('_', ' ')}." for each in briefing.decisions
    ]
    over_time = {"What changed over time": list(briefing.over_time)}
    return _notes(briefing, code, **{"What needs a decision": asked or ["Nothing that a rule names."], **over_time})


def definition_notes(briefing: Briefing, code: str) -> list[str]:
    """The definitions in words."""
    return _notes(briefing, code, **{"Definitions in force": as_lines(briefing.definitions)})


def _notes(briefing: Briefing, code: str, **sections: Sequence[str]) -> list[str]:
    """One line of text a paragraph, ended by what every slide carries."""
    lines = [line for title, sentences in sections.items() if sentences for line in (f"{title}:", *sentences)]
    return [*map(plain, lines), *map(plain, carried(briefing)), f"Code of this briefing: {plain(code)}"]


def carried(briefing: Briefing) -> list[str]:
    """What every slide carries: marking, synthetic mark, filters, day of knowledge."""
    synthetic = [f"{settings.SYNTHETIC_MARK}."] if briefing.is_synthetic else []
    filters = briefing.filters
    return [f"{settings.marking()}.", *synthetic, f"Showing: {filters.sentence()} {filters.as_known()}."]


def as_lines(table: pl.DataFrame) -> list[str]:
    """A table as text: its headings, then one line for each row, the newest or first of many."""
    rows = table.tail(MOST_ROWS) if table.height and table.dtypes[0] == pl.Date else table.head(MOST_ROWS)
    more = [f"{table.height - MOST_ROWS} more rows are in the spreadsheet."] if table.height > MOST_ROWS else []
    return ["; ".join(table.columns), *("; ".join(map(_cell, table.columns, row)) for row in rows.iter_rows()), *more]


def _cell(heading: str, value: object) -> str:
    if value is None:
        return NOTHING
    if isinstance(value, date):
        return f"{value:%B %Y}" if heading in ("Month", "Quarter") else day_in_words(value)
    if isinstance(value, float):
        return f"{value:,.2f}".rstrip("0").rstrip(".")
    return f"{value:,}" if isinstance(value, int) else str(value)
